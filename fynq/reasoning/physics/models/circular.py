"""Uniform circular motion and gravitation.

Source: OpenStax, College Physics 2e, 6.1 to 6.6.
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.constants import CONSTANTS
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Model
from fynq.reasoning.physics.models.quantity import G_DEFAULT, GRAVITY, MASS, quantity

_R = quantity("r", "radius", d.LENGTH, r"(?:orbital )?radius(?: of curvature)?", cues=r"#-?(?: |-)?radius|\b(?:string|rope|cord|cable|arm)\b[^.#]* #|# (?:long )?(?:string|rope|cord|cable)|# from (?:the|its|her|his) (?:[a-z]+ ){0,2}(?:axis|center|centre|joint|pivot)|#-radius")  # fmt: skip
_D = quantity("d", "diameter", d.LENGTH, "diameter", alone=False)
_BEND = Law("radius is half the diameter", r"r = \frac{d}{2}", lambda q: (q.r, q.d / 2))
CIRCULAR = Model(
    "circular-motion",
    {
        "r": _R,
        "d": _D,
        "v": quantity("v", "speed", d.SPEED, r"(?:linear |tangential |constant )?(?:speed|velocity)", r"\bhow fast\b", cues=r"\bat #"),
        "T": quantity("T", "period", d.TIME, r"period|time (?:for|of) one (?:revolution|turn|lap)", r"\bhow long\b[^?]*\b(?:one|each|a) (?:revolution|turn|lap|circle)", cues=r"(?:revolution|turn|lap|circle|rotation|orbit)s?[^.#]* (?:in|every|takes|each) #|once every #|every #"),
        "omega": quantity(r"\omega", "angular velocity", d.ANGULAR_SPEED, r"angular (?:speed|velocity)|rotation(?:al)? (?:rate|speed)", cues=r"\bat (?:a rate of )?(?:about )?#"),
        "a": quantity("a_c", "centripetal acceleration", d.ACCELERATION, r"(?:(?:centripetal|radial) )?acceleration"),
        "m": MASS,
        "F": quantity("F_c", "centripetal force", d.FORCE, r"(?:centripetal|net) force|tension|friction force|(?<!friction )force", cues=r"#"),
    },
    (
        _BEND,
        Law("speed on a circle", r"v = \frac{2\pi r}{T}", lambda q: (q.v, 2 * q.pi * q.r / q.T)),
        Law("speed and angular velocity", r"v = \omega r", lambda q: (q.v, q.omega * q.r)),
        Law("centripetal acceleration", r"a_c = \frac{v^2}{r}", lambda q: (q.a, q.v**2 / q.r)),
        Law("centripetal force", r"F_c = ma_c", lambda q: (q.F, q.m * q.a)),
    ),
    needs=r"\b(?:circle|circular|radius|bend|curve|centripetal|angular (?:velocity|speed)|rotat\w+ at|whirled|revolution|laps?|round a|roundabout|swung|diameter)\b",
    bars=r"\bvertical|°|\bbank|\bcoefficient|\bgravit|\borbit|\bplanet|\bsatellite|\bangular acceleration|\bmoment|\btorque|\bkinetic|\benergy|\broll|\binertia|\btop\b|\bbottom|\bfrom rest|\bspeeds up|\baccelerates|\bpipe|\bflow|\bconical|\bper cent|\bg ?=|\bgears?|\bwheels?\b[^.]*\bcar|\bdensity|\bpressure|\bmagnet|\bcharge|\bfield|\baxle|\btangential acceleration|\bweigh|\bstops?\b|\bsphere|\bbrak|\byo-yo|\bstring is|\bpulled",
    words=r"circular|circle|wind|assum\w+|radius|diameter|centripetal|horizontal(?:ly)?|force|acceler\w+|constant|uniform(?:ly)?|string|rope|cord|tension|friction(?:al|less)?|maximum|greatest|period|revol\w+|angular|tangential|net|rotat\w+|spin\w*|edge|rim|center|centre|toward|cable|spun|each|least|needed|smooth",
    skills=("circular-motion",),
    concept="A body on a circle accelerates toward its centre.",
)  # fmt: skip

NEWTON_GRAVITY = Model(
    "gravitation",
    {
        "F": quantity("F", "gravitational force", d.FORCE, r"(?:gravitational |attractive )*(?:force|attraction)(?: of (?:gravity|attraction))?"),
        "m1": quantity("m_1", "one mass", d.MASS, r"(?!)", by_name=False),
        "m2": quantity("m_2", "other mass", d.MASS, r"(?!)", by_name=False),
        "r": quantity("r", "distance of the centres", d.LENGTH, r"(?:distance|separation)", r"\bhow far apart\b", cues=r"# apart|separated by #|# (?:away )?from"),
        "G": quantity("G", "gravitational constant", d.GRAVITATION, r"(?:universal )?gravitational constant", cues="#", by_name=False),
    },
    (Law("Newton's law of gravitation", r"F = G\frac{m_1 m_2}{r^2}", lambda q: (q.F, q.G * q.m1 * q.m2 / q.r**2)),),
    needs=r"(?=[\s\S]*\b(?:gravitation\w*|attract\w*)\b)(?=[\s\S]*\bforce\b)",
    bars=r"\bweigh|\bratio|\bsurface|\baltitude|\babove|\bcharge|\belectr|\bidentical|\bequal mass|\beach of mass|\bfactor|\bdoubl|\bhalf|\baccelerat|\bspeed|\bnet|\bthree",
    words=r"gravit\w*|force|two|each|apart|center|centre|centers|between|acts?|uniform|planet|moon|satellite|sphere|both|toward",
    ordered=(("m1", "m2"),),
    defaults={"G": CONSTANTS["G"]},
    skills=("gravitation",),
    concept="Gravity falls with the square of the distance between the centres.",
)  # fmt: skip

SURFACE = Model(
    "surface-gravity",
    {
        "g": quantity("g", "acceleration of gravity", d.ACCELERATION, r"(?:acceleration (?:due to|of) gravity|gravitational acceleration|gravitational field strength|surface gravity|value of g)", cues=r"\bg ?= ?#|#"),
        "M": quantity("M", "mass", d.MASS, "mass"),
        "r": quantity("R", "radius", d.LENGTH, "radius", cues=r"\bradius[^.#]* (?:is|of) #"),
        "G": quantity("G", "gravitational constant", d.GRAVITATION, r"(?:universal )?gravitational constant", cues="#", by_name=False),
    },
    (Law("gravity at the surface", r"g = \frac{GM}{R^2}", lambda q: (q.g, q.G * q.M / q.r**2)),),
    needs=r"(?=[\s\S]*gravit)(?=[\s\S]*radius)(?=[\s\S]*(?:mass|kg))",
    bars=r"\bweigh|\bratio|\baltitude|\borbit|\bperiod|\bspeed|\bescape|\bforce|\brotat|\bcenter of the|\bdiameter|\btwice|\bhalf|\btimes|\bdensity|\bperson|\bastronaut|\bobject",
    words=r"gravit\w*|acceler\w+|radius|planet|moon|uniform|satellite|north|south|surface|assum\w+|both|perfect",
    defaults={"G": CONSTANTS["G"]},
    skills=("gravitation",),
    concept="The weight of a body at the surface is its attraction by the whole planet.",
)  # fmt: skip

ORBIT = Model(
    "orbit",
    {
        "v": quantity("v", "orbital speed", d.SPEED, r"(?:orbital |orbiting )?(?:speed|velocity)", r"\bhow fast\b"),
        "r": quantity("r", "radius of the orbit", d.LENGTH, r"(?:orbital |orbit )?radius|radius of (?:the|its) orbit", cues=r"orbit\w*[^.#]*#"),
        "T": quantity("T", "period", d.TIME, r"(?:orbital )?period", r"\bhow long\b[^?]*\b(?:orbit|revolution)", cues=r"(?:every|in|takes) #"),
        "g": GRAVITY,
        "M": quantity("M", "mass of the central body", d.MASS, r"mass of (?:the )?(?:planet|sun|earth|star|moon|central body)", cues=r"planet of mass #"),
        "G": quantity("G", "gravitational constant", d.GRAVITATION, r"(?:universal )?gravitational constant", cues="#", by_name=False),
    },
    (
        Law("gravity is the centripetal acceleration", r"g = \frac{v^2}{r}", lambda q: (q.g, q.v**2 / q.r)),
        Law("gravity holds the body in its orbit", r"v^2 = \frac{GM}{r}", lambda q: (q.v**2, q.G * q.M / q.r)),
        Law("speed on a circle", r"v = \frac{2\pi r}{T}", lambda q: (q.v, 2 * q.pi * q.r / q.T)),
    ),
    needs=r"(?=[\s\S]*\borbit\w*)(?=[\s\S]*\b(?:radius|circular)\b)",
    bars=r"\baltitude|\babove (?:the|earth|its)|\bsurface|\bratio|\btimes|\bfactor|\bsatellite [AB]\b|\bescape|\benergy|\bmomentum|\belliptic|\bforce|\belectron|\bproton|\bnucleus|\bcharge|\bweigh|\bdiameter|\bkinetic|\bspins|\btwo",
    words=r"orbit\w*|circular|circle|radius|gravit\w*|planet|moon|satellite|period|acceler\w+|fields?|constant|uniform(?:ly)?|around|round|revol\w+|assum\w+",
    defaults={"G": CONSTANTS["G"]},
    skills=("orbits", "circular-motion"),
    concept="In an orbit gravity is the centripetal force; the mass of the satellite cancels.",
)  # fmt: skip

FLAT_CURVE = Model(
    "car-in-a-level-curve",
    {
        "mu": quantity(r"\mu", "coefficient of static friction", d.NUMBER, r"coefficient of (?:static )?friction(?: (?:between|for|of|with) [\w' ]{1,50}?)?", cues=r"μ(?:_s)? ?= ?#"),
        "r": _R,
        "v": quantity("v", "greatest speed", d.SPEED, r"(?:(?:maximum|greatest|top) )?(?:speed|velocity)", r"\bhow fast\b", cues=r"\bat #"),
        "g": GRAVITY,
        "m": quantity("m", "mass", d.MASS, "mass", by_name=False, idle=True),
    },
    (Law("friction is the centripetal force", r"\mu g = \frac{v^2}{r}", lambda q: (q.mu * q.g, q.v**2 / q.r)),),
    needs=r"(?=[\s\S]*coefficient)(?=[\s\S]*\b(?:curve|bend|turn|circular)\b)(?=[\s\S]*\b(?:flat|level|unbanked|horizontal|not banked)\b)",
    bars=r"°|\bangle|\bwet\b[\s\S]*dry|\bforce of|\bstops?\b|\bdistance",
    words=r"friction|kinetic|circular|radius|maximum|minimum|greatest|least|horizontal|rough|constant|without|before|gravit\w*|smallest|largest",
    defaults=G_DEFAULT,
    skills=("circular-motion", "friction"),
    concept="On a level curve only friction can turn the car; its mass cancels.",
)  # fmt: skip

BANKED = Model(
    "banked-curve",
    {
        "theta": quantity(r"\theta", "banking angle", d.ANGLE, r"(?:ideal )?(?:banking )?angle", cues="#", high=1.57),
        "r": _R,
        "v": quantity("v", "ideal speed", d.SPEED, r"(?:ideal )?(?:speed|velocity)", r"\bhow fast\b", cues="#"),
        "g": GRAVITY,
        "m": quantity("m", "mass", d.MASS, "mass", by_name=False, idle=True),
    },
    (Law("ideal banking", r"\tan\theta = \frac{v^2}{rg}", lambda q: (q.tan(q.theta), q.v**2 / (q.r * q.g))),),
    needs=r"(?=[\s\S]*\bbank(?:ed|ing)\b)(?=[\s\S]*\b(?:ideal\w*|frictionless|without friction|no friction)\b)",
    bars=r"\bcoefficient|\bicy|\bminimum|\bmaximum|\bairplane|\bforce\b",
    words=r"radius|friction(?:less)?|angles?|horizontal|circular|assum\w+|negligible",
    defaults=G_DEFAULT,
    skills=("circular-motion",),
    concept="At the ideal speed the normal force alone turns the car.",
)  # fmt: skip

MODELS = (BANKED, CIRCULAR, NEWTON_GRAVITY, SURFACE, ORBIT, FLAT_CURVE)
