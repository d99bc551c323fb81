"""Counting by the principles of addition and multiplication, permutations and combinations;
heads and tails of several coins.

Counts are confirmed by listing where that is short, and step by step where it is not.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    HOLE,
    PLAIN,
    REFUSAL,
    Page,
    vocabulary,
)
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.solved import Report, SolvedProblem

_SMALL = {word: at for at, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1)}  # fmt: skip
_N = rf"(\d+|{'|'.join(_SMALL)})"
_CONDITION = re.compile(
    r"\b(?:must|not|at least|at most|exactly|except|without|repeat\w*|repetition|adjacent|together|next to|vowels?|consonants?|if|unless|only|distinct letters|"
    r"same|different colors?|begin|start|end|even|odd|greater|less|both|either|identical|alike|seats?|round table|circle|circular|around|(?:key ?)?ring|bracelet|necklace|optional|need not|do(?:es)? not|cannot|included?|excluded?|gender|men|women|boys|girls)\b"
)


def _text(page: Page) -> str:
    """The sentences with their numbers, without titles."""
    lines = []
    for sentence in page.sentences:
        line = sentence.words
        for formula in sentence.formulas:
            line = line.replace(HOLE, formula.lower(), 1)
        if not sentence.title and not re.match(r"use (?:the )?[a-z ]*principle[a-z ]* to (?:perform|find|solve|answer) the calculations?$", line):  # fmt: skip
            lines.append(line)
    return ". ".join(lines)


def _number(text: str) -> int:
    return _SMALL[text] if text in _SMALL else int(text)


@dataclass(frozen=True, slots=True)
class _Counted:
    """rule: 'sum', 'product', 'permutations', 'combinations', or 'orders' of so many things of which
    some are equal; parts: the numbers that go in."""

    rule: str
    parts: tuple[int, ...]


def _read_counting(page: Page) -> _Counted:
    text = re.sub(r"\(\s*|\s*\)", " ", _text(page))
    asked = page.asked.words
    if not re.search(r"\bhow many\b|\bnumber of\b", text) or "probability" in text:
        raise NotUnderstood(REFUSAL)
    text = re.sub(r" if there are (?=\d)", " from ", text)
    text = re.sub(r" are (?:chosen|selected|drawn|picked)(?: at random)? from\b", " from", text)
    text = re.sub(r",? ?use the (?:addition|multiplication|fundamental counting) principle to (?=find|determine)", "", text)  # fmt: skip
    readers = (
        _subsets,
        _of_a_set,
        _from_two_sets,
        _letters,
        _strings,
        _of_one_kind,
        _experiments,
        _sum_of,
        _listed,
    )
    found = next((read for reader in readers if (read := reader(text))), None)
    found = found or _chosen(text, asked)
    if found is None:
        raise NotUnderstood(REFUSAL)
    return found


def _subsets(text: str) -> _Counted | None:
    """Each member is in the subset or not."""
    found = re.fullmatch(r"(?:how many subsets (?:does|are there (?:in|of)|can be formed from)|find the number of subsets of) the set \\?\{([^{}]+)\\?\}(?: contain| have)?", text)  # fmt: skip
    members = [item.strip() for item in found[1].split(",")] if found else []
    if len(members) < 2 or len(set(members)) != len(members) or len(members) > 20 or any("." in item for item in members):  # fmt: skip
        return None
    return _Counted("product", (2,) * len(members))


def _letters(text: str) -> _Counted | None:
    """Orders of the letters of a word; equal letters make no new order."""
    found = re.fullmatch(r"(?:how many (?:different |distinct )?ways (?:are there to|can you|can one) (?:re)?arrange|(?:how many|find the number of) (?:different |distinct )?(?:re)?arrangements (?:are there )?(?:can be made )?(?:of|from)|(?:how many|find the number of) (?:different |distinct )?permutations (?:are there )?of) (?:all )?(?:of )?the letters (?:of|in) (?:the word )?\W?([a-z]{2,20})\W?(?: be arranged)?", text)  # fmt: skip
    if found is None:
        return None
    counts = [found[1].count(letter) for letter in sorted(set(found[1]))]
    return _Counted("orders", (len(found[1]), *counts))


_KINDS_OF_SIGN = {"letter": 26, "digit": 10}
_AMONG = re.compile(r"(?:,? ?(?:chosen|taken))? (?:from|using|with|out of)(?: only)?(?: the)?(?: letters| digits)?:? (?P<list>[a-z0-9](?:(?:, ?| and |, and )[a-z0-9])+)\b(?! digit| letter)")  # fmt: skip
_OF_WORD = re.compile(r" (?:from|using|with|out of) the (?:letters (?:of|in) the )?word \W?(?P<word>[a-z]{2,20})\b\W?")  # fmt: skip
_REPEATED = r"(?:if )?(?:the )?(?:letters?|digits?|repetitions?|repeats?)?(?: of (?:letters|digits))? ?(?:can|may) be (?:repeated|used more than once)|(?:if )?(?:letters|digits) (?:can|may) repeat|(?:if )?repetitions? (?:of (?:letters|digits) )?(?:is|are) allowed|with repetitions?"
_DISTINCT = r"(?:if )?(?:the )?(?:letters?|digits?)? ?(?:can(?:not|'t| not)|may not) be (?:repeated|used more than once)|without (?:repetitions?|repeating (?:any )?(?:letters|digits|a letter|a digit))|with no repetitions?|(?:if )?no repetitions? (?:is|are) allowed|(?:if )?repetitions? (?:is|are) not allowed|(?:if )?no (?:letter|digit) (?:is|can be|may be) (?:repeated|used more than once)"
_STRING_WORDS = re.compile(r"(?:(?:how many|different|distinct|possible|passwords?|codes?|strings?|words?|numbers?|pins?|combinations?|can|could|be|formed|made|created|there|are|is|of|if|exist|you|we|form|make|write|consist|consisting|contain|containing|letters?|digits?|lowercase|the|english|alphabet|from|using|and) ?)+")  # fmt: skip


def _strings(text: str) -> _Counted | None:
    """Passwords and strings of letters or digits, with or without repetition. A number of several
    digits does not begin with 0."""
    signs = _AMONG.search(text)
    word = None if signs else _OF_WORD.search(text)
    named = re.findall(r"\b[a-z0-9]\b", re.sub(r"\band\b", ",", signs["list"])) if signs else list(word["word"]) if word else []  # fmt: skip
    said = signs or word
    rest = text[: said.start()] + " " + text[said.end() :] if said else text
    found = re.search(rf"\b{_N}[- ](letter|digit)s? (?:passwords?|codes?|strings?|words?|numbers?|pins?|combinations?)\b|\b(?:strings?|passwords?|codes?) of {_N} (letter|digit)s\b", rest)  # fmt: skip
    if found is None or len(set(named)) != len(named):
        return None
    repeated, distinct = re.search(_REPEATED, rest), re.search(_DISTINCT, rest)
    told = distinct or repeated
    if told is None:
        return None
    rest = rest.replace(told[0], " ").replace(found[0], " ")
    if not _STRING_WORDS.fullmatch(" ".join(re.findall(r"[^\s,;:.?!()]+", rest)) + " "):
        return None
    count = _number(next(part for part in (found[1], found[3]) if part))
    kind = found[2] or found[4]
    if named and any(one.isdigit() != (kind == "digit") for one in named):
        return None
    size = len(named) or _KINDS_OF_SIGN[kind]
    zero = kind == "digit" and "number" in found[0] and count > 1 and (not named or "0" in named)
    first = size - 1 if zero else size
    if distinct is None:
        return _Counted("product", (first, *(size,) * (count - 1)))
    if count > size:
        return None
    if zero:
        return _Counted("product", (first, *range(size - 1, size - count, -1)))
    return _Counted("permutations", (size, count))


def _of_one_kind(text: str) -> _Counted | None:
    """'3 desktop computers and 4 laptop computers': one of them is taken."""
    found = re.search(rf"\b{_N} ([a-z-]+) ([a-zé-]+)s(?: options)? and {_N} ([a-z-]+) \3s\b", text)
    total = re.search(r"(?:what is the total number of|how many total) ([a-zé-]+?)s? (?:options|choices)$", text)  # fmt: skip
    plain = re.search(rf"\b{_N} ([a-z-]+) ([a-zé-]+) options and {_N} ([a-z-]+) \3 options", text)
    match = found or plain
    if match is None or total is None or total[1].rstrip("s") != match[3].rstrip("s") or len(re.findall(rf"\b{_N}\b", text)) != 2:  # fmt: skip
        return None
    return _Counted("sum", (_number(match[1]), _number(match[4])))


def _is(kind: str, number: int) -> bool:
    return {"negative": number < 0, "positive": number > 0, "even": number % 2 == 0, "odd": number % 2 == 1}[kind]  # fmt: skip


def _of_a_set(text: str) -> _Counted | None:
    """'Let the set A = {…}. How many ways are there to choose a negative or an even number?'"""
    stated = re.search(r"\bset (?:[a-z] ?= ?)?\\?\{([^{}]+)\\?\}", text)
    asked = re.search(r"how many ways are there to (?:choose|pick|select) an? (negative|positive|even|odd)(?: number)? or an? (negative|positive|even|odd) number from (?:set )?[a-z]$", text)  # fmt: skip
    inside = stated[1].rstrip("\\") if stated else ""
    if asked is None or not re.fullmatch(r"\s*-?\d+(?:\s*,\s*-?\d+)+\s*", inside):
        return None
    members = [int(item) for item in inside.split(",")]
    count = sum(_is(asked[1], item) or _is(asked[2], item) for item in members)
    return _Counted("sum", (1,) * count) if len(set(members)) == len(members) and count else None


def _from_two_sets(text: str) -> _Counted | None:
    """'How many two-letter strings, the first letter from A and the second from B, …'"""
    sets = re.findall(r"\b([a-z]) ?= ?\\?\{([^{}]+)\\?\}", text)
    asked = re.search(r"how many two-letter strings\W+the first letter from ([a-z]) and the second letter from ([a-z])\W+can be formed", text)  # fmt: skip
    sizes = {name: len({item.strip() for item in members.split(",")}) for name, members in sets}
    if asked is None or len(sets) != 2 or {asked[1], asked[2]} != set(sizes):
        return None
    return _Counted("product", (sizes[asked[1]], sizes[asked[2]]))


_TRIALS: tuple[tuple[str, int], ...] = (
    (r"(?:tossing|flipping|toss|flip) (?:a pair of|two) coins", 4),
    (r"(?:rolling|roll) (?:a pair of|two) dice", 36),
    (r"(?:tossing|flipping|toss|flip) a(?: fair)? coin", 2),
    (r"(?:rolling|roll) a(?: fair)?(?: six-sided)? (?:die|number cube)", 6),
    (r"(?:drawing|choosing|picking|draw) (?:a|one) card(?: from a (?:standard )?(?:52-card )?deck(?: of cards)?)?", 52),
)  # fmt: skip
_SIDED = re.compile(r"(?:rolling|roll) an?(?: fair)? (\d+)-sided (?:die|number cube)")


def _experiments(text: str) -> _Counted | None:
    found = re.fullmatch(r"how many (?:different |possible |total )*outcomes (?:are (?:possible|there) )?(?:from|when|for|of|in) (.+)", text)  # fmt: skip
    if found is None:
        return None
    parts = []
    for piece in re.split(r",? and (?:then )?|, ", found[1]):
        sided = _SIDED.fullmatch(piece)
        size = int(sided[1]) if sided else next((n for pattern, n in _TRIALS if re.fullmatch(pattern, piece)), 0)  # fmt: skip
        if not size:
            return None
        parts.append(size)
    return _Counted("product", tuple(parts)) if len(parts) > 1 or parts[0] in (4, 36) else None


def _sum_of(text: str) -> _Counted | None:
    """'… to pick a colour from 5 shades of green, 4 of blue, or 7 of yellow'."""
    found = re.fullmatch(r"how many (?:different )?(?:ways|choices|options) (?:are there |do you have |does (?:he|she) have )?(?:to|of) (?:pick|choose|select|picking|choosing|selecting) (?:an?|one) [a-z -]+? from (.+)", text)  # fmt: skip
    if found is None or _CONDITION.search(found[1]):
        return None
    pieces = re.split(r",? or |, ", found[1])
    items = [re.fullmatch(rf"{_N} [a-z][a-z -]*", piece) for piece in pieces]
    if len(pieces) < 2 or " or " not in found[1] or None in items:
        return None
    return _Counted("sum", tuple(_number(item[1]) for item in items if item))


_ORDER = re.compile(r"\barrang|\border(?:s|ed|ings?)?\b|\bline[ds]? up|\brank|\bpermut|\bpresident\b.*\b(?:vice|secretary|treasurer)|\bfirst,? (?:place,? )?(?:and )?second\b|\bfirst-? ?place")  # fmt: skip
_ROLE = r"\b(?:(?<!vice )(?<!vice-)president|vice[ -]president|secretary|treasurer|chair(?:person|man)?)\b"
_PART = (
    re.compile(rf"\b{_N} (?:of the |of (?:his|her|their|its|those|these) |[a-z]+(?: [a-z]+)? (?:from|out of|of) (?:a |an |the |among )?(?:[a-z]+ )*?(?:of )?){_N}\b"),
    re.compile(rf"\b(?:committee|team|group|subset|hand|sample) of {_N} [a-z ]*?(?:from|out of) (?:a |the )?(?:[a-z]+ of )?{_N}\b"),
)  # fmt: skip


def _chosen(text: str, asked: str) -> _Counted | None:
    numbers = re.findall(rf"\b{_N}\b", re.sub(r"\bone of\b", "", text))
    if _CONDITION.search(text) or re.search(r"\d-", text):
        return None
    if len(numbers) == 2:
        found = next((match for pattern in _PART if (match := pattern.search(text))), None)
        if found is None or not re.search(r"\b(?:ways|committees|teams|groups|combinations|permutations|arrangements|subsets|hands)\b", asked):  # fmt: skip
            return None
        r, n = _number(found[1]), _number(found[2])
        if not 0 < r <= n <= 400:
            return None
        if _ORDER.search(text):
            return _Counted("permutations", (n, r))
        chooses = re.search(r"\b(?:choose|chosen|select|pick|committee|team|form|combination|subset)", text)  # fmt: skip
        return _Counted("combinations", (n, r)) if chooses else None
    if len(numbers) == 1 and re.search(r"how many (?:different )?(?:ways|orders|arrangements)|number of ways", asked) and _ORDER.search(text):  # fmt: skip
        n = _number(numbers[0])
        several = re.search(r"\bof the\b.*\b(?:arranged|chosen)|\ba time\b|\bsome\b|\bfew\b", text)
        places = len(set(re.findall(r"\b(?:first|second|third|fourth|fifth)\b", text))) or len(set(re.findall(_ROLE, text)))  # fmt: skip
        chosen = not places and re.search(r"\bfrom\b|\bout of\b|\bwords?\b", text)
        if several or chosen or n > 100 or (places and not 1 < places <= n):
            return None
        return _Counted("permutations", (n, places or n))
    return None


_THING = r"(?:[a-z'-]+ )*?[a-z'-]+"


def _listed(text: str) -> _Counted | None:
    """Counts of several kinds of things, one of each kind taken; 'whether to …' doubles."""
    if _CONDITION.search(re.sub(r"\bdifferent\b", "", text)):
        return None
    sentences = text.split(". ")
    stated = next((line for line in sentences if len(re.findall(rf"\b{_N} [a-z]+", line)) > 1), "")
    counts = {noun.split()[-1]: _number(count) for count, noun in re.findall(rf"\b{_N} ({_THING})(?=,| and\b|$| for\b| to\b| on\b)", stated)}  # fmt: skip
    single = re.findall(r"(?:,| and) an? ([a-z]+)\b", stated)
    if len(re.findall(rf"\b{_N}\b", text)) != len(counts) or len(counts) < 2:
        return None
    rest = [line for line in sentences if line != stated]
    chosen = " ".join(rest)
    if not re.search(r"\b(?:outfits?|meals?|combinations?|ways|choices|possibilities|sandwich|options)\b", chosen or stated):  # fmt: skip
        return None
    taken = re.search(r"\bchoose (?:an?|one) (.+?)(?= for\b|\.|$| and decide)", chosen)
    if taken:
        named = [_plural(item) for item in re.findall(r"[a-z'-]+", re.sub(r"\b(?:an?|one|and)\b", " ", taken[1]))]  # fmt: skip
        if sorted(named) != sorted(counts):
            return None
    elif not re.search(r"\beach\b|\bone of each\b|\boutfits?\b|\bmeals?\b|consist", chosen or stated):  # fmt: skip
        return None
    doubles = re.search(r"\bwhether (?:or not )?to (?:wear|bring|take|include|add|use|have) (?:the|a) ([a-z]+)", chosen)  # fmt: skip
    if bool(single) != bool(doubles) or (doubles and doubles[1] not in single):
        return None
    return _Counted("product", (*counts.values(), *((2,) if doubles else ())))


def _plural(noun: str) -> str:
    return noun if noun.endswith("s") and not noun.endswith("ss") else noun + ("es" if noun.endswith(("ss", "sh", "ch", "x")) else "s")  # fmt: skip


def _work_counting(asked: _Counted) -> Worked:
    parts = asked.parts
    if asked.rule in ("sum", "product"):
        value = sum(parts) if asked.rule == "sum" else math.prod(parts)
        sign = " + " if asked.rule == "sum" else " \\cdot "
        title = "Add: only one of them is taken" if asked.rule == "sum" else "Multiply: each is combined with each"  # fmt: skip
        given = sign.join(map(str, parts)) if len(parts) > 1 else "\\text{outcomes}"
        return Worked(str(value), given, [(title, f"$${sign.join(map(str, parts))} = {value}$$")], "'Or' adds the numbers of ways, 'and' multiplies them.")  # fmt: skip
    if asked.rule == "orders":
        value = math.factorial(parts[0])
        for count in parts[1:]:
            value //= math.factorial(count)
        below = " \\cdot ".join(f"{count}!" for count in parts[1:] if count > 1) or "1"
        return Worked(str(value), f"{parts[0]}!", [("Divide by the orders of equal letters", f"$$\\frac{{{parts[0]}!}}{{{below}}} = {value}$$")], "Exchanging equal letters makes no new arrangement.")  # fmt: skip
    n, r = parts
    ordered = asked.rule == "permutations"
    value = math.perm(n, r) if ordered else math.comb(n, r)
    rule = f"\\frac{{{n}!}}{{{n - r}!}}" if ordered else f"\\frac{{{n}!}}{{{r}! \\cdot {n - r}!}}"
    name = "P" if ordered else "C"
    title = "The order matters" if ordered else "The order does not matter"
    return Worked(str(value), f"{name}({n}, {r})", [(title, f"$${name}({n}, {r}) = {rule} = {value}$$")], "Permutations count orders, combinations do not.")  # fmt: skip


def _counting_holds(asked: _Counted, final: str) -> str:
    parts = asked.parts
    if asked.rule in ("sum", "product"):
        if math.prod(parts) > 20_000:
            return "Counted again in another order." if asked.rule == "product" and math.prod(reversed(parts)) == int(final) else ""  # fmt: skip
        listed = sum(1 for _ in itertools.product(*(range(n) for n in parts))) if asked.rule == "product" else len([(k, at) for k, n in enumerate(parts) for at in range(n)])  # fmt: skip
        return "All the possibilities were listed." if listed == int(final) else ""
    if asked.rule == "orders":
        left, ways = parts[0], 1
        for count in parts[1:]:
            ways *= math.comb(left, count)
            left -= count
        return "Places were chosen letter by letter." if ways == int(final) else ""
    n, r = parts
    row = [1]
    for _ in range(n):
        row = [1, *(a + b for a, b in itertools.pairwise(row)), 1]
    value = row[r] * (math.factorial(r) if asked.rule == "permutations" else 1)
    return "The number was found again in Pascal's triangle." if value == int(final) else ""


@dataclass(frozen=True, slots=True)
class _Coins:
    """count of coins; wanted: the numbers of heads that count."""

    count: int
    wanted: frozenset[int]


_COIN_WORDS = PLAIN | vocabulary(
    "coin coins fair tossed toss tossing flipped flip flipping probability getting heads head tails tail all exactly at least most no two three four five six seven eight nine ten one times time"
)


def _read_coins(page: Page) -> _Coins:
    text = _text(page)
    plain = [type(item)(re.sub(r"\b\d+\b", "one", item.words.replace(HOLE, "one")), (), item.asks, item.title) for item in page.sentences]  # fmt: skip
    Page("", tuple(plain)).require(_COIN_WORDS)
    told = re.search(rf"\b{_N} (?:fair )?coins? (?:are|is) (?:tossed|flipped)|coin is (?:tossed|flipped) {_N} times|(?:toss|flip)(?:ing)? {_N} (?:fair )?coins", text)  # fmt: skip
    asked = re.search(r"probability (?:of|that) (?:tossing |getting |flipping )?(.+)$", text)
    if told is None or asked is None:
        raise NotUnderstood(REFUSAL)
    count = _number(next(part for part in told.groups() if part))
    if count > 12:
        raise CannotSolve("That is too many coins.")
    wanted: set[int] = set()
    for piece in re.split(r" or (?:getting |tossing )?", asked[1]):
        wanted |= _heads(piece.strip(), count)
    return _Coins(count, frozenset(wanted))


def _heads(piece: str, count: int) -> set[int]:
    found = re.fullmatch(rf"(all|no|exactly {_N}|at least {_N}|at most {_N}|{_N}) (heads?|tails?)", piece)  # fmt: skip
    if found is None:
        raise NotUnderstood(REFUSAL)
    how = found[1]
    number = next((_number(part) for part in found.groups()[1:5] if part), 0)
    every = range(count + 1)
    if how == "all":
        chosen = {count}
    elif how == "no":
        chosen = {0}
    elif how.startswith("at least"):
        chosen = {k for k in every if k >= number}
    elif how.startswith("at most"):
        chosen = {k for k in every if k <= number}
    else:
        chosen = {number} & set(every)
    return chosen if found[6].startswith("head") else {count - k for k in chosen}


def _work_coins(asked: _Coins) -> Worked:
    ways = sum(math.comb(asked.count, k) for k in asked.wanted)
    final = fraction(Fraction(ways, 2**asked.count))
    return Worked(final, "P(E)", [("Count the favourable outcomes", f"$${ways}$$"), ("Divide by the number of outcomes", f"$$P = \\frac{{{ways}}}{{2^{{{asked.count}}}}} = {final}$$")], "With equally likely outcomes a probability is the favourable ones over all.")  # fmt: skip


def _coins_hold(asked: _Coins, final: str) -> str:
    listed = list(itertools.product("HT", repeat=asked.count))
    ways = sum(one.count("H") in asked.wanted for one in listed)
    return "All outcomes were listed." if exact(parse(final)) == Fraction(ways, len(listed)) else ""


_KINDS = (
    Kind("coins", "probability", _read_coins, _work_coins, _coins_hold),
    Kind("counting", "combinatorics", _read_counting, _work_counting, _counting_holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("counting", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
