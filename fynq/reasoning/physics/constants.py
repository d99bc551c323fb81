"""Constants of nature and properties of common materials, in SI units.

CODATA 2018 (NIST, https://physics.nist.gov/cuu/Constants/) for the constants of nature. g is what
textbooks calculate with; densities, heats and coefficients are the rounded values that college
textbooks print in their tables. A value that the question states always comes first.
"""

from __future__ import annotations

CONSTANTS: dict[str, float] = {
    "g": 9.80,  # m/s², near the Earth's surface
    "G": 6.67430e-11,  # N·m²/kg²
    "k": 8.9875517923e9,  # N·m²/C²
    "e": 1.602176634e-19,  # C
    "c": 3.00e8,  # m/s, as books calculate
    "h": 6.62607015e-34,  # J·s
    "k_B": 1.380649e-23,  # J/K
    "sigma": 5.670374419e-8,  # W/(m²·K⁴)
    "epsilon_0": 8.8541878128e-12,  # F/m
    "mu_0": 1.25663706212e-6,  # T·m/A
    "m_e": 9.1093837015e-31,  # kg
    "m_p": 1.67262192369e-27,  # kg
}

DENSITIES: dict[str, float] = {
    "fresh water": 1000.0,
    "water": 1000.0,
    "sea water": 1025.0,
    "seawater": 1025.0,
    "salt water": 1025.0,
    "gasoline": 680.0,
    "ethyl alcohol": 790.0,
    "ethanol": 790.0,
    "mercury": 13600.0,
    "gold": 19300.0,
    "lead": 11300.0,
    "copper": 8800.0,
    "iron": 7800.0,
    "steel": 7800.0,
    "aluminum": 2700.0,
    "aluminium": 2700.0,
    "silver": 10500.0,
    "blood": 1050.0,
    "ice": 917.0,
}
"""kg/m³."""

SPECIFIC_HEATS: dict[str, float] = {
    "water": 4186.0,
    "ice": 2090.0,
    "steam": 2020.0,
    "aluminum": 900.0,
    "aluminium": 900.0,
    "copper": 387.0,
    "iron": 452.0,
    "steel": 452.0,
    "lead": 128.0,
    "silver": 233.0,
    "gold": 129.0,
    "glass": 840.0,
    "mercury": 139.0,
}
"""J/(kg·K)."""

FUSION_HEATS: dict[str, float] = {"water": 334e3, "ice": 334e3, "lead": 24.5e3, "aluminum": 380e3}
VAPORIZATION_HEATS: dict[str, float] = {"water": 2256e3, "steam": 2256e3}
"""J/kg."""

LINEAR_EXPANSIONS: dict[str, float] = {
    "aluminum": 25e-6,
    "aluminium": 25e-6,
    "brass": 19e-6,
    "copper": 17e-6,
    "gold": 14e-6,
    "iron": 12e-6,
    "steel": 12e-6,
    "invar": 0.9e-6,
    "lead": 29e-6,
    "silver": 18e-6,
    "concrete": 12e-6,
}
"""1/K, at 20 °C."""
