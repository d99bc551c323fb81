"""Fluids, heat, gases, waves, circuits, fields, light and quanta. Source: OpenStax College Physics
2e, chapters 11 to 30 (CC BY 4.0), the formulas at the ends of the chapters."""

from __future__ import annotations

from fynq.reasoning.laws.law import Law

_GAS = r"\bgas\b|ideal|perfect|helium|nitrogen|oxygen|argon|neon|hydrogen|\bair\b|xenon|methane|carbon dioxide"
_IDEAL = "gas\\w*|ideal|perfect|perfect gas|container|vessel|confined|cylinder|tank|law"
_CIRCUIT = "current|voltage|resist\\w*|battery|bulb|lamp|circuit|wire|heater|connected|potential|power|device|appliance|rating"

LAWS = (
    Law("density", "Density", "rho = m/V", "", "density|volume|substance|material|uniform"),
    Law("pressure", "Pressure", "pr = F/A", "", "pressure|area|exert\\w*|perpendicular\\w*|uniform\\w*"),
    Law("depth", "Pressure of a liquid column", "pr = rho*g*h", r"depth|deep|column|below", "depth|deep|column|below|fluid|pressure|surface|liquid|gauge", refuses=r"absolute|atmospher|total"),
    Law("flow", "Flow rate", "flow = V/t", r"flow|rate|pump", "flow\\w*|average|rate|pump\\w*|volume"),
    Law("continuity", "Flow rate and speed", "flow = A*u", "", "flow\\w*|average|area|cross-section\\w*|pipe|hose"),
    Law("pipe", "Flow rate in a round pipe", "flow = pi*D**2/4*u", r"pipe|hose|tube|nozzle|artery|aorta", "flow\\w*|average|pipe|hose|diameter|tube|nozzle|speed"),
    Law("pipe-r", "Flow rate in a round pipe", "flow = pi*r**2*u", r"pipe|hose|tube|nozzle|artery|aorta|radius", "flow\\w*|average|pipe|hose|radius|tube|nozzle|speed|blood"),
    Law("flow-power", "Power of falling water", "P = rhow*flow*g*h", r"water", "flow\\w*|average|depth|dam\\w*|power|electric\\w*|generat\\w*"),
    Law("heating", "Heat and temperature", "Q = m*c*dT", "", "heat\\w*|specific|temperature|rais\\w*|energy|warm\\w*|transfer\\w*", refuses=r"melt|ice|boil|vapor|steam|phase"),
    Law("melting", "Latent heat", "Q = m*Lf", r"melt|latent|freez|vapor|boil", "melt\\w*|latent|heat|freez\\w*|ice|vapor\\w*|boil\\w*|fusion|phase"),
    Law("ideal-gas", "Ideal gas law", "pr*V = n*Rgas*temp", "", _IDEAL, refuses=r"van der waals|real gas|mixture|total pressure|expand|compress|rises|changes?|increase"),
    Law("boyle", "Boyle's law", "pr1*V1 = pr2*V2", r"constant temperature|isothermal", _IDEAL + "|isothermal\\w*|constant|compress\\w*|expand\\w*|expansion|compression|initial|final", refuses=r"by \d|reduc\w+ its|decreases? by"),
    Law("charles", "Charles's law", "V1*temp2 = V2*temp1", r"constant pressure|isobaric", _IDEAL + "|constant|heat\\w*|cool\\w*|initial|final|expand\\w*|balloon"),
    Law("gay-lussac", "Gay-Lussac's law", "pr1*temp2 = pr2*temp1", r"constant volume|rigid|sealed|volume is constant", _IDEAL + "|constant|heat\\w*|cool\\w*|rigid|sealed|initial|final|rises|closed"),
    Law("wave", "Speed of a wave", "u = freq*lam", r"wave|sound|light|frequency|radio", "waves?|sound|frequency|wavelength|travel\\w*|light|note"),
    Law("light-wave", "Frequency and wavelength of light", "c0 = freq*lam", r"light|electromagnetic|radio|laser|photon|microwave|x-?ray|radiation|infrared|fm\b", "light|wave\\w*|frequency|electromagnetic|radio|laser|radiation|microwave\\w*|station|broadcast\\w*|photon|vacuum", unknowns=("freq", "lam"), refuses=r"energy|water|glass|sound|medium|index"),
    Law("period", "Period and frequency", "T = 1/freq", "", "period|frequency|oscillat\\w*|vibrat\\w*|wave\\w*"),
    Law("photon", "Energy of a photon", "E = hP*freq", r"photon|light|radiation", "photon|light|energy|frequency|radiation"),
    Law("photon-wave", "Energy of a photon", "E = hP*c0/lam", r"photon", "photon|light|energy|wavelength|radiation|laser", refuses=r"electron|metal|work function|pulse|mole|mol\b"),
    Law("broglie", "de Broglie wavelength", "lam = hP/(m*u)", r"de broglie", "de broglie|wave\\w*|moving|matter"),
    Law("wien", "Wien's displacement law", "lam*temp = wien", r"black-?body|maximum wavelength|peak", "black-?body|maximum|peak|radiation|surface|star|earth\\w*|sun|mean|emit\\w*|wavelength"),
    Law("mass-energy", "Energy of a mass at rest", "E = m*c0**2", r"rest energy|rest mass energy|converted (?:in)?to energy|equivalent", "rest|energy|mass|convert\\w*|entirely|completely"),
    Law("ohm", "Ohm's law", "volt = i*R", "", _CIRCUIT, refuses=r"series|parallel|internal"),
    Law("electric-power", "Electric power", "P = i*volt", "", _CIRCUIT, refuses=r"series|parallel"),
    Law("joule", "Power in a resistor", "P = i**2*R", "", _CIRCUIT, refuses=r"series|parallel|internal"),
    Law("joule-voltage", "Power in a resistor", "P = volt**2/R", "", _CIRCUIT, refuses=r"series|parallel|internal"),
    Law("current", "Current and charge", "i = q/t", "", "current|charge|flow\\w*|pass\\w*|transfer\\w*|average|lightning|battery"),
    Law("charge-energy", "Energy of a charge moved through a voltage", "E = q*volt", "", "charge|potential|difference|moved?|through|battery|voltage|energy|accelerat\\w*"),
    Law("capacitor", "Capacitance", "cap = q/volt", "", "charge|capacit\\w*|voltage|stored|potential|plates?|battery"),
    Law("capacitor-energy", "Energy of a capacitor", "E = cap*volt**2/2", r"capacit", "capacit\\w*|stored|energy|voltage|charged|potential"),
    Law("coulomb", "Coulomb's law", "F = ke*abs(q1*q2)/d**2", r"charge", "charges?|electrostatic|electric|point|between|magnitude|two|separat\\w*|apart|particles?", refuses=r"third|each charge|field at|axis"),
    Law("point-field", "Field of a point charge", "field = ke*abs(q)/d**2", r"field", "charge\\w*|electric|field|point|away|magnitude|particle", refuses=r"two|sphere|plate|rod|line|ring|uniform|drop"),
    Law("field-force", "Force on a charge in a field", "F = abs(q)*field", r"field", "charge\\w*|electric|field|magnitude|uniform|electrostatic|particle|downward|upward|acted"),
    Law("plates", "Field between plates", "field = volt/d", r"plate", "plates?|parallel|uniform|electric|field|separat\\w*|voltage|potential|capacitor|between|apart|difference"),
    Law("magnetic-charge", "Force on a charge that crosses a magnetic field", "F = abs(q)*u*B", r"perpendicular|right angle", "magnetic|field|perpendicular\\w*|charge\\w*|right angles?|particle|moving"),
    Law("magnetic-wire", "Force on a wire across a magnetic field", "F = B*i*L", r"perpendicular|right angle", "magnetic|field|perpendicular\\w*|wire|current|right angles?|carrying"),
)  # fmt: skip
