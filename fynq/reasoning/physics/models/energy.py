"""Work, energy and power.

Source: OpenStax, College Physics 2e, 7.1 to 7.7 and 16.1 (Hooke's law).
"""

from __future__ import annotations

import math

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import G_DEFAULT, GRAVITY, HOW_LONG, MASS, quantity

_SKIP = r"assum\w+|neglect\w*|ignor\w+|negligible|constant"
WORK = Model(
    "work",
    {
        "W": quantity("W", "work", d.ENERGY, r"work(?: done)?", r"\bhow much energy\b"),
        "F": quantity("F", "force", d.FORCE, r"(?:(?:horizontal|constant|average|applied|net) )*force|tension", cues=r"\bwith #|(?:push|pull|exert|appl)\w*[^._#]*#"),
        "d": quantity("d", "distance", d.LENGTH, r"(?:horizontal )?(?:distance|displacement)", r"\bhow far\b"),
        "theta": quantity(r"\theta", "angle between force and motion", d.ANGLE, "angle", cues="#", high=math.pi),
    },
    (Law("work", r"W = Fd\cos\theta", lambda q: (q.W, q.F * q.d * q.cos(q.theta))),),
    needs=r"\bwork\b",
    bars=r"\bcoefficient|\bincline|\bramp|\bslope|\bhill|\bkg\b|\bkinetic|\bpower|\bspeed|\bwatt|\bvelocity|\blift|\bgravity|\bweigh|\bbelow the|\bvertically|\bnet work|\bpressure|\bspring|\bgas\b|\bfriction (?:of|force|does)|\bagainst (?:a )?friction|\bacceler|\bper cent|\bpercent|\bby friction|\bforce of friction|\bup\b|\bheat",
    words=r"work|force|components?|horizontal(?:ly)?|pull\w*|push\w*|rope|string|cable|cord|tension|angles?|upwards?|up|friction(?:less)?|acts?|parallel|" + _SKIP,
    implied=(Implied(r"^(?![\s\S]*(?:°|angle|perpendicular|right angles|opposite|backward))", "theta", 0.0, "force along the motion", True),),
    skills=("work-and-energy",),
    concept="Only the part of the force along the motion does work.",
)  # fmt: skip

KINETIC = Model(
    "kinetic-energy",
    {
        "K": quantity("K", "kinetic energy", d.ENERGY, r"(?:translational )?kinetic energy"),
        "m": MASS,
        "v": quantity("v", "speed", d.SPEED, r"(?:speed|velocity)", r"\bhow fast\b", cues=r"\bat #"),
    },
    (Law("kinetic energy", r"K = \frac{1}{2}mv^2", lambda q: (q.K, q.m * q.v**2 / 2)),),
    needs=r"kinetic energy",
    bars=r"\bfrom _|\bchang|\blost|\bloss|\bwork|\brotat|\bpotential|\bheight|\bspring|\bratio|\bfactor|\bdoubl|\btripl|\bhalf|\btwice|\bcollid|\bcollision|\bmomentum|\bpower|_ m\b|\bto _ m/s|\bfalls|\bdropped|\bforce\b|\bgain|\broll|\bpercent",
    words=r"kinetic|energy|constant|uniform(?:ly)?|horizontal(?:ly)?|north|south|east|west|translational",
    skills=("work-and-energy",),
    concept="Kinetic energy grows with the square of the speed.",
)  # fmt: skip

POTENTIAL = Model(
    "potential-energy",
    {
        "U": quantity("U", "potential energy", d.ENERGY, r"(?:(?:gravitational )?potential energy|(?:change|increase|gain|decrease|loss) (?:in|of) (?:its )?(?:gravitational )?potential energy|work(?: done)?)", r"\bhow much energy\b"),
        "m": MASS,
        "h": quantity("h", "height", d.LENGTH, r"(?:vertical )?(?:height|distance)", r"\bhow (?:high|far)\b", cues=r"\b(?:up|by|rais\w+|lift\w*|above|gain\w*)[^._#]*#|# (?:high|up|above|off|in height)"),
        "g": GRAVITY,
    },
    (Law("potential energy near the Earth", "U = mgh", lambda q: (q.U, q.m * q.g * q.h)),),
    needs=r"potential energy|\blift\w*|\brais\w+|\bclimbs?\b",
    bars=r"\bkinetic|\bspeed|\bvelocity|\bm/s|\bspring|\belastic|\btime\b|\bwatt|\bpower|\bseconds|\bincline|\bramp|\bfriction|\bpercent|°|\belectric|\baccelerat(?!ion (?:due|of) ?(?:to )?gravity)|\befficien|\bpulley|\bforce|\bcrane.*\bin _|\bratio|\bpercent|\btwice",
    words=r"potential|energy|work|cent(?:er|re)|pyramid|gravit\w*|lift\w*|elevator|up|upwards?|vertical(?:ly)?|gain\w*|increas\w+|decreas\w+|before|against|hang\w*|reference|relative|stor\w+|loses?|lost|loss|down|falls?|falling|" + _SKIP,
    defaults=G_DEFAULT,
    skills=("work-and-energy",),
    concept="Lifting a mass stores energy in proportion to mass and height.",
)  # fmt: skip

WORK_ENERGY = Model(
    "work-energy-theorem",
    {
        "W": quantity("W", "work", d.ENERGY, r"(?:net |total )*work(?: done)?|change (?:in|of) (?:its |the )?kinetic energy", r"\bhow much energy\b", low=-math.inf),
        "m": MASS,
        "v0": quantity("v_0", "initial speed", d.SPEED, r"initial (?:speed|velocity)", cues=r"\bfrom #"),
        "v": quantity("v", "final speed", d.SPEED, r"final (?:speed|velocity)", cues=r"\bto (?:a (?:speed|velocity) of )?#"),
        "F": quantity("F", "force", d.FORCE, r"(?:net |average |constant |braking )*force", low=-math.inf, magnitude=True),
        "d": quantity("d", "distance", d.LENGTH, "distance", r"\bhow far\b"),
    },
    (
        Law("work-energy theorem", r"W = \frac{1}{2}mv^2 - \frac{1}{2}mv_0^2", lambda q: (q.W, q.m * q.v**2 / 2 - q.m * q.v0**2 / 2)),
        Law("work of the net force", "W = Fd", lambda q: (q.W, q.F * q.d)),
    ),
    needs=r"\bwork\b|kinetic energy",
    bars=r"\bfriction|\bincline|\bramp|\bheight|\blift|\brais|\bangle|°|\bpower|\bwatt|\bseconds|\bspring|\brotat|\bcollid|\bcollision|\bhow much energy|(?<!speeds )(?<!speed )(?<!sped )\bup\b|\bmomentum|\bheat",
    words=r"work|kinetic|energy|net|force|acceler\w+|deceler\w+|brak\w+|rest|stops?|constant|increas\w+|decreas\w+|required|needed|horizontal(?:ly)?|pull\w*|push\w*|" + _SKIP,
    implied=(
        Implied(r"\bfrom rest\b|\binitially at rest\b|\bstarts? at rest\b", "v0", 0.0, "from rest"),
        Implied(r"\bto (?:a )?(?:rest|stop)\b|\bto stop\b", "v", 0.0, "to rest"),
    ),
    negated=(("F", r"\bto (?:a )?(?:rest|stop)\b|\bto stop\b|brak\w+"),),
    skills=("work-and-energy",),
    concept="The work of the net force is the change of kinetic energy.",
)  # fmt: skip

POWER = Model(
    "power",
    {
        "P": quantity("P", "power", d.POWER, r"(?:(?:average|useful|mechanical|electrical|output|electric) )*power(?: output| rating| consumption)?", r"\bat what rate\b", cues=r"# [a-z]|\bof #"),
        "W": quantity("W", "work or energy", d.ENERGY, r"(?:work(?: done)?|(?:electrical |electric |useful )?energy)", r"\bhow much (?:\w+ )?(?:work|energy)\b|\bhow many (?:joules|kilowatt[- ]hours)\b"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG),
    },
    (Law("power", r"P = \frac{W}{t}", lambda q: (q.P, q.W / q.t)),),
    needs=r"\bpower\b|\bwatt|\bW\b|\bkW\b|\bJ\b|_",
    bars=r"\bkg\b|\bspeed|\bvelocity|°|\befficien|\bforce\b|\bradius|\btorque|\bper person|\bvolt|\bohm|Ω|\bcurrent|\bresist|\blens|\bintensity|_ m\b|\bspecific|\btemperature|\bcost|\bheat|\bmelt|\bboil|\bsteam|\bpercent|\$|\blight-year|\bsound|\beach|\btwo|\bcharge|\bbattery",
    words=r"power|energy|work|average|constant|transfer\w*|convert\w*|engines?|releas\w+|times|" + _SKIP,
    skills=("power",),
    concept="Power is work divided by time.",
)  # fmt: skip

LIFTING_POWER = Model(
    "power-of-lifting",
    {
        "P": quantity("P", "power", d.POWER, r"(?:(?:average|useful|minimum|output) )*power(?: output)?"),
        "m": MASS,
        "h": quantity("h", "height", d.LENGTH, r"(?:vertical )?(?:height|distance)", r"\bhow (?:high|far)\b", cues=r"#"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG),
        "W": quantity("W", "work", d.ENERGY, "work(?: done)?", alone=False),
        "g": GRAVITY,
    },
    (
        Law("work of lifting", "W = mgh", lambda q: (q.W, q.m * q.g * q.h)),
        Law("power", r"P = \frac{W}{t}", lambda q: (q.P, q.W / q.t)),
    ),
    needs=r"\b(?:lift\w*|rais\w+|climb\w*|runs up|hoist\w*|stairs|up)\b",
    bars=r"\bhorizontal|\bfriction|\befficien|\bm/s\b|\baccelerat(?!ion (?:due|of) ?(?:to )?gravity)|°|\bangle|\bspring|\bhorsepower|\bfrom rest|\bheat|\bpercent|_ m\^|\bpump|\bspeed of",
    words=r"power|lift\w*|elevator|up|upwards?|vertical(?:ly)?|work|average|minimum|constant|engines?|gravit\w*|cable|pull\w*|" + _SKIP,
    defaults=G_DEFAULT,
    skills=("power", "work-and-energy"),
    concept="Lifting at constant speed takes the work mgh.",
)  # fmt: skip

FORCE_POWER = Model(
    "power-of-a-force",
    {
        "P": quantity("P", "power", d.POWER, r"(?:(?:average|useful|mechanical|output) )*power(?: output)?"),
        "F": quantity("F", "force", d.FORCE, r"(?:(?:total|driving|resistive|drag|friction|average|constant) )*(?:force|resistance|drag|friction)(?: forces?)?", cues=r"#"),
        "v": quantity("v", "speed", d.SPEED, r"(?:constant )?(?:speed|velocity)", r"\bhow fast\b", cues=r"\bat #|constant #"),
    },
    (Law("power of a force", "P = Fv", lambda q: (q.P, q.F * q.v)),),
    needs=r"\bpower\b",
    bars=r"\baccelerat|\bkg\b|°|\bfrom rest|\befficien|\bincline|\bslope|\bhill|\bohm|\bvolt|\belectr",
    words=r"power|force|forces|resist\w+|constant|friction(?:al)?|horizontal(?:ly)?|engines?|drag|air resistance|pull\w*|push\w*|against|rope",
    skills=("power",),
    concept="At a steady speed power is force times speed.",
)  # fmt: skip

_K = quantity(
    "k",
    "spring constant",
    d.STIFFNESS,
    r"(?:spring|force) constant|stiffness|spring with (?:a )?constant|constant",
    cues=r"\bk ?= ?#|# spring",
)
_X = quantity("x", "stretch or compression", d.LENGTH, r"(?:stretch|compression|extension|displacement|elongation|distance|amount)", r"\bhow (?:far|much) (?:does|do|will|is|can|must|would) (?:the|it|this|a)\b[^?]*\b(?:stretch|compress|extend|displac)\w*", cues=r"\b(?:stretch|compress|extend)\w*[^.#_]*#|# (?:when|if)")  # fmt: skip
SPRING = Model(
    "spring",
    {
        "k": _K,
        "x": _X,
        "F": quantity("F", "force", d.FORCE, r"(?:(?:restoring|applied|spring) )*force|weight", cues=r"#"),
        "U": quantity("U", "elastic energy", d.ENERGY, r"(?:(?:elastic |spring |stored |potential |elastic potential )*energy(?: stored)?|work(?: done)?)", r"\bhow much (?:\w+ )?(?:\w+ )?energy\b", cues=r"#"),
    },
    (
        Law("Hooke's law", "F = kx", lambda q: (q.F, q.k * q.x)),
        Law("elastic energy", r"U = \frac{1}{2}kx^2", lambda q: (q.U, q.k * q.x**2 / 2)),
    ),
    needs=r"\bspring",
    bars=r"\bkg\b|\bg\b|\bmass|\bspeed|\bm/s|\boscillat|\bperiod|\bfrequency|\btwo springs|\bseries|\bparallel|\bnatural length|\brelaxed length|\bunstretched length|\bfrom _|\boriginal|\bfurther|\badditional|\bball|\bblock|\bkinetic|\bmaximum|\btwice|\bdoubl|\bhalf|\bheight",
    words=r"springs?|stretch\w*|compress\w*|force|elastic|potential|energy|work|constant|pull\w*|push\w*|hang\w*|weigh\w*|equilibrium|stor\w+|restoring|horizontal(?:ly)?|vertical(?:ly)?|from equilibrium",
    skills=("hookes-law",),
    concept="A spring's force grows in proportion to its stretch.",
)  # fmt: skip

HANGING_SPRING = Model(
    "spring-with-hanging-mass",
    {
        "k": _K,
        "x": quantity("x", "stretch", d.LENGTH, r"(?:stretch|extension|elongation)", r"\bhow (?:far|much)\b[^?]*\b(?:stretch|extend)\w*", cues=r"\b(?:stretch|extend)\w*[^.#_]*#"),
        "m": MASS,
        "g": GRAVITY,
    },
    (Law("the spring carries the weight", "kx = mg", lambda q: (q.k * q.x, q.m * q.g)),),
    needs=r"(?=[\s\S]*spring)(?=[\s\S]*\b(?:hang|hung|suspend|attach)\w*)(?=[\s\S]*\b(?:stretch|extend)\w*)",
    bars=r"\bspeed|\bm/s|\boscillat|\bperiod|\bfrequency|\benergy|\bseries|\bparallel|\bnatural length|\blength of|\blong\b|\bhorizontal|\badditional|\bfurther|\banother|\breleased|\bfrom _ to|\bmaximum|\belevator",
    words=r"springs?|stretch\w*|constant|hang\w*|suspend\w*|vertical(?:ly)?|equilibrium|force|gravit\w*|down|downwards?|rest|" + _SKIP,
    defaults=G_DEFAULT,
    skills=("hookes-law",),
    concept="At rest the spring's force equals the weight.",
)  # fmt: skip

LAUNCHED = Model(
    "spring-launch",
    {
        "k": _K,
        "x": _X,
        "m": MASS,
        "v": quantity("v", "speed", d.SPEED, r"(?:final |maximum )?(?:speed|velocity)", r"\bhow fast\b"),
    },
    (Law("elastic energy becomes kinetic energy", r"\frac{1}{2}kx^2 = \frac{1}{2}mv^2", lambda q: (q.k * q.x**2 / 2, q.m * q.v**2 / 2)),),
    needs=r"(?=[\s\S]*spring)(?=[\s\S]*\b(?:speed|velocity|fast|m/s)\b)(?=[\s\S]*(?:frictionless|level|horizontal|smooth|toy|gun|bumper))",
    bars=r"\bcoefficient|\bincline|\bramp|\bheight|\bhigh\b|\bvertical|\bstraight up|\boscillat|\bamplitude|\bperiod|°|\bhang|\brough|\bcollid|\brest length|\bwhen it is|\bhalfway|\bhalf|\bloss|\blost|\bdropped|\bfalls",
    words=r"springs?|stop|stretch\w*|compress\w*|force|constant|friction(?:less)?|horizontal(?:ly)?|launch\w*|releas\w+|energy|elastic|smooth|rest|pull\w*|push\w*|against|maximum|projectile|" + _SKIP,
    skills=("energy-conservation", "hookes-law"),
    concept="All of the spring's energy becomes kinetic energy.",
)  # fmt: skip

SLIDE_LOSS = Model(
    "energy-lost-to-friction",
    {
        "Q": quantity("Q", "energy lost", d.ENERGY, r"(?:energy|work)(?=[^?]*\b(?:lost|heat|friction|dissipated)\b)", r"\bhow much (?:\w+ ){0,2}energy\b"),
        "m": MASS,
        "h": quantity("h", "height", d.LENGTH, "height", cues=r"# (?:high|tall|above|vertical)"),
        "v": quantity("v", "speed at the bottom", d.SPEED, r"(?:speed|velocity)", cues=r"(?:at|with|of) #"),
        "g": GRAVITY,
    },
    (Law("energy lost", r"Q = mgh - \frac{1}{2}mv^2", lambda q: (q.Q, q.m * q.g * q.h - q.m * q.v**2 / 2)),),
    needs=r"(?=[\s\S]*\b(?:from rest|at rest)\b)(?=[\s\S]*\bfriction\b)(?=[\s\S]*\b(?:top|slide|hill|ramp|slope)\b)",
    bars=r"\bcoefficient|\bspring|°|\bangle|\baverage force|\bfrictionless|\bup\b|\brotat|\brolls",
    words=r"friction|energy|transfer\w*|heat|lost|loses?|loss|rest|slop(?:e|es|ed|ing)|ramp|hill|down|dissipat\w*|work|convert\w*|kinetic|potential|mechanical|gravit\w*|thermal",
    defaults=G_DEFAULT,
    skills=("energy-conservation",),
    concept="What is missing of the potential energy went to friction.",
)  # fmt: skip

MODELS = (
    WORK,
    KINETIC,
    POTENTIAL,
    WORK_ENERGY,
    POWER,
    LIFTING_POWER,
    FORCE_POWER,
    SPRING,
    HANGING_SPRING,
    LAUNCHED,
    SLIDE_LOSS,
)
