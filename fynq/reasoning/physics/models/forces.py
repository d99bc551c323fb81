"""Newton's laws with weight, friction and inclines.

Source: OpenStax, College Physics 2e, 4.3 to 4.7 (laws, normal force, tension), 5.1 (friction).
"""

from __future__ import annotations

import math

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import (
    G_DEFAULT,
    GRAVITY,
    HOW_LONG,
    IDLE_MASS,
    MASS,
    SIGNED,
    quantity,
)

_GRAV = r"gravit\w*|assum\w+|neglect\w*|ignor\w+|negligible|planet|moon"
_MU = quantity(
    r"\mu",
    "coefficient of friction",
    d.NUMBER,
    r"coefficient of (?:\w+ )?friction(?: (?:between|for|of|with) [\w' ]{1,50}?)?",
    r"\bfriction coefficient\b",
    cues=r"μ(?:_[sk])? ?= ?#|# coefficient",
)
_NORMAL = Law("normal force on a level surface", "N = mg", lambda q: (q.N, q.m * q.g))
_FRICTION = Law("force of friction", r"f = \mu N", lambda q: (q.f, q.mu * q.N))

WEIGHT = Model(
    "weight",
    {
        "w": quantity("w", "weight", d.FORCE, r"(?:weight|force of gravity|gravitational force)", r"\bhow much (?:does|do|would|will)\b[^?]*\bweigh\b", cues=r"\bweigh(?:s|ing|ed)?,? (?:about )?#"),
        "m": MASS,
        "g": GRAVITY,
    },
    (Law("weight", "w = mg", lambda q: (q.w, q.m * q.g)),),
    needs=r"\bweigh(?:s|t|ing|ed)?\b|gravitational force|force of gravity",
    bars=r"\baccelerat(?!ion (?:due|of) ?(?:to )?gravity)|\bfriction|\bpull|\bpush|\bspring|\btension|\brope|\bfloor|\bscale|\bradius|\bdistance|\bdensity|\bvolume|\bpercent|\bratio|\bbuoy|\bpressure|\bincline|\bon Earth[\s\S]*on (?:the Moon|Mars)|\belevator|\blift|\bair",
    words=r"weigh\w*|" + _GRAV,
    defaults=G_DEFAULT,
    skills=("weight-and-mass",),
    concept="Weight is the force of gravity on a mass.",
)  # fmt: skip

_STATIC = r"(?:maximum|largest|greatest)[^?]*\bforce\b[^?]*\bwithout moving\b"
LEVEL_FRICTION = Model(
    "friction",
    {
        "mu": _MU,
        "N": quantity("N", "normal force", d.FORCE, "normal force"),
        "f": quantity("f", "force of friction", d.FORCE, r"(?:force of (?:\w+ )?friction|(?:\w+ )?friction(?:al)? force|friction)", r"\b(?:what|how much|find|calculate)\b[^?.]*\bforce\b[^?.]*\b(?:to (?:start|keep|just|begin|get|move|set)|without moving|needed|required|constant (?:speed|velocity)|start(?:s|ing)? (?:it )?moving)\b", cues=r"(?:horizontal )?force of #[^.]*\b(?:to start|to keep|just|needed|required|to move|begins? to|constant|starts?)\b|\b#(?: horizontal force)? [^.]*\b(?:to start|to keep|just enough|needed|required|to move|begins? to|starts?)\b"),
        "m": MASS,
        "g": GRAVITY,
    },
    (_FRICTION, _NORMAL),
    needs=r"friction|without moving",
    bars=r"\bincline|\bramp|\bslope|°|\baccelerat(?!ion (?:due|of) ?(?:to )?gravity)|\bstops?\b|\bwork\b|\benergy|\bspeed of\b|\bhow far|\bhow long|\bvertical|\brope|\bwall|_ m/s|\bpower|\bcentripetal|\bcurve|\bdrag\b|\btires|\bstatic[^.]*kinetic|\bkinetic[^.]*static",
    words=r"friction(?:al|less)?|kinetic|horizontal(?:ly)?|rest|constant|pull\w*|push\w*|maximum|minimum|greatest|least|smallest|largest|force|forces|static|slid\w*|slides?|rough|move|before|north|south|weigh\w*|" + _GRAV,
    defaults=G_DEFAULT,
    implied=(
        Implied(rf"(?=[\s\S]*\bwooden\b[^.]*\bon (?:a|the) wood(?:en)? (?:floor|table|surface))(?=[\s\S]*{_STATIC})", "mu", 0.5, "wood on wood (static)", True),
        Implied(rf"(?=[\s\S]*\bsteel\b[^.]*\bon (?:a |the )?(?:dry )?steel)(?=[\s\S]*{_STATIC})", "mu", 0.6, "steel on dry steel (static)", True),
        Implied(rf"(?=[\s\S]*\brubber\b[^.]*\bon (?:a |the )?(?:dry )?concrete)(?=[\s\S]*{_STATIC})", "mu", 1.0, "rubber on dry concrete (static)", True),
    ),
    skills=("friction",),
    concept="Friction on a level surface is the coefficient times the weight.",
)  # fmt: skip

SLIDING_STOP = Model(
    "sliding-to-rest",
    {
        "mu": _MU,
        "a": quantity("a", "magnitude of the acceleration", d.ACCELERATION, r"(?:acceleration|deceleration)"),
        "v0": quantity("v_0", "initial speed", d.SPEED, r"(?:initial )?(?:speed|velocity)", r"\bhow fast\b", cues=r"\bat #"),
        "d": quantity("d", "distance", d.LENGTH, r"(?:stopping )?distance", r"\bhow far\b"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("deceleration by friction", r"a = \mu g", lambda q: (q.a, q.mu * q.g)),
        Law("stopping distance", "v_0^2 = 2ad", lambda q: (q.v0**2, 2 * q.a * q.d)),
        Law("stopping time", "v_0 = at", lambda q: (q.v0, q.a * q.t)),
    ),
    needs=r"(?=[\s\S]*friction)(?=[\s\S]*\b(?:stops?|to rest|stopping|halt)\b)",
    bars=r"\bincline|\bramp|\bslope|\bhill|°|\bforce of\b|\bwork\b|\benergy|\brope|\bspring|\bslows? to|\breaction|\bfrom rest|\bthen\b|\bwet\b[\s\S]*\bdry\b",
    words=r"friction(?:al)?|kinetic|horizontal(?:ly)?|rest|stops?|brak\w+|rough|before|slid\w*|deceler\w+|acceler\w+|maximum|minimum|constant|" + _GRAV,
    defaults=G_DEFAULT,
    skills=("friction", "acceleration"),
    concept="Only friction acts along the floor; the mass cancels.",
)  # fmt: skip

PULLED = Model(
    "pulled-against-friction",
    {
        "F": quantity("F", "applied force", d.FORCE, r"(?:(?:horizontal|applied|pulling|pushing|constant|driving|forward) )*(?<!net )(?<!friction )force", cues=r"\b(?:pull|push|drag|draw)\w*[^._#]* #|\bwith #"),
        "f": quantity("f", "friction", d.FORCE, r"(?:(?:force of |kinetic |opposing |total |a |frictional |resistive |resisting |retarding )*(?:friction(?:al)?|resistance|resistive|resisting|retarding)(?: forces?)?)", cues=r"\b(?:friction|resistance)\b[^.#_]* (?:is|of) #|against (?:a )?(?:friction|resistance)?(?: of)? ?#|# of (?:friction|resistance)|# (?:friction|resistive|resistance)"),
        "Fn": quantity(r"F_{\text{net}}", "net force", d.FORCE, r"(?:net|resultant) (?:external )?force"),
        "m": MASS,
        "a": quantity("a", "acceleration", d.ACCELERATION, r"acceleration(?! of gravity| due)", cues=r"accelerates (?:it )?at #", low=SIGNED),
    },
    (
        Law("net force", r"F_{\text{net}} = F - f", lambda q: (q.Fn, q.F - q.f)),
        Law("Newton's second law", r"F_{\text{net}} = ma", lambda q: (q.Fn, q.m * q.a)),
    ),
    needs=r"friction|resist|opposing|retarding",
    bars=r"\bcoefficient|°|\bincline|\bslope|\bramp|\brest\b.*\bstop|\bvertical|\bupward|\bwork\b|\benergy|\bpower|\bstraight up|\bhow (?:far|long|fast)|\bconstant (?:speed|velocity)|\bweigh|\bgravit|\bg ?=|\belectr|\bohm|\bcurrent|\btwo|\bengines|\bcars\b",
    words=r"friction(?:al)?|air resistance|horizontal(?:ly)?|rest|pull\w*|push\w*|force|forces|net|acceler\w+|resist\w+|constant|rope|rough|opposite|magnitude",
    skills=("newtons-laws", "friction"),
    concept="The net force is what remains of the pull after friction.",
)  # fmt: skip

THRUST = Model(
    "rocket-thrust",
    {
        "T": quantity("T", "thrust", d.FORCE, r"(?:upward )?thrust", cues=r"produces? #|# of (?:upward )?thrust"),
        "R": quantity("R", "air resistance", d.FORCE, r"(?:force of )?(?:air resistance|drag)", by_name=False),
        "m": MASS,
        "g": GRAVITY,
        "a": quantity("a", "acceleration", d.ACCELERATION, r"(?<!gravitational )acceleration(?! of gravity| due)", cues=r"accelerat\w+ (?:straight |vertically )?(?:up|upward)?(?: at)?(?: a rate of)? #", low=SIGNED),
    },
    (Law("Newton's second law for the vertical", "T - R - mg = ma", lambda q: (q.T - q.R - q.m * q.g, q.m * q.a)),),
    needs=r"(?=[\s\S]*thrust)(?=[\s\S]*\b(?:rocket|vertical\w*|upward|straight up|lift-?off|takes? off)\b)",
    bars=r"\bhorizontal|\bfriction|°|\bexhaust|\bgas(?:es)? (?:is|are)|\bhow (?:far|long|fast)|\brocket sled|\bmass of (?:the )?fuel|\bin (?:deep )?space|\bmoon\b|\bfour|\bfive|\beach",
    words=r"thrust|engines?|acceler\w+|vertical(?:ly)?|up|upwards?|air resistance|drag|force|launch\w*|rest|weigh\w*|gravit\w*|neglect\w*|ignor\w+|negligible|assum\w+|initially",
    implied=(Implied(r"(?:neglect|ignor|no)\w*[^.]*air resistance|^(?![\s\S]*(?:air resistance|drag))", "R", 0.0, "no air resistance", True),),
    defaults=G_DEFAULT,
    skills=("newtons-laws",),
    concept="Thrust acts upward; weight and air resistance act downward.",
)  # fmt: skip

_LIFT = r"\b(?:elevator|lift|trampoline|rope|strand|cable|vine|cord)\b"
ELEVATOR = Model(
    "elevator",
    {
        "N": quantity("N", "force of the floor", d.FORCE, r"(?:normal force|scale reading|apparent weight|reading (?:of|on) the scale|tension)", r"\bforce\b[^?]*\b(?:floor|scale|cable|trampoline)\b", r"\b(?:scale|floor)\b[^?]*\b(?:read|force|push)\b"),
        "m": MASS,
        "a": quantity("a", "acceleration, upward positive", d.ACCELERATION, r"acceleration(?! of gravity| due)", cues=r"accelerat\w+[^.#_]*\bat (?:a rate of )?#", low=SIGNED),
        "g": GRAVITY,
    },
    (Law("Newton's second law for the vertical", "N - mg = ma", lambda q: (q.N - q.m * q.g, q.m * q.a)),),
    needs=rf"(?=[\s\S]*{_LIFT})(?=[\s\S]*(?:accelerat\w*[^.?]*\b(?:up|upwards?|straight up|down|downwards?)\b|\b(?:upwards?|downwards?) acceleration|constant (?:speed|velocity)|at rest|motionless))(?=[\s\S]*\b(?:elevator|lift|trampoline|climbs?|hangs?|hanging|vertical\w*|lifted|lifts)\b)",
    bars=r"\bslow|\bdecelerat|\bthen\b|\bcounterweight|\bpower|\bwork\b|\benergy|\bhow (?:far|long|fast)|\bstops?\b|\bspring|\bpulley|\btwo\b|\bhorizontal|\bangle|°|\bfriction|\bradius|\bfree[- ]?fall|(?=[\s\S]*\bup\w*\b)(?=[\s\S]*\bdown\w*\b)",
    words=r"elevator|rope|cord|trampoline|lifts?|acceler\w+|up|upwards?|down|downwards?|force|weigh\w*|push\w*|constant|cable|tension|rest|hang\w*|vertical(?:ly)?|string|suspend\w*|" + _GRAV,
    implied=(Implied(r"constant (?:speed|velocity)|at rest|motionless", "a", 0.0, "constant velocity"),),
    negated=(("a", r"\bdown\w*\b"),),
    defaults=G_DEFAULT,
    skills=("newtons-laws",),
    concept="The floor carries the weight and also gives the acceleration.",
)  # fmt: skip

INCLINE = Model(
    "incline",
    {
        "theta": quantity(r"\theta", "angle of the incline", d.ANGLE, r"angle", cues="#", high=math.pi / 2),
        "m": MASS,
        "g": GRAVITY,
        "mu": _MU,
        "N": quantity("N", "normal force", d.FORCE, "normal force"),
        "f": quantity("f", "force of friction", d.FORCE, r"(?:force of (?:\w+ )?friction|(?:\w+ )?friction(?:al)? force)"),
        "w": quantity(r"w_{\parallel}", "component of the weight along the incline", d.FORCE, r"(?:component of (?:the |its )?(?:weight|gravity|gravitational force)[^?.]{0,20} (?:parallel|along|down)|force (?:pulling|acting) (?:it )?down the)"),
        "a": quantity("a", "acceleration down the incline", d.ACCELERATION, r"(?<!gravitational )acceleration(?! of gravity| due)", low=SIGNED),
    },
    (
        Law("component of the weight along the incline", r"w_{\parallel} = mg\sin\theta", lambda q: (q.w, q.m * q.g * q.sin(q.theta))),
        Law("normal force on an incline", r"N = mg\cos\theta", lambda q: (q.N, q.m * q.g * q.cos(q.theta))),
        _FRICTION,
        Law("acceleration down an incline", r"a = g(\sin\theta - \mu\cos\theta)", lambda q: (q.a, q.g * (q.sin(q.theta) - q.mu * q.cos(q.theta)))),
    ),
    needs=r"(?=[\s\S]*\b(?:inclin\w*|slope|ramp|hill)\b)(?=[\s\S]*(?:_|°))",
    bars=r"\bup (?:a|the|an)\b|\buphill|\brolls?\b|\brolling|\brope|\bstring|\bpulley|\bspring|\bforce of _|\bpull|\bpush|\bhow (?:far|long|fast)|\bwork|\benergy|\bspeed|\bconstant velocity|\bstatic|\brest\b|\bhorizontal force|_ m\b|\bseconds|\bup and|\bpower|\btension|\bcable|\bcar\b",
    words=r"inclin\w*|kinetic|slop(?:e|es|ed|ing)|ramp|hill|downhill|friction(?:al|less)?|angles?|horizontal|force|acceler\w+|components?|weigh\w*|down|slid\w*|smooth|rough|releas\w+|" + _GRAV,
    implied=(
        Implied(r"frictionless|without friction|no friction|smooth|(?:neglect|ignor)\w* friction", "mu", 0.0, "no friction"),
        Implied(r"friction for waxed wood on wet snow", "mu", 0.1, "waxed wood on wet snow (kinetic)"),
    ),
    defaults=G_DEFAULT,
    skills=("newtons-laws", "friction"),
    concept="Split the weight into a part along the incline and a part into it.",
)  # fmt: skip

SLOPE_UP = Model(
    "going-up-a-slope",
    {
        "theta": quantity(r"\theta", "angle of the slope", d.ANGLE, r"angle", cues="#", high=math.pi / 2),
        "g": GRAVITY,
        "mu": _MU,
        "a": quantity("a", "deceleration", d.ACCELERATION, r"(?<!gravitational )(?:acceleration|deceleration)(?! of gravity| due)"),
        "m": IDLE_MASS,
    },
    (Law("deceleration up a slope", r"a = g(\sin\theta + \mu\cos\theta)", lambda q: (q.a, q.g * (q.sin(q.theta) + q.mu * q.cos(q.theta)))),),
    needs=r"(?=[\s\S]*\b(?:inclin\w*|slope|ramp|hill)\b)(?=[\s\S]*\b(?:up (?:a|the|an)|uphill)\b)(?=[\s\S]*\bdeceleration\b)",
    bars=r"\brolls?\b|\brolling|\brope|\bstring|\bpulley|\bspring|\bforce of|\bpull|\bpush|\bhow (?:far|long|fast)|\bwork|\benergy|_ m\b",
    words=r"inclin\w*|kinetic|slop(?:e|es|ed|ing)|ramp|hill|uphill|up|friction(?:al|less)?|angles?|acceler\w+|deceler\w+|rough|assum\w+|wet|" + _GRAV,
    implied=(
        Implied(r"frictionless|without friction|no friction|(?:neglect|ignor)\w* friction", "mu", 0.0, "no friction"),
        Implied(r"friction for waxed wood on wet snow", "mu", 0.1, "waxed wood on wet snow (kinetic)"),
    ),
    defaults=G_DEFAULT,
    skills=("newtons-laws", "friction"),
    concept="Going up, gravity and friction both act against the motion.",
)  # fmt: skip

ATWOOD = Model(
    "atwood-machine",
    {
        "m1": quantity("m_1", "one mass", d.MASS, "first mass"),
        "m2": quantity("m_2", "other mass", d.MASS, "second mass"),
        "g": GRAVITY,
        "a": quantity("a", "acceleration", d.ACCELERATION, r"(?<!gravitational )acceleration(?! of gravity| due)", low=SIGNED, magnitude=True, by_name=True),
        "T": quantity("T", "tension", d.FORCE, "tension"),
    },
    (
        Law("Newton's second law for both masses", "(m_1 + m_2)a = (m_2 - m_1)g", lambda q: ((q.m1 + q.m2) * q.a, (q.m2 - q.m1) * q.g)),
        Law("Newton's second law for one mass", "T = m_1(g + a)", lambda q: (q.T, q.m1 * (q.g + q.a))),
    ),
    needs=r"(?=[\s\S]*pulley)(?=[\s\S]*\b(?:hang|suspend|connect|either (?:side|end)|ends|both sides|opposite)\w*)(?=[\s\S]*(?:masses|blocks|_[^.]*_))",
    bars=r"\btable|\bincline|\bslope|\bhorizontal|\bcoefficient|\bmoment of inertia|\bradius|\bpulley (?:of|with|has) |\bhow (?:far|long|fast)|\bsurface|\bspring|\bfloor|\benergy|\bspeed",
    words=r"pulleys?|friction(?:less)?|rope|string|cable|cord|two|both|hang\w*|suspend\w*|acceler\w+|tension|opposite|vertical(?:ly)?|releas\w+|rest|each|" + _GRAV,
    ordered=(("m1", "m2"),),
    defaults=G_DEFAULT,
    skills=("newtons-laws",),
    concept="The difference of the weights moves both masses.",
)  # fmt: skip

SEAT = Model(
    "force-of-a-seat",
    {
        "m": MASS,
        "a": quantity("a", "horizontal acceleration", d.ACCELERATION, r"(?<!gravitational )acceleration(?! of gravity| due)", cues=r"accelerat\w+[^.#]*#"),
        "g": GRAVITY,
        "h": quantity("F_h", "horizontal force", d.FORCE, r"horizontal (?:component of the )?force"),
        "w": quantity("w", "weight", d.FORCE, "weight", by_name=False),
        "F": quantity("F", "total force of the seat", d.FORCE, r"(?:magnitude of the )?total force"),
    },
    (
        Law("horizontal component", "F_h = ma", lambda q: (q.h, q.m * q.a)),
        Law("the vertical component carries the weight", "w = mg", lambda q: (q.w, q.m * q.g)),
        Law("force from its components", "F^2 = F_h^2 + w^2", lambda q: (q.F**2, q.h**2 + q.w**2)),
    ),
    needs=r"(?=[\s\S]*\bseat\b)(?=[\s\S]*\bhorizontal)(?=[\s\S]*accelerat)",
    bars=r"°|\bangle|\bfriction|\bup\b|\bvertical\w*|decelerat",
    words=r"horizontal(?:ly)?|components?|force|acceler\w+|weigh\w*|ratio|total|exert\w*",
    defaults=G_DEFAULT,
    skills=("newtons-laws",),
    concept="The seat pushes forward and also carries the weight.",
)  # fmt: skip

TWO_PULLED = Model(
    "two-tied-blocks",
    {
        "m1": quantity("m_1", "mass behind the string", d.MASS, "first mass"),
        "m2": quantity("m_2", "mass that is pulled", d.MASS, r"(?!)", cues=r"\bon the #", by_name=False, alone=False),
        "F": quantity("F", "pull", d.FORCE, r"(?:horizontal |applied )?force", alone=True),
        "a": quantity("a", "acceleration", d.ACCELERATION, "acceleration"),
        "T": quantity("T", "tension", d.FORCE, "tension", alone=False),
    },
    (
        Law("Newton's second law for both blocks", "F = (m_1 + m_2)a", lambda q: (q.F, (q.m1 + q.m2) * q.a)),
        Law("Newton's second law for the block behind", "T = m_1 a", lambda q: (q.T, q.m1 * q.a)),
    ),
    needs=r"(?=[\s\S]*frictionless)(?=[\s\S]*\b(?:string|rope|cord|tied|connected)\b)(?=[\s\S]*force of _ on the _)",
    bars=r"\bpulley|\bhang|\bincline|\bvertical|°|\bcoefficient",
    words=r"friction(?:less)?|rope|string|cord|pull\w*|horizontal(?:ly)?|force|tension|acceler\w+|two",
    skills=("newtons-laws",),
    concept="The string only has to accelerate the block behind it.",
)  # fmt: skip

AT_REST = Model(
    "normal-force-on-the-level",
    {"N": quantity("N", "normal force", d.FORCE, "normal force"), "m": MASS, "g": GRAVITY},
    (_NORMAL,),
    needs=r"(?=[\s\S]*\bnormal force\b)(?=[\s\S]*\b(?:rests?|sits?|lies|resting|sitting)\b)(?=[\s\S]*\b(?:table|floor|ground|desk|shelf|level|horizontal)\b)",
    bars=r"°|\bincline|\bramp|\bslope|\bpull|\bpush|\bforce of _|\brope|\btwo\b|\bon top|\belevator|\baccelerat(?!ion (?:due|of) ?(?:to )?gravity)|\bfriction|\bwall|_ N\b",
    words=r"rests?|horizontal|force|weigh\w*|acts?|" + _GRAV,
    defaults=G_DEFAULT,
    skills=("newtons-laws",),
    concept="On the level the floor carries the whole weight.",
)  # fmt: skip

MODELS = (
    AT_REST,
    WEIGHT,
    LEVEL_FRICTION,
    SLIDING_STOP,
    PULLED,
    THRUST,
    ELEVATOR,
    INCLINE,
    SLOPE_UP,
    ATWOOD,
    SEAT,
    TWO_PULLED,
)
