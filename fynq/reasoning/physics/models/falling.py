"""Bodies under gravity alone, along the vertical.

Source: OpenStax, College Physics 2e, 2.7 (falling objects), 7.4 (conservation of energy).
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import (
    G_DEFAULT,
    GRAVITY,
    HOW_LONG,
    IDLE_MASS,
    SIGNED,
    quantity,
)

_AIR = r"air resistance|neglect\w*|ignor\w+|negligible|assum\w+|drag|gravit\w*"
_SKILLS = ("free-fall",)
_HEIGHT = r"(?:height|depth|distance|drop)"
_PLACES = r"\bfrom (?:a|an|the) (?:\w+ ){0,3}(?:bridge|building|cliff|roof|tower|window|balcony|top|edge|ledge|rooftop|balloon|helicopter)"

DROPPED = Model(
    "free-fall",
    {
        "h": quantity("h", "height of the fall", d.LENGTH, _HEIGHT, r"\bhow (?:far|high|deep|tall)\b"),
        "t": quantity("t", "time of the fall", d.TIME, "time", *HOW_LONG),
        "v": quantity("v", "final velocity", d.SPEED, r"(?:final |impact )?(?:speed|velocity)", r"\bhow fast\b"),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("velocity in free fall", "v = gt", lambda q: (q.v, q.g * q.t)),
        Law("distance in free fall", r"h = \frac{1}{2}gt^2", lambda q: (q.h, q.g * q.t**2 / 2)),
        Law("velocity and height in free fall", "v^2 = 2gh", lambda q: (q.v**2, 2 * q.g * q.h)),
    ),
    needs=r"\b(?:dropped|drops|falls? from rest|falls? freely|falling freely|free fall|released from rest|from rest|breaks? loose|falls? off)\b",
    bars=r"\bthrown?\b|\bthrows\b|\bhorizontal|\bincline|\bramp|\bslope|\bslides?\b|\baccelerates\b|\bbounc|\brebound|\bspring|\bsound\b|\btrack|\bhill|\benergy|\btwo\b|\bmomentum|\bforce\b|\bbefore it (?:hits|strikes)|\babove the ground after|\bremain|\bsplash|\bsinks?\b|\bunder ?water|\bparachut",
    words=rf"moon|planet|dropp?\w*|falls?|falling|fell|rest|vertical(?:ly)?|down|downwards?|before|after|releas\w+|acceler\w+|{_AIR}",
    defaults=G_DEFAULT,
    skills=_SKILLS,
    concept="A body in free fall from rest gains g metres per second of speed in each second.",
)  # fmt: skip

_UP = rf"\bup|upwards?|vertical(?:ly)?|thrown|throws?|launch\w*|kick\w*|project\w*|jump\w*|rest|return\w*|later|maximum|greatest|before|after|falls?|falling|fell|down|acceler\w+|{_AIR}"
_THROWN_UP = r"\b(?:thrown|throws|tossed|tosses|launched|launches|fired|shot|kicked|hit|projected|jumps?|leaps)\b[^.?]{0,50}\b(?:straight up|vertically|upwards?|directly up|straight upward)\b|\b(?:vertical|upward) (?:speed|velocity)\b|\bleaves? the (?:ground|floor) to (?:rise|reach)\b"
UPWARD = Model(
    "thrown-upward",
    {
        "v0": quantity("v_0", "initial velocity", d.SPEED, r"(?:initial |launch |take-?off |upward )*(?:speed|velocity)", r"\bhow fast\b[^?]*\b(?:thrown|launched|tossed|leave)", cues=r"\b(?:at|with|of) #"),
        "H": quantity("H", "greatest height", d.LENGTH, r"(?:maximum |greatest |highest |peak )?height", r"\bhow (?:high|far up)\b(?![^?]*\bafter _)", cues=r"\b(?:rises?|reach\w*) (?:to |up )?(?:a height of )?#"),
        "up": quantity(r"t_{\text{up}}", "time to the top", d.TIME, "time to the top", r"\b(?:how long|how much time|what time|find the time)\b[^?]*\b(?:reach|to (?:get to )?(?:the|its) (?:top|highest|maximum|peak))", by_name=False, alone=False),
        "T": quantity("T", "time in the air", d.TIME, "time (?:in the air|of flight)", r"\b(?:how long|how much time|time|total time)\b[^?]*\b(?:in the air|(?:return|come|fall)s? (?:back|to)|comes? down|hits? the ground|lands?|aloft)", by_name=False, alone=False, cues=r"(?:returns?|lands?|back|caught)[^.]* (?:after|in) #|in the air for #|# (?:later )?(?:it )?(?:returns|comes back)"),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("greatest height", r"H = \frac{v_0^2}{2g}", lambda q: (q.H, q.v0**2 / (2 * q.g))),
        Law("time to the top", r"t_{\text{up}} = \frac{v_0}{g}", lambda q: (q.up, q.v0 / q.g)),
        Law("time in the air", r"T = \frac{2v_0}{g}", lambda q: (q.T, 2 * q.v0 / q.g)),
    ),
    needs=_THROWN_UP,
    bars=rf"{_PLACES}|_,? (?:\w+ )?above the (?:ground|water|floor)\b|\bangle|°|\bhorizontal|\benergy|\bforce\b|\bafter _|\bspring|\bhalf|\bcaught at",
    words=_UP,
    defaults=G_DEFAULT,
    skills=_SKILLS,
    concept="On the way up the velocity falls by g each second and is zero at the top.",
)  # fmt: skip

UPWARD_AFTER = Model(
    "thrown-upward-after",
    {
        "v0": quantity("v_0", "initial velocity", d.SPEED, r"initial (?:speed|velocity)", cues=r"\b(?:at|with|of) #", by_name=False),
        "v": quantity("v", "velocity", d.SPEED, r"(?<!initial )(?:speed|velocity)", r"\bhow fast\b", alone=False, low=SIGNED),
        "y": quantity("y", "height", d.LENGTH, r"(?:height|displacement|position)", r"\bhow high\b", alone=False, low=SIGNED),
        "t": quantity("t", "time", d.TIME, "time", by_name=False, cues=r"after #|# (?:later|after)"),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("velocity of a body thrown upward", "v = v_0 - gt", lambda q: (q.v, q.v0 - q.g * q.t)),
        Law("height of a body thrown upward", r"y = v_0 t - \frac{1}{2}gt^2", lambda q: (q.y, q.v0 * q.t - q.g * q.t**2 / 2)),
    ),
    needs=r"(?:" + _THROWN_UP + r")[\s\S]*(?:\bafter _|_ (?:later|after)\b)",
    bars=rf"{_PLACES}|\babove the (?:ground|water|floor)\b|\bangle|°|\bhorizontal|\benergy|\bforce\b|\bspring|\bhalf|\breturn|\bmaximum|\bgreatest|\bspeed\b[^.]*\bhighest",
    words=_UP,
    defaults=G_DEFAULT,
    skills=_SKILLS,
    concept="Upward is positive, so gravity counts as −g.",
)  # fmt: skip

DOWNWARD = Model(
    "thrown-downward",
    {
        "v0": quantity("v_0", "initial velocity", d.SPEED, r"initial (?:speed|velocity)", cues=r"\b(?:thrown|throws|tossed|projected|hurled|launched|fired)\b[^.]*\b(?:at|with|of) #"),
        "v": quantity("v", "final velocity", d.SPEED, r"(?<!initial )(?:speed|velocity)", r"\bhow fast\b", alone=False, cues=r"\b(?:hits?|strikes?|lands?)\b[^.]*\b(?:at|with|of) #"),
        "h": quantity("h", "height", d.LENGTH, _HEIGHT, r"\bhow (?:high|far|tall|deep)\b"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("velocity of a body thrown downward", "v = v_0 + gt", lambda q: (q.v, q.v0 + q.g * q.t)),
        Law("velocity and height", "v^2 = v_0^2 + 2gh", lambda q: (q.v**2, q.v0**2 + 2 * q.g * q.h)),
        Law("height of a body thrown downward", r"h = v_0 t + \frac{1}{2}gt^2", lambda q: (q.h, q.v0 * q.t + q.g * q.t**2 / 2)),
    ),
    needs=r"\b(?:thrown|throws|tossed|projected|hurled|launched|fired)\b[^.?]{0,50}\b(?:straight down|vertically down\w*|downwards?|directly down)\b",
    bars=r"\bup\w*\b|\bangle|°|\bhorizontal|\benergy|\bforce\b|\bspring|\bhalf|\bbounc",
    words=rf"thrown|throws?|releas\w+|launch\w*|project\w*|vertical(?:ly)?|down|downwards?|before|after|later|falls?|falling|fell|acceler\w+|{_AIR}",
    defaults=G_DEFAULT,
    skills=_SKILLS,
    concept="Downward is positive, so gravity adds to the velocity.",
)  # fmt: skip

FROM_HEIGHT = Model(
    "thrown-upward-from-height",
    {
        "v0": quantity("v_0", "initial velocity", d.SPEED, r"initial (?:speed|velocity)", cues=r"\b(?:at|with|of) #", by_name=False),
        "v": quantity("v", "speed at the bottom", d.SPEED, r"(?<!initial )(?:speed|velocity)", r"\bhow fast\b", alone=False),
        "h": quantity("h", "height of the start", d.LENGTH, "height", r"\bhow (?:high|tall) is the\b", cues=r"# (?:high|tall|above|up)"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("speed from conservation of energy", "v^2 = v_0^2 + 2gh", lambda q: (q.v**2, q.v0**2 + 2 * q.g * q.h)),
        Law("velocity at the ground", "-v = v_0 - gt", lambda q: (-q.v, q.v0 - q.g * q.t)),
        Law("fall below the start", r"-h = v_0 t - \frac{1}{2}gt^2", lambda q: (-q.h, q.v0 * q.t - q.g * q.t**2 / 2)),
    ),
    needs=rf"(?=[\s\S]*(?:{_THROWN_UP}))(?=[\s\S]*(?:{_PLACES}|above the))(?=[\s\S]*\b(?:hits?|strikes?|reach(?:es)?|lands?|ground|water|below|bottom)\b)",
    bars=r"\bangle|°|\bhorizontal|\bforce\b|\bspring|\bhalf|\bmaximum|\bhighest|\bgreatest|\breturn|\btop of its|\babove the (?:building|bridge|cliff|roof)|\bhow high does|\bpass",
    words=_UP + r"|edge",
    defaults=G_DEFAULT,
    skills=_SKILLS,
    concept="The body passes its start again and then falls below it: its displacement is −h.",
)  # fmt: skip

HEIGHT_ENERGY = Model(
    "energy-of-height",
    {
        "v0": quantity("v_0", "initial speed", d.SPEED, r"initial (?:speed|velocity)", cues=r"(?:at|with|of) (?:an initial speed of )?#(?=[^.]*\b(?:top|up the|thrown|start))"),
        "v": quantity("v", "final speed", d.SPEED, r"(?<!initial )(?:final )?(?:speed|velocity)", r"\bhow fast\b", alone=False),
        "h": quantity("h", "height", d.LENGTH, r"(?:vertical )?(?:height|drop|distance)", r"\bhow (?:high|tall)\b", cues=r"# (?:high|tall|above|lower|below|up|tall)"),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("conservation of energy", r"\frac{1}{2}mv^2 = \frac{1}{2}mv_0^2 + mgh", lambda q: (q.v**2 / 2, q.v0**2 / 2 + q.g * q.h)),
    ),
    needs=r"(?:frictionless|energy|without friction|friction is neg|neglig|ignor|neglect)",
    bars=r"\bspring|°|\bangle|\bwork\b|\bkinetic energy (?:of|is|at|does)|\bpotential energy (?:of|is|at|does)|\bhow much|\bcoefficient|\broll(?:s|ing)?\b|\bup (?:a|the)\b|\bstraight up|\bvertically up|\bpendulum|\bforce\b|\bpower|\bloop|\bslides to|\bmaximum|\bhighest|\bhalfway|\bhalf",
    words=r"friction(?:less)?|energy|kinetic|potential|mechanical|conserv\w*|slop(?:e|es|ed|ing)|ramp|hill|downhill|rest|down|thrown|throws?|dropp?\w*|falls?|vertical(?:ly)?|transfer\w*|convert\w*|releas\w+|horizontal(?:ly)?|before|" + _AIR,
    implied=(Implied(r"\b(?:from rest|starts? at rest|dropped|released)\b", "v0", 0.0, "from rest"),),
    defaults=G_DEFAULT,
    skills=("energy-conservation",),
    concept="What the body loses in potential energy it gains in kinetic energy; its mass cancels.",
)  # fmt: skip

COASTING = Model(
    "coasting-up",
    {
        "v0": quantity("v_0", "initial speed", d.SPEED, r"(?:initial )?(?:speed|velocity)", r"\bhow fast\b", cues=r"\bat #"),
        "h": quantity("h", "height", d.LENGTH, r"(?:vertical |maximum )?height", r"\bhow high\b"),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (Law("all kinetic energy becomes potential energy", r"mgh = \frac{1}{2}mv_0^2", lambda q: (q.g * q.h, q.v0**2 / 2)),),
    needs=r"(?=[\s\S]*\b(?:coast|slide|swing|skate|glide)s?\b[^.?]*\bup\b|[\s\S]*\bhow high a hill\b)(?=[\s\S]*\b(?:frictionless|negligible|neglect\w*|ignor\w+|without friction)\b)(?=[\s\S]*\bhow high\b|[\s\S]*\bheight\b)",
    bars=r"°|\bangle|\bspring|\broll(?:s|ing)?\b|\bcoefficient|\bforce\b|\bspeed (?:at|when)|\bfinal|\bthrown",
    words=r"work|friction(?:less)?|hill|slop(?:e|es|ed|ing)|ramp|inclin\w*|up|engines?|before|stops?|energy|conserv\w*|maximum|swings?|" + _AIR,
    defaults=G_DEFAULT,
    skills=("energy-conservation",),
    concept="At the highest point all kinetic energy has become potential energy.",
)  # fmt: skip

MODELS = (COASTING, DROPPED, UPWARD, UPWARD_AFTER, DOWNWARD, FROM_HEIGHT, HEIGHT_ENERGY)
