"""Words that change which laws hold. A model answers only texts in which it accounts for each."""

from __future__ import annotations

import re
from functools import cache

CONDITIONS = re.compile(
    r"\b(?:friction(?:less|al)?|rough|smooth|inclin\w*|slop(?:e|es|ed|ing)|ramp|uphill|downhill|hill|angles?|horizontal(?:ly)?|vertical(?:ly)?|air resistance|drag|"
    r"elastic(?:ally)?|inelastic(?:ally)?|collid\w+|collisions?|sticks?|stuck|bounc\w+|rebound\w*|rotat\w+|spin\w*|spun|rolls?|rolling|revol\w+|torque|"
    r"(?<!early )(?<!late )(?<!this )(?<!in )springs?|pendulum|pulleys?|rope|string|cable|cord|wire|tension|elevator|lifts?|lifted|lifting|weigh(?:s|t|ing|ed)?|buoy\w*|floats?|floating|submerged?|immersed|"
    r"density|densities|pressure|deep|depth|flow\w*|pipe|hose|nozzle|viscos\w*|laminar|turbulen\w*|charges?|charged|fields?|voltage|current|resist\w*|series|parallel|"
    r"capacit(?:or|ors|ance)|magnet\w*|waves?|frequency|wavelength|sound|echo|lens|mirror|refract\w*|temperature|heat(?:s|ed|ing|er)?|melt\w*|boil\w*|freez\w*|evaporat\w*|gas|"
    r"efficien\w*|power|work|energy|momentum|impulse|orbit\w*|satellite|gravit\w*|planet|moon|explo\w+|relative|upwards?|(?<!speeds )(?<!speed )(?<!sped )(?<!speeding )up|downwards?|down|upstream|downstream|"
    r"north|south|east|west|average|maximum|minimum|greatest|least|largest|smallest|half|halfway|halve\w*|twice|doubl\w+|tripl\w+|thirds?|quarter|ratio|factor|fraction|times|percent|percentage|"
    r"two|three|four|five|six|seven|eight|nine|ten|both|each|constant|uniform(?:ly)?|net|force|forces|pull\w*|push\w*|acceler\w+|deceler\w+|"
    r"(?:first|second|third|fourth|fifth|last|next) (?:second|minute|hour|half|part|stage)|before|after(?:wards)?|loses?|lost|loss|gain\w*|remain\w*|increas\w+|decreas\w+|reduc\w+|"
    r"terminal|escape|tangential|centripetal|angular|components?|equilibrium|balanced?|pivot|hang\w*|suspend\w*|thrust|engines?|brak\w+|rest|stops?|dropp?\w*|falls?|falling|fell|thrown|throws?|"
    r"launch\w*|kick\w*|project\w*|jump\w*|parabol\w*|vacuum|uncertainty|expan\w+|contract\w*|stretch\w*|compress\w*|period|amplitude|oscillat\w*|vibrat\w*|moment of inertia|radius|diameter|circular|circle|"
    r"kinetic|potential|mechanical|internal|conserv\w*|dissipat\w*|transfer\w*|convert\w*|absor\w+|releas\w+|graph|assume|assuming|neglect\w*|ignor\w+|negligible|overtake\w*|catch\w*|apart|later|return\w*|reaction time|reacts?|"
    r"drift\w*|wind|head ?wind|tail ?wind|still|stationary|toward|towards|opposite|perpendicular|right angles|tangent\w*|rim|edge|center|centre)\b",
    re.IGNORECASE,
)


@cache
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})$", re.IGNORECASE)


def unexplained(text: str, words: str) -> list[str]:
    """The condition words of a text that a pattern does not cover wholly."""
    own = _whole(words)
    return [one for one in CONDITIONS.findall(text) if not own.match(one)]
