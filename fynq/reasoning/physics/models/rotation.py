"""Rotation about a fixed axis, torque, angular momentum, rolling.

Source: OpenStax, College Physics 2e, 9.1 to 9.4, 10.1 to 10.5; moments of inertia from its table
of 10.3.
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

_OMEGA = r"angular (?:speed|velocity|frequency)|rotation(?:al)? (?:rate|speed|velocity)"
_SLOW = r"\b(?:decelerat\w*|brak\w*|slow\w*|stop\w*|to rest)\b"
_R = quantity("r", "radius", d.LENGTH, r"(?:outside |outer |inner )?radius", cues=r"#-?(?: |-)radius|# from (?:the|its) (?:axis|center|centre|rotation)")  # fmt: skip
ANGULAR = Model(
    "angular-motion",
    {
        "w0": quantity(r"\omega_0", "initial angular velocity", d.ANGULAR_SPEED, rf"initial (?:{_OMEGA})|initially (?:rotating|spinning|turning) at", cues=r"\b(?:from|initially|rotating at|spinning at|turning at|rotates at|spins at) #"),
        "w": quantity(r"\omega", "final angular velocity", d.ANGULAR_SPEED, rf"(?<!initial )(?:final )?(?:{_OMEGA})", r"\bhow fast\b[^?]*\b(?:rotat|spin|turn)", cues=r"\b(?:to|reach\w*|attain\w*) (?:a final |an )?(?:angular (?:speed|velocity) of )?#"),
        "alpha": quantity(r"\alpha", "angular acceleration", d.ANGULAR_ACCELERATION, r"angular (?:acceleration|deceleration)", cues="#", low=SIGNED),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG),
        "theta": quantity(r"\theta", "angle turned", d.ANGLE, r"angle|angular displacement", r"\bhow many (?:revolutions|turns|rotations|radians|degrees)\b", cues="#", unit="rad"),
        "r": _R,
        "a": quantity("a_t", "tangential acceleration", d.ACCELERATION, r"(?:tangential|linear) acceleration", cues=r"(?:tangential|linear) acceleration of #|accelerat\w+[^.#]*(?:at|rate of)[^.#]* #", low=SIGNED),
        "v": quantity("v", "tangential speed", d.SPEED, r"(?:tangential|linear) (?:speed|velocity)", cues=r"#"),
    },
    (
        Law("tangential acceleration", r"a_t = \alpha r", lambda q: (q.a, q.alpha * q.r)),
        Law("angular velocity under constant angular acceleration", r"\omega = \omega_0 + \alpha t", lambda q: (q.w, q.w0 + q.alpha * q.t)),
        Law("angle and angular velocities", r"\omega^2 = \omega_0^2 + 2\alpha\theta", lambda q: (q.w**2, q.w0**2 + 2 * q.alpha * q.theta)),
        Law("angle from the mean angular velocity", r"\theta = \frac{\omega_0 + \omega}{2}t", lambda q: (q.theta, (q.w0 + q.w) / 2 * q.t)),
        Law("angle under constant angular acceleration", r"\theta = \omega_0 t + \frac{1}{2}\alpha t^2", lambda q: (q.theta, q.w0 * q.t + q.alpha * q.t**2 / 2)),
        Law("tangential speed", r"v = \omega r", lambda q: (q.v, q.w * q.r)),
    ),
    needs=r"angular|revolution|radians|rotat|yo-yo|gyroscope|\bturning\b|\bspin|\bwheel|\bfan\b",
    bars=r"\btorque|\binertia|\bkg\b|\benergy|\bforce|\bcentripetal|\broll|\bbelt|\bgears?|\bratio|\bmomentum|\bthen\b|\bperiod|\baverage angular|\bdiameter|\borbit|\bper (?:year|day)|\btotal acceleration|\bnet acceleration|\bpulled along",
    words=r"angular|rotat\w+|spin\w*|spun|revol\w+|acceler\w+|deceler\w+|rest|stops?|constant|uniform(?:ly)?|tangential|radius|edge|rim|string|pull\w*|stationary|before|after|wire|brak\w+|horizontal|vertical|center|centre|later|average|increas\w+|decreas\w+|reduc\w+|circular|slow\w*|cord|assum\w+|through|times",
    implied=(
        Implied(r"\bfrom rest\b|\binitially at rest\b|\bstarts? at rest\b", "w0", 0.0, "from rest"),
        Implied(r"\bto (?:a )?(?:complete )?(?:rest|stop)\b|\bto stop\b|\bcomes? to (?:a )?(?:rest|stop)", "w", 0.0, "to rest"),
    ),
    negated=(("alpha", _SLOW), ("a", _SLOW)),
    skills=("rotation",),
    concept="Rotation obeys the same equations as motion along a line, with angles for distances.",
)  # fmt: skip

_TAU = quantity(r"\tau", "torque", d.ENERGY, r"(?:net |applied |frictional |average )*torque", unit="N*m", cues="#")  # fmt: skip
_I = quantity("I", "moment of inertia", d.INERTIA, r"(?:moment of|rotational) inertia", cues="#")
TORQUE = Model(
    "torque",
    {
        "tau": _TAU,
        "F": quantity("F", "force", d.FORCE, r"(?:perpendicular |applied )*force", cues="#"),
        "r": quantity("r", "distance from the axis", d.LENGTH, r"(?:distance|lever arm|radius|length)", r"\bhow (?:far|long)\b", cues="#"),
        "theta": quantity(r"\theta", "angle between lever and force", d.ANGLE, "angle", cues="#", high=math.pi),
    },
    (Law("torque", r"\tau = rF\sin\theta", lambda q: (q.tau, q.r * q.F * q.sin(q.theta))),),
    needs=r"\btorque\b",
    bars=r"\bkg\b|\baccelerat|\binertia|\bnet torque|\bpower|\brev|\brpm|\bsecond force|\btwo|\bbalanc|\bdiameter|\bboth|\buniform|\bweigh|\bchild|\bopposite|\bvertical",
    words=r"torque|force|relative|perpendicular(?:ly)?|right angles|angles?|horizontal(?:ly)?|pivot|edge|wrench|maximum|exert\w*|push\w*|pull\w*|appl\w+|tangent\w*|acts?|center|centre",
    implied=(Implied(r"perpendicular|right angles|maximum|^(?![\s\S]*(?:°|angle))", "theta", math.pi / 2, "at right angles", True),),
    skills=("torque",),
    concept="Torque is force times lever arm.",
)  # fmt: skip

SPINNING = Model(
    "rotational-dynamics",
    {
        "tau": _TAU,
        "I": _I,
        "alpha": quantity(r"\alpha", "angular acceleration", d.ANGULAR_ACCELERATION, "angular acceleration", cues="#"),
        "w": quantity(r"\omega", "angular velocity", d.ANGULAR_SPEED, _OMEGA, r"\bhow fast\b", cues="#"),
        "K": quantity("K", "rotational kinetic energy", d.ENERGY, r"(?:rotational )?kinetic energy|rotational energy", cues=r"kinetic energy[^.#]*#"),
        "L": quantity("L", "angular momentum", d.ANGULAR_MOMENTUM, "angular momentum", cues="#"),
        "P": quantity("P", "power", d.POWER, r"power(?: output)?", cues="#"),
        "F": quantity("F", "force", d.FORCE, "force", cues="#"),
        "r": quantity("r", "lever arm", d.LENGTH, r"(?:effective )?(?:perpendicular )?lever arm", alone=False),
    },
    (
        Law("torque", r"\tau = Fr", lambda q: (q.tau, q.F * q.r)),
        Law("Newton's second law for rotation", r"\tau = I\alpha", lambda q: (q.tau, q.I * q.alpha)),
        Law("rotational kinetic energy", r"K = \frac{1}{2}I\omega^2", lambda q: (q.K, q.I * q.w**2 / 2)),
        Law("angular momentum", r"L = I\omega", lambda q: (q.L, q.I * q.w)),
        Law("power of a torque", r"P = \tau\omega", lambda q: (q.P, q.tau * q.w)),
    ),
    needs=r"inertia|torque|angular momentum",
    bars=r"\bkg\b(?!\*m|·m| m)|\bfrom rest|\broll|\bpulls? in|\bnew |\bchanges?|\bfinal|\binitial|\blinear|\bradius|\bdisk|\bsphere|\bcylinder|\brod|\bhoop|\bhow long|\bs\b.*stop|\borbit|\befficien|\bratio|\bpercent|\bfriction",
    words=r"torque|force|perpendicular|moment of inertia|rotat\w+|spin\w*|angular|momentum|kinetic|energy|power|constant|uniform|acceler\w+|net|wind|engines?|\w*axis|fixed|revol\w+",
    skills=("rotation", "torque"),
    concept="In rotation torque, moment of inertia and angular velocity take the places of force, mass and speed.",
)  # fmt: skip

_SPHERE = r"\b(?:uniform |solid )+sphere|\bsolid (?:uniform )?(?:ball|sphere)"
_DISK = r"\b(?:uniform|solid) (?:solid |uniform )?(?:disk|disc|cylinder|wheel|flywheel)|\b(?:disk|disc|solid cylinder|grindstone)\b"
_HOOP = r"\bhoop\b|\bthin ring\b|\bthin-walled (?:hollow )?cylinder|\bring\b"


def _shape(name: str, needs: str, latex: str, factor: tuple[int, int], other: str) -> Model:
    """A spinning body whose moment of inertia is a known fraction of m·r²."""
    top, bottom = factor
    return Model(
        f"spinning-{name}",
        {
            "m": MASS,
            "r": quantity("r", "radius", d.LENGTH, r"(?<!orbital )radius", cues=r"#-?(?: |-)radius"),
            "d": quantity("d", "diameter", d.LENGTH, "diameter", alone=False),
            "orbit": quantity(r"r_{\text{orbit}}", "orbital radius", d.LENGTH, "orbital radius", by_name=False, idle=True, alone=False),
            "year": quantity(r"T_{\text{orbit}}", "orbital period", d.TIME, "orbital period", cues=r"\borbits?[^.#_]*#", by_name=False, idle=True, alone=False),
            "I": _I,
            "w": quantity(r"\omega", "angular velocity", d.ANGULAR_SPEED, _OMEGA, cues="#"),
            "T": quantity("T", "period", d.TIME, "period", cues=r"\b(?:period|every|rotat\w+|spins?|turns)[^.#_]*#"),
            "K": quantity("K", "rotational kinetic energy", d.ENERGY, r"(?:(?:rotational )?kinetic energy|rotational energy)(?![^?]*\borbit)"),
            "L": quantity("L", "angular momentum", d.ANGULAR_MOMENTUM, "angular momentum"),
        },
        (
            Law("radius is half the diameter", r"r = \frac{d}{2}", lambda q: (q.r, q.d / 2)),
            Law(f"moment of inertia of a {name}", rf"I = {latex}", lambda q: (q.I, top * q.m * q.r**2 / bottom)),
            Law("angular velocity", r"\omega = \frac{2\pi}{T}", lambda q: (q.w, 2 * q.pi / q.T)),
            Law("rotational kinetic energy", r"K = \frac{1}{2}I\omega^2", lambda q: (q.K, q.I * q.w**2 / 2)),
            Law("angular momentum", r"L = I\omega", lambda q: (q.L, q.I * q.w)),
        ),
        needs=rf"(?=[\s\S]*(?:{needs}))(?=[\s\S]*(?:rotat|spin|spun|angular|moment of inertia|rev))",
        bars=rf"\brolls?\b|\brolling|\btorque|\bforce|\bfrom rest|\bincline|\bhollow sphere|\bshell|{other}|\btwo|\badded|\bdropped onto|\bnew |\bhow long|\baxis at|\bparallel axis|\bdiametr|\babout (?:one|its) (?:end|edge)|\borbit(?![\s\S]*its axis)|\bstops?\b",
        words=r"rotat\w+|spin\w*|spun|angular|momentum|kinetic|energy|uniform|radius|diameter|moment of inertia|constant|center|centre|period|orbit\w*|axis|revol\w+|times|circular",
        skills=("rotation",),
        concept=f"The moment of inertia of a {name} follows from its mass and radius.",
    )  # fmt: skip


SPHERE = _shape(
    "solid sphere", _SPHERE, r"\frac{2}{5}mr^2", (2, 5), r"cylinder|\bdis[kc]\b|hoop|rod"
)
DISK = _shape(
    "solid cylinder", _DISK, r"\frac{1}{2}mr^2", (1, 2), r"sphere|hoop|\brod\b|hollow|ring"
)
HOOP = _shape("hoop", _HOOP, "mr^2", (1, 1), r"sphere|dis[kc]|\brod\b|solid|spokes")

ORBITING = Model(
    "orbital-kinetic-energy",
    {
        "m": MASS,
        "r": quantity("r", "orbital radius", d.LENGTH, "orbital radius", alone=False),
        "R": quantity("R", "radius", d.LENGTH, r"(?<!orbital )radius", by_name=False, idle=True),
        "T": quantity("T", "orbital period", d.TIME, r"orbital period", cues=r"\borbits?[^.#_]*#", alone=False),
        "day": quantity(r"T_{\text{spin}}", "period of the spin", d.TIME, r"(?!)", cues=r"(?:spins?|rotates?)[^.#_]*#", by_name=False, idle=True, alone=False),
        "v": quantity("v", "orbital speed", d.SPEED, "orbital speed", alone=False),
        "K": quantity("K", "kinetic energy of the orbit", d.ENERGY, r"(?:rotational |orbital )?kinetic energy(?=[^?]*\borbit)|orbital kinetic energy"),
    },
    (
        Law("orbital speed", r"v = \frac{2\pi r}{T}", lambda q: (q.v, 2 * q.pi * q.r / q.T)),
        Law("kinetic energy", r"K = \frac{1}{2}mv^2", lambda q: (q.K, q.m * q.v**2 / 2)),
    ),
    needs=r"(?=[\s\S]*orbital radius)(?=[\s\S]*kinetic energy)",
    bars=r"\belliptic|\bpotential|\bescape",
    words=r"rotat\w+|spin\w*|kinetic|energy|uniform|radius|moment of inertia|orbit\w*|axis|period|circular|times",
    skills=("rotation", "orbits"),
    concept="Seen from the Sun the Earth is a point mass on a circle.",
)  # fmt: skip

POWER_TORQUE = Model(
    "torque-from-power",
    {
        "tau": _TAU,
        "w": quantity(r"\omega", "angular velocity", d.ANGULAR_SPEED, _OMEGA, cues="#"),
        "P": quantity("P", "power", d.POWER, r"power(?: output)?", cues="#"),
    },
    (Law("power of a torque", r"P = \tau\omega", lambda q: (q.P, q.tau * q.w)),),
    needs=r"(?=[\s\S]*torque)(?=[\s\S]*(?:power|\bhp\b|horsepower|_))",
    bars=r"\bkg\b|\bfrom rest|\binertia|\bradius|\bforce|\befficien|\bratio|\baccelerat",
    words=r"torque|power|rotat\w+|spin\w*|angular|constant|engines?|wind|revol\w+|maximum|turns|times|average",
    skills=("rotation", "power"),
    concept="Power is torque times angular velocity.",
)  # fmt: skip

SKATER = Model(
    "conserved-angular-momentum",
    {
        "I1": quantity("I_1", "first moment of inertia", d.INERTIA, r"initial (?:moment of|rotational) inertia", cues=r"with[^.#]*inertia of #", by_name=False),
        "I2": quantity("I_2", "second moment of inertia", d.INERTIA, r"(?:final|new) (?:moment of|rotational) inertia", cues=r"(?:\bto|until it is|becomes|decreases to|reduced to) #"),
        "w1": quantity(r"\omega_1", "first angular velocity", d.ANGULAR_SPEED, r"initial angular (?:speed|velocity)", cues=r"\bat #"),
        "w2": quantity(r"\omega_2", "second angular velocity", d.ANGULAR_SPEED, r"(?:new|final) (?:angular (?:speed|velocity)|rate of rotation)|angular (?:speed|velocity)", r"\bhow fast\b", alone=False),
    },
    (Law("conservation of angular momentum", r"I_1\omega_1 = I_2\omega_2", lambda q: (q.I1 * q.w1, q.I2 * q.w2)),),
    needs=r"(?=[\s\S]*inertia)(?=[\s\S]*\b(?:pulls?|draws?|tucks?|brings?|extends?|decreas\w*|increas\w*|chang\w*|reduc\w*)\b)",
    bars=r"\btorque|\bkg\b(?!\*m|·m| m)|\benergy|\bdropped|\bwork|\bfriction",
    words=r"moment of inertia|angular|momentum|spin\w*|rotat\w+|pull\w*|reduc\w+|decreas\w+|increas\w+|conserv\w*|rev\w*|after|before",
    ordered=(("I1", "I2"),),
    skills=("rotation",),
    concept="Without outside torque the angular momentum stays the same.",
)  # fmt: skip

POINT_MASS = Model(
    "point-mass-inertia",
    {
        "m": MASS,
        "r": quantity("r", "radius", d.LENGTH, r"(?:radius|distance|length)", cues=r"#"),
        "I": _I,
    },
    (Law("moment of inertia of a point mass", "I = mr^2", lambda q: (q.I, q.m * q.r**2)),),
    needs=r"(?=[\s\S]*moment of inertia)(?=[\s\S]*(?:light|massless|point|small) (?:string|rod|mass|ball|particle|sphere))",
    bars=r"\bdisk|\bdisc|\bcylinder|\bhoop|\bsolid|\btwo|\buniform|\bthin rod|\bend|\bspeed|\btorque|\beach",
    words=r"moment of inertia|circles?|string|rope|center|centre|circular|rotat\w+|radius|whirl\w*|axis|horizontal",
    skills=("rotation",),
    concept="Only mass and distance from the axis count.",
)  # fmt: skip

BALANCE = Model(
    "seesaw",
    {
        "m1": quantity("m_1", "first mass", d.MASS, r"(?!)", by_name=False),
        "m2": quantity("m_2", "second mass", d.MASS, r"(?!)", by_name=False),
        "r1": quantity("r_1", "distance of the first", d.LENGTH, r"(?!)", by_name=False),
        "r2": quantity("r_2", "distance of the second", d.LENGTH, r"(?!)", r"\bhow far\b|\bwhere\b|\bdistance\b", by_name=False),
    },
    (Law("balance of torques", "m_1 r_1 = m_2 r_2", lambda q: (q.m1 * q.r1, q.m2 * q.r2)),),
    needs=r"(?=[\s\S]*\b(?:seesaw|pivot|fulcrum|teeter)\b)(?=[\s\S]*_[^.]*_ from the (?:pivot|fulcrum|center|centre))(?=[\s\S]*other (?:side|end))",
    bars=r"\bseparated|\bbeam of|\bplank of|\buniform|\btorque|°|\bweigh|\bforce|\btotal|\bthree|\blength",
    words=r"seesaw|pivot|balanced?|equilibrium|center|centre|two",
    ordered=(("m1", "m2"), ("r1", "r2")),
    skills=("torque",),
    concept="Around the pivot the torques of both sides are equal.",
)  # fmt: skip

SEPARATED = Model(
    "seesaw-separated",
    {
        "m1": quantity("m_1", "small mass", d.MASS, r"(?!)", by_name=False),
        "m2": quantity("m_2", "large mass", d.MASS, r"(?!)", by_name=False),
        "L": quantity("L", "distance apart", d.LENGTH, r"(?:distance|separated|separation)", cues=r"separated by (?:a distance of )?#|# apart", by_name=False),
        "r1": quantity("r_1", "distance of the lighter", d.LENGTH, r"(?!)", r"\b(?:small|smaller|lighter)\b", by_name=False, alone=False),
        "r2": quantity("r_2", "distance of the heavier", d.LENGTH, r"(?!)", r"\b(?:large|larger|heavier|big|bigger)\b", by_name=False, alone=False),
    },
    (
        Law("balance of torques for the lighter", r"m_1 r_1 = m_2(L - r_1)", lambda q: (q.m1 * q.r1, q.m2 * (q.L - q.r1))),
        Law("balance of torques for the heavier", r"m_2 r_2 = m_1(L - r_2)", lambda q: (q.m2 * q.r2, q.m1 * (q.L - q.r2))),
    ),
    needs=r"(?=[\s\S]*\b(?:seesaw|pivot|fulcrum|teeter)\b)(?=[\s\S]*(?:separated|apart))",
    bars=r"\bbeam of|\bplank of|\buniform|\btorque|°|\bweigh|\bforce|\btotal|\bthree|\blength",
    words=r"seesaw|pivot|balanced?|equilibrium|center|centre|two|apart",
    ordered=(("m1", "m2"),),
    skills=("torque",),
    concept="Around the pivot the torques of both sides are equal.",
)  # fmt: skip

DOOR = Model(
    "two-forces-on-a-door",
    {
        "F1": quantity("F_1", "first force", d.FORCE, r"(?!)", by_name=False),
        "F2": quantity("F_2", "second force", d.FORCE, r"(?!)", r"\b(?:what|find|calculate|how much)\b[^?]*\bforce\b", by_name=False, alone=False),
        "r1": quantity("r_1", "distance of the first", d.LENGTH, r"(?!)", by_name=False),
        "r2": quantity("r_2", "distance of the second", d.LENGTH, r"(?!)", by_name=False),
    },
    (Law("balance of torques", "F_1 r_1 = F_2 r_2", lambda q: (q.F1 * q.r1, q.F2 * q.r2)),),
    needs=r"(?=[\s\S]*\b(?:door|lever|gate)\b)(?=[\s\S]*(?:opposite (?:sides|directions)|other side))(?=[\s\S]*\b(?:perpendicular|right angles)\b)(?=[\s\S]*(?:second|other))(?=[\s\S]*force of _[^.]*_[^.]*_)",
    bars=r"°|\bkg\b|\btorque|\buniform|\bthree",
    words=r"push\w*|opposite|horizontal(?:ly)?|perpendicular|force|two|both|each|friction|assum\w+|negligible|balanced?|equilibrium|right angles|exert\w*",
    ordered=(("r1", "r2"),),
    skills=("torque",),
    concept="About the hinges the two torques cancel.",
)  # fmt: skip


def _rolling(name: str, needs: str, factor: tuple[int, int], other: str, *, half: bool) -> Model:
    """A body that rolls without slipping from rest or to rest: (1 + c) of the kinetic energy of
    sliding. half: asked about halfway down."""
    top, bottom = factor
    share = f"\\frac{{{bottom + top}}}{{{bottom}}}" if bottom != 1 else "2"
    inertia = f"\\frac{{{top}}}{{{bottom}}}" if bottom != 1 else ""
    fallen = 2 if half else 1
    fall = r"\frac{h}{2}" if half else "h"
    return Model(
        f"rolling-{name}" + ("-halfway" if half else ""),
        {
            "v": quantity("v", "speed", d.SPEED, r"(?:speed|velocity)", r"\bhow fast\b", cues=r"\bat #"),
            "h": quantity("h", "height", d.LENGTH, r"(?:vertical )?height", r"\bhow high\b", cues=r"# (?:high|tall)"),
            "s": quantity("s", "distance along the incline", d.LENGTH, r"distance", r"\bhow far\b", alone=False, cues=r"\b(?:rolls|travels|slope|incline)[^.#]*#(?! (?:high|tall))"),
            "theta": quantity(r"\theta", "angle of the incline", d.ANGLE, "angle", cues="#", high=math.pi / 2),
            "r": quantity("r", "radius", d.LENGTH, "radius", cues=r"#-?(?: |-)radius", by_name=False, idle=True, alone=False),
            "m": IDLE_MASS,
            "L": quantity("L", "angular momentum", d.ANGULAR_MOMENTUM, "angular momentum"),
            "g": GRAVITY,
        },
        (
            Law("height of the incline", r"h = s\sin\theta", lambda q: (q.h, q.s * q.sin(q.theta))),
            Law(f"energy of a rolling {name}", rf"g{fall} = \frac{{1}}{{2}}\cdot{share}v^2", lambda q: (q.g * q.h / fallen, (bottom + top) * q.v**2 / (2 * bottom))),
            Law("angular momentum of a rolling body", rf"L = I\omega = {inertia}mrv", lambda q: (q.L, top * q.m * q.r * q.v / bottom)),
        ),
        needs=rf"(?=[\s\S]*(?:{needs}))(?=[\s\S]*\broll)(?=[\s\S]*\b(?:hill|incline|slope|ramp)\b)(?=[\s\S]*(?:from rest|released|\bup\b|at rest))" + (r"(?=[\s\S]*\bhalfway down\b[^?]*\?\s*$)" if half else r"(?![\s\S]*\bhalf(?:way)?\b[^?]*\?\s*$)"),
        bars=rf"{other}|\bfriction coefficient|\bcoefficient|\bhow long|\btime\b|\bacceleration(?! of gravity| due)|\bhollow|\bangular (?:speed|velocity|acceleration)|\benergy of|\bkinetic energy|\bhalf (?:its|the)|\bone[- ]third",
        words=r"roll\w*|inclin\w*|slop(?:e|es|ed|ing)|ramp|hill|uphill|up|down|downhill|rest|releas\w+|angles?|uniform|gravit\w*|before|stops?|without|moment of inertia|friction|radius|energy|conserv\w*|angular|momentum|halfway",
        defaults=G_DEFAULT,
        skills=("rotation", "energy-conservation"),
        concept="A rolling body has kinetic energy of its motion and of its rotation.",
    )  # fmt: skip


ROLLING = tuple(
    _rolling(name, needs, factor, other, half=half)
    for name, needs, factor, other in (
        ("sphere", _SPHERE, (2, 5), r"\bcylinder|\bdis[kc]\b|\bhoop"),
        ("cylinder", _DISK, (1, 2), r"\bsphere|\bhoop|\bring\b"),
        ("hoop", _HOOP, (1, 1), r"\bsphere|\bdis[kc]|\bsolid"),
    )
    for half in (False, True)
)

MODELS = (
    ANGULAR,
    TORQUE,
    SPINNING,
    SPHERE,
    DISK,
    HOOP,
    ORBITING,
    POWER_TORQUE,
    SKATER,
    POINT_MASS,
    BALANCE,
    SEPARATED,
    DOOR,
    *ROLLING,
)
