"""Motion, forces, energy, rotation, gravitation. Source: OpenStax College Physics 2e and University
Physics 1, chapters 2 to 16 (CC BY 4.0), the formulas at the ends of the chapters."""

from __future__ import annotations

from fynq.reasoning.laws.law import Law

_CHANGE = r"accelerat|decelerat|slow|brak|speeds? up|stop|rest|constant"
_FALL = r"\b(?:fall|falls|fell|falling|drop|drops|dropped|free[- ]fall|released from)\b"
_UP = r"(?:straight|vertically) (?:up|upward)|thrown upward|coasts? up"
_LIFT = (
    r"\b(?:lift|lifts|lifted|lifting|climb\w*|rais\w*|hoist\w*|against gravity|stairs|gain\w*)\b"
)
_ROUND = r"\b(?:circ\w+|radius|rotat\w+|spin\w*|curve\w*|orbit\w*|round|axis|revol\w*|centripetal|centrifuge)\b"
_RUB = r"friction|skid|slid\w*"

LAWS = (
    Law("speed", "Uniform motion", "u = d/t", refuses=r"accelerat|decelerat|slow|brak|orbit|spin|rotat|fall|drop|thrown"),
    Law("velocity-time", "Uniform acceleration: speed and time", "v = v0 + a*t", _CHANGE, "constant|starts?|later|vertical|stop", cancels=("m",)),
    Law("distance-time", "Uniform acceleration: distance and time", "d = v0*t + a*t**2/2", _CHANGE, "constant|later", cancels=("m",)),
    Law("velocity-distance", "Uniform acceleration: speed and distance", "v**2 = v0**2 + 2*a*d", _CHANGE, "constant|stop|collid\\w*|collision|full", cancels=("m",)),
    Law("average-velocity", "Uniform acceleration: mean of the speeds", "d = (v0 + v)*t/2", r"accelerat|decelerat|collision|collid|stop|brak", "constant|stop|collid\\w*|collision", cancels=("m",)),
    Law("fall-speed", "Free fall", "v = sqrt(2*g*h)", _FALL, "dropped|falls?|fell|vertical\\w*|conserv\\w*|hit\\w*|ground|from rest", ("v0",), ("v", "h"), cancels=("m",)),
    Law("fall-time", "Free fall", "h = g*t**2/2", _FALL, "dropped|falls?|fell|vertical\\w*|hit\\w*|ground", ("v0",), ("t", "h"), cancels=("m",)),
    Law("fall-speed-time", "Free fall", "v = g*t", _FALL, "dropped|falls?|fell|later|vertical\\w*", ("v0",), ("t", "v"), cancels=("m",)),
    Law("rise", "Motion upward against gravity", "h = v0**2/(2*g)", r"(?:straight|vertically) (?:up|upward)|thrown upward|maximum height|how high", "thrown|straight|vertical\\w*|launched|maximum|highest", ("v",), ("h", "v0"), cancels=("m",)),
    Law("coast", "Conservation of energy on the way up", "v**2 = v0**2 - 2*g*h", r"coasts? up|frictionless", "slope|hill|coast\\w*|incline|spring|compressed|conserv\\w*", (), ("v", "v0"), cancels=("m",)),
    Law("newton", "Newton's second law", "F = m*a", "", "net|constant|horizontal\\w*|total"),
    Law("newton-friction", "Newton's second law with friction", "F - f = m*a", r"friction|drag|resist", "friction\\w*|drag|resist\\w*|horizontal\\w*|opposing|constant|air", refuses=r"straight up|vertical|upward|hill|slope"),
    Law("rocket-lift", "Newton's second law for a vertical start", "F - f - m*g = m*a", r"(?:straight|vertically) up|upward", "straight|vertical\\w*|rocket|thrust|air|resist\\w*|friction|drag|engines?"),
    Law("impulse-momentum", "Impulse and change of momentum", "F*t = m*abs(v - v0)", "", "average|collision|collid\\w*|impulse|constant|stop|effective", (), ("F", "t", "m")),
    Law("impulse-momentum-v", "Impulse and change of momentum", "F*t = m*v", r"rest", "average|impulse|constant", ("v0",), ("v",)),
    Law("impulse", "Impulse", "J = F*t", r"impulse", "impulse|average"),
    Law("work-energy", "Work and kinetic energy", "F*d = m*abs(v**2 - v0**2)/2", "", "friction|brakes?|average|constant|stop\\w*|work-energy|horizontal\\w*|kinetic energy", (), ("F", "d", "m")),
    Law("friction-stop", "Work of friction and kinetic energy", "f*d = m*abs(v**2 - v0**2)/2", r"friction|drag|resist", "friction|drag|resist\\w*|brakes?|average|constant|stop\\w*|kinetic|air", (), ("f", "d", "m"), refuses=r"slope|hill|incline"),
    Law("weight", "Weight", "weight = m*g", "weigh", "", defining=True, refuses=r"moon|mars|planet|jupiter"),
    Law("momentum", "Momentum", "p = m*u", "momentum", refuses=r"change|collid|collision|angular|total", defining=True),
    Law("kinetic", "Kinetic energy", "KE = m*u**2/2", "kinetic|energy", "kinetic|brakes?|friction|constant", refuses=r"rotation|rolling|relativ|total", defining=True),
    Law("kinetic-stop", "Kinetic energy before the change", "KE = m*v0**2/2", "initial kinetic", "initial|kinetic|brakes?|friction|constant|stop\\w*", defining=True, unknowns=("KE",)),
    Law("potential", "Potential energy near the ground", "PE = m*g*h", r"potential", "potential|gravit\\w*|above|vertical\\w*", defining=True, refuses=r"spring|charge|electric"),
    Law("work", "Work of a constant force along the way", "W = F*d", r"work", "horizontal\\w*|constant|direction|work|level|push\\w*|pull\\w*", refuses=r"angle|lift|climb|raise|heat"),
    Law("work-angle", "Work of a constant force at an angle to the way", "W = F*d*cos(theta)", r"work", "horizontal\\w*|above|angle|component|rope|constant|pull\\w*|direction", refuses=r"lift|climb|slope|incline|vertical\b"),
    Law("lifting", "Work against gravity", "W = m*g*h", _LIFT, "vertical\\w*|constant|times|lift\\w*|climb\\w*|gravity|stairs|rais\\w*|equals|height", refuses=r"slope|incline|ramp"),
    Law("power", "Power", "P = W/t", "", "average|output|power"),
    Law("power-energy", "Power", "P = E/t", "", "average|output|power|uses?|consum\\w*"),
    Law("power-lifting", "Power of lifting", "P = m*g*h/t", _LIFT, "vertical\\w*|constant|lift\\w*|climb\\w*|stairs|rais\\w*|average|output|useful", refuses=r"slope|incline|ramp"),
    Law("power-force", "Power of a force on a moving body", "P = F*u", "", "constant|average|output|horizontal\\w*"),
    Law("hooke", "Hooke's law", "F = k*x", r"spring|stretch|compress", "spring|stretch\\w*|compress\\w*|elastic"),
    Law("hanging-spring", "Hooke's law for a hanging mass", "m*g = k*x", r"hang|suspend", "spring|stretch\\w*|hang\\w*|suspend\\w*"),
    Law("spring-energy", "Energy of a spring", "PE = k*x**2/2", r"spring", "spring|stretch\\w*|compress\\w*|potential|elastic|stored"),
    Law("spring-period", "Period of a mass on a spring", "T = 2*pi*sqrt(m/k)", r"spring|oscillat", "spring|oscillat\\w*|hang\\w*|attached|vibrat\\w*"),
    Law("pendulum", "Period of a simple pendulum", "T = 2*pi*sqrt(L/g)", r"pendulum", "pendulum|simple|string|oscillat\\w*|swing\\w*", refuses=r"moon|mars"),
    Law("arc", "Angle of a circular arc", "theta = d/r", _ROUND, "circle|circular|arc|rotat\\w*", defining=True, refuses=r"mirror|lens"),
    Law("turning", "Uniform rotation", "w = theta/t", "", "rotat\\w*|turn\\w*|spin\\w*|constant"),
    Law("arc-speed", "Angular velocity along a circular arc", "w = d/(r*t)", _ROUND, "circle|circular|arc|rotat\\w*|constant|angle"),
    Law("arc-acceleration", "Centripetal acceleration along a circular arc", "ac = (d/t)**2/r", _ROUND, "circle|circular|constant|rotat\\w*|angle"),
    Law("rolling", "Speed on a circle", "u = w*r", "", "rotat\\w*|spin\\w*|wheel\\w*|circ\\w*|axis|tire\\w*|roll\\w*"),
    Law("rolling-D", "Speed on a circle", "u = w*D/2", "", "rotat\\w*|spin\\w*|wheel\\w*|circ\\w*|axis|tire\\w*|roll\\w*"),
    Law("spin-up", "Uniform angular acceleration", "w = w0 + alpha*t", "", "rotat\\w*|spin\\w*|wheel\\w*|from rest|constant|stop"),
    Law("spin-angle", "Uniform angular acceleration", "theta = w0*t + alpha*t**2/2", "", "rotat\\w*|spin\\w*|wheel\\w*|constant"),
    Law("spin-square", "Uniform angular acceleration", "w**2 = w0**2 + 2*alpha*theta", "", "rotat\\w*|spin\\w*|wheel\\w*|constant"),
    Law("centripetal", "Centripetal acceleration", "ac = u**2/r", _ROUND, "circ\\w*|curve\\w*|centripetal|constant|track|radius", defining=True, cancels=("m",)),
    Law("centripetal-w", "Centripetal acceleration", "ac = w**2*r", _ROUND, "circ\\w*|spin\\w*|rotat\\w*|axis|centripetal|constant|wheel|centrifuge|tip|radius", defining=True, cancels=("m",)),
    Law("centripetal-force", "Centripetal force", "F = m*u**2/r", r"centripetal|circ|curve", "circ\\w*|curve\\w*|centripetal|constant|track|horizontal\\w*|friction|unbanked|radius", refuses=r"vertical|loop|bank"),
    Law("centripetal-force-w", "Centripetal force", "F = m*w**2*r", _ROUND, "circ\\w*|spin\\w*|rotat\\w*|axis|centripetal|constant|horizontal\\w*", refuses=r"vertical|loop"),
    Law("turntable", "Friction holds a body on a turntable", "mu*g = w**2*r", r"slid|slip", "rotat\\w*|axis|static|friction|merry-go-round|slid\\w*|slip\\w*|coefficient|turntable|horizontal\\w*", unknowns=("r", "mu", "w"), refuses=r"wall|vertical|slope|incline", cancels=("m",)),
    Law("friction", "Friction on level ground", "f = mu*m*g", r"friction", "friction|coefficient|kinetic|static|horizontal\\w*|level|slid\\w*", refuses=r"slope|incline|angle|wall|hill"),
    Law("skid", "Stopping by friction", "d = v0**2/(2*mu*g)", r"friction", "friction|coefficient|kinetic|skid\\w*|stop\\w*|brak\\w*|level|horizontal\\w*|slid\\w*", ("v",), refuses=r"slope|incline|angle|hill", cancels=("m",)),
    Law("torque", "Torque of a force perpendicular to its arm", "tau = F*s", r"torque|moment", "torque|perpendicular\\w*|hinges?|pivot|wrench|door|lever arm|relative", refuses=r"angle|net|total|two"),
    Law("torque-inertia", "Newton's second law for rotation", "tau = I*alpha", "", "torque|net|constant|rotat\\w*|angular|inertia"),
    Law("torque-spin", "Torque and change of spin", "tau*t = I*abs(w - w0)", "", "torque|constant|rotat\\w*|from rest|propeller|wheel|angular|inertia"),
    Law("muscle", "Torque of a force turns a body", "F*s = I*alpha", r"lever arm|perpendicular", "lever arm|perpendicular|torque|angular|inertia|effective|rotat\\w*|forearm|muscle"),
    Law("angular-momentum", "Angular momentum", "ang = I*w", r"angular momentum", "angular|rotat\\w*|spin\\w*|inertia", defining=True),
    Law("hoop", "Angular momentum of a rolling hoop", "ang = m*r*u", r"hoop", "hoop|wheel|angular|spinning|roll\\w*|model\\w*|radius|air", unknowns=("ang",), refuses=r"disk|disc|sphere"),
    Law("rotational-energy", "Kinetic energy of rotation", "KE = I*w**2/2", r"kinetic", "rotat\\w*|kinetic|spin\\w*|inertia|wheel|angular"),
    Law("seesaw", "Balance of torques", "m1*s1 = m2*s2", r"seesaw|balanc", "seesaw|balanc\\w*|pivot|negligible|two|second( \\w+)?|first|each|fulcrum"),
    Law("door", "Balance of torques", "F1*s1 = F2*s2", r"moving|balanc|equilibrium", "two|both|second( \\w+)?|opposite|perpendicular\\w*|hinges?|each|other|one|horizontal\\w*|door|first"),
    Law("gravitation", "Newton's law of gravitation", "F = G*m1*m2/d**2", r"gravit", "gravit\\w*|magnitude|between|two|close\\w*|away"),
    Law("surface-gravity", "Gravity at the surface of a planet", "m = gs*r**2/G".replace("gs", "a"), r"gravity", "gravity|earth\\w*|planet|moon|radius|pole|sphere|surface|mars", unknowns=("m", "a")),
    Law("fire-hose", "Force that stops a stream", "F = mdot*u", r"horizontal|wall|reduced to zero", "horizontal\\w*|wall|reduced|momentum|hose", refuses=r"angle|rebound|bounce"),
    Law("thrust", "Thrust of a rocket", "F = mdot*u", r"exhaust|eject|expel", "exhaust|gas\\w*|rocket|fuel|eject\\w*|expel\\w*|thrust|burn\\w*", refuses=r"wall|angle"),
)  # fmt: skip
