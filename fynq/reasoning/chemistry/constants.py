"""Constants that chemistry problems take for granted (CODATA 2022; NIST SP 811)."""

from __future__ import annotations

from fractions import Fraction

AVOGADRO = Fraction(602214076 * 10**15)
"""Particles in a mole, exact since 2019."""
GAS = Fraction("8.31446261815324")
"""In J/(mol K), exact since 2019."""
STANDARD_PRESSURE = Fraction(101325)
"""1 atm, the pressure of STP in most schoolbooks; IUPAC's is 1 bar."""
ZERO_CELSIUS = Fraction("273.15")
MOLAR_VOLUME = GAS * ZERO_CELSIUS / STANDARD_PRESSURE
"""Of an ideal gas at 0 °C and 1 atm, in m³/mol."""
ROOM_VOLUME = Fraction(24, 1000)
"""Of a gas at room temperature and pressure, as schools in Britain take it, in m³/mol."""
WATER_PRODUCT = Fraction(1, 10**14)
"""[H+][OH−] in water at 25 °C, in (mol/L)²."""
