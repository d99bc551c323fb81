"""Charge, circuits, capacitors and magnetic forces.

Source: OpenStax, College Physics 2e, 18.3 to 18.5, 19.2 to 19.7, 20.1 to 20.5, 21.1, 21.2, 22.4
to 22.7, 23.1 to 23.7.
"""

from __future__ import annotations

import math

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.constants import CONSTANTS
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import HOW_LONG, MASS, quantity

_U = quantity("V", "voltage", d.VOLTAGE, r"(?:voltage|potential difference|emf|electromotive force)(?: drop| across [\w ]{1,30}?)?", cues="#")  # fmt: skip
_I = quantity("I", "current", d.CURRENT, r"current", cues="#")
_RES = quantity("R", "resistance", d.RESISTANCE, r"(?:total |equivalent )?resistance", cues="#")
_OHM = Law("Ohm's law", "V = IR", lambda q: (q.V, q.I * q.R))
_CIRCUIT = r"current|voltage|resist\w*|charges?|flow\w*|heat\w*|power|energy|rest|average|constant|potential|electric\w*|wire|across|light|dissipat\w*|transfer\w*|convert\w*|emf|releas\w+|second|work"

OHM = Model(
    "ohms-law-and-power",
    {
        "V": _U,
        "I": _I,
        "R": _RES,
        "P": quantity("P", "power", d.POWER, r"(?:(?:electric|electrical) )?power(?: dissipated| lost| consumed| rating| used)?", r"\bhow much (?:\w+ )?power\b", r"\bat what rate\b[^?]*\b(?:energy|heat)\b", cues="#"),
        "E": quantity("E", "energy", d.ENERGY, r"(?:(?:electric|electrical) )?energy|heat", r"\bhow much (?:\w+ )?(?:energy|heat)\b", r"\bhow many (?:joules|kilowatt[- ]hours|kWh)\b", cues="#"),
        "q": quantity("Q", "charge", d.CHARGE, r"(?:electric |total )?charge", r"\bhow much charge\b|\bhow many coulombs\b", cues="#"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG, cues="#"),
    },
    (
        _OHM,
        Law("electric power", "P = IV", lambda q: (q.P, q.I * q.V)),
        Law("power in a resistance", "P = I^2R", lambda q: (q.P, q.I**2 * q.R)),
        Law("power in a resistance", r"P = \frac{V^2}{R}", lambda q: (q.P, q.V**2 / q.R)),
        Law("current is charge per time", r"I = \frac{Q}{t}", lambda q: (q.I, q.q / q.t)),
        Law("energy is power times time", "E = Pt", lambda q: (q.E, q.P * q.t)),
        Law("voltage is energy per charge", r"V = \frac{E}{Q}", lambda q: (q.V, q.E / q.q)),
    ),
    needs=r"_[\s\S]*_",
    bars=r"\bseries|\bparallel|\binternal|\bcapacit|\bmagnet|\btransformer|\bcoil|\bresistivity|\blength|\bdiameter|\bcross-section|°|\btemperature|\bmelts?|\bboil|\bwater|\befficien|\btwo|\bthree|\beach resistor|\bfield|\belectrons?|\brms|\bpeak|\bAC\b|\balternating|\bcost|\bcents|\bper k|\bpoint charge|\bcharges|\bterminal voltage|\bpower line\b[\s\S]*kV|\bpercent|\bsolution|\bmol\b|\bshort circuit|\btimes|\bfactor|\bmomentum|\bkg\b|\bmoving",
    words=_CIRCUIT + r"|loses?|lost|loss|through|each|gain\w*",
    skills=("ohms-law", "electric-power"),
    concept="Voltage, current and resistance are tied by Ohm's law; power is voltage times current.",
)  # fmt: skip

_R1 = quantity("R_1", "first resistance", d.RESISTANCE, r"(?!)", by_name=False)
_R2 = quantity("R_2", "second resistance", d.RESISTANCE, r"(?!)", by_name=False)
_R3 = quantity("R_3", "third resistance", d.RESISTANCE, r"(?!)", by_name=False)
_TOTAL = quantity("R", "total resistance", d.RESISTANCE, r"(?:(?:total|equivalent|combined|effective|net) )+resistance|resistance", alone=False)  # fmt: skip
_BARS = r"internal|capacit|magnet|°|temperature|each (?:of|resistor has)|identical|equal resistors|bulbs|_[^.]*\b(?:then|this combination|that combination)\b"


def _connected(kind: str, count: int) -> Model:
    """Two or three resistors in series or in parallel, with or without a source."""
    series = kind == "series"
    resistors = {"R1": _R1, "R2": _R2} if count == 2 else {"R1": _R1, "R2": _R2, "R3": _R3}
    if count == 2:
        law = (
            Law("resistances in series", "R = R_1 + R_2", lambda q: (q.R, q.R1 + q.R2))
            if series
            else Law(
                "resistances in parallel",
                r"\frac{1}{R} = \frac{1}{R_1} + \frac{1}{R_2}",
                lambda q: (1 / q.R, 1 / q.R1 + 1 / q.R2),
            )
        )
    else:
        law = (
            Law("resistances in series", "R = R_1 + R_2 + R_3", lambda q: (q.R, q.R1 + q.R2 + q.R3))
            if series
            else Law("resistances in parallel", r"\frac{1}{R} = \frac{1}{R_1} + \frac{1}{R_2} + \frac{1}{R_3}", lambda q: (1 / q.R, 1 / q.R1 + 1 / q.R2 + 1 / q.R3))
        )  # fmt: skip
    return Model(
        f"{count}-resistors-in-{kind}",
        {
            **resistors,
            "R": _TOTAL,
            "V": quantity("V", "voltage of the source", d.VOLTAGE, r"(?:voltage|potential difference|emf)", cues="#", by_name=False),
            "I": quantity("I", "current", d.CURRENT, r"(?:total )?current", cues="#"),
            "P": quantity("P", "power", d.POWER, r"(?:total )?power"),
        },
        (
            law,
            Law("Ohm's law for the whole circuit", "V = IR", lambda q: (q.V, q.I * q.R)),
            Law("electric power", "P = IV", lambda q: (q.P, q.I * q.V)),
        ),
        needs=rf"(?=[\s\S]*\b{kind}\b)(?=[\s\S]*(?:resist|ohm|Ω|_))",
        bars=_BARS + ("|parallel" if series else "|series") + r"|\b(?:across|through|in|by) (?:the|each|one of the) (?:_|first|second|third|smaller|larger|smallest|largest)|across each|through each",
        words=r"resist\w*|series|parallel|current|voltage|flow\w*|total|two|three|power|electric\w*|energy|potential|dissipat\w*|wire|deliver\w*|across|second|first",
        ordered=(tuple(resistors),),
        skills=("circuits", "ohms-law"),
        concept="In series resistances add; in parallel their reciprocals add.",
    )  # fmt: skip


DIVIDER = Model(
    "voltage-divider",
    {
        "R1": _R1,
        "R2": quantity("R_2", "resistance asked about", d.RESISTANCE, r"(?!)", cues=r"\bacross (?:the )?#", by_name=False, alone=False),
        "V": quantity("V", "voltage of the source", d.VOLTAGE, r"(?!)", cues="#", by_name=False),
        "I": quantity("I", "current", d.CURRENT, r"(?!)", by_name=False, alone=False),
        "V2": quantity("V_2", "voltage across it", d.VOLTAGE, r"(?:voltage|potential difference)(?: drop)?", alone=False),
    },
    (
        Law("Ohm's law for the whole circuit", "V = I(R_1 + R_2)", lambda q: (q.V, q.I * (q.R1 + q.R2))),
        Law("Ohm's law for the resistor", "V_2 = IR_2", lambda q: (q.V2, q.I * q.R2)),
    ),
    needs=r"(?=[\s\S]*\bseries\b)(?=[\s\S]*\bacross (?:the )?_)",
    bars=_BARS + "|parallel|three",
    words=r"resist\w*|series|current|voltage|total|two|potential",
    skills=("circuits", "ohms-law"),
    concept="In series the same current flows through every resistor.",
)  # fmt: skip

INTERNAL = Model(
    "internal-resistance",
    {
        "E": quantity(r"\mathcal{E}", "electromotive force", d.VOLTAGE, r"(?:emf|electromotive force)", cues="#"),
        "r": quantity("r", "internal resistance", d.RESISTANCE, r"internal resistance", cues=r"internal resistance[^.#_]*#"),
        "I": _I,
        "R": quantity("R", "load resistance", d.RESISTANCE, r"(?:load|external) resistance|resistor|(?<!internal )resistance", cues=r"# (?:resistor|load|lamp|bulb)", by_name=False),
        "V": quantity("V", "terminal voltage", d.VOLTAGE, r"(?:terminal )?(?:voltage|potential difference)", alone=False),
    },
    (
        Law("terminal voltage", r"V = \mathcal{E} - Ir", lambda q: (q.V, q.E - q.I * q.r)),
        Law("Ohm's law for the load", "V = IR", lambda q: (q.V, q.I * q.R)),
        Law("current of a battery with a load", r"I = \frac{\mathcal{E}}{R + r}", lambda q: (q.I, q.E / (q.R + q.r))),
    ),
    needs=r"internal resistance",
    bars=r"\btwo|\beach|\bseries|\bparallel|\bpower|\bcharging|\bcapacit",
    words=r"current|voltage|resist\w*|internal|potential|flow\w*|force|terminal|across|charges?",
    skills=("circuits", "ohms-law"),
    concept="Inside the battery some of the voltage is lost.",
)  # fmt: skip

WIRE = Model(
    "resistivity",
    {
        "R": quantity("R", "resistance", d.RESISTANCE, "resistance", cues="#"),
        "rho": quantity(r"\rho", "resistivity", d.RESISTIVITY, "resistivity", cues="#"),
        "L": quantity("L", "length", d.LENGTH, "length", r"\bhow long\b", cues=r"#[ -]long"),
        "A": quantity("A", "cross-section", d.AREA, r"(?:cross-section(?:al)?(?: area)?|area)", cues="#"),
        "D": quantity("D", "diameter", d.LENGTH, "diameter", alone=False),
        "r": quantity("r", "radius", d.LENGTH, "radius", alone=False),
    },
    (
        Law("resistance of a wire", r"R = \rho\frac{L}{A}", lambda q: (q.R, q.rho * q.L / q.A)),
        Law("area of a circle", r"A = \pi r^2", lambda q: (q.A, q.pi * q.r**2)),
        Law("radius is half the diameter", r"r = \frac{D}{2}", lambda q: (q.r, q.D / 2)),
    ),
    needs=r"resistivity",
    bars=r"\btemperature|°|\bcurrent|\bvoltage|\bvolt|\bdensity|\btwice|\bdoubl|\bratio",
    words=r"resist\w*|wire|radius|diameter|uniform|circular",
    skills=("ohms-law",),
    concept="A long thin wire resists more.",
)  # fmt: skip

_K = quantity("k", "Coulomb's constant", d.COULOMB, r"(?:coulomb(?:'s)? )?constant", cues="#", by_name=False)  # fmt: skip
COULOMB = Model(
    "coulomb",
    {
        "F": quantity("F", "force", d.FORCE, r"(?:(?:electrostatic|electric|coulomb|repulsive|attractive) )*force"),
        "q1": quantity("q_1", "first charge", d.CHARGE, r"(?!)", by_name=False, low=-math.inf),
        "q2": quantity("q_2", "second charge", d.CHARGE, r"(?!)", by_name=False, low=-math.inf),
        "r": quantity("r", "distance", d.LENGTH, r"(?:distance|separation)", r"\bhow far\b", cues="#"),
        "k": _K,
        "size": quantity(r"\lvert F\rvert", "size of the force", d.FORCE, r"(?!)", alone=False, by_name=False),
    },
    (Law("Coulomb's law", r"F^2 = \left(k\frac{q_1 q_2}{r^2}\right)^2", lambda q: (q.F**2, (q.k * q.q1 * q.q2 / q.r**2) ** 2)),),
    needs=r"(?=[\s\S]*\bcharges?\b|[\s\S]*\bcharged\b)(?=[\s\S]*\bforce\b)",
    bars=r"\bthree|\bthird|\bfield|\bmagnet|\bidentical|\bequal charges|\beach (?:has|carry|with)|\bratio|\bfactor|\bdoubl|\bhalf|\bnet|\baccelerat|\bmass|\bkg\b|\bx-axis|\bx axis|\bwater|\bdielectric|\bstring|\bdirection|\btriangle|\bsquare|\bhow many|\btouch|\btotal charge|\bwire",
    words=r"charges?|charged|force|two|each|apart|electr\w*|center|centre|centers|between|both|acts?|attract\w*|repel\w*|repuls\w*|maximum|second|point|separation|toward",
    ordered=(("q1", "q2"),),
    defaults={"k": CONSTANTS["k"]},
    skills=("electric-charge",),
    concept="The force between two charges falls with the square of their distance.",
)  # fmt: skip

FIELD = Model(
    "field-of-a-point-charge",
    {
        "E": quantity("E", "field strength", d.FIELD, r"(?:magnitude of (?:the |an )?)?(?:electric )?field(?: strength)?", cues="#", unit="N/C"),
        "q": quantity("q", "charge", d.CHARGE, r"(?:magnitude of the (?:[a-z']+ )?)?charge", cues="#"),
        "r": quantity("r", "distance", d.LENGTH, "distance", r"\bhow far\b", cues="#"),
        "k": _K,
    },
    (Law("field of a point charge", r"E = k\frac{q}{r^2}", lambda q: (q.E, q.k * q.q / q.r**2)),),
    needs=r"(?=[\s\S]*\bfields?\b)(?=[\s\S]*\bcharged?\b)(?=[\s\S]*\b(?:from|away|distance|away from)\b)",
    bars=r"\btwo|\bplates?|\bsphere|\bshell|\buniform|\bline|\bwire|\brod|\bdensity|\bforce|\bmass|\belectron|\bproton|\bmagnet|\bvoltage|\bpotential|-_|\bnegative|\bring|\bdisk|\baxis|\bzero|\bnet",
    words=r"charges?|charged|fields?|electr\w*|point|produc\w*",
    defaults={"k": CONSTANTS["k"]},
    skills=("electric-charge",),
    concept="The field of a point charge falls with the square of the distance.",
)  # fmt: skip

PLATES = Model(
    "field-between-plates",
    {
        "E": quantity("E", "field strength", d.FIELD, r"(?:(?:magnitude|strength) of (?:the )?)?(?:uniform )?(?:electric )?field(?: strength)?", cues="#"),
        "V": _U,
        "d": quantity("d", "distance of the plates", d.LENGTH, r"(?:distance|separation)", r"\bhow far apart\b", cues="#"),
    },
    (Law("field between plates", r"E = \frac{V}{d}", lambda q: (q.E, q.V / q.d)),),
    needs=r"(?=[\s\S]*\bplates\b)(?=[\s\S]*\bfield)",
    bars=r"\bcharge density|\bcapacit|\belectron|\bproton|\bforce|\barea|\bdielectric|\benergy|\bspeed|\bparticle|\bcoulomb|\bmagnet",
    words=r"fields?|voltage|potential|parallel|two|apart|uniform|charged|between|electr\w*|across|maximum",
    skills=("electric-charge",),
    concept="Between parallel plates the field is uniform.",
)  # fmt: skip

FORCE_FIELD = Model(
    "force-in-a-field",
    {
        "F": quantity("F", "force", d.FORCE, r"(?:(?:electric|electrostatic) )?force", cues="#"),
        "q": quantity("q", "charge", d.CHARGE, "charge", cues="#"),
        "E": quantity("E", "field strength", d.FIELD, r"(?:electric )?field(?: strength)?", cues="#", unit="N/C"),
        "m": MASS,
        "a": quantity("a", "acceleration", d.ACCELERATION, "acceleration"),
    },
    (
        Law("force in a field", "F = qE", lambda q: (q.F, q.q * q.E)),
        Law("Newton's second law", "F = ma", lambda q: (q.F, q.m * q.a)),
    ),
    needs=r"(?=[\s\S]*\belectric field\b)(?=[\s\S]*\b(?:force|acceleration)\b)",
    bars=r"\bmagnet|\bplates|\bdistance|\bsuspend|\bhang|\bgravity(?! is neg)|\btwo|\bfrom a|-_|\bweight|\bbalance|\bspeed|\bhow (?:far|long)|\bpotential|\bwater|\bdrop|\bnegative",
    words=r"fields?|charges?|charged|force|electr\w*|uniform|acceler\w+|rest|neglect\w*|ignor\w+|gravit\w*|releas\w+|experienc\w*|point|acts?|exert\w*",
    implied=(
        Implied(r"\b(?:an|the) electron\b", "q", CONSTANTS["e"], "charge of an electron", True),
        Implied(r"\b(?:an|the) electron\b", "m", CONSTANTS["m_e"], "mass of an electron", True),
        Implied(r"\b(?:a|the) proton\b", "q", CONSTANTS["e"], "charge of a proton", True),
        Implied(r"\b(?:a|the) proton\b", "m", CONSTANTS["m_p"], "mass of a proton", True),
    ),
    skills=("electric-charge",),
    concept="A field pushes a charge with the force qE.",
)  # fmt: skip

CAPACITOR = Model(
    "capacitor",
    {
        "C": quantity("C", "capacitance", d.CAPACITANCE, "capacitance", cues="#"),
        "V": _U,
        "q": quantity("Q", "charge", d.CHARGE, r"(?:stored )?charge", r"\bhow much charge\b", cues="#"),
        "E": quantity("U", "energy", d.ENERGY, r"(?:(?:stored|electric|potential) )*energy", r"\bhow much energy\b", cues="#"),
    },
    (
        Law("charge of a capacitor", "Q = CV", lambda q: (q.q, q.C * q.V)),
        Law("energy of a capacitor", r"U = \frac{1}{2}CV^2", lambda q: (q.E, q.C * q.V**2 / 2)),
    ),
    needs=r"capacit",
    bars=r"\bseries|\bparallel cap|\bin parallel|\bplate area|\barea|\bdistance|\bseparation|\bdielectric|\bresist|\btime|\btwo|\bthree|\bdoubl|\bhalf|\bdischarg|\bpower|\bfield",
    words=r"capaci\w*|charges?|charged|voltage|energy|potential|stor\w+|each|parallel|across|electr\w*|released?|magnitude",
    skills=("circuits", "electric-charge"),
    concept="The charge of a capacitor grows in proportion to its voltage.",
)  # fmt: skip

_B = quantity("B", "magnetic field", d.MAGNETIC_FIELD, r"(?:strength of (?:the )?)?(?:magnetic )?field(?: strength)?", cues="#")  # fmt: skip
_ANGLE = quantity(r"\theta", "angle to the field", d.ANGLE, "angle", cues="#", high=math.pi)
_RIGHT = Implied(r"perpendicular|right angles", "theta", math.pi / 2, "at right angles", True)
MAGNETIC_WIRE = Model(
    "magnetic-force-on-a-wire",
    {
        "F": quantity("F", "force", d.FORCE, r"(?:magnetic )?force", cues="#"),
        "I": _I,
        "L": quantity("L", "length", d.LENGTH, "length", cues="#"),
        "B": _B,
        "theta": _ANGLE,
    },
    (Law("magnetic force on a wire", r"F = ILB\sin\theta", lambda q: (q.F, q.I * q.L * q.B * q.sin(q.theta))),),
    needs=r"(?=[\s\S]*\bwire\b)(?=[\s\S]*\bfield\b)(?=[\s\S]*\bforce\b)",
    bars=r"\bloop|\bcoil|\btwo wires|\bparallel|\bradius|\bturns|\btorque|\bper meter|\bper unit length|\bdistance|\bemf|\bgravity|\bweight",
    words=r"wire|current|magnet\w*|fields?|force|right angles|perpendicular|angles?|uniform|straight|horizontal|acts?|maximum",
    implied=(_RIGHT,),
    skills=("magnetism",),
    concept="A current across a magnetic field is pushed sideways.",
)  # fmt: skip

MAGNETIC_CHARGE = Model(
    "magnetic-force-on-a-charge",
    {
        "F": quantity("F", "force", d.FORCE, r"(?:magnetic )?force", cues="#"),
        "q": quantity("q", "charge", d.CHARGE, "charge", cues="#"),
        "v": quantity("v", "speed", d.SPEED, r"(?:speed|velocity)", r"\bhow fast\b", cues="#"),
        "B": _B,
        "theta": _ANGLE,
    },
    (Law("magnetic force on a charge", r"F = qvB\sin\theta", lambda q: (q.F, q.q * q.v * q.B * q.sin(q.theta))),),
    needs=r"(?=[\s\S]*\b(?:charge|proton|electron|particle)\b)(?=[\s\S]*\bmagnetic field\b)(?=[\s\S]*\bforce\b)",
    bars=r"\bwire|\bradius|\bcircle|\bcircular|\belectric field|\baccelerat|\bkg\b|-_|\bnegative|\bcoil|\beast|\bwest|\bnorth|\bsouth|\bselector",
    words=r"charges?|charged|magnet\w*|fields?|force|right angles|perpendicular|angles?|uniform|acts?|maximum|experienc\w*",
    implied=(
        _RIGHT,
        Implied(r"\b(?:an|the) electron\b|\b(?:a|the) proton\b", "q", CONSTANTS["e"], "elementary charge", True),
    ),
    skills=("magnetism",),
    concept="A charge that moves across a magnetic field is pushed sideways.",
)  # fmt: skip

INDUCTION = Model(
    "induction",
    {
        "V": quantity("V", "induced voltage", d.VOLTAGE, r"(?:(?:average|induced) )*(?:voltage|emf|electromotive force)", cues="#"),
        "n": quantity("N", "number of turns", d.ANGLE, r"(?!)", cues="#", by_name=False, unit="turns"),
        "flux": quantity(r"\Delta\Phi", "change of flux", d.FLUX, r"(?:magnetic )?flux", cues="#"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG, cues="#"),
    },
    (Law("Faraday's law", r"V = N\frac{\Delta\Phi}{\Delta t}", lambda q: (q.V, q.n / (2 * q.pi) * q.flux / q.t)),),
    needs=r"(?=[\s\S]*\bflux\b)(?=[\s\S]*\bcoil\b)(?=[\s\S]*\bchanges? by\b)",
    bars=r"\barea|\bradius|\bfield of|\brotat|\bfrom\b",
    words=r"magnet\w*|voltage|average|each|changes?|through|induced|emf|force",
    skills=("electromagnetic-induction",),
    concept="A changing flux induces a voltage in every turn.",
)  # fmt: skip

MODELS = (
    OHM,
    *(_connected(kind, count) for kind in ("series", "parallel") for count in (2, 3)),
    DIVIDER,
    INTERNAL,
    WIRE,
    COULOMB,
    FIELD,
    PLATES,
    FORCE_FIELD,
    CAPACITOR,
    MAGNETIC_WIRE,
    MAGNETIC_CHARGE,
    INDUCTION,
)
