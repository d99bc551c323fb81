"""Density, pressure, buoyancy and flow.

Source: OpenStax, College Physics 2e, 11.1 to 11.7, 12.1 to 12.4.
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.constants import DENSITIES
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import G_DEFAULT, GRAVITY, HOW_LONG, MASS, quantity

_RHO = quantity(r"\rho", "density", d.DENSITY, r"density(?: of (?:the |this )?[\w ]{1,25}?)?", cues="#")  # fmt: skip
_FULL = r"assum\w+|neglect\w*|ignor\w+|negligible|gravit\w*|constant|uniform"


def _tabled(symbol: str = "rho") -> tuple[Implied, ...]:
    """Densities of liquids that the text names; a stated one is in the text's numbers."""
    return tuple(
        Implied(rf"(?<!sea )(?<!salt )(?<!fresh )\b{name}\b", symbol, value, f"density of {name}", True)
        for name, value in DENSITIES.items()
    )  # fmt: skip


MASS_VOLUME = Model(
    "density",
    {
        "rho": quantity(r"\rho", "density", d.DENSITY, r"(?:average )?density", cues="#"),
        "m": MASS,
        "V": quantity("V", "volume", d.VOLUME, "volume", cues="#"),
    },
    (Law("density", r"\rho = \frac{m}{V}", lambda q: (q.rho, q.m / q.V)),),
    needs=r"\bdensity\b|\bdense\b|\bvolume\b",
    bars=r"\bbuoy|\bfloat|\bsubmerg|\bimmers|\bpressure|\bcurrent|\bcharge|\bflow|\benergy|\bradius|\bdiameter|\blength|\bwide|\blong\b|\bdeep|\bedge|\brelative|\bpopulation|\bratio|\bpercent|\btemperature|\bapparent|\bmol\b|\bwater level|\bspecific gravity|\bmixture|\bweigh|\blinear|\bsurface",
    words=r"density|average|uniform|gold|gas|displac\w*",
    implied=_tabled(),
    skills=("density",),
    concept="Density is mass divided by volume.",
)  # fmt: skip

_BOX = {
    "l": quantity("l", "length", d.LENGTH, "length", cues=r"#[ -]long"),
    "b": quantity("b", "width", d.LENGTH, "width", cues=r"#[ -]wide"),
    "h": quantity("h", "height or depth", d.LENGTH, r"(?:height|depth|thickness)", r"\bhow (?:deep|high|tall|thick)\b", cues=r"#[ -](?:deep|high|tall|thick)"),
    "V": quantity("V", "volume", d.VOLUME, "volume"),
    "m": MASS,
    "rho": quantity(r"\rho", "density", d.DENSITY, "density", cues="#"),
}  # fmt: skip
TANK = tuple(
    Model(
        f"box-of-{name.replace(' ', '-')}",
        _BOX,
        (
            Law("density", r"\rho = \frac{m}{V}", lambda q: (q.rho, q.m / q.V)),
            Law("volume of a box", "V = lbh", lambda q: (q.V, q.l * q.b * q.h)),
        ),
        needs=rf"(?=[\s\S]*\b(?<!sea )(?<!salt ){name}\b)(?=[\s\S]*\b(?:rectangular|wide|width)\b)(?=[\s\S]*(?:kg|mass|_))",
        bars=r"\bbuoy|\bfloat|\bsubmerg|\bimmers|\bpressure|\bflow|\bcost|\bice\b.*water|\bcylind|\bradius|\bdiameter|\bforce",
        words=r"density|deep|depth|uniform|full",
        defaults={"rho": value},
        skills=("density", "volume"),
        concept="Mass and density give the volume, the volume and two sides the third.",
    )
    for name, value in DENSITIES.items()
    if name in ("water", "gasoline", "gold", "lead", "mercury", "ice", "aluminum", "steel", "iron")
)  # fmt: skip

PRESSURE = Model(
    "pressure",
    {
        "p": quantity("p", "pressure", d.PRESSURE, r"(?:average )?pressure", cues="#"),
        "F": quantity("F", "force", d.FORCE, r"(?:(?:total|perpendicular|net) )?(?:force|weight)", cues="#"),
        "A": quantity("A", "area", d.AREA, r"(?:contact |surface |cross-sectional |effective )?area", cues="#"),
        "D": quantity("D", "diameter", d.LENGTH, "diameter", cues=r"# (?:in )?diameter", alone=False),
        "r": quantity("r", "radius", d.LENGTH, "radius", cues=r"# in radius", alone=False),
        "m": MASS,
        "g": GRAVITY,
    },
    (
        Law("pressure", r"p = \frac{F}{A}", lambda q: (q.p, q.F / q.A)),
        Law("area of a circle", r"A = \frac{\pi D^2}{4}", lambda q: (q.A, q.pi * q.D**2 / 4)),
        Law("area of a circle", r"A = \pi r^2", lambda q: (q.A, q.pi * q.r**2)),
        Law("weight", "F = mg", lambda q: (q.F, q.m * q.g)),
    ),
    needs=r"\bpressure\b",
    bars=r"\bkg\b|\bdepth|\bdeep|\bhydraulic|\bpiston|\bdensity|\bspeed|\bflow|\bcolumn|\bsphere|\bcylinder|\bgauge|\beach|\btwo|\bfour|°|\bmol\b|\bvolume|\btemperature|\bbernoulli|\batmospher\w*|\bm by\b|\bsound",
    words=r"pressure|diameter|radius|circular|circle|force|uniform(?:ly)?|weigh\w*|perpendicular|exert\w*|push\w*|edge|horizontal|total|average",
    defaults=G_DEFAULT,
    skills=("pressure",),
    concept="Pressure is force divided by area.",
)  # fmt: skip

DEPTH = Model(
    "pressure-at-depth",
    {
        "p": quantity("p", "pressure of the liquid", d.PRESSURE, r"(?:gauge |water |hydrostatic )*pressure(?: difference)?", cues="#"),
        "rho": _RHO,
        "h": quantity("h", "depth", d.LENGTH, r"(?:depth|height)", r"\bhow (?:deep|high|tall)\b", cues=r"#"),
        "g": GRAVITY,
    },
    (Law("pressure of a liquid", r"p = \rho gh", lambda q: (q.p, q.rho * q.g * q.h)),),
    needs=r"(?=[\s\S]*\bpressure\b)(?=[\s\S]*(?:depth|deep|column|how high above|water level|below the (?:surface|water)|under (?:the )?water|underwater))",
    bars=r"\babsolute|\btotal pressure|\batmospher\w*|\bforce|\barea|\bflow|\bspeed|\bhydraulic|\bm\^2|°|\bradius|\bmercury[\s\S]*water|\boil[\s\S]*water|\btwo|\bdam\b|\bwindow",
    words=r"pressure|density|deep|depth|gravit\w*|fresh|gauge|column|increas\w+|" + _FULL,
    implied=_tabled(),
    defaults=G_DEFAULT,
    skills=("pressure",),
    concept="The pressure at a depth carries the weight of the liquid above.",
)  # fmt: skip

HYDRAULIC = Model(
    "hydraulic-lift",
    {
        "F1": quantity("F_1", "force on the first piston", d.FORCE, r"(?!)", by_name=False),
        "A1": quantity("A_1", "area of the first piston", d.AREA, r"(?!)", by_name=False),
        "F2": quantity("F_2", "force of the second piston", d.FORCE, r"(?!)", r"\bforce\b", by_name=False, alone=False),
        "A2": quantity("A_2", "area of the second piston", d.AREA, r"(?!)", by_name=False),
    },
    (Law("the pressure is the same in both pistons", r"\frac{F_1}{A_1} = \frac{F_2}{A_2}", lambda q: (q.F1 / q.A1, q.F2 / q.A2)),),
    needs=r"(?=[\s\S]*\b(?:hydraulic|piston)\w*)(?=[\s\S]*force of _ [^.]*_[^.]*\.[\s\S]*force[^.?]*_)",
    bars=r"\bradius|\bdiameter|\bkg\b|\bpressure of|\bheight (?:of|difference)|\bdistance|\bratio",
    words=r"force|lifts?|up|exert\w*|same|pressure|acts?|push\w*|greatest|maximum",
    ordered=(("A1", "A2"),),
    skills=("pressure",),
    concept="Pressure spreads undiminished through a fluid.",
)  # fmt: skip

BUOYANCY = Model(
    "buoyancy",
    {
        "F": quantity("F_B", "buoyant force", d.FORCE, r"buoyant force|buoyancy|upthrust", cues="#"),
        "rho": _RHO,
        "V": quantity("V", "displaced volume", d.VOLUME, "volume", cues="#"),
        "g": GRAVITY,
    },
    (Law("Archimedes' principle", r"F_B = \rho Vg", lambda q: (q.F, q.rho * q.V * q.g)),),
    needs=r"(?=[\s\S]*\b(?:buoyan\w*|upthrust)\b)(?=[\s\S]*\b(?:submerg\w*|immers\w*|under (?:the )?water|underwater|in water|displac\w*|in air)\b)",
    bars=r"\bhalf|\bpartly|\bpartially|\bpercent|%|\bfraction|\bfloat|\bapparent|\bmass|\bkg\b(?!/m)|\bradius|\bdiameter|\btension|\bhelium|\baccelerat(?!ion (?:due|of) ?(?:to )?gravity)",
    words=r"buoy\w*|submerged?|immersed|force|density|completely|fully|rest|net|" + _FULL,
    implied=_tabled(),
    defaults=G_DEFAULT,
    skills=("buoyancy",),
    concept="The buoyant force is the weight of the displaced fluid.",
)  # fmt: skip

FLOATING = Model(
    "floating",
    {
        "x": quantity("x", "fraction under the surface", d.NUMBER, r"(?:fraction|part)(?=[^?]*\b(?:under|below|submerged|beneath)\b)", alone=False),
        "body": quantity(r"\rho_{\text{body}}", "density of the body", d.DENSITY, r"(?!)", cues=r"\b(?:block|wood|wooden|cork|ice|iceberg|object|cube|log|oak|pine|body|raft)[^.#_]*(?:density|of)[^.#_]*#", by_name=False, alone=False),
        "T": quantity("T", "temperature", d.TEMPERATURE, r"(?!)", cues="#", by_name=False, idle=True),
        "fluid": quantity(r"\rho_{\text{fluid}}", "density of the liquid", d.DENSITY, r"(?!)", cues=r"density of (?:\w+ )?water[^.#]*#|\b(?:water|seawater|liquid|fluid|oil|mercury|alcohol) (?:of|with|has|\(?density)[^.#_]*#|density of (?:the |fresh |sea |salt )*(?:water|seawater|liquid|fluid|oil|mercury|alcohol)[^.#_]*#", by_name=False, alone=False),
    },
    (Law("a floating body displaces its own weight", r"x = \frac{\rho_{\text{body}}}{\rho_{\text{fluid}}}", lambda q: (q.x, q.body / q.fluid)),),
    needs=r"(?=[\s\S]*\bfloat\w*)(?=[\s\S]*fraction)(?=[\s\S]*density)",
    bars=r"\babove\b|\bfraction[^?]*\bout of\b|\bkg\b(?!/m)|\bpercent|\bexposed",
    words=r"float\w*|temperature|density|densities|fraction|submerged?|immersed|under|uniform|half",
    implied=(
        Implied(r"\bice(?:berg)?\b", "body", DENSITIES["ice"], "density of ice", True),
        Implied(r"\bfresh ?water\b", "fluid", DENSITIES["water"], "density of water", True),
        Implied(r"\bsea ?water\b|\bsalt water\b", "fluid", DENSITIES["seawater"], "density of sea water", True),
    ),
    skills=("buoyancy",),
    concept="The submerged part is to the whole as the density of the body to that of the liquid.",
)  # fmt: skip

FLOW = Model(
    "flow-rate",
    {
        "Q": quantity("Q", "flow rate", d.FLOW, r"(?:average |volume )?(?:flow )?rate(?: of flow)?|discharge", cues="#"),
        "V": quantity("V", "volume", d.VOLUME, "volume", r"\bhow (?:much|many)\b", cues="#"),
        "t": quantity("t", "time", d.TIME, "time", *HOW_LONG),
        "A": quantity("A", "cross-section", d.AREA, r"(?:cross-section(?:al)?(?: area)?|area)", cues="#"),
        "v": quantity("v", "speed of the flow", d.SPEED, r"(?:average |flow )?(?:speed|velocity)(?: of (?:the )?(?:flow|water|blood|river|fluid|air|oil))?", r"\bhow fast\b", cues=r"\bat #"),
        "b": quantity("b", "width", d.LENGTH, "width", cues=r"#[ -]wide|widens to #|narrows to #", alone=False),
        "h": quantity("h", "depth", d.LENGTH, "depth", r"\bhow deep\b", cues=r"#[ -]deep|depth (?:\w+ ){0,2}to (?:an average of )?#", alone=False),
        "r": quantity("r", "radius", d.LENGTH, "radius", cues=r"#[ -](?:in )?radius", alone=False),
        "D": quantity("D", "diameter", d.LENGTH, r"(?:inside |inner |internal )?diameter", cues=r"#[ -](?:in )?diameter", alone=False),
    },
    (
        Law("flow rate", r"Q = \frac{V}{t}", lambda q: (q.Q, q.V / q.t)),
        Law("flow rate and speed", "Q = Av", lambda q: (q.Q, q.A * q.v)),
        Law("cross-section of a channel", "A = bh", lambda q: (q.A, q.b * q.h)),
        Law("cross-section of a pipe", r"A = \pi r^2", lambda q: (q.A, q.pi * q.r**2)),
        Law("radius is half the diameter", r"r = \frac{D}{2}", lambda q: (q.r, q.D / 2)),
    ),
    needs=r"\bflow\w*|\briver\b|\bhose\b|\bpipe\b|\bL/s|\bpump",
    bars=r"\bpressure|\bviscos|\blaminar|\bbernoulli|\bkg\b|\bpower|\bheat|\btemperature|\bcurrent|\bcharge|\bcapillar|\bbranches|\bfactor|\bpercent|\bratio|\bdensity|\bnozzle|\bengine|\bwhere (?:the|it)|\bdifferent|\btwo|\bforce",
    words=r"flow\w*|pipe|hose|internal|fluid|radius|diameter|average|deep|depth|constant|uniform(?:ly)?|speed|most|circular|gorge|increas\w+|downstream|falls?|fill\w*|assum\w+",
    skills=("fluid-flow",),
    concept="The flow rate is cross-section times speed.",
)  # fmt: skip

CONTINUITY = Model(
    "continuity",
    {
        "v1": quantity("v_1", "first speed", d.SPEED, r"(?!)", by_name=False, cues=r"\bat #"),
        "A1": quantity("A_1", "first cross-section", d.AREA, r"(?!)", by_name=False),
        "v2": quantity("v_2", "second speed", d.SPEED, r"(?:speed|velocity)", r"\bhow fast\b", alone=False),
        "A2": quantity("A_2", "second cross-section", d.AREA, r"(?!)", by_name=False),
    },
    (Law("equation of continuity", "A_1 v_1 = A_2 v_2", lambda q: (q.A1 * q.v1, q.A2 * q.v2)),),
    needs=r"(?=[\s\S]*\bflow\w*)(?=[\s\S]*\b(?:where|narrows|widens|section|constriction|second)\b)(?=[\s\S]*\bat _ [^.]*_)",
    bars=r"\bpressure|\bradius|\bdiameter|\bbranches|\bheight|\bdensity|^[^.]*_[^.]*_[^.]*_[^.]*_",
    words=r"flow\w*|pipe|hose|nozzle|second|uniform|horizontal|constant|narrow\w*|level",
    ordered=(("A1", "A2"),),
    skills=("fluid-flow",),
    concept="What flows in at one end flows out at the other.",
)  # fmt: skip

BERNOULLI = Model(
    "bernoulli-level",
    {
        "p": quantity(r"\Delta p", "pressure drop", d.PRESSURE, r"(?:pressure (?:drop|difference|change|fall)|(?:drop|difference|change|fall|decrease) (?:in|of) (?:the )?pressure)", r"\bby how much\b[^?]*\bpressure\b"),
        "rho": _RHO,
        "v1": quantity("v_1", "first speed", d.SPEED, r"(?!)", cues=r"\bfrom #", by_name=False),
        "v2": quantity("v_2", "second speed", d.SPEED, r"(?!)", cues=r"\bto #", by_name=False),
    },
    (Law("Bernoulli's equation on a level", r"\Delta p = \frac{1}{2}\rho(v_2^2 - v_1^2)", lambda q: (q.p, q.rho * (q.v2**2 - q.v1**2) / 2)),),
    needs=r"(?=[\s\S]*pressure)(?=[\s\S]*\b(?:level|horizontal)\b)(?=[\s\S]*from _ to _)",
    bars=r"\bheight|\bradius|\bdiameter|\barea|\bviscos|\babsolute|\batmospher|\bnew pressure",
    words=r"pressure|density|flow\w*|pipe|horizontal|speeds|narrow\w*|drop\w*|laminar|falls?|increas\w+",
    implied=_tabled(),
    skills=("fluid-flow",),
    concept="Where a fluid is faster its pressure is lower.",
)  # fmt: skip

ROOF = Model(
    "bernoulli-force",
    {
        "F": quantity("F", "force", d.FORCE, r"(?:(?:net|lifting|upward) )?force|lift"),
        "rho": _RHO,
        "v": quantity("v", "speed of the wind", d.SPEED, r"(?:wind )?(?:speed|velocity)s?", cues="#", by_name=False),
        "A": quantity("A", "area", d.AREA, "area", cues="#"),
        "p0": quantity("p_0", "atmospheric pressure", d.PRESSURE, r"(?:atmospheric )?pressure", by_name=False, idle=True),
    },
    (Law("pressure difference of the wind times area", r"F = \frac{1}{2}\rho v^2 A", lambda q: (q.F, q.rho * q.v**2 * q.A / 2)),),
    needs=r"(?=[\s\S]*\bwinds?\b)(?=[\s\S]*\broof\b)(?=[\s\S]*\bforce\b)(?=[\s\S]*bernoulli)",
    bars=r"°|\bweigh",
    words=r"winds?|spring|force|density|pressure|average|turbulen\w*|laminar|flow|assum\w+|horizontal|uniform|gravit\w*",
    skills=("fluid-flow",),
    concept="Outside the moving air has a lower pressure than the still air inside.",
)  # fmt: skip

TORRICELLI = Model(
    "torricelli",
    {
        "v": quantity("v", "speed of the outflow", d.SPEED, r"(?:speed|velocity)", r"\bhow fast\b"),
        "h": quantity("h", "depth of the hole", d.LENGTH, r"(?:depth|height)", r"\bhow (?:far|deep)\b", cues=r"# below|# (?:under|above)"),
        "g": GRAVITY,
    },
    (Law("Torricelli's theorem", "v^2 = 2gh", lambda q: (q.v**2, 2 * q.g * q.h)),),
    needs=r"(?=[\s\S]*\b(?:hole|opening|leak|orifice)\b)(?=[\s\S]*\b(?:tank|barrel|container|reservoir|dam)\b)(?=[\s\S]*\b(?:speed|velocity|fast)\b)",
    bars=r"\bpressur|\bradius|\bdiameter|\brate|\bhow far from|\blands|_ above the ground|\bclosed|\bsealed|\btime",
    words=r"below|gravit\w*|assum\w+|open|deep|depth|before|horizontal(?:ly)?|" + _FULL,
    defaults=G_DEFAULT,
    skills=("fluid-flow",),
    concept="The water leaves as fast as if it had fallen from the surface.",
)  # fmt: skip

WATER_POWER = Model(
    "power-of-falling-water",
    {
        "P": quantity("P", "power", d.POWER, r"(?:(?:average|available|hydroelectric) )*power(?: in this flow)?"),
        "Q": quantity("Q", "flow rate", d.FLOW, r"(?:average )?flow rate", cues="#"),
        "h": quantity("h", "depth or height of the fall", d.LENGTH, r"(?:depth|head)", cues=r"(?:depth|head|fall\w*|drop\w*)[^.#]*#"),
        "rho": _RHO,
        "g": GRAVITY,
        "dam": quantity("H", "height of the dam", d.LENGTH, r"(?!)", cues=r"\b(?:dam|highest)\b[^.#]*\bat #", by_name=False, idle=True, alone=False),
        "out": quantity(r"P_{\text{out}}", "stated output", d.POWER, r"(?:output|average)", by_name=False, idle=True),
    },
    (Law("power of falling water", r"P = \rho Qgh", lambda q: (q.P, q.rho * q.Q * q.g * q.h)),),
    needs=r"(?=[\s\S]*\bpower\b)(?=[\s\S]*\bwater\b)(?=[\s\S]*\bflow\b)(?=[\s\S]*(?:depth|falls?|drop|head|height))",
    bars=r"\befficien|\bratio|\bpercent|\bpump|\bspeed|\bpressure|\bventricle|\bheart",
    words=r"power|flow\w*|deep|depth|average|electric\w*|fall\w*|drop\w*|generat\w*|gravit\w*|output|density",
    implied=_tabled(),
    defaults=G_DEFAULT,
    skills=("power", "fluid-flow"),
    concept="Each second the weight of the flow falls through the height.",
)  # fmt: skip

HEART = Model(
    "power-of-a-pump",
    {
        "P": quantity("P", "power", d.POWER, r"(?:(?:total|output) )*power(?: output)?"),
        "Q": quantity("Q", "flow rate", d.FLOW, r"(?:average )?flow rate", cues="#", by_name=False),
        "p": quantity(r"\Delta p", "increase of pressure", d.PRESSURE, "pressure", cues=r"pressure[^.#_]*#", by_name=False),
        "v": quantity("v", "speed reached", d.SPEED, "speed", cues=r"speed[^.#_]*from (?:zero|rest) to #", by_name=False),
        "h": quantity("h", "increase of height", d.LENGTH, "height", cues=r"height[^.#_]*#", by_name=False),
        "rho": _RHO,
        "g": GRAVITY,
    },
    (Law("power in a flow", r"P = \left(\Delta p + \frac{1}{2}\rho v^2 + \rho gh\right)Q", lambda q: (q.P, (q.p + q.rho * q.v**2 / 2 + q.rho * q.g * q.h) * q.Q)),),
    needs=r"(?=[\s\S]*\bpower\b)(?=[\s\S]*\bflow rate\b)(?=[\s\S]*\bincreas\w+[^.]*\bpressure\b)(?=[\s\S]*\bspeed\b)",
    bars=r"\befficien|\bpercent|\bratio|\bdiameter|\bradius",
    words=r"power|flow\w*|pressure|increas\w+|average|work|rest|times",
    implied=_tabled(),
    defaults=G_DEFAULT,
    skills=("power", "fluid-flow"),
    concept="Each second the flow gains energy of pressure, of motion and of height.",
)  # fmt: skip

FUEL = Model(
    "fuel-flow",
    {
        "Q": quantity("Q", "flow rate of the fuel", d.FLOW, r"(?:average |fuel )?(?:flow )?rate(?: of flow)?"),
        "v": quantity("v", "speed of the car", d.SPEED, "speed", cues="#", by_name=False),
        "e": quantity("e", "distance per volume", d.of(-2), r"(?!)", cues="#", by_name=False),
    },
    (Law("volume is distance divided by distance per volume", r"Q = \frac{v}{e}", lambda q: (q.Q, q.v / q.e)),),
    needs=r"(?=[\s\S]*\b(?:gasoline|fuel|petrol)\b)(?=[\s\S]*\b(?:flow|rate)\b)",
    bars=r"\bpercent|\bdensity|\bpower|\bmass",
    words=r"flow\w*|average|engines?|constant",
    skills=("fluid-flow", "units-of-measure"),
    concept="The speed divided by the distance for each litre gives litres per time.",
)  # fmt: skip

MODELS = (
    HEART,
    FUEL,
    MASS_VOLUME,
    *TANK,
    PRESSURE,
    DEPTH,
    HYDRAULIC,
    BUOYANCY,
    FLOATING,
    FLOW,
    CONTINUITY,
    BERNOULLI,
    ROOF,
    TORRICELLI,
    WATER_POWER,
)
