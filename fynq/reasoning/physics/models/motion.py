"""Motion along a line: constant acceleration, the net force that causes it, constant velocity.

Sources: OpenStax, College Physics 2e, 2.5 (motion equations), 4.3 (second law), 7.2, 8.2 (impulse).
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model, Symbol
from fynq.reasoning.physics.models.wording import IS, letter, what

INF = float("inf")

VELOCITY = Law("velocity under constant acceleration", "v = v_0 + at", lambda q: (q.v, q.v0 + q.a * q.t))  # fmt: skip
MEAN = Law("distance is mean velocity times time", r"d = \frac{v_0 + v}{2}\,t", lambda q: (q.d, (q.v0 + q.v) / 2 * q.t))  # fmt: skip
SQUARES = Law("velocity and distance", "v^2 = v_0^2 + 2ad", lambda q: (q.v**2, q.v0**2 + 2 * q.a * q.d))  # fmt: skip
DISTANCE = Law("distance under constant acceleration", r"d = v_0 t + \frac{1}{2}at^2", lambda q: (q.d, q.v0 * q.t + q.a * q.t**2 / 2))  # fmt: skip
NEWTON = Law("Newton's second law", "F = ma", lambda q: (q.F, q.m * q.a))

_GOING = r"(?:mov\w+|travel\w*|runn?\w*|going|goes|driv\w+|rid\w+|fly\w*|flies|slid\w+|head\w*|approach\w*|skat\w+|swim\w*|cruis\w+|pass\w+|walk\w*|proceed\w*)"
_V0 = (
    rf"(?:initial|original|starting)(?:ly)?(?: (?:speed|velocity))?{IS}|\bfrom (?:a |an )?(?:(?:initial |constant |steady )?(?:speed|velocity) of |(?:its|his|her|the|their|this) (?:top |initial |original |maximum )?(?:speed|velocity) of )?#|"
    rf"\b(?:initially|originally|was|is|were|while) (?:\w+ )?{_GOING}(?: \w+){{0,3}} at(?: a| an)?(?: constant| steady| uniform| initial)?(?: (?:speed|velocity) of)? #(?! (?:in|after|within))|"
    rf"\b{_GOING}(?: \w+){{0,3}} at(?: a| an)?(?: constant| steady| initial)?(?: (?:speed|velocity) of)? #(?=.*\b(?:accelerat|decelerat|brak|stop|rest|slow|speeds? up)\w*)|"
    + letter("v_?0|u|v_i")
)
_V = (
    rf"(?<!from its )(?<!from the )(?<!from his )(?<!from her )(?<!from a )\b(?:final|top|maximum|take-?off|impact|landing) (?:speed|velocity){IS}|\b(?:to|reach\w*|attain\w*|achiev\w*|until it (?:reaches|is moving at))(?: a| an| its| his| her)?(?: (?:final |top |maximum )?(?:speed|velocity) of)? #|"
    rf"\b(?:leaves?|hits?|strikes?|arrives?)(?: \w+){{0,4}} (?:at|with)(?: a)?(?: (?:speed|velocity) of)? #|"
    + letter("v_?f|v")
)
_LINE = {
    "v0": Symbol("v_0", "initial velocity", d.SPEED, _V0, (what(r"(?:initial|original|starting) (?:speed|velocity)"), what(r"(?:speed|velocity)(?= (?:was|did) .*\b(?:before|initially|originally)\b)"))),
    "v": Symbol("v", "final velocity", d.SPEED, _V, (what(r"(?<!initial )(?<!original )(?<!average )(?<!mean )(?:final |impact |top |maximum )?(?:speed|velocity)"), r"\bhow fast\b")),
    "a": Symbol("a", "acceleration", d.ACCELERATION, r"accelerat\w*|decelerat\w*|retard\w*|\ba ?= ?#", (what(r"(?<!gravitational )(?:acceleration|deceleration|retardation)"),), low=-INF),
    "t": Symbol("t", "time", d.TIME, r"(?!)", (r"\bhow (?:long|much time|many (?:seconds|minutes|hours))\b", what(r"(?:time|duration|(?:time )?interval)"))),
    "d": Symbol("d", "distance", d.LENGTH, r"(?!)", (r"\bhow (?:far|long (?:is|must|should|does) the (?:runway|track|road|ramp) (?:be)?|many (?:met(?:er|re)s|kilomet(?:er|re)s|feet))\b", what(r"(?:distance|displacement|length)"))),
}  # fmt: skip
_REST = (
    Implied(r"\bfrom rest\b|\bstart\w* at rest\b|\binitially at rest\b|\bat rest (?:initially|is hit)\b|\bfrom a (?:standing start|standstill|stop)\b|\bstationary\b.{0,40}\baccelerat|\b(?:car|train|bus|body|object|cart|sprinter|runner|puck|ball|sled|rocket|plane|airplane|jet) at rest\b|\bsprinter starts\b", "v0", 0.0, "from rest"),
    Implied(r"\b(?:to|comes? to|coming to|came to|brings?|bring|brought) (?:\w+ ){0,3}(?:to )?(?:a )?(?:full |complete |sudden )?(?:rest|stop|halt|standstill)\b|\bto (?:come to )?(?:a )?(?:full )?stop\b|\bstops? (?:in|after|within|the)\b|\b(?:before|until|when) (?:it|he|she|the \w+)(?: has)? (?:stops|stopped|comes to rest)\b|\bneeds? to stop\b|\btakes? to stop\b|\b(?:does|will|can|to) (?:it|he|she|the \w+)? ?(?:take to |need to )?stop\b|\buntil (?:it|he|she) stops\b|\bis stopped (?:in|by|after)\b|\bstopping (?:distance|time)\b", "v", 0.0, "to rest"),
)  # fmt: skip
_SLOWING = r"\b(?:decelerat\w*|brak\w*|slow\w*|retard\w*|stop\w*|to rest)\b"
_MOTION_WORDS = r"accelerat\w+|decelerat\w+|rest|stops?|brak\w+|constant|uniform(?:ly)?|average|horizontal(?:ly)?|before|after|maximum|increas\w+|decreas\w+|reduc\w+|engines?|assume|assuming|collisions?|collid\w+|compress\w+|later|launch\w*|kick\w*|toward|towards|work|north|south|east|west"
STRAIGHT = Model(
    "motion",
    {**_LINE, "m": Symbol("m", "mass", d.MASS, idle=True)},
    (VELOCITY, SQUARES, MEAN, DISTANCE),
    needs=r"accelerat|decelerat|\bbrak|\brest\b|\bstop\w*|\bslow\w*|speeds? up|sped up|retard",
    bars=r"\bfree[- ]fall|\bdropped\b|\bthrown\b|\baverage (?:speed|velocity)|\breaction|\bhalf|\bthen\b|\bfirst\b.*\bthen\b",
    words=_MOTION_WORDS + r"|momentum|relative",
    implied=_REST,
    negated=(("a", _SLOWING),),
    skills=("acceleration", "speed-and-velocity"),
    concept="Under constant acceleration any three of velocities, acceleration, time and distance give the others.",
)
"""One body with constant acceleration on a line."""

_DYNAMIC = {
    **_LINE,
    "m": Symbol("m", "mass", d.MASS, rf"\bmass(?:es)?{IS}|# [a-z]", (what("mass"),)),
    "F": Symbol("F", "net force", d.FORCE, r"(?!)", (what(r"(?:(?:net|average|resultant|total|braking|stopping|constant|external|unbalanced) )*force"),), low=-INF, magnitude=True),
    "p0": Symbol("p_0", "initial momentum", d.MOMENTUM, rf"initial momentum{IS}", (what("initial momentum"),), low=-INF),
    "p": Symbol("p", "final momentum", d.MOMENTUM, rf"final momentum{IS}", (what("final momentum"),), low=-INF),
    "J": Symbol("J", "impulse", d.MOMENTUM, rf"impulse{IS}|change (?:of|in) momentum{IS}", (what(r"(?:impulse|change (?:of|in) (?:the |its |his )?momentum)"),), low=-INF, unit="N*s", magnitude=True),
}  # fmt: skip
IMPULSE = Law("impulse is force times time", "J = Ft", lambda q: (q.J, q.F * q.t))
CHANGE = Law(
    "impulse is change of momentum", "J = mv - mv_0", lambda q: (q.J, q.m * q.v - q.m * q.v0)
)
FORCED = Model(
    "net-force",
    _DYNAMIC,
    (NEWTON, VELOCITY, SQUARES, MEAN, DISTANCE, IMPULSE, CHANGE),
    needs=r"\bforce\b|\bmass\b|\bkg\b|impulse|momentum",
    bars=r"\bfriction\b|\bdropped\b|\bthrown\b|\baverage (?:speed|velocity)|\bweigh|\bvertical|\bupward|\bbounc|\brebound|\bgravit(?!ational force is balanced)|\bup\b|\bhits a wall|\bdrag\b|\bangle|\bthen\b|\bper unit|\bpressure|\bthrust",
    words=_MOTION_WORDS
    + r"|down|gravitational|balanced|buoyant|forces?|net|momentum|impulse|pull\w*|push\w*|constant|toward|gain\w*",
    implied=_REST,
    negated=(
        ("a", _SLOWING),
        (
            "F",
            _SLOWING + r"|\bbackward force\b|\b(?:opposing|retarding|resistive|resisting) force\b",
        ),
    ),
    skills=("newtons-laws", "forces"),
    concept="The net force is mass times acceleration; the acceleration is the same as in the equations of motion.",
)
"""The same with the net force and the mass."""

STEADY = Model(
    "speed",
    {
        "v": Symbol("v", "average speed", d.SPEED, r"speed|velocity|\bat #|rate|v ?= ?#", (what(r"(?:average |mean |constant )?(?:speed|velocity)"), r"\bhow fast\b")),
        "t": Symbol("t", "time", d.TIME, r"(?!)", (r"\bhow (?:long|much time|many (?:seconds|minutes|hours))\b", what("time"))),
        "d": Symbol("d", "distance", d.LENGTH, r"(?!)", (r"\bhow (?:far|many (?:met(?:er|re)s|kilomet(?:er|re)s|miles|feet))\b", what("distance"))),
    },
    (Law("distance is speed times time", "d = vt", lambda q: (q.d, q.v * q.t)),),
    needs=r"\bspeed|velocity|how (?:far|long|fast)|\blight\b|\bsound\b",
    bars=r"\baccelerat|\bdecelerat|\brest\b|\bstops?\b|\breturn|\bback\b|\bthen\b|\bwind\b|\bupstream|\bdisplacement|\bstraight-line|\brotat|\brevol|\borbit|\bcircle|\bcircular|\bwave|\becho|\bpulse|\bovertak|\baverage velocity|\bfall|\bthrown|\bdropped",
    words=r"average|constant|uniform(?:ly)?|increas\w+|drift\w*|apart|impulse|each|sound|north|south|east|west|toward|towards|assume|assuming",
    implied=(Implied(r"\b(?:does|for|takes?) (?:the )?(?:sun)?light\b[^?]*\b(?:travel|reach)|\blight takes?\b|\bradio (?:signal|wave)s?\b[^?]*\b(?:travel|reach)", "v", 3.00e8, "speed of light", True),),
    skills=("speed-and-velocity",),
    concept="Average speed is distance divided by time.",
)  # fmt: skip
"""One distance at one (average) speed."""

MODELS = (STRAIGHT, FORCED, STEADY)
