"""Pairs of questions, made by rule: the same question in other words, and near misses of it."""

import itertools
import re

SUBJECTS = (
    ("ice", "float", "floats", "on water"),
    ("copper", "conduct", "conducts", "electricity"),
    ("oil", "spread", "spreads", "over water"),
    ("the moon", "orbit", "orbits", "the earth"),
    ("a magnet", "attract", "attracts", "iron"),
    ("sugar", "dissolve", "dissolves", "in hot tea"),
    ("warm air", "rise", "rises", "above cold air"),
    ("the heart", "pump", "pumps", "blood to the lungs"),
    ("a cell", "store", "stores", "energy in ATP"),
    ("sound", "travel", "travels", "from the speaker to the ear"),
)
THINGS = (
    "osmosis", "kinetic energy", "a prime number", "photosynthesis", "the ozone layer", "an isotope",
    "Newton's second law", "the French Revolution", "inflation", "a covalent bond", "DNA", "CO2",
)  # fmt: skip
TWO = (
    ("speed", "velocity"), ("mass", "weight"), ("mitosis", "meiosis"), ("a virus", "a bacterium"),
    ("heat", "temperature"), ("an ion", "an atom"),
)  # fmt: skip
WHOLE = (
    "Who discovered oxygen?",
    "When did World War 2 end?",
    "Which planet is closest to the sun?",
    "What happens to the pressure when the volume increases?",
    "What is the boiling point of water at 2 atm?",
    "Why is the sky blue at noon?",
    "How far does light travel in 3 ns?",
    "What force does a 5 kg mass need to accelerate at 2 m/s^2?",
    "Why is F = ma true only for constant m?",
    "What are the 3 most common gases in dry air?",
    "Where does the Krebs cycle happen in a cell?",
    "What is the least dense metal?",
)


def same_pairs() -> list[tuple[str, str, str]]:
    """(rule, question, the same in other words)."""
    pairs = []
    for subject, verb, verbs, rest in SUBJECTS:
        base = f"Why does {subject} {verb} {rest}?"
        told = f"{subject} {verbs} {rest}"
        pairs += [("told", base, f"{lead} {told}{end}") for lead, end in _WHY]
        pairs.append(("late", base, f"{told}. Why?"))
    for thing in THINGS:
        base = f"What is {thing}?"
        pairs += [("told", base, f"{lead} what {thing} is{end}") for lead, end in _TELL]
        pairs.append(("short", base, f"what's {thing}"))
        pairs += [("meaning", f"Define {thing}.", words.format(thing)) for words in _MEANING]
    for one, other in TWO:
        base = f"What is the difference between {one} and {other}?"
        pairs += [("difference", base, words.format(one, other)) for words in _DIFFERENCE]
    for base in every_question():
        pairs += [("courtesy", base, words) for words in _courteous(base)]
    return pairs


_WHY = (("Can you explain why", "?"), ("please tell me why", ""), ("How come", "?"), ("I don't understand why", "."), ("What is the reason why", "?"), ("Hi, could you please explain to me why", "? Thanks"))  # fmt: skip
_TELL = (("Can you tell me", "?"), ("explain", ""), ("I want to know", "."), ("i do not understand", ""))  # fmt: skip
_MEANING = ("What does {} mean?", "what is meant by {}", "What is the definition of {}?", "give me the definition of {}", "What is the meaning of {}?")  # fmt: skip
_DIFFERENCE = ("difference between {} and {}", "explain the difference between {} and {}", "Please tell me the difference between {} and {}.")  # fmt: skip


def _courteous(question: str) -> list[str]:
    bare = question.rstrip("?.")
    lowered = bare[0].lower() + bare[1:]
    return [
        lowered,
        f"Hello, {lowered}?",
        f"please: {lowered}?",
        f"{question} Thank you!",
        f"  {question} ",
    ]


def reworded_pairs() -> list[tuple[str, str]]:
    """The same with other content words: what words alone cannot show to be the same."""
    return [
        (f"Why does {subject} {verb} {rest}?", f"What makes {subject} {verb} {rest}?")
        for subject, verb, _, rest in SUBJECTS
    ] + [(f"What is {thing}?", f"Give me an overview of {thing}") for thing in THINGS]


def every_question() -> list[str]:
    return [
        *(f"Why does {subject} {verb} {rest}?" for subject, verb, _, rest in SUBJECTS),
        *(f"What is {thing}?" for thing in THINGS),
        *(f"What is the difference between {one} and {other}?" for one, other in TWO),
        *WHOLE,
    ]


_OPPOSITES = (
    ("hot", "cold"), ("warm", "cold"), ("above", "below"), ("increases", "decreases"), ("most", "least"),
    ("closest", "farthest"), ("least", "most"), ("only", "always"), ("to", "from"), ("on", "under"), ("in", "outside"),
    ("attract", "repel"), ("rise", "sink"), ("end", "begin"), ("boiling", "freezing"), ("dry", "humid"), ("second", "third"),
    ("kg", "g"), ("ns", "ms"), ("atm", "Pa"), ("m/s^2", "cm/s^2"), ("common", "uncommon"), ("noon", "night"), ("true", "untrue"),
)  # fmt: skip
_OTHER_WORDS = (
    ("ice", "iron"), ("copper", "glass"), ("oil", "honey"), ("moon", "sun"), ("magnet", "charge"),
    ("sugar", "sand"), ("air", "water"), ("heart", "liver"), ("cell", "battery"), ("sound", "light"),
    ("osmosis", "diffusion"), ("kinetic", "potential"), ("prime", "perfect"), ("photosynthesis", "respiration"),
    ("ozone", "outer"), ("isotope", "isomer"), ("Newton's", "Kepler's"), ("French", "Russian"), ("inflation", "deflation"),
    ("covalent", "ionic"), ("DNA", "RNA"), ("CO2", "CO"), ("speed", "acceleration"), ("mass", "volume"),
    ("mitosis", "fission"), ("virus", "fungus"), ("temperature", "entropy"), ("ion", "anion"), ("oxygen", "nitrogen"),
    ("planet", "star"), ("pressure", "density"), ("blue", "red"), ("metal", "gas"), ("Krebs", "Calvin"), ("m?", "M?"), ("ma", "mv"),
)  # fmt: skip
_ASKING = ("Why", "What", "How", "When", "Who", "Which", "Where")


def near_misses(question: str) -> list[tuple[str, str]]:
    """(rule, a question that asks something else), one thing changed in each."""
    found = []
    for rule, table in (("opposite", _OPPOSITES), ("name", _OTHER_WORDS)):
        for word, other in table:
            found.append(
                (rule, re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, question, count=1))
            )
    for number in re.finditer(r"\d+", question):
        for other in (str(int(number[0]) + 1), f"{number[0]}0", f"{number[0]}.5", f"-{number[0]}"):
            found.append(("number", question[: number.start()] + other + question[number.end() :]))
    words = question.split()
    if words[1] in ("is", "are", "does", "did"):
        found.append(("negation", " ".join([words[0], words[1], "not", *words[2:]])))
        found.append(("negation", " ".join([words[0], words[1] + "n't", *words[2:]])))
        tense = {"is": "was", "are": "were", "does": "did", "did": "does"}[words[1]]
        found.append(("tense", " ".join([words[0], tense, *words[2:]])))
        found.append(("tense", " ".join([words[0], "could", *words[2:]])))
    first, _, rest = question.partition(" ")
    found += [("asking", f"{word} {rest}") for word in _ASKING if word != first]
    found += [
        ("task", f"{task} {rest.rstrip('?')}")
        for task in ("Give an example of", "Prove that", "List")
    ]
    bare = question.rstrip("?")
    found += [
        ("condition", f"{bare} {more}?")
        for more in ("in a vacuum", "without friction", "on Mars", "the second time")
    ]
    content = [at for at, word in enumerate(words) if at > 1 and len(word.strip("?")) > 3]
    for one, other in itertools.combinations(content, 2):
        swapped = [word.strip("?") for word in words]
        swapped[one], swapped[other] = swapped[other], swapped[one]
        found.append(("order", " ".join(swapped) + "?"))
    found += [("dropped", " ".join(words[:at] + words[at + 1 :])) for at in content]
    found.append(("sign", question.replace("=", "<")))
    return [(rule, other) for rule, other in found if other != question]


PROBLEMS = (
    "Solve 2x + 3 = 11", "Solve x^2 - 5x + 6 = 0", "Differentiate x^2 sin(x)", "Factor x^2 - 9",
    "Integrate x^3 from 0 to 2", "Simplify (x^2 - 1)/(x - 1)", "Expand (x + 2)(x - 3)", "What is 17 + 25 * 3?",
    "Solve x + y = 5 and x - y = 1", "Find the limit of (x^2 - 4)/(x - 2) as x approaches 2", "Solve 3x - 4 > 8",
    "What is 15% of 80?", "Find the gcd of 12 and 18", "Round 3.14159 to 2 decimal places",
)  # fmt: skip


def same_problems() -> list[tuple[str, str]]:
    pairs = []
    for problem in PROBLEMS:
        lowered = problem[0].lower() + problem[1:]
        pairs += [(problem, words) for words in (lowered, f"Please {lowered}", f"Can you {lowered}?", lowered.replace(" ", "  "), f"help me {lowered}, thanks")]  # fmt: skip
        if "x + 3" in problem or "x^2 - 5x" in problem:
            formula = problem.removeprefix("Solve ")
            pairs += [(problem, words.format(formula)) for words in ("solve for x: {}", "What is x if ${}$?", "{}", "Solve the equation {} for x")]  # fmt: skip
            pairs.append(
                (problem, problem.replace(" + ", "+").replace(" = ", "=").replace(" - ", "-"))
            )
    return pairs


def other_problems(problem: str) -> list[str]:
    found = []
    for number in re.finditer(r"\d+", problem):
        for other in (str(int(number[0]) + 1), f"1{number[0]}", f"{number[0]}.5", f"-{number[0]}"):
            found.append(problem[: number.start()] + other + problem[number.end() :])
    for sign in re.finditer(r"[-+*/=<>^]", problem):
        for other in "+-*=>":
            if other != sign[0]:
                found.append(problem[: sign.start()] + other + problem[sign.end() :])
    found += [
        re.sub(r"\bx\b|(?<=\d)x", "z", problem),
        re.sub(r"\bx\b|(?<=\d)x", "t", problem, count=1),
    ]
    for verb in ("Solve", "Differentiate", "Factor", "Integrate", "Simplify", "Expand"):
        found.append(
            re.sub(r"^(Solve|Differentiate|Factor|Integrate|Simplify|Expand)\b", verb, problem)
        )
    found += [f"{problem} by substitution", f"{problem} without a calculator", f"Why {problem[0].lower()}{problem[1:]}", f"{problem} to 3 decimal places", problem.replace("sin", "cos"), problem.replace("from 0 to 2", "from 2 to 0"), problem.replace("gcd", "lcm"), problem.replace("%", "")]  # fmt: skip
    return [other for other in found if other != problem]
