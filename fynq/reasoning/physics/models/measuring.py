"""Components of vectors in the plane, and relative uncertainty.

Source: OpenStax, College Physics 2e, 1.3 (uncertainty), 3.3 (components); University Physics 1, 2.2.
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Model
from fynq.reasoning.physics.models.quantity import SIGNED, quantity
from fynq.reasoning.physics.models.wording import letter
from fynq.reasoning.physics.units import Dimension

_KINDS = (
    ("length", d.LENGTH),
    ("speed", d.SPEED),
    ("force", d.FORCE),
    ("acceleration", d.ACCELERATION),
)


def _polar(name: str, dimension: Dimension) -> Model:
    """A vector, or a point, by its length and the angle from the +x-axis."""
    return Model(
        f"components-of-{name}",
        {
            "r": quantity("r", "magnitude", dimension, r"magnitude|length", cues=letter("[rRvFaA]") + "|#"),
            "theta": quantity(r"\theta", "angle from the x-axis", d.ANGLE, r"angle", cues="#", by_name=False, low=SIGNED),
            "x": quantity("x", "x-component", dimension, r"x[- ](?:coordinate|component)", low=SIGNED, alone=False),
            "y": quantity("y", "y-component", dimension, r"y[- ](?:coordinate|component)", low=SIGNED, alone=False),
        },
        (
            Law("x-component", r"x = r\cos\theta", lambda q: (q.x, q.r * q.cos(q.theta))),
            Law("y-component", r"y = r\sin\theta", lambda q: (q.y, q.r * q.sin(q.theta))),
        ),
        needs=r"(?=[\s\S]*\b[xy][- ](?:coordinate|component))(?=[\s\S]*(?:polar coordinates|above the (?:positive |\+)?x-axis|(?:from|with) the (?:positive |\+)x-axis|(?:counter-?clockwise|anticlockwise) from))",
        bars=r"(?<!counter)(?<!counter-)(?<!anti)\bclockwise|\bbelow|\bnegative|\bsum\b|\bresultant|\bwest|\beast|\bnorth|\bsouth|\by-axis|\by axis|\btwo\b|\btime\b",
        words=r"components?|angles?|force|acceler\w+|horizontal|magnitude",
        skills=("vectors", "trigonometry"),
        concept="A vector's components are its length times the cosine and the sine of its angle.",
    )  # fmt: skip


def _uncertainty(name: str, dimension: Dimension) -> Model:
    return Model(
        f"percent-uncertainty-of-{name}",
        {
            "A": quantity("A", "measured value", dimension, r"(?:measured )?(?:value|length|mass|weight|time|volume|width|height|distance|speed|temperature)", cues=r"#(?= ?±)|\bover a (?:distance|length|time) of #|measur\w+[^.#_]*#", by_name=False, alone=False),
            "u": quantity(r"\delta A", "uncertainty", dimension, "uncertainty", cues=r"± ?#|\boff by #", by_name=False, alone=False),
            "p": quantity(r"\%\,\text{unc}", "percent uncertainty", d.NUMBER, r"percent(?:age)? uncertainty", unit="%"),
        },
        (Law("percent uncertainty", r"\%\,\text{unc} = \frac{\delta A}{A}\cdot 100\%", lambda q: (q.p, q.u / q.A)),),
        needs=r"percent(?:age)? uncertainty",
        bars=r"\barea\b|\bvolume of|\bproduct|\bsum\b|\bperimeter|\bspeed of",
        words=r"uncertainty|percent|percentage|average|weigh\w*|measur\w*",
        skills=("units-and-measurement", "percentages"),
        concept="The percent uncertainty compares the uncertainty with the value.",
    )  # fmt: skip


def _conversion(name: str, dimension: Dimension) -> Model:
    return Model(
        f"conversion-of-{name}",
        {
            "x": quantity("x", "given value", dimension, r"(?!)", by_name=False, low=SIGNED),
            "y": quantity("y", "the same in the unit asked", dimension, r"(?!)", r"\b(?:what (?:is|was) (?:this|that|it)|convert (?:this|that|it|the)|express (?:this|that|it|the)|what (?:is|was) (?:its|the|this|his|her) (?:\w+ )?(?:speed|velocity|angular velocity|angular speed|height|length|distance|mass|volume|area|pressure|rate|time|energy|density|width|depth))\b[^?]*?\b(?:in|to)\b", by_name=False, low=SIGNED, alone=False),
        },
        (Law("the same value in another unit", "y = x", lambda q: (q.y, q.x)),),
        needs=r"\b(?:in|to)\b",
        bars=r"_[\s\S]*_|\bhow (?:long|far|many)|\bafter\b|\bwhen it\b|\bwould\b|\bmust\b",
        words=r"average|sound|angular|rotat\w+|spin\w*|constant|maximum|times|falls?|rest|deep|depth|pressure|density|energy|flow\w*|convert\w*|gravit\w*",
        converts=True,
        skills=("units-of-measure",),
        concept="Replace each unit by its equal number of the other.",
    )  # fmt: skip


_CONVERTED = (
    *_KINDS,
    ("area", d.AREA),
    ("volume", d.VOLUME),
    ("mass", d.MASS),
    ("time", d.TIME),
    ("flow", d.FLOW),
    ("pressure", d.PRESSURE),
    ("energy", d.ENERGY),
    ("density", d.DENSITY),
    ("angular-speed", d.ANGULAR_SPEED),
)
MODELS = (
    *(_conversion(name, dimension) for name, dimension in _CONVERTED),
    *(_polar(name, dimension) for name, dimension in _KINDS),
    *(_uncertainty(name, dimension) for name, dimension in (*_KINDS, ("mass", d.MASS), ("time", d.TIME), ("volume", d.VOLUME))),
)  # fmt: skip
