"""Momentum, impulse and collisions on a line.

Source: OpenStax, College Physics 2e, 8.1 to 8.5.
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import MASS, SIGNED, quantity
from fynq.reasoning.physics.models.wording import what

_SPEED = r"(?:speed|velocity)"
MOMENTUM = Model(
    "momentum",
    {
        "p": quantity("p", "momentum", d.MOMENTUM, r"(?:linear )?momentum"),
        "m": MASS,
        "v": quantity("v", "speed", d.SPEED, _SPEED, r"\bhow fast\b", cues=r"\bat #"),
    },
    (Law("momentum", "p = mv", lambda q: (q.p, q.m * q.v)),),
    needs=r"\bmomentum\b",
    bars=r"\bchang|\bimpulse|\bforce\b|\bangular|\bcollid|\bcollision|\bbounc|\brebound|\bfrom _|\bhits|\btotal|\bsystem|\brelativ|\bphoton|\bratio|\btwice|\bdoubl|\bkinetic|\binitial|\bfinal|\bbefore|\brest\b|\brate",
    words=r"momentum|north|south|east|west|horizontal(?:ly)?|constant|straight|down|up|toward|towards|_",
    skills=("momentum",),
    concept="Momentum is mass times velocity.",
)  # fmt: skip

BOUNCE = Model(
    "bounce",
    {
        "m": MASS,
        "v0": quantity("v_0", "speed before", d.SPEED, "initial speed", cues=r"\b(?:hits?|strikes?|approach\w*|travel\w*|moving|thrown)(?:(?!rebound|bounc|return)[^.#_])* (?:at|with|of) #", by_name=False),
        "v": quantity("v", "speed after, backward", d.SPEED, "final speed", cues=r"\b(?:bounc|rebound|return|back)\w*[^.#_]* (?:at|with|of) (?:the same speed of )?#", by_name=False),
        "J": quantity(r"\Delta p", "size of the change of momentum", d.MOMENTUM, r"(?:impulse|change (?:of|in) (?:the |its )?(?:ball's )?momentum)", unit="kg*m/s"),
        "F": quantity("F", "average force", d.FORCE, r"(?:average )?force"),
        "t": quantity("t", "time of contact", d.TIME, "time", r"\bhow long\b"),
    },
    (
        Law("change of momentum in a bounce", r"\Delta p = m(v_0 + v)", lambda q: (q.J, q.m * (q.v0 + q.v))),
        Law("impulse", r"\Delta p = Ft", lambda q: (q.J, q.F * q.t)),
    ),
    needs=r"(?=[\s\S]*\b(?:bounc|rebound|return|straight back|opposite direction)\w*)(?=[\s\S]*(?:momentum|impulse|force))",
    bars=r"°|\bangle|\bdropped|\bheight|\bfalls|\benergy|\btwo|\bfraction|\bpercent|\bvertical|_ m\b",
    words=r"momentum|impulse|force|bounc\w+|rebound\w*|average|horizontal(?:ly)?|return\w*|opposite|toward|towards|contact|perpendicular|thrown|changes?",
    skills=("momentum",),
    concept="The velocity turns round, so the speeds add in the change of momentum.",
)  # fmt: skip

_M1 = quantity("m_1", "mass of the first body", d.MASS, r"(?!)", by_name=False)
_M2 = quantity("m_2", "mass of the second body", d.MASS, r"(?!)", by_name=False)
_HIT = r"(?:hits?|strikes?|collides? (?:\w+ly )?with|runs? into|bumps? into|crashes into|couples? (?:to|with)|catches up|catches|rear-ends|is hit by|lands? (?:on|in)|embeds?|becomes? embedded)"
_MOVER_FIRST = rf"_[^.]*_[^._]*\b{_HIT}\b[^._]*_[^.]*(?:\bat rest|stationary)|_[^.]*_[^._]*\b{_HIT}\b[^._]*\b(?:stationary|resting|motionless)\b[^._]*_"
STICK = Model(
    "sticking-collision",
    {
        "m1": _M1,
        "m2": _M2,
        "v1": quantity("v_1", "velocity of the first", d.SPEED, r"(?!)", by_name=False, low=SIGNED),
        "v2": quantity("v_2", "velocity of the second", d.SPEED, r"(?!)", by_name=False, low=SIGNED),
        "v": quantity("v", "common speed", d.SPEED, r"(?!)", what(r"(?:(?:common|final|combined) )*(?:speed|velocity)"), r"\bhow fast\b", by_name=False, alone=False, low=SIGNED),
        "Q": quantity("Q", "kinetic energy lost", d.ENERGY, r"(?:kinetic )?energy(?=[^?]*\b(?:lost|loss|dissipated)\b)", r"\bhow much (?:kinetic )?energy\b[^?]*\blost\b", r"\bloss (?:of|in) (?:kinetic )?energy\b"),
    },
    (
        Law("conservation of momentum", "m_1 v_1 + m_2 v_2 = (m_1 + m_2)v", lambda q: (q.m1 * q.v1 + q.m2 * q.v2, (q.m1 + q.m2) * q.v)),
        Law("kinetic energy lost", r"Q = \frac{1}{2}m_1 v_1^2 + \frac{1}{2}m_2 v_2^2 - \frac{1}{2}(m_1 + m_2)v^2", lambda q: (q.Q, q.m1 * q.v1**2 / 2 + q.m2 * q.v2**2 / 2 - (q.m1 + q.m2) * q.v**2 / 2)),
    ),
    needs=rf"(?=[\s\S]*\b(?:{_HIT}|dumps|dropped (?:in|on)to|bumped into|moving toward))(?=[\s\S]*\b(?:sticks?|stuck|together|embed\w*|couple\w*|perfectly inelastic|completely inelastic|join\w*|lock|remains? on|catches|caught|dumps)\b)",
    bars=r"°|\bangle|\bfriction(?!less| is neg)(?<!negligible friction)|\bspring|\bheight|\bpendulum|\bswing|\bfraction|\bpercent|\bhow far|\bforce|\bimpulse|\bright angles|(?<!in)elastic(?:ally)?\b|\bopposite|\bhead-on|\beast|\bwest|\bnorth|\bsouth|\brelative|\bthen\b|\btoward each other|\brebound|\bbounc|\bintersection|\bsame mass|\bidentical|\bthree\b",
    words=r"collid\w+|collisions?|inelastic|sticks?|stuck|rest|stationary|friction(?:less)?|horizontal(?:ly)?|kinetic|energy|lost|loses?|loss|after|before|momentum|two|both|toward|towards|catch\w*|assum\w+|negligible|still|half|remain\w*",
    implied=(Implied(r"\b(?:at rest|stationary|motionless|resting|parked|dumps)\b", "v2", 0.0, "at rest"),),
    ordered=(("m1", "m2"), ("v1", "v2")),
    sequence=("m1", "v1", "m2", "v2"),
    skills=("collisions", "momentum"),
    concept="Momentum is conserved although kinetic energy is not.",
)  # fmt: skip

ELASTIC = Model(
    "elastic-collision",
    {
        "m1": _M1,
        "m2": _M2,
        "v1": quantity("v_1", "speed before", d.SPEED, r"initial speed", by_name=False, cues=r"\bat #"),
        "u2": quantity("v_2'", "speed of the struck body", d.SPEED, r"(?!)", r"\b(?:speed|velocity)\b[^?]*\b(?:second|struck|target|stationary)\b", by_name=False, alone=False),
        "u1": quantity("v_1'", "velocity of the first body afterwards", d.SPEED, r"(?!)", r"\b(?:speed|velocity)\b[^?]*\b(?:first|incoming|moving)\b", by_name=False, alone=False, low=SIGNED),
    },
    (
        Law("velocity of the struck body", r"v_2' = \frac{2m_1}{m_1 + m_2}v_1", lambda q: (q.u2, 2 * q.m1 / (q.m1 + q.m2) * q.v1)),
        Law("velocity of the first body", r"v_1' = \frac{m_1 - m_2}{m_1 + m_2}v_1", lambda q: (q.u1, (q.m1 - q.m2) / (q.m1 + q.m2) * q.v1)),
    ),
    needs=rf"(?=[\s\S]*(?:{_MOVER_FIRST}))(?=[\s\S]*\belastic(?:ally)?\b)",
    bars=r"°|\bangle|\binelastic|\bfriction(?!less)|\bspring|\bheight|\bglancing|\benergy|_[^.]*_[^.]*_[^.]*_[^.]*[?]*_",
    words=r"collid\w+|collisions?|elastic(?:ally)?|rest|stationary|friction(?:less)?|horizontal(?:ly)?|after(?:wards)?|head-on|momentum|second|two",
    ordered=(("m1", "m2"),),
    sequence=("m1", "v1", "m2"),
    mentions={"m1": "u1", "m2": "u2"},
    skills=("collisions",),
    concept="Momentum and kinetic energy are both conserved.",
)  # fmt: skip

RECOIL = Model(
    "recoil",
    {
        "m1": quantity("m_1", "mass that recoils", d.MASS, r"(?!)", cues=r"# (?:\w+ ){0,2}(?:skater|astronaut|rifle|gun|cannon|person|man|woman|boy|girl|student|hunter|player|goalie|boat|canoe|raft|child|fisherman)|\b(?:rifle|gun|cannon) of mass #", by_name=False, alone=False),
        "m2": quantity("m_2", "mass that is thrown", d.MASS, r"(?!)", cues=r"# (?:\w+ ){0,2}(?:ball|bullet|tool|wrench|shell|cannonball|package|rock|stone|snowball|projectile|hammer|puck|backpack|medicine ball|camera|object)|\b(?:bullet|shell|cannonball) of mass #", by_name=False, alone=False),
        "v2": quantity("v_2", "speed of the thrown body", d.SPEED, r"muzzle (?:speed|velocity)", cues=r"\baccelerated[^.#]* to (?:a speed of )?#|\b(?:thr[oe]w|fire|shoot|toss|hurl|eject|leav|launch)\w*[^.#]*(?:at|with|of) (?:a (?:muzzle )?(?:speed|velocity) of )?#", by_name=False),
        "v1": quantity("v_1", "recoil speed", d.SPEED, r"(?!)", what(r"(?:recoil )?(?:speed|velocity)"), r"\bhow fast\b", by_name=False, alone=False),
    },
    (Law("conservation of momentum", "m_1 v_1 = m_2 v_2", lambda q: (q.m1 * q.v1, q.m2 * q.v2)),),
    needs=r"(?=[\s\S]*\b(?:throws?|fires?|fired|shoots?|toss\w*|hurls?|thrown|rifle|gun)\b)(?=[\s\S]*\b(?:recoil\w*|backwards?|at rest|stationary|frictionless|ice|opposite)\b)",
    bars=r"°|\bangle|\balready|\bmoving at|\benergy|\bhow (?:far|long)|\bcatches|\bforce|\brelative|\bdistance|\bstop",
    words=r"rest|acceler\w+|stationary|throws?|thrown|friction(?:less)?|horizontal(?:ly)?|launch\w*|opposite|momentum|forward|backward|neglect\w*|ignor\w+|negligible|smooth|initially|toward|towards",
    skills=("momentum",),
    concept="The total momentum was zero and stays zero.",
)  # fmt: skip

MASS_FLOW = Model(
    "force-of-a-jet",
    {
        "F": quantity("F", "force", d.FORCE, r"(?:average )?(?:force)"),
        "mu": quantity("R", "mass per time", d.MASS_FLOW, "rate", cues="#"),
        "v": quantity("v", "speed", d.SPEED, _SPEED, cues=r"\bat #"),
    },
    (Law("force is momentum per time", "F = Rv", lambda q: (q.F, q.mu * q.v)),),
    needs=r"(?=[\s\S]*\b(?:wall|plate|horizontally|target)\b)(?=[\s\S]*(?:momentum is reduced to zero|momentum (?:is|becomes) zero|does not (?:rebound|bounce|splash)|comes to rest|without (?:rebounding|splashing)|is stopped))",
    bars=r"°|\bangle|\bbounces back|\brebounds|_ m\b",
    words=r"hose|nozzle|pipe|horizontal(?:ly)?|momentum|reduc\w+|force|assum\w+|perpendicular|rest|stops?|rebound\w*|bounc\w+|toward|towards|exert\w*",
    skills=("momentum", "forces"),
    concept="The force is the momentum taken from the water each second.",
)  # fmt: skip

RELATIVE = Model(
    "elastic-relative-velocity",
    {
        "u": quantity("u", "relative speed before", d.SPEED, r"(?:relative |closing )?(?:speed|velocity)(?: of approach)?", by_name=False),
        "v": quantity("u'", "relative speed after", d.SPEED, r"final relative (?:speed|velocity)|relative (?:speed|velocity)(?=[^?]*\bafter)", alone=False),
        "m1": quantity("m_1", "mass of the first body", d.MASS, r"(?!)", by_name=False, idle=True),
        "m2": quantity("m_2", "mass of the second body", d.MASS, r"(?!)", by_name=False, idle=True),
    },
    (Law("elastic collisions keep the relative speed", "u' = u", lambda q: (q.v, q.u)),),
    needs=r"(?=[\s\S]*\belastic(?:ally)?\b)(?=[\s\S]*\brelative (?:speed|velocity)\b)",
    bars=r"°|\bangle|\binelastic",
    words=r"collid\w+|collisions?|elastic(?:ally)?|relative|satellites?|two|after|approach\w*|instead",
    ordered=(("m1", "m2"),),
    skills=("collisions",),
    concept="In an elastic collision the bodies part as fast as they met.",
)  # fmt: skip

MODELS = (MOMENTUM, BOUNCE, STICK, ELASTIC, RECOIL, MASS_FLOW, RELATIVE)
