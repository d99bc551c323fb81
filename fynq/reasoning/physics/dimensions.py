"""The dimensions that the laws speak of."""

from __future__ import annotations

from fynq.reasoning.physics.units import Dimension


def of(m: int = 0, kg: int = 0, s: int = 0, a: int = 0, k: int = 0, mol: int = 0, rad: int = 0) -> Dimension:  # fmt: skip
    return (m, kg, s, a, k, mol, rad)


LENGTH, AREA, VOLUME, MASS, TIME = of(1), of(2), of(3), of(kg=1), of(s=1)
SPEED, ACCELERATION = of(1, s=-1), of(1, s=-2)
FORCE, PRESSURE, ENERGY, POWER = of(1, 1, -2), of(-1, 1, -2), of(2, 1, -2), of(2, 1, -3)
MOMENTUM, DENSITY, FREQUENCY, STIFFNESS = of(1, 1, -1), of(-3, 1), of(s=-1), of(kg=1, s=-2)
ANGLE, ANGULAR_SPEED, ANGULAR_ACCELERATION = of(rad=1), of(s=-1, rad=1), of(s=-2, rad=1)
INERTIA, ANGULAR_MOMENTUM = of(2, 1), of(2, 1, -1)
FLOW, MASS_FLOW, VISCOSITY = of(3, s=-1), of(kg=1, s=-1), of(-1, 1, -1)
CURRENT, CHARGE, VOLTAGE, RESISTANCE = of(a=1), of(s=1, a=1), of(2, 1, -3, -1), of(2, 1, -3, -2)
RESISTIVITY, CAPACITANCE, FIELD = of(3, 1, -3, -2), of(-2, -1, 4, 2), of(1, 1, -3, -1)
MAGNETIC_FIELD, FLUX = of(kg=1, s=-2, a=-1), of(2, 1, -2, -1)
TEMPERATURE, HEAT_CAPACITY, LATENT_HEAT = of(k=1), of(2, 0, -2, 0, -1), of(2, 0, -2)
EXPANSION, CONDUCTIVITY = of(k=-1), of(1, 1, -3, 0, -1)
NUMBER = of()
GRAVITATION, COULOMB, ACTION = of(3, -1, -2), of(3, 1, -4, -2), of(2, 1, -1)
PER_LENGTH = of(-1)

NAMES: dict[Dimension, str] = {
    LENGTH: "m",
    AREA: "m^2",
    VOLUME: "m^3",
    MASS: "kg",
    TIME: "s",
    SPEED: "m/s",
    ACCELERATION: "m/s^2",
    FORCE: "N",
    PRESSURE: "Pa",
    ENERGY: "J",
    POWER: "W",
    MOMENTUM: "kg*m/s",
    DENSITY: "kg/m^3",
    FREQUENCY: "Hz",
    STIFFNESS: "N/m",
    ANGLE: "rad",
    ANGULAR_SPEED: "rad/s",
    ANGULAR_ACCELERATION: "rad/s^2",
    INERTIA: "kg*m^2",
    ANGULAR_MOMENTUM: "kg*m^2/s",
    FLOW: "m^3/s",
    MASS_FLOW: "kg/s",
    VISCOSITY: "Pa*s",
    CURRENT: "A",
    CHARGE: "C",
    VOLTAGE: "V",
    RESISTANCE: "Ω",
    RESISTIVITY: "Ω*m",
    CAPACITANCE: "F",
    FIELD: "V/m",
    MAGNETIC_FIELD: "T",
    FLUX: "Wb",
    TEMPERATURE: "K",
    HEAT_CAPACITY: "J/(kg*K)",
    LATENT_HEAT: "J/kg",
    EXPANSION: "1/K",
    CONDUCTIVITY: "W/(m*K)",
    NUMBER: "",
    PER_LENGTH: "1/m",
    GRAVITATION: "N*m^2/kg^2",
    COULOMB: "N*m^2/C^2",
    ACTION: "J*s",
}
"""The SI unit in which an answer of that dimension is given when none is asked."""
