"""Lenses and mirrors, refraction, interference; photons and relativity.

Source: OpenStax, College Physics 2e, 25.3 to 25.7, 27.3, 27.4, 28.2, 28.3, 29.3.
"""

from __future__ import annotations

import math

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.constants import CONSTANTS
from fynq.reasoning.physics.law import Law
from fynq.reasoning.physics.model import Implied, Model
from fynq.reasoning.physics.models.quantity import SIGNED, quantity

_N = quantity("n", "refractive index", d.NUMBER, r"(?:refractive index|index of refraction)(?: of [\w ]{1,20}?)?", cues="#", low=1.0)  # fmt: skip
_C = quantity("c", "speed of light", d.SPEED, r"speed of light in (?:a )?vacuum", cues=r"(?-i:\bc) ?= ?#", by_name=False)  # fmt: skip

LENS = Model(
    "thin-lens",
    {
        "f": quantity("f", "focal length", d.LENGTH, "focal length", cues="#-focal-length", low=SIGNED),
        "do": quantity("d_o", "object distance", d.LENGTH, "object distance", r"\bwhere\b[^?]*\bobject\b[^?]*\bplaced\b", cues=r"\b(?:object|candle|person|tree|pencil|flower|book|it|card|arrow|bulb)\b[^.#_]*(?:is |stands |located |placed |standing )[^.#_]*#(?! (?:tall|high))|#(?: (?:away )?from| in front| to the left)", alone=False),
        "di": quantity("d_i", "image distance", d.LENGTH, "image distance", r"\b(?:how far|where|position|location)\b[^?]*\bimage\b", cues=r"\bimage\b[^.#_]*(?:is |forms |formed |appears )[^.#_]*#(?! (?:tall|high))", alone=False, low=SIGNED),
        "ho": quantity("h_o", "height of the object", d.LENGTH, r"(?:object height|height of the object)", cues=r"\b(?:object|candle|person|tree|pencil|flower|arrow)\b[^.#_]*#[- ](?:tall|high)|#[- ](?:tall|high) (?:object|candle|person|tree|pencil|flower|arrow)", alone=False),
        "hi": quantity("h_i", "height of the image", d.LENGTH, r"(?:height|size) of the image|image height", r"\bhow (?:tall|high|large|big)\b[^?]*\bimage\b", alone=False, low=SIGNED, magnitude=True),
        "m": quantity("m", "magnification", d.NUMBER, "magnification", low=SIGNED, cues="#"),
    },
    (
        Law("lens equation", r"\frac{1}{f} = \frac{1}{d_o} + \frac{1}{d_i}", lambda q: (1 / q.f, 1 / q.do + 1 / q.di)),
        Law("magnification", r"m = -\frac{d_i}{d_o}", lambda q: (q.m, -q.di / q.do)),
        Law("magnification of heights", r"m = \frac{h_i}{h_o}", lambda q: (q.m, q.hi / q.ho)),
    ),
    needs=r"\blens\b|\b(?:concave|converging|convex|diverging)(?: spherical)? mirror\b",
    bars=r"\btwo lenses|\bdioptre|\bdiopter|\bpower\b|\bradius|\bplane mirror|\bvirtual|\beye|\bcamera moves|\btelescope|\bmicroscope|\beyepiece|\bnearsighted|\bmagnif\w+ by|\btimes",
    words=r"lens|mirror|convex|in front|behind|center|centre|real|toward",
    negated=(("f", r"\bdiverging lens\b|\bconcave lens\b|\bconvex mirror\b|\bdiverging mirror\b"),),
    skills=("lenses",),
    concept="Object distance, image distance and focal length obey one equation.",
)  # fmt: skip

DIOPTRE = Model(
    "power-of-a-lens",
    {
        "P": quantity("P", "power of the lens", d.PER_LENGTH, r"(?:optical )?power(?: of (?:the|a|this) lens)?"),
        "f": quantity("f", "focal length", d.LENGTH, "focal length", cues="#"),
    },
    (Law("power of a lens", r"P = \frac{1}{f}", lambda q: (q.P, 1 / q.f)),),
    needs=r"(?=[\s\S]*\blens\b)(?=[\s\S]*\bpower\b)",
    bars=r"\btwo|\bmagnif|\bobject|\bimage|\bdiverging|\bconcave|\beye|\bnear|\bfar point",
    words=r"lens|power|dioptres?|diopters?",
    skills=("lenses",),
    concept="A strong lens has a short focal length.",
)  # fmt: skip

INDEX = Model(
    "speed-in-a-medium",
    {"n": _N, "v": quantity("v", "speed in the medium", d.SPEED, r"speed (?:of (?:the )?light )?(?:of light )?in (?:the |this |a )?(?!vacuum)\w+|speed", cues="#"), "c": _C},
    (Law("refractive index", r"n = \frac{c}{v}", lambda q: (q.n, q.c / q.v)),),
    needs=r"(?=[\s\S]*(?:refractive index|index of refraction))(?=[\s\S]*\bspeed\b)",
    bars=r"°|\bwavelength|\bfrequency|\bangle|\btwo|\btime|\bthick",
    words=r"refract\w*|vacuum|light|fields?|medium",
    defaults={"c": CONSTANTS["c"]},
    skills=("refraction",),
    concept="In a medium light is slower by its refractive index.",
)  # fmt: skip

DEPTH = Model(
    "apparent-depth",
    {
        "n": _N,
        "d": quantity("d", "real depth", d.LENGTH, r"(?:real|actual|true) depth", cues=r"# (?:under|below|deep)|#"),
        "a": quantity("d'", "apparent depth", d.LENGTH, r"(?:apparent )?depth", r"\bhow (?:deep|far)\b[^?]*\bappear", alone=False),
    },
    (Law("apparent depth", r"d' = \frac{d}{n}", lambda q: (q.a, q.d / q.n)),),
    needs=r"(?=[\s\S]*\b(?:appears?|apparent)\b)(?=[\s\S]*(?:refractive index|index of refraction))(?=[\s\S]*\b(?:depth|deep)\b)",
    bars=r"°|\bangle|\boil|\blayer|\blens",
    words=r"refract\w*|deep|depth|above|under|vertical(?:ly)?|directly|down|lies",
    skills=("refraction",),
    concept="Seen from straight above things in water seem nearer.",
)  # fmt: skip

SNELL = Model(
    "snell",
    {
        "n1": quantity("n_1", "index on the way in", d.NUMBER, r"(?!)", cues=r"\bfrom (?:(?!into)\w+ ){0,3}(?:with |of |\()?(?:an? )?(?:(?:refractive )?index(?: of refraction)?(?: of)?|n ?=) ?#|\bfrom \w+ \(n ?= ?#", by_name=False, alone=False, low=1.0),
        "n2": quantity("n_2", "index on the way out", d.NUMBER, r"(?:refractive index|index of refraction)", cues=r"\b(?:into|enters|to|in) (?:\w+ ){0,3}(?:with |of |\()?(?:an? )?(?:(?:refractive )?index(?: of refraction)?(?: of)?|n ?=) ?#|\binto \w+ \(n ?= ?#", alone=False, low=1.0),
        "t1": quantity(r"\theta_1", "angle of incidence", d.ANGLE, "angle of incidence|incident angle", cues=r"incidence[^.#]*#|\bat an angle of #", by_name=True, alone=False, high=math.pi / 2),
        "t2": quantity(r"\theta_2", "angle of refraction", d.ANGLE, r"angle of refraction|refracted angle|refraction angle", cues=r"refracted[^.#]*#", alone=False, high=math.pi / 2),
        "s2": quantity(r"\sin\theta_2", "sine of the angle of refraction", d.NUMBER, r"sine of the angle of refraction", alone=False, high=1.0),
    },
    (
        Law("Snell's law", r"n_1\sin\theta_1 = n_2\sin\theta_2", lambda q: (q.n1 * q.sin(q.t1), q.n2 * q.s2)),
        Law("sine of the angle", r"\sin\theta_2 = \sin\theta_2", lambda q: (q.s2, q.sin(q.t2))),
    ),
    needs=r"(?=[\s\S]*\b(?:refract\w*|incidence)\b)(?=[\s\S]*\binto\b)",
    bars=r"\bcritical|\btotal internal|\bwavelength|\bspeed|\bto the surface|\bwith the surface|\bprism|\bparallel|\bthick|\bdeep|\bdepth|\blens|\bfrom (?:glass|water|diamond|a liquid)(?![^.]*index| \(n)",
    words=r"refract\w*|angles?|vacuum|normal",
    implied=(Implied(r"\bfrom (?:air|a vacuum|vacuum)\b|\bin air\b", "n1", 1.0, "from air", True),),
    skills=("refraction",),
    concept="Index times the sine of the angle to the normal stays the same.",
)  # fmt: skip

CRITICAL = Model(
    "critical-angle",
    {
        "n": _N,
        "s": quantity(r"\sin\theta_c", "sine of the critical angle", d.NUMBER, r"sine of the critical angle", alone=False, high=1.0),
        "t": quantity(r"\theta_c", "critical angle", d.ANGLE, r"(?<!of the )critical angle", alone=False, high=math.pi / 2),
    },
    (
        Law("critical angle against air", r"\sin\theta_c = \frac{1}{n}", lambda q: (q.s, 1 / q.n)),
        Law("sine of the angle", r"\sin\theta_c = \sin\theta_c", lambda q: (q.s, q.sin(q.t))),
    ),
    needs=r"(?=[\s\S]*critical angle)(?=[\s\S]*\bair\b)",
    bars=r"\bwater and|\bglass and water|\bfrom (?:glass|diamond) (?:in)?to water|\bcore|\bcladding|_[^.]*_",
    words=r"refract\w*|angles?|total|internal\w*",
    skills=("refraction",),
    concept="Beyond the critical angle no light leaves the denser medium.",
)  # fmt: skip

MIRROR = Model(
    "plane-mirror",
    {
        "s": quantity(r"\alpha", "angle to the surface", d.ANGLE, r"(?!)", cues=r"#[^.]*\bto the (?:mirror's )?(?:surface|mirror)", by_name=False, alone=False, high=math.pi / 2),
        "i": quantity(r"\theta_i", "angle of incidence", d.ANGLE, "angle of incidence", cues=r"incidence[^.#]*#|#[^.]*to the normal", by_name=False, alone=False, high=math.pi / 2),
        "r": quantity(r"\theta_r", "angle of reflection", d.ANGLE, "angle of reflection", alone=False, high=math.pi / 2),
    },
    (
        Law("angle to the normal", r"\theta_i = 90^{\circ} - \alpha", lambda q: (q.i, q.pi / 2 - q.s)),
        Law("law of reflection", r"\theta_r = \theta_i", lambda q: (q.r, q.i)),
    ),
    needs=r"(?=[\s\S]*\bmirror\b)(?=[\s\S]*\breflection\b)",
    bars=r"\btwo mirrors|\brotat|\bsecond mirror|\bcurved|\bbetween the|\bconcave|\bconvex",
    words=r"mirror|angles?|light|normal",
    skills=("light-and-reflection",),
    concept="Both angles are measured from the normal and are equal.",
)  # fmt: skip

SLITS = Model(
    "double-slit",
    {
        "y": quantity(r"\Delta y", "spacing of the fringes", d.LENGTH, r"(?:spacing|separation|distance)(?=[^?]*\bfringes)", cues=r"fringes? (?:are|is)[^.#]*#", alone=False),
        "lam": quantity(r"\lambda", "wavelength", d.LENGTH, "wavelength", cues=r"# light", alone=False),
        "d": quantity("d", "separation of the slits", d.LENGTH, "slit separation|separation of the slits", cues=r"slits[^.#_]*#(?: apart)?|separated by #", alone=False),
        "L": quantity("L", "distance of the screen", d.LENGTH, "distance to the screen", cues=r"screen[^.#_]*#|# (?:away|from the slits)", alone=False),
    },
    (Law("spacing of the fringes", r"\Delta y = \frac{\lambda L}{d}", lambda q: (q.y, q.lam * q.L / q.d)),),
    needs=r"(?=[\s\S]*\b(?:two|double)[ -](?:\w+ )?slits?)(?=[\s\S]*\bfringes\b)",
    bars=r"°|\bangle|\border|\bsingle slit|\bwater|\bindex|\bfilm|\bfirst .* third",
    words=r"two|apart|falls?|light|screen|fringe\w*|wavelength|spacing",
    skills=("interference-and-diffraction",),
    concept="The fringes lie closer together the farther the slits are apart.",
)  # fmt: skip

PHOTON = Model(
    "photon",
    {
        "E": quantity("E", "energy of a photon", d.ENERGY, r"(?:photon )?energy(?: of (?:a|the|each|one) photon)?", cues="#"),
        "f": quantity("f", "frequency", d.FREQUENCY, "frequency", cues="#"),
        "lam": quantity(r"\lambda", "wavelength", d.LENGTH, "wavelength", cues="#"),
        "h": quantity("h", "Planck's constant", d.ACTION, r"planck(?:'s)? constant", cues="#", by_name=False),
        "c": _C,
    },
    (
        Law("energy of a photon", "E = hf", lambda q: (q.E, q.h * q.f)),
        Law("frequency and wavelength", r"c = f\lambda", lambda q: (q.c, q.f * q.lam)),
    ),
    needs=r"photon",
    bars=r"\bwork function|\bmomentum|\bhow many|\bper second|\bpower|\belectron\b(?! ?volt)|\btransition|\blevel|\bscatter|\bmass|\bmetal|\bintensity|\bstopping",
    words=r"energy|frequency|wavelength|vacuum|light|waves?|laser|radio",
    defaults={"h": CONSTANTS["h"], "c": CONSTANTS["c"]},
    skills=("quantum-physics",),
    concept="The energy of a photon grows with its frequency.",
)  # fmt: skip

PHOTOEFFECT = Model(
    "photoelectric-effect",
    {
        "E": quantity("E", "energy of the photons", d.ENERGY, r"(?:photon )?energy", cues=r"photons?[^.#_]*#", by_name=False, alone=False),
        "phi": quantity(r"\phi", "work function", d.ENERGY, "work function", cues="#", alone=False),
        "K": quantity("K", "greatest kinetic energy", d.ENERGY, r"(?:(?:greatest|maximum) )?kinetic energy", alone=False),
    },
    (Law("photoelectric effect", r"K = E - \phi", lambda q: (q.K, q.E - q.phi)),),
    needs=r"work function",
    bars=r"\bwavelength|\bfrequency|\bHz|\bspeed|\bstopping|\bthreshold|\bnm\b",
    words=r"kinetic|energy|work|maximum|greatest|emit\w*",
    skills=("quantum-physics",),
    concept="What a photon has beyond the work function the electron keeps.",
)  # fmt: skip

REST_ENERGY = Model(
    "mass-energy",
    {
        "E": quantity("E", "energy", d.ENERGY, r"(?:rest )?energy", r"\bhow much energy\b", cues="#"),
        "m": quantity("m", "mass", d.MASS, r"(?:rest )?mass", cues="#"),
        "c": _C,
    },
    (Law("mass and energy", "E = mc^2", lambda q: (q.E, q.m * q.c**2)),),
    needs=r"(?=[\s\S]*(?:rest (?:mass|energy)|mass[^.]*\b(?:converted|equivalent)|mass defect|mass (?:falls|lost)|converted[^.]*(?:to|into) energy))",
    bars=r"\bbinding|\bkinetic|\bmoving|\bspeed of _|\bv =|\bfuel|\bpower|\bpercent|\bneutron|\bproton|\bper second|\bgamma|0\.\d+c",
    words=r"energy|rest|mass|releas\w+|total|falls?|loses?|lost|loss|converts?|converted|decreas\w+|completely|reaction",
    defaults={"c": CONSTANTS["c"]},
    skills=("nuclear-energy",),
    concept="Mass is energy: c² joules per kilogram.",
)  # fmt: skip

MODELS = (
    LENS,
    DIOPTRE,
    INDEX,
    DEPTH,
    SNELL,
    CRITICAL,
    MIRROR,
    SLITS,
    PHOTON,
    PHOTOEFFECT,
    REST_ENERGY,
)
