"""Elasticity and viscous drag.

Source: OpenStax, College Physics 2e, 5.3 (elasticity) and 12.4 (viscosity).
"""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import quantity

YOUNG = Model(
    "young",
    {
        "Y": quantity("Y", "Young's modulus", d.PRESSURE, r"young's modulus|modulus", cues="#"),
        "F": quantity("F", "force", d.FORCE, r"(?:tension|compressive|stretching)? ?force|tension|load", cues="#"),
        "A": quantity("A", "cross-section", d.AREA, r"(?:cross-section(?:al)?(?: area)?|area)", cues="#"),
        "D": quantity("D", "diameter", d.LENGTH, "diameter", cues="# in diameter", alone=False),
        "r": quantity("r", "radius", d.LENGTH, "radius", cues="# in radius", alone=False),
        "L": quantity("L_0", "length", d.LENGTH, r"(?:original |unstretched )?length", cues=r"#[ -]long", by_name=False, alone=False),
        "dL": quantity(r"\Delta L", "change in length", d.LENGTH, r"(?:change in (?:the |its )?length|elongation|stretch|compression)", r"\bhow (?:much|far)\b[^?]*\b(?:stretch|compress|elongat|shorten|lengthen)\w*", cues=r"\b(?:stretch\w*|lengthen\w*|elongat\w*|compress\w*|shorten\w*)[^.#]*\bby #", alone=False),
    },
    (
        Law("area of a circle", r"A = \frac{\pi D^2}{4}", lambda q: (q.A, q.pi * q.D**2 / 4)),
        Law("area of a circle", r"A = \pi r^2", lambda q: (q.A, q.pi * q.r**2)),
        Law("Young's modulus", r"\Delta L = \frac{1}{Y}\frac{F}{A}L_0", lambda q: (q.dL, q.F * q.L / (q.Y * q.A))),
    ),
    needs=r"young's modulus",
    bars=r"\bshear|\bbulk|\btemperature|°|\btwo|\bkg\b|\bweigh|\bstrain|\bstress|\beach",
    words=r"force|diameter|radius|stretch\w*|compress\w*|tension|wire|string|rope|cable|cord|elastic|pull\w*|push\w*|hang\w*|uniform|straight|change\w*|steel|circular|up|down|horizontal|vertical|constant|suspend\w*|increas\w+|decreas\w+",
    skills=("hookes-law",),
    concept="A long thin rod gives way most.",
)  # fmt: skip

BULK = Model(
    "bulk-modulus",
    {
        "p": quantity("p", "pressure", d.PRESSURE, r"pressure", r"\bforce\b[^?]*\bper (?:unit area|square (?:centimeter|centimetre|meter|metre))", alone=False),
        "B": quantity("B", "bulk modulus", d.PRESSURE, r"bulk modulus(?: of [\w ]{1,20}?)?", cues="#"),
        "x": quantity(r"\frac{\Delta V}{V}", "relative change of volume", d.NUMBER, r"(?!)", cues=r"\bby #", by_name=False),
    },
    (Law("bulk modulus", r"p = B\frac{\Delta V}{V}", lambda q: (q.p, q.B * q.x)),),
    needs=r"bulk modulus",
    bars=r"\bdepth|\bshear|\byoung",
    words=r"pressure|force|up|increas\w+|decreas\w+|percent|expan\w*|per square \w+|full|per|exert\w*|compress\w*",
    skills=("pressure",),
    concept="The bulk modulus is the pressure for each part of change in volume.",
)  # fmt: skip

VISCOUS = Model(
    "viscous-drag",
    {
        "F": quantity("F", "force", d.FORCE, r"(?:retarding |viscous |drag )*force"),
        "eta": quantity(r"\eta", "viscosity", d.VISCOSITY, "viscosity", cues="#"),
        "v": quantity("v", "speed", d.SPEED, r"(?:speed|velocity)", cues="#", by_name=False),
        "A": quantity("A", "area", d.AREA, r"(?:surface )?area", cues="#", by_name=False),
        "L": quantity("L", "thickness of the layer", d.LENGTH, "thickness", cues="#", by_name=False),
        "T": quantity("T", "temperature", d.TEMPERATURE, "temperature", cues="#", by_name=False, idle=True),
    },
    (Law("viscous force between plates", r"F = \eta\frac{vA}{L}", lambda q: (q.F, q.eta * q.v * q.A / q.L)),),
    needs=r"(?=[\s\S]*viscosity)(?=[\s\S]*\b(?:layer|plates?)\b)(?=[\s\S]*\bthick\w*)",
    bars=r"\bradius|\btube|\bsphere|\bterminal|\bdensity",
    words=r"force|viscos\w*|temperature|retarding|laminar|flow|horizontal",
    implied=(Implied(r"\bair temperature is _ ?|\bair at _", "eta", 1.81e-5, "viscosity of air at 20 °C", True),),
    skills=("fluid-flow",),
    concept="A thin layer of a viscous fluid drags most.",
)  # fmt: skip

MODELS = (YOUNG, BULK, VISCOUS)
