"""What the symbols of the laws stand for, and the constants of nature (CODATA 2022)."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.reasoning.quantities.dimension import Dimension, dimension
from fynq.reasoning.quantities.quantity import whole_unit
from fynq.reasoning.quantities.units import Unit, unit


@dataclass(frozen=True, slots=True)
class Symbol:
    """unit: the one in which a result is given when the question names none. most: a value of
    larger size is not believed."""

    name: str
    latex: str
    unit: Unit
    most: float = 1e40

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension


_NUMBER = Unit("", dimension(""), 1.0)
_ROWS = """
m|mass|m|kg|1e32
d|distance|d|m|1e25
h|height|h|m|1e9
r|radius|r|m|1e22
D|diameter|D|m|1e22
L|length|L|m|1e9
x|change of length|x|m|1e6
lam|wavelength|\\lambda|m|1e9
t|time|t|s|1e20
u|speed|v|m/s|3e8
v|final speed|v|m/s|3e8
v0|initial speed|v_0|m/s|3e8
a|acceleration|a|m/s^2|1e20
ac|centripetal acceleration|a_c|m/s^2|1e25
F|force|F|N|1e30
f|friction or drag force|f|N|1e30
N|normal force|N|N|1e30
mu|coefficient of friction|\\mu||10
W|work|W|J|1e40
weight|weight|w|N|1e30
KE|kinetic energy|E_k|J|1e45
PE|potential energy|E_p|J|1e45
E|energy|E|J|1e50
Q|heat|Q|J|1e40
P|power|P|W|1e40
p|momentum|p|kg·m/s|1e30
J|impulse|J|N·s|1e30
k|spring constant|k|N/m|1e12
theta|angle|\\theta|rad|1e9
w|angular velocity|\\omega|rad/s|1e12
w0|initial angular velocity|\\omega_0|rad/s|1e12
alpha|angular acceleration|\\alpha|rad/s^2|1e12
tau|torque|\\tau|N·m|1e20
I|moment of inertia|I|kg·m^2|1e45
ang|angular momentum|L|kg·m^2/s|1e45
freq|frequency|f|Hz|1e25
T|period|T|s|1e20
rho|density|\\rho|kg/m^3|1e20
V|volume|V|m^3|1e30
A|area|A|m^2|1e25
pr|pressure|p|Pa|1e20
flow|flow rate|Q|m^3/s|1e9
c|specific heat|c|J/kg/K|1e6
dT|change of temperature|\\Delta T|K|1e8
Lf|latent heat|L|J/kg|1e9
n|amount of substance|n|mol|1e10
temp|temperature|T|K|1e9
i|current|I|A|1e9
volt|voltage|V|V|1e12
R|resistance|R|Ω|1e15
q|charge|q|C|1e9
cap|capacitance|C|F|1e6
field|electric field|E|N/C|1e25
B|magnetic field|B|T|1e12
s|distance from the pivot|d|m|1e9
eff|efficiency|\\eta||1
mdot|mass flow rate|\\dot m|kg/s|1e12
"""
SYMBOLS: dict[str, Symbol] = {}
for _row in _ROWS.strip().splitlines():
    _code, _name, _latex, _unit, _most = _row.split("|")
    _known = (whole_unit(_unit) or unit(_unit)) if _unit else _NUMBER
    assert _known is not None, _unit
    SYMBOLS[_code] = Symbol(_name, _latex, _known, float(_most))
    for _index in ("1", "2"):
        SYMBOLS[_code + _index] = Symbol(f"{_name} {_index}", f"{_latex}_{_index}" if "_" not in _latex else _latex, _known, float(_most))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Constant:
    name: str
    latex: str
    value: float
    dimension: Dimension
    text: str


CONSTANTS: dict[str, Constant] = {
    "g": Constant("acceleration of free fall", "g", 9.8, dimension("m s^-2"), r"9.8\ \mathrm{m/s^{2}}"),
    "G": Constant("gravitational constant", "G", 6.6743e-11, dimension("m^3 kg^-1 s^-2"), r"6.674 \times 10^{-11}\ \mathrm{m^{3}/(kg \cdot s^{2})}"),
    "c0": Constant("speed of light", "c", 299792458.0, dimension("m s^-1"), r"2.998 \times 10^{8}\ \mathrm{m/s}"),
    "hP": Constant("Planck constant", "h", 6.62607015e-34, dimension("kg m^2 s^-1"), r"6.626 \times 10^{-34}\ \mathrm{J \cdot s}"),
    "Rgas": Constant("gas constant", "R", 8.314462618, dimension("kg m^2 s^-2 K^-1 mol^-1"), r"8.314\ \mathrm{J/(mol \cdot K)}"),
    "ke": Constant("Coulomb constant", "k", 8.9875517862e9, dimension("kg m^3 s^-4 A^-2"), r"8.988 \times 10^{9}\ \mathrm{N \cdot m^{2}/C^{2}}"),
    "sigma": Constant("Stefan-Boltzmann constant", r"\sigma", 5.670374419e-8, dimension("kg s^-3 K^-4"), r"5.670 \times 10^{-8}\ \mathrm{W/(m^{2} \cdot K^{4})}"),
    "wien": Constant("Wien's displacement constant", "b", 2.897771955e-3, dimension("m K"), r"2.898 \times 10^{-3}\ \mathrm{m \cdot K}"),
    "rhow": Constant("density of water", r"\rho_w", 1000.0, dimension("kg m^-3"), r"1000\ \mathrm{kg/m^{3}}"),
}  # fmt: skip
