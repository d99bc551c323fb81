"""Oscillations, waves and sound.

Source: OpenStax, College Physics 2e, 16.2 to 16.11, 17.2, 17.4.
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.constants import CONSTANTS
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import (
    G_DEFAULT,
    GRAVITY,
    HOW_LONG,
    IDLE_MASS,
    MASS,
    quantity,
)

_T = quantity("T", "period", d.TIME, r"period", r"\bhow long\b[^?]*\b(?:one|each|a single) (?:\w+ )?(?:oscillation|swing|cycle|vibration)", cues=r"\b(?:period|every|each|per)\b[^.#]*#|#")  # fmt: skip
_F = quantity("f", "frequency", d.FREQUENCY, "frequency", r"\bhow many (?:\w+ )?(?:times|oscillations|swings|vibrations|cycles)[^?]*(?:per|each|every) second", cues="#")  # fmt: skip
_PERIOD = Law("frequency and period", r"f = \frac{1}{T}", lambda q: (q.f, 1 / q.T))
_SMALL = r"assum\w+|neglect\w*|ignor\w+|negligible|gravit\w*|simple"

COUNTED = Model(
    "counted-oscillations",
    {
        "n": quantity("n", "number of oscillations", d.NUMBER, r"(?!)", cues=r"# (?:complete |full )?(?:swings?|oscillations?|cycles?|vibrations?|times|waves|beats?|crests|revolutions?)(?! ?(?:per|/|a|each|every)\b)", by_name=False),
        "t": quantity("t", "time", d.TIME, "time", cues="#", by_name=False),
        "f": quantity("f", "frequency", d.FREQUENCY, "frequency", alone=False),
        "T": quantity("T", "period", d.TIME, "period", alone=False),
    },
    (
        Law("frequency is the number per time", r"f = \frac{n}{t}", lambda q: (q.f, q.n / q.t)),
        Law("period is the time for each", r"T = \frac{t}{n}", lambda q: (q.T, q.t / q.n)),
    ),
    needs=r"(?=[\s\S]*\b(?:frequency|period)\b)(?=[\s\S]*_ (?:complete |full )?(?:swings?|oscillations?|cycles?|vibrations?|times|waves|beats?|crests))",
    bars=r"\bspring constant|\bkg\b|\bwavelength|\blength|\bspeed|\bgravity|\bhalf",
    words=r"pendulum|oscillat\w*|vibrat\w*|period|frequency|waves?|times|springs?|average",
    skills=("oscillations",),
    concept="Frequency counts the oscillations of one second.",
)  # fmt: skip

PERIOD = Model(
    "period-and-frequency",
    {"T": _T, "f": _F},
    (_PERIOD,),
    needs=r"(?=[\s\S]*frequency)(?=[\s\S]*(?:period|_))",
    bars=r"\bwavelength|\bspeed|\bvelocity|\bspring|\bkg\b|\blength|\bdoppler|\bangular|\bbeat|\bsound|\blight|\bpendulum of|\bphoton|\benergy|\bAC\b|_ times|\bstring|\btube|\bpipe",
    words=r"period|frequency|oscillat\w*|vibrat\w*|waves?|pendulum",
    skills=("oscillations",),
    concept="Period and frequency are reciprocals.",
)  # fmt: skip

SPRING_PERIOD = Model(
    "mass-on-a-spring",
    {
        "T": _T,
        "f": _F,
        "m": MASS,
        "k": quantity("k", "spring constant", d.STIFFNESS, r"(?:spring|force) constant|constant|stiffness", cues="#"),
        "A": quantity("A", "amplitude", d.LENGTH, "amplitude", cues=r"(?:pulled|displaced|stretched)[^.#]*#"),
        "vm": quantity(r"v_{\max}", "greatest speed", d.SPEED, r"(?:(?:maximum|greatest|max) )(?:speed|velocity)", alone=False),
        "am": quantity(r"a_{\max}", "greatest acceleration", d.ACCELERATION, r"(?:(?:maximum|greatest|max) )acceleration", alone=False),
        "E": quantity("E", "energy of the oscillation", d.ENERGY, r"(?:total |mechanical )+energy", alone=False),
    },
    (
        Law("period of a mass on a spring", r"T = 2\pi\sqrt{\frac{m}{k}}", lambda q: (q.T**2, 4 * q.pi**2 * q.m / q.k)),
        _PERIOD,
        Law("greatest speed", r"\frac{1}{2}mv_{\max}^2 = \frac{1}{2}kA^2", lambda q: (q.m * q.vm**2, q.k * q.A**2)),
        Law("greatest acceleration", r"ma_{\max} = kA", lambda q: (q.m * q.am, q.k * q.A)),
        Law("energy of the oscillation", r"E = \frac{1}{2}kA^2", lambda q: (q.E, q.k * q.A**2 / 2)),
    ),
    needs=r"(?=[\s\S]*\bspring)(?=[\s\S]*\b(?:oscillat\w*|period|frequency|vibrat\w*|amplitude)\b)",
    bars=r"\bpendulum|\bwave|\bdamp|\bcollid|\btwo springs|\bspeed (?:when|at)|\bposition|\bdisplacement of|\bhalfway|\bdoubl|\bfactor|_ times|\beach spring|\bfour|\bstretches|\bgravity",
    words=r"springs?|oscillat\w*|period|frequency|vibrat\w*|amplitude|maximum|greatest|friction(?:less)?|horizontal(?:ly)?|vertical(?:ly)?|energy|constant|rest|releas\w+|stretch\w*|pull\w*|hang\w*|suspend\w*|force|acceler\w+|equilibrium|displac\w*|mechanical|smooth|compress\w*|up|down",
    skills=("oscillations",),
    concept="A stiffer spring oscillates faster, a larger mass slower.",
)  # fmt: skip

PENDULUM = Model(
    "pendulum",
    {
        "T": _T,
        "f": _F,
        "L": quantity("L", "length", d.LENGTH, "length", r"\bhow long (?:is|must|should)\b", cues="#"),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("period of a simple pendulum", r"T = 2\pi\sqrt{\frac{L}{g}}", lambda q: (q.T**2, 4 * q.pi**2 * q.L / q.g)),
        _PERIOD,
    ),
    needs=r"pendulum",
    bars=r"\bspring|\bphysical|\bratio|\bfactor|\bpercent|\bspeed|\bheight|°|\bangle|\bswings? in|\brod|\btension|\benergy|\bdoubl|\bhalf|\btwice|\btwo|_ (?:complete|swings|oscillations)|\bper day|\bclock|\belevator",
    words=r"pendulum|period|frequency|oscillat\w*|acceler\w+|small|string|hang\w*|planet|moon|swing\w*|suspend\w*|constant|each|" + _SMALL,
    defaults=G_DEFAULT,
    skills=("oscillations",),
    concept="The period of a pendulum depends only on its length and on gravity.",
)  # fmt: skip

_SPEED_OF = (
    r"(?:speed|velocity)(?: of (?:sound|light|the waves?|a wave|propagation)(?: in [\w ]{1,20})?)?"
)
WAVE = Model(
    "wave",
    {
        "v": quantity("v", "wave speed", d.SPEED, r"(?:wave |propagation )?" + _SPEED_OF, r"\bhow fast\b", cues=r"(?-i:\bc) ?= ?#|# (?:for|as) the speed|\bat #"),
        "f": quantity("f", "frequency", d.FREQUENCY, r"frequency", cues="#"),
        "lam": quantity(r"\lambda", "wavelength", d.LENGTH, r"wavelength|distance between (?:\w+ ){0,2}(?:crests|troughs)", cues=r"#"),
        "T": quantity("T", "period", d.TIME, "period", cues="#"),
    },
    (
        Law("speed of a wave", r"v = f\lambda", lambda q: (q.v, q.f * q.lam)),
        _PERIOD,
    ),
    needs=r"\bwave(?:s|length)?\b|\bradio\b|\btone\b|\bsound\b|\blight\b",
    bars=r"\bstring|\brope|\btension|\bstanding|\bharmonic|\bfundamental|\btube|\bpipe\b|\bdoppler|\bapproach|\breced|\bslit|\bgrating|\bphoton|\benergy|\bindex|\bglass|\bmedium to|\bintensity|\bdecibel|\becho|\bbeat|\bobserver|\bsiren|\btemperature|\btsunami.*depth|°|\bultrasound.*depth|\bhow (?:far|long)|\btravels? _|\bdistance of",
    words=r"waves?|wavelength|frequency|sound|period|amplitude|times|constant|vacuum|vibrat\w*|oscillat\w*",
    implied=(
        Implied(r"\b(?:radio|microwaves?|x-?rays?|electromagnetic|light|laser|broadcast\w*)\b", "v", CONSTANTS["c"], "speed of light", True),
    ),
    skills=("waves",),
    concept="In one period a wave moves on by one wavelength.",
)  # fmt: skip

ECHO = Model(
    "echo",
    {
        "v": quantity("v", "speed of the signal", d.SPEED, _SPEED_OF, cues="#"),
        "t": quantity("t", "time until the echo", d.TIME, "time", *HOW_LONG, cues="#"),
        "d": quantity("d", "distance", d.LENGTH, r"(?:distance|depth)", r"\bhow (?:far|deep)\b", cues="#"),
    },
    (Law("there and back", r"2d = vt", lambda q: (2 * q.d, q.v * q.t)),),
    needs=r"\becho\w*\b|\bsonar\b|\bheard again\b|\breflected back\b|\breturns?\b[^.]*\b(?:pulse|signal|echo)",
    bars=r"\bfrequency|\bwavelength|\bmoving|\bapproach|\btemperature|\btwo cliffs|\bsmallest|\bminimum",
    words=r"echo|sound|waves?|return\w*|deep|depth|later|after|toward|towards|ultra\w*|average|reflect\w*|down|constant",
    skills=("sound",),
    concept="The sound goes to the wall and back, so it covers twice the distance.",
)  # fmt: skip

THUNDER = Model(
    "thunder",
    {
        "v": quantity("v", "speed of sound", d.SPEED, _SPEED_OF, cues="#"),
        "t": quantity("t", "delay", d.TIME, "time", cues="#"),
        "d": quantity("d", "distance", d.LENGTH, "distance", r"\bhow far\b", cues="#"),
    },
    (Law("distance is speed times time", "d = vt", lambda q: (q.d, q.v * q.t)),),
    needs=r"\b(?:thunder|lightning)\b",
    bars=r"\bfrequency|\btemperature|°",
    words=r"sound|after(?:wards)?|ignor\w+|neglect\w*|later|assum\w+|travel time|before|light",
    skills=("sound",),
    concept="Light comes at once, sound takes its time.",
)  # fmt: skip


def _doppler(name: str, needs: str, latex: str, sign: int) -> Model:
    return Model(
        f"doppler-source-{name}",
        {
            "f0": quantity("f_0", "frequency of the source", d.FREQUENCY, r"(?!)", cues="#", by_name=False),
            "f": quantity("f", "frequency heard", d.FREQUENCY, "frequency", alone=False),
            "v": quantity("v", "speed of sound", d.SPEED, r"speed of sound(?: in air)?(?: (?:that day|there))?", cues=r"# for the speed of sound|sound (?:travels|moves|has a speed)[^.#]*#", by_name=False),
            "u": quantity("u", "speed of the source", d.SPEED, r"(?!)", cues=r"\b(?:moves?|moving|travel\w*|approach\w*|driv\w*|reced\w*|speed(?:s|ing)|away|toward\w*)\b[^.#_]*(?:at|with a speed of) #", by_name=False),
        },
        (Law("Doppler effect of a moving source", latex, lambda q: (q.f, q.f0 * q.v / (q.v + sign * q.u))),),
        needs=rf"(?=[\s\S]*\b(?:horn|siren|whistle|sounding|emits?|ambulance|train)\b)(?=[\s\S]*(?:{needs}))(?=[\s\S]*\bfrequency\b)",
        bars=r"\bwavelength|\bwind|\bboth|\bbeat|\bbat\b|\becho|\breflect|\blight|\bgalaxy|\blistener (?:moves|approaches|drives|runs)|\bobserver (?:moves|moving|approaches|drives|runs)|\bpass(?:es|ed)?\b" + ("|away|reced|leav" if sign < 0 else "|approach|toward"),
        words=r"sound|frequency|toward|towards|stationary|constant|rest|approach\w*|reced\w*|away|still|assum\w+",
        skills=("doppler-effect", "sound"),
        concept="In front of a moving source the waves are crowded, behind it they are stretched.",
    )  # fmt: skip


DOPPLER = (
    _doppler("approaching", r"approach|toward", r"f = f_0\frac{v}{v - u}", -1),
    _doppler("receding", r"away|reced", r"f = f_0\frac{v}{v + u}", 1),
)

MODELS = (COUNTED, PERIOD, SPRING_PERIOD, PENDULUM, WAVE, ECHO, THUNDER, *DOPPLER)
