"""Projectiles without air resistance.

Source: OpenStax, College Physics 2e, 3.4 (projectile motion).
"""

from __future__ import annotations

import math

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Model
from fynq.reasoning.physics.models.quantity import G_DEFAULT, GRAVITY, HOW_LONG, IDLE_MASS, quantity

_AIR = r"air resistance|neglect\w*|ignor\w+|negligible|assum\w+|gravit\w*|constant"
_WORDS = rf"horizontal(?:ly)?|vertical(?:ly)?|rolls?|rolling|thrown|throws?|launch\w*|kick\w*|project\w*|jump\w*|edge|falls?|falling|fell|down|before|after|later|maximum|greatest|{_AIR}"

SIDEWAYS = Model(
    "horizontal-throw",
    {
        "v0": quantity("v_0", "horizontal speed", d.SPEED, r"(?:initial |horizontal |launch |muzzle )*(?:speed|velocity)", r"\bhow fast\b", cues=r"\b(?:at|with|of) #"),
        "h": quantity("h", "height", d.LENGTH, r"(?<!horizontal )(?:height|vertical distance)", r"\bhow (?:high|tall)\b", r"\bhow far\b[^?]*\b(?:fall|drop|below)", cues=r"#[ -](?:high|tall|above|building|cliff|tower|bridge)|\b(?:falls?|drops?) #"),
        "x": quantity("x", "horizontal distance", d.LENGTH, r"(?:horizontal )?(?:distance|range)", r"\bhow far\b(?![^?]*\b(?:fall|drop|below)\b)|\bwhere does\b", cues=r"# (?:away|from the (?:base|foot|bottom|edge))|lands? #"),
        "t": quantity("t", "time of the fall", d.TIME, "time", *HOW_LONG),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("vertical fall", r"h = \frac{1}{2}gt^2", lambda q: (q.h, q.g * q.t**2 / 2)),
        Law("steady horizontal motion", "x = v_0 t", lambda q: (q.x, q.v0 * q.t)),
    ),
    needs=r"\bhorizontal(?:ly)?\b|\b(?:rolls?|slides?|runs?) (?:\w+ ){0,3}off\b",
    bars=r"°|\bangle\b(?! of 0)|\bforce\b|\bfriction|\bspring|\bwork\b|\benergy|\bimpact speed|(?:speed|velocity|fast)[^?.]*\b(?:hits?|strikes?|lands?|impact|just before)\b|\babove the horizontal|\bup\b|\bmomentum|\bdirected|\bwall",
    words=_WORDS,
    defaults=G_DEFAULT,
    skills=("projectile-motion",),
    concept="The horizontal motion is steady while the vertical one is a free fall; both take the same time.",
)  # fmt: skip

SIDEWAYS_IMPACT = Model(
    "horizontal-throw-impact",
    {
        "v0": quantity("v_0", "horizontal speed", d.SPEED, r"(?:initial |horizontal )+(?:speed|velocity)", cues=r"\b(?:at|with|of) #", by_name=False),
        "v": quantity("v", "speed of impact", d.SPEED, r"(?<!initial )(?<!horizontal )(?:speed|velocity)", r"\bhow fast\b", alone=False),
        "vy": quantity("v_y", "vertical velocity", d.SPEED, "vertical (?:component of (?:the|its) )?(?:speed|velocity)", alone=False),
        "h": quantity("h", "height", d.LENGTH, "height", cues=r"#[ -](?:high|tall|above)", by_name=False),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("vertical velocity", "v_y^2 = 2gh", lambda q: (q.vy**2, 2 * q.g * q.h)),
        Law("speed from its components", "v^2 = v_0^2 + v_y^2", lambda q: (q.v**2, q.v0**2 + q.vy**2)),
    ),
    needs=r"(?=[\s\S]*(?:\bhorizontally\b|\b(?:rolls?|slides?|runs?) (?:\w+ ){0,3}off\b))(?=[\s\S]*(?:speed|velocity|fast)[^?.]*\b(?:hits?|strikes?|lands?|impact|just before)\b)",
    bars=r"°|\bangle\b|\bforce\b|\bfriction|\bspring|\bwork\b|\bmomentum|\bup\b|\bwall|\bdirection",
    words=_WORDS,
    defaults=G_DEFAULT,
    skills=("projectile-motion",),
    concept="The speed of impact combines the unchanged horizontal velocity with the vertical one.",
)  # fmt: skip

_FLIGHT = r"(?:horizontal )?range|horizontal distance|distance"
AT_ANGLE = Model(
    "projectile",
    {
        "v0": quantity("v_0", "launch speed", d.SPEED, r"(?:initial |launch |muzzle )*(?:speed|velocity)", r"\bhow fast\b", cues=r"\b(?:at|with|of) #"),
        "theta": quantity(r"\theta", "launch angle", d.ANGLE, r"(?:launch )?angle", cues=r"\bat #|#,? (?:above|to|with|from) (?:the )?(?:horizontal|ground|level)", by_name=False, low=0.0, high=math.pi / 2),
        "R": quantity("R", "range", d.LENGTH, _FLIGHT, r"\bhow far\b", alone=False, cues=r"lands? #|travels? #"),
        "H": quantity("H", "greatest height", d.LENGTH, r"(?:maximum|greatest|peak|highest) (?:height|elevation)", r"\bhow high\b", alone=False),
        "T": quantity("T", "time of flight", d.TIME, r"(?:time of flight|flight time|hang time|time in the air)", r"\bhow (?:long|much time)\b(?![^?]*\b(?:maximum|highest|top|peak))", r"\btime\b[^?]*\b(?:air|lands?|ground|returns?)\b", by_name=True, alone=False),
        "up": quantity(r"t_{\text{up}}", "time to the top", d.TIME, "time to the top", r"\b(?:how long|how much time|time)\b[^?]*\b(?:maximum|highest|top|peak)\b", by_name=False, alone=False),
        "vx": quantity("v_x", "horizontal velocity", d.SPEED, r"horizontal (?:component of (?:the|its) (?:initial )?)?(?:speed|velocity)(?: component)?", alone=False),
        "vy": quantity("v_{0y}", "initial vertical velocity", d.SPEED, r"(?:initial )?vertical (?:component of (?:the|its) (?:initial )?)?(?:speed|velocity)(?: component)?", alone=False),
        "g": GRAVITY,
        "m": IDLE_MASS,
    },
    (
        Law("horizontal component", r"v_x = v_0\cos\theta", lambda q: (q.vx, q.v0 * q.cos(q.theta))),
        Law("vertical component", r"v_{0y} = v_0\sin\theta", lambda q: (q.vy, q.v0 * q.sin(q.theta))),
        Law("time of flight", r"T = \frac{2v_{0y}}{g}", lambda q: (q.T, 2 * q.vy / q.g)),
        Law("time to the top", r"t_{\text{up}} = \frac{v_{0y}}{g}", lambda q: (q.up, q.vy / q.g)),
        Law("greatest height", r"H = \frac{v_{0y}^2}{2g}", lambda q: (q.H, q.vy**2 / (2 * q.g))),
        Law("range", "R = v_x T", lambda q: (q.R, q.vx * q.T)),
    ),
    needs=r"(?=[\s\S]*\b(?:thrown|throws|kicked|kicks|launched|launches|fired|fires|shot|hit|projected|projectile|leaps?|jumps?|leaves|punts?|struck|tossed|golf)\b)(?=[\s\S]*(?:angle|horizontal|above|_))",
    bars=r"\bforce\b|\bfriction|\bspring|\bwork\b|\benergy|\bcliff|\bbuilding|\broof|\btower|\bbridge|\btable|\bhill|\bwindow|\bafter _|_ (?:after|later)|\bwall|\bstraight (?:up|down)|\bhorizontally|\bmomentum|\bbelow\b|_ above the (?:ground|floor|water)|\bfrom a height|\bincline|\bslope|\bramp|\bfence|\bwhen it (?:hits|strikes|lands)|\bhighest point[^?]*(?:speed|velocity)|(?:speed|velocity)[^?]*(?:highest|maximum|top)|\btension|\belectr|\bcharge|\brope|\bpull",
    words=_WORDS + r"|angles?|components?|upwards?|return\w*",
    defaults=G_DEFAULT,
    skills=("projectile-motion",),
    concept="Split the launch velocity into components: the vertical one sets the time, the horizontal one the distance.",
)  # fmt: skip

MODELS = (SIDEWAYS, SIDEWAYS_IMPACT, AT_ANGLE)
