"""A question in words with its numbers in one spelling: '$1,302' is '1302 dollars', 'half an hour'
is '1/2 hours', 'twice' is '2 times'. Its sentences are sorted into what is told and what is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.chapters.english_phrases import whole_number
from fynq.reasoning.problem import NotUnderstood

REFUSAL = "I do not understand every part of this story."
NUMBER = r"(?<![\d·/])\d+(?:·\d+)?(?:/\d+)?(?![\d/]|·\d)"
"""Decimal points are written ·, so that a full stop ends a sentence."""

_PARTS = {"half": 2, "halves": 2, "third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}  # fmt: skip
_PLACES = {"whole number": 0, "whole": 0, "integer": 0, "tenth": 1, "hundredth": 2, "thousandth": 3, "cent": 2, "penny": 2}  # fmt: skip
_ROUNDING = re.compile(
    r"(?i)[(,]?\s*(?:and\s+)?(?:please\s+)?(?:\bround(?:ed)?\b(?:\s+(?:your|the|all|any))?(?:\s+(?:final\s+)?answers?)?(?:\s+off)?\s+)?to\s+(?:the\s+)?nearest\s+"
    r"(?P<unit>whole number|integer|[a-z]+)(?:\s+of\s+an?\s+[a-z]+|\s+percent|\s+%)?(?:,?\s+(?:if|when|where)\s+(?:necessary|needed))?\s*[).,]?"
)
_TO_PLACES = re.compile(r"(?i)[(,]?\s*\bround(?:ed)?\b(?:\s+(?:your|the))?(?:\s+answers?)?\s+to\s+(?:(?:the\s+)?(?P<unit>tenth|hundredth|thousandth)s?(?:\s+place)?|(?P<count>\w+)\s+decimal\s+places?)\s*[).,]?")  # fmt: skip
_ASIDE = re.compile(
    r"(?i)\(\s*(?:in|n) (?:the form )?[a-z /$=?]*\)|\bplease (?:enter|write|give) (?:you|your)r? answers? as (?:a |an )?(?:\w+ )?(?:number|fraction|decimal|integer)\b\.?"
    r"|\b(?:express|write|give) (?:your|the) (?:final )?answers? (?:as|in) (?:a |an )?(?:\w+ )?(?:number|fraction|decimal|integer|dollars)\b\.?|,? in dollars(?=[ ,?])|\(dollars\)"
    r"|##.*?##|\bhint:.*"
)
_INSTRUCTION = re.compile(
    r"(?i)^(?:solve(?! for)|translate|in the following|for the following|use (?:the |this |a )|please|set up|answer|write (?:your|the) (?:final )?answer|word problem|given)\b"
)
_ASKING = re.compile(r"(?i)^(?:now,? |then,? |so,? )?(?:find|determine|calculate|what|how|convert|write|identify|compute|estimate|predict|approximate|give|solve for|use the (?:formula|equation|function) .* to (?:find|determine|calculate))\b|^(?:if|when|assuming|given|suppose|after)\b[^?]*, (?:then )?(?:find|determine|calculate|what|how)\b")  # fmt: skip
_TITLE_DOTS = re.compile(
    r"\b(?:vs|Mr|Mrs|Ms|Dr|St|No)\.|\.(?=\d)|(?:Exercise|Try It|Example|Problem|Question|Part)\s*#?\d+:?|#\d+:?"
)
_ROADS = re.compile(r"\b(?:I|US|Interstate|Highway|Hwy|Route|Rte)[- ]\d+\b")
_LEAD = re.compile(r"(?i)^(?:translate[^:.?]*|solve[^:.?]*|(?:for|in) the following[^:.?]*): +")
_FORM_ONLY = re.compile(
    r"(?i)^(?:please )?(?:write|give|express|enter) (?:your|the) (?:final )?(?:answer|equation|solution)s?\b(?![^⟦]*\d)"
)
_ABBREVIATED = re.compile(r"(?:\b(?:St|Mr|Mrs|Ms|Dr|vs|No|Jr)|D\.C|U\.S|a\.m|p\.m)\.$")
_IF_AFTER = re.compile(r"^(?P<ask>[^?]*?),?\s+(?:if|assuming|given that|provided that)\s+(?P<told>.*?\d.*?)[?.]$", re.IGNORECASE)  # fmt: skip
_IF_BEFORE = re.compile(r"^(?:If|When|Given that|Assuming(?: that)?)\s+(?P<told>.*?\d.*?)(?:,\s+(?:then\s+)?|\s+(?=how (?:many|much)\b))(?P<ask>(?:on average, )?(?:(?:at|in|for|by|to|with|after) )?(?:how|what|find|which|calculate|determine|when)\b[^,]*(?:,[^,?]*)*[?.])$", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """told, asked: sentences with numbers in one spelling. places: decimals asked for. formulas:
    what stands for ⟦0⟧, ⟦1⟧ … heading: lines that only name the exercise."""

    told: tuple[str, ...]
    asked: str
    heading: str
    places: int | None
    formulas: tuple[str, ...]
    fraction: bool


def story(question: str) -> Story:
    """Raises NotUnderstood when nothing is asked, or several things are."""
    if len(question) > 2500:
        raise NotUnderstood(REFUSAL)
    text, formulas = _unwrapped(question)
    fraction = bool(re.search(r"(?i)\bas (?:a |an )?(?:\w+ )?fraction", text))
    text, places = _without_rounding(text)
    text = _ROADS.sub("the road", _ASIDE.sub(" ", text))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    told: list[str] = []
    asks: list[tuple[int, str]] = []
    heading: list[str] = []
    for at, line in enumerate(lines):
        if (
            not re.search(r"[.?!:,]", _TITLE_DOTS.sub("", line))
            and not re.search(r"\d|⟦", _TITLE_DOTS.sub("", line))
            and len(line.split()) < 14
        ):
            heading.append(line)
            if _ASKING.match(line):
                asks.append((at, line))
            continue
        for sentence in sentences(_LEAD.sub("", line)):
            if _FORM_ONLY.match(sentence):
                heading.append(sentence)
            elif sentence.endswith("?") or _ASKING.match(sentence):
                asks.append((at, sentence))
            elif _INSTRUCTION.match(sentence) and not re.search(r"\d|⟦", sentence):
                heading.append(sentence)
            else:
                told.append(sentence)
    if not asks:
        asks = [(0, found[1]) for line in heading if (found := re.search(r"(?i)((?:write|find|determine) .*)", line))][-1:]  # fmt: skip
    if not asks:
        raise NotUnderstood(REFUSAL)
    if not re.search(r"\d|⟦", " ".join(told) + asks[-1][1]):
        full = [item for item in asks if re.search(r"\d|⟦", item[1])]
        asks = full or asks
    final = [sentence for at, sentence in asks if at == asks[-1][0]]
    if len({item.strip(" ?.").lower() for item in final}) != 1:
        raise NotUnderstood(REFUSAL)
    asked = final[-1]
    for pattern in (_IF_AFTER, _IF_BEFORE):
        found = pattern.match(spelled_numbers(asked))
        if found:
            condition = found["told"].strip()
            told.append(condition[0].upper() + condition[1:] + ".")
            asked = found["ask"].strip().rstrip("?.") + "?"
            break
    return Story(
        tuple(spelled_numbers(sentence) for sentence in told),
        spelled_numbers(asked),
        " ".join(heading),
        places,
        tuple(formulas),
        fraction,
    )


def sentences(line: str) -> list[str]:
    found: list[str] = []
    start = 0
    for stop in re.finditer(r"[.?!]\)?(?=\s+[\"'A-Z(\d⟦])|[.?!]\)?\s*$", line):
        piece = line[start : stop.end()].strip()
        if _ABBREVIATED.search(piece) and stop.end() < len(line):
            continue
        found.append(piece)
        start = stop.end()
    rest = line[start:].strip()
    return [*found, rest] if rest else found


def _unwrapped(question: str) -> tuple[str, list[str]]:
    text = question.replace("\\n", "\n").replace("’", "'").replace("‘", "'").replace("−", "-").replace("–", "-")  # fmt: skip
    text = text.replace("\\$", "¤").replace("“", '"').replace("”", '"').replace("\u00a0", " ")
    formulas: list[str] = []

    def inside(span: re.Match[str]) -> str:
        own = span[1].strip()
        own = re.sub(r"\\left|\\right", "", own).replace("\\%", "%")
        own = re.sub(r"\\d?frac\{(\d+)\}\{(\d+)\}", r" \1/\2 ", own).replace("{,}", ",")
        if re.fullmatch(r"[¤\d.,/%\s-]*|[A-Za-z]|[A-Za-z]\s*=\s*¤?-?\s*[\d./]+|=", own) or re.fullmatch(r"[A-Za-z]{2,}", own):  # fmt: skip
            return f" {own} " if own == "=" else own
        if re.fullmatch(r"[A-Za-z]\s*=\s*-?[\d./ ]+(?:,\s*[A-Za-z]\s*=\s*-?[\d./ ]+)+", own):
            return own.replace(",", " and ")
        if re.fullmatch(r"[A-Za-z]\s*=\s*\??\)?", own):
            return ")" if own.endswith(")") else ""
        formulas.append(span[1].strip())
        return f"⟦{len(formulas) - 1}⟧"

    text = re.sub(r"\$\$(.+?)\$\$", inside, text, flags=re.DOTALL)
    text = re.sub(r"(?<![$\\])\$([A-Za-z][^$\n]*?=[^$\n]+?)\$", inside, text)
    return text.replace("¤", "$"), formulas


def _without_rounding(text: str) -> tuple[str, int | None]:
    places: int | None = None
    for pattern in (_ROUNDING, _TO_PLACES):
        for found in pattern.finditer(text):
            said = found["unit"] or ""
            counted = found.groupdict().get("count")
            if counted:
                own = int(counted) if counted.isdigit() else whole_number(counted.lower())
            else:
                own = _PLACES.get(said.lower(), 0)
            if own is None or (places is not None and own != places):
                raise NotUnderstood(REFUSAL)
            if said.lower() in ("ten", "hundred", "thousand", "million"):
                raise NotUnderstood(REFUSAL)
            places = own
        text = pattern.sub(lambda found: "." if found[0].rstrip().endswith(".") else " ", text)
    return re.sub(r"(?<=[.?!])\s*\.", "", text), places


_SMALL = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"  # fmt: skip
_NAMED_PART = "|".join(sorted(_PARTS, key=len, reverse=True))


def spelled_numbers(text: str) -> str:
    """Numbers in figures without commas, money as 'N dollars', parts as fractions."""
    text = re.sub(r"\$\s*(\d+(?:,\d{3})*(?:,\s\d{3}(?=\.\d))?(?:\.\d+)?|\.\d+)", lambda m: m[1].replace(" ", "") + " dollars", text)  # fmt: skip
    text = re.sub(r"(?<![\d.])(\d+(?:\.\d+)?)\s?\$", r"\1 dollars", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<![\d.])\.(?=\d)", "0.", text)
    text = re.sub(r"^One day\b", "Once", text)
    text = re.sub(r"(\d)\s*(?:%|percents?\b|per cent\b)", r"\1%", text)
    text = re.sub(rf"(?i)\b(one|a|an|{_SMALL})[- ](hundred|thousand|million)\b", lambda m: _times(m[1], m[2]), text)  # fmt: skip
    text = re.sub(r"(?i)\b(\d+(?:\.\d+)?) (hundred|thousand|million)\b(?! cubic)", lambda m: _times(m[1], m[2]), text)  # fmt: skip
    text = re.sub(rf"(?i)\b(one|two|three|four|five|six|seven)[- ]({_NAMED_PART})s?\b", _part, text)
    text = re.sub(r"(?i)\bhalf (?:an? )(hour|dozen|mile|pound|cup|day|year|gallon|minute)\b", r"1/2 \1", text)  # fmt: skip
    text = re.sub(r"(?i)\bhalf[- ](hour|dozen|mile|pound|cup)\b", r"1/2 \1", text)
    text = re.sub(r"(?i)\ban? (third|fourth|quarter|fifth|sixth|seventh|eighth|ninth|tenth) of\b", lambda m: f"1/{_PARTS[m[1].lower()]} of", text)  # fmt: skip
    text = re.sub(
        r"(?i)\b(?:one-)?half (?=of\b|as\b|the\b|that\b|his\b|her\b|their\b|its\b|[A-Z])",
        "1/2 ",
        text,
    )
    text = re.sub(r"(?i)\btwice\b", "2 times", text)
    text = re.sub(r"(?i)\bthrice\b", "3 times", text)
    text = re.sub(rf"(?i)\b({_SMALL})\b", lambda m: str(whole_number(m[1].lower())), text)
    text = re.sub(r"(?i)\bone (?=(?:hour|minute|day|week|month|year|dozen|mile|foot|inch|yard|pound|ounce|cup|pair|box|bag|quart|gallon|liter|dollar|cent|and|\d)s?\b)", "1 ", text)  # fmt: skip
    text = re.sub(r"(?<![\d./])(\d+) (?:and )?(\d+)/(\d+)(?![\d/.])", lambda m: f"{int(m[1]) * int(m[3]) + int(m[2])}/{m[3]}" if int(m[2]) < int(m[3]) else m[0], text)  # fmt: skip
    text = re.sub(r"(?<=\d)-(?=[a-z])", " ", text)
    text = re.sub(
        r"(?<![\d./·])(\d+) and (?:a |1/)(?:half|2)\b", lambda m: f"{2 * int(m[1]) + 1}/2", text
    )
    if not re.search(r"(?i)\b(?:per|each|every|for a|dollars a|cents a) dozen\b", text):
        text = re.sub(r"(?i)\b(an?|\d+) dozen\b", lambda m: str(12 * (1 if m[1].isalpha() else int(m[1]))), text)  # fmt: skip
    text = re.sub(r"(?i)\bdouble (?=the|that|his|her)", "2 times ", text)
    text = re.sub(r"(?i)\btriple (?=the|that|his|her)", "3 times ", text)
    text = re.sub(
        r"(?i)(?<=/\d) of an? (?=hour|mile|minute|pound|cup|dozen|gallon|day|year)", " ", text
    )
    text = re.sub(r"(?i)\bnegative (?=\d)", "-", text)
    text = re.sub(
        r"(?i)(?<=\bis )(zero|one)(?=\s*[.,?]|$)",
        lambda m: "0" if m[1].lower() == "zero" else "1",
        text,
    )
    text = re.sub(r"(?<=\d)\.(?=\d)", "·", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _times(count: str, power: str) -> str:
    from fractions import Fraction

    base = {"hundred": 100, "thousand": 1000, "million": 10**6}[power.lower()]
    low = count.lower()
    own = Fraction(1) if low in ("a", "an", "one") else Fraction(low) if low[0].isdigit() else Fraction(whole_number(low) or 0)  # fmt: skip
    value = own * base
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def _part(found: re.Match[str]) -> str:
    top = 1 if found[1].lower() == "one" else whole_number(found[1].lower())
    bottom = found[2].lower()
    if bottom == "quarter" and "-" not in found[0]:
        return found[0]
    if "-" not in found[0] and bottom != "half" and not found[0].endswith("s") and top != 1:
        return found[0]
    return f"{top}/{_PARTS[bottom]}"
