"""Heat, phase changes, expansion, conduction, efficiency.

Source: OpenStax, College Physics 2e, 13.2, 14.2, 14.3, 14.5, 15.1, 15.4.
"""

from __future__ import annotations

import math

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.constants import (
    FUSION_HEATS,
    LINEAR_EXPANSIONS,
    SPECIFIC_HEATS,
    VAPORIZATION_HEATS,
)
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import HOW_LONG, MASS, quantity

_Q = quantity("Q", "heat", d.ENERGY, r"(?:heat(?: energy)?|(?:thermal )?energy|heat transfer)(?: (?:needed|required|released|absorbed))?", r"\bhow much (?:\w+ )?(?:heat|energy)\b", r"\bhow many (?:joules|kilojoules|calories|kilocalories)\b", cues="#")  # fmt: skip
_C = quantity("c", "specific heat", d.HEAT_CAPACITY, r"specific heat(?: capacity)?(?: of (?:the )?[\w ]{1,20}?)?", cues="#")  # fmt: skip
_DIFF = (
    r"\b(?:by|of|through|rise|rises|increase|change|difference|warms|drops?|falls?)\b[^.#_]*#|C°"
)
_RISE = quantity(r"\Delta T", "change of temperature", d.TEMPERATURE, r"(?:(?:change|rise|increase|drop|fall|decrease) (?:in|of) (?:\w+ )?temperature|temperature (?:change|rise|increase|drop|difference))", r"\bby how (?:much|many degrees) (?:does|will|is) (?:the|its) temperature", cues=r"\bby #|\b(?:rise|increase|drop|change|fall) of #", alone=False, difference=True)  # fmt: skip
_T1 = quantity("T_1", "first temperature", d.TEMPERATURE, r"initial temperature|initially", cues=r"\bfrom (?:a temperature of )?#|\b(?:at|initially at) #", by_name=True, alone=False, unit="°C")  # fmt: skip
_T2 = quantity("T_2", "final temperature", d.TEMPERATURE, r"final temperature|new temperature", cues=r"\bto (?:a (?:final )?temperature of )?#", by_name=True, alone=False, unit="°C")  # fmt: skip
_CHANGE = Law("change of temperature", r"\Delta T = T_2 - T_1", lambda q: (q.dT, q.T2 - q.T1))
_WORDS = r"heat(?:s|ed|ing|er)?|temperature|energy|rais\w*|increas\w+|absor\w+|releas\w+|loses?|lost|loss|gain\w*|needed|required|transfer\w*|constant|assum\w+|neglect\w*|ignor\w+|negligible|cool\w*|warm\w*|thermal|uniform"
_MATERIAL = r"(?=[\s\S]*\b{}\b)"


def _tabled(symbol: str, table: dict[str, float], what: str) -> tuple[Implied, ...]:
    return tuple(
        Implied(rf"\b{name}\b(?!-)", symbol, value, f"{what} of {name}", True)
        for name, value in table.items()
    )


def _others(name: str) -> str:
    """Other materials of the table, whose presence makes the text say more than one."""
    rest = [other for other in SPECIFIC_HEATS if other != name and other[:5] != name[:5]]
    return r"|\b(?:" + "|".join(rest) + r")\b"


def _warming(name: str) -> Model:
    needs = rf"\b{name}\b" if name else r"specific heat"
    return Model(
        f"heating-{name or 'body'}",
        {
            "Q": _Q,
            "m": MASS,
            "c": _C,
            "dT": _RISE,
            "T1": _T1,
            "T2": _T2,
            "P": quantity("P", "power", d.POWER, "power", cues="#", by_name=False),
            "t": quantity("t", "time", d.TIME, "time", *HOW_LONG, cues="#"),
        },
        (
            _CHANGE,
            Law("heat and temperature", r"Q = mc\,\Delta T", lambda q: (q.Q, q.m * q.c * q.dT)),
            Law("energy is power times time", "Q = Pt", lambda q: (q.Q, q.P * q.t)),
        ),
        needs=rf"(?=[\s\S]*(?:{needs}))(?=[\s\S]*\b(?:heat\w*|warm\w*|temperature|cool\w*|energy|joules)\b)",
        bars=r"\bmelt|\bboil|\bfreez|\blatent|\bmix|\bmol\b|\bpoured|\bplaced (?:in|into)|\bdropped (?:in|into)|\badded to|\bcalorimeter|\bcontainer|\bequilibrium|\bexpan|\befficien|\bpercent|\bsteam|\bconduct|\bpressure|\bvolume|\blength|\bturned into|\bvapor|\bice (?:at|cube)|\bkinetic|\bcurrent|\bvolt|\bresist|\bper second|\bboth|\bspeed|\bfuel"
        + (_others(name) if name else ""),
        words=_WORDS + r"|rate|power|from|block|up|down|by",
        defaults={} if not name else {"c": SPECIFIC_HEATS[name]},
        skills=("specific-heat",),
        concept="The heat is mass times specific heat times change of temperature.",
    )  # fmt: skip


MELTING = tuple(
    Model(
        f"{what}-{name or 'body'}",
        {
            "Q": _Q,
            "m": MASS,
            "L": quantity("L", "latent heat", d.LATENT_HEAT, r"(?:specific )?(?:latent )?heat of (?:fusion|vapori[sz]ation)(?: (?:of|for) (?:\w+ )?\w+)?|latent heat", cues="#"),
            "at": quantity(r"T", "temperature of the change", d.TEMPERATURE, r"(?!)", cues=r"\b(?:at|already at)\b[^.#]*#", by_name=False, idle=True),
            "P": quantity("P", "power", d.POWER, "power", cues="#", by_name=False),
            "t": quantity("t", "time", d.TIME, "time", *HOW_LONG, cues="#"),
        },
        (
            Law("latent heat", "Q = mL", lambda q: (q.Q, q.m * q.L)),
            Law("energy is power times time", "Q = Pt", lambda q: (q.Q, q.P * q.t)),
        ),
        needs=rf"(?=[\s\S]*\b(?:{words})\b)" + (rf"(?=[\s\S]*\b{name}\b)(?=[\s\S]*\bat _|[\s\S]*melting point|[\s\S]*boiling point|[\s\S]*already)" if name else r"(?=[\s\S]*(?:latent heat|heat of (?:fusion|vapori[sz]ation)))"),
        bars=r"\bwarm(?:s|ed)? (?:from|to)|\bfrom _|\bto _(?! (?:s|min))|\bspecific heat|\bmix|\badded|\bpoured|\bdropped|\befficien|\bpercent|\bcalorimeter|\btemperature of|\broom|\bmol\b|\bspeed|" + other,
        words=_WORDS + r"|melt\w*|boil\w*|freez\w*|evaporat\w*|power|latent|completely|second|converts?|fusion|vapor\w*|already|turn",
        defaults={"L": table[name]} if name else {},
        skills=("phase-changes",),
        concept="At the melting or boiling point heat changes the phase, not the temperature.",
    )
    for what, words, table, other in (
        ("melting", r"melt\w*|freez\w*|fusion", FUSION_HEATS, r"boil|steam|vapor"),
        ("boiling", r"boil\w*|evaporat\w*|vapori[sz]\w*|steam", VAPORIZATION_HEATS, r"melt|freez|\bice\b"),
    )
    for name in ("", *table)
)  # fmt: skip

EXPANSION = Model(
    "linear-expansion",
    {
        "dL": quantity(r"\Delta L", "change of length", d.LENGTH, r"(?:(?:change|increase|decrease) (?:in|of) (?:\w+ )?length|expansion|elongation)", r"\bhow much\b[^?]*\b(?:length\w*|expand\w*|longer|contract\w*|shorten\w*|grow\w*)\b", alone=False),
        "L": quantity("L", "length", d.LENGTH, r"(?:initial |original )?length", cues=r"#[ -](?:long|tall|high)|#", by_name=False),
        "alpha": quantity(r"\alpha", "coefficient of linear expansion", d.EXPANSION, r"coefficient of (?:linear |thermal )*expansion", cues="#"),
        "dT": _RISE,
        "T1": _T1,
        "T2": _T2,
    },
    (
        _CHANGE,
        Law("linear expansion", r"\Delta L = \alpha L\,\Delta T", lambda q: (q.dL, q.alpha * q.L * q.dT)),
    ),
    needs=r"(?=[\s\S]*\b(?:expan\w*|length\w*|longer|contract\w*|shorten\w*)\b)(?=[\s\S]*(?:temperature|°|warm|heat|K\b|_))(?=[\s\S]*\b(?:rail|rod|bridge|beam|bar|wire|pipe|tower|track|span|ruler|tape|girder)\b)",
    bars=r"\bvolume|\barea|\bstress|\bforce|\bgap|\bjoint|\bdiameter|\bring|\btwo|\beach|\bnew length|\bfinal length|\bradius|\bpressure|\bglass",
    words=_WORDS + r"|expan\w*|contract\w*|lengthen\w*|wire|pipe|by|from|up|down|decreas\w*|rest|steel|coefficient|change\w*",
    implied=_tabled("alpha", LINEAR_EXPANSIONS, "coefficient of linear expansion"),
    skills=("temperature-and-heat",),
    concept="A solid grows in proportion to its length and the change of temperature.",
)  # fmt: skip

CONDUCTION = Model(
    "conduction",
    {
        "P": quantity("P", "rate of heat flow", d.POWER, r"(?:rate of (?:heat )?(?:conduction|transfer|flow|heat)|heat (?:flow|loss)|power)", r"\bat what rate\b", cues="#"),
        "k": quantity("k", "thermal conductivity", d.CONDUCTIVITY, r"(?:thermal )?conductivity", cues="#"),
        "A": quantity("A", "area", d.AREA, "area", cues="#"),
        "l": quantity("d", "thickness", d.LENGTH, "thickness", cues=r"#[ -]thick|#"),
        "dT": quantity(r"\Delta T", "difference of temperature", d.TEMPERATURE, r"temperature difference|difference (?:in|of) temperature", cues=r"differ\w* (?:by|of)[^.#]*#", alone=False, difference=True),
    },
    (Law("heat conduction", r"P = \frac{kA\,\Delta T}{d}", lambda q: (q.P, q.k * q.A * q.dT / q.l)),),
    needs=r"conductivity",
    bars=r"\btwo layers|\bseries|\bresistance|\bR-factor|\bmelts|\bhours|\bday|\bfrom _ to|\bemissivity",
    words=_WORDS + r"|conduct\w*|rate|flow\w*|faces|through|differ\w*|between",
    skills=("heat-transfer",),
    concept="Heat flows faster through a large, thin, well conducting wall.",
)  # fmt: skip

MIXING = Model(
    "mixing-the-same-liquid",
    {
        "m1": quantity("m_1", "first mass", d.MASS, r"(?!)", by_name=False),
        "m2": quantity("m_2", "second mass", d.MASS, r"(?!)", by_name=False),
        "T1": quantity("T_1", "first temperature", d.TEMPERATURE, r"(?!)", by_name=False, unit="°C"),
        "T2": quantity("T_2", "second temperature", d.TEMPERATURE, r"(?!)", by_name=False, unit="°C"),
        "T": quantity("T", "final temperature", d.TEMPERATURE, r"(?:(?:final|equilibrium|resulting|new|mixture) )*temperature", alone=False, unit="°C"),
    },
    (Law("heat given is heat taken", "m_1(T - T_1) = m_2(T_2 - T)", lambda q: (q.m1 * (q.T - q.T1), q.m2 * (q.T2 - q.T))),),
    needs=r"(?=[\s\S]*\b(?:mixed|poured|added|mixes)\b)(?=[\s\S]*_ (?:of )?(?:\w+ )?water at _[^.]*_ (?:of )?(?:(?:\w+ )?water )?at _)",
    bars=r"\bice|\bsteam|\bcopper|\biron|\baluminum|\baluminium|\blead|\bmetal|\bglass|\bcalorimeter|\bcontainer|\bcup|\bspecific heat|\boil|\balcohol|\bheat lost|\bpercent",
    words=_WORDS + r"|without|equilibrium|final|loss\w*",
    ordered=(("m1", "m2"), ("T1", "T2")),
    skills=("specific-heat",),
    concept="The colder water takes up what the warmer gives off.",
)  # fmt: skip

EFFICIENCY = Model(
    "efficiency",
    {
        "eta": quantity(r"\eta", "efficiency", d.NUMBER, "efficiency", cues=r"# efficient|efficiency[^.#]*#", high=1.0),
        "out": quantity(r"W_{\text{out}}", "useful energy", d.ENERGY, r"useful (?:work|energy)", cues=r"# of useful|\b(?:does|performs|delivers|produces|outputs?)\b[^.#]*#", alone=False),
        "in": quantity(r"W_{\text{in}}", "energy taken in", d.ENERGY, r"(?:input|total) energy|energy input", cues=r"\b(?:takes|uses|consumes|absorbs|receives|supplied|takes in)\b[^.#]*#", alone=False),
    },
    (Law("efficiency", r"\eta = \frac{W_{\text{out}}}{W_{\text{in}}}", lambda q: (q.eta, q.out / getattr(q, "in"))),),
    needs=r"efficien",
    bars=r"\bcarnot|\btemperature|\bkg\b|°|\bK\b|\bbetween|\bcold|\bexhaust|\breject|\bwaste|\bpercentage",
    words=r"efficien\w*|work|energy|useful|electric\w*|heat|transfer\w*|absor\w+|engine|each|power|percent",
    skills=("power", "work-and-energy"),
    concept="Efficiency is the useful part of what was taken in.",
)  # fmt: skip

CARNOT = Model(
    "carnot",
    {
        "eta": quantity(r"\eta", "greatest efficiency", d.NUMBER, r"(?:(?:greatest|maximum|highest|ideal|theoretical|carnot|possible) )*efficiency", high=1.0),
        "T1": quantity("T_1", "one temperature", d.TEMPERATURE, r"(?!)", by_name=False),
        "T2": quantity("T_2", "other temperature", d.TEMPERATURE, r"(?!)", by_name=False),
        "h": quantity("T_h", "hot temperature", d.TEMPERATURE, r"(?!)", by_name=False, alone=False),
    },
    (
        Law("Carnot's efficiency", r"\eta = 1 - \frac{T_2}{T_1}", lambda q: (q.eta, 1 - q.T2 / q.T1)),
    ),
    needs=r"(?=[\s\S]*efficiency)(?=[\s\S]*(?:carnot|(?:greatest|maximum|highest|ideal|theoretical)[^?]*efficiency))(?=[\s\S]*_ and _)",
    bars=r"\bwork\b|\bpower|\brefrigerat|\bheat pump|\bJ\b|\bactual|\bpercent of",
    words=r"efficien\w*|temperature|heat|engines?|maximum|greatest|possible|between|ideal|works?|reservoirs|two",
    ordered=(("T1", "T2"),),
    skills=("thermodynamics",),
    concept="No engine between two temperatures beats Carnot's.",
)  # fmt: skip

FIRST_LAW = Model(
    "first-law",
    {
        "dU": quantity(r"\Delta U", "change of internal energy", d.ENERGY, r"internal energy", low=-math.inf, alone=False),
        "Q": quantity("Q", "heat taken in", d.ENERGY, r"(?!)", cues=r"\b(?:takes in|absorbs|receives|added|gains|supplied)\b[^.#_]*#|# of heat", by_name=False, alone=False),
        "W": quantity("W", "work done by the gas", d.ENERGY, r"(?!)", cues=r"\bdoes #|# of work", by_name=False, alone=False),
    },
    (Law("first law of thermodynamics", r"\Delta U = Q - W", lambda q: (q.dU, q.Q - q.W)),),
    needs=r"(?=[\s\S]*internal energy)(?=[\s\S]*\b(?:takes in|absorbs|receives|added|gains|supplied)\b)(?=[\s\S]*\bdoes _ of work)",
    bars=r"\bis done on|\bon the (?:gas|system)|\breleases|\bgives off|\bloses|\btemperature",
    words=r"gas|heat|work|internal|energy|absor\w+|gain\w*|surroundings|increas\w+|transfer\w*",
    skills=("thermodynamics",),
    concept="Heat either raises the internal energy or becomes work.",
)  # fmt: skip

MODELS = (
    *(_warming(name) for name in ("", *SPECIFIC_HEATS)),
    *MELTING,
    EXPANSION,
    CONDUCTION,
    MIXING,
    EFFICIENCY,
    CARNOT,
    FIRST_LAW,
)
