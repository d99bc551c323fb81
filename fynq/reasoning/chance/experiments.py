"""Which cards, dice, coins, numbers or things from a bag are drawn, how often, and whether they go back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from fynq.reasoning.chance import counts
from fynq.reasoning.chance.draws import ORDER, Draws
from fynq.reasoning.chance.items import (
    UNKNOWN,
    Item,
    Source,
    Test,
    card_test,
    cards,
    coin,
    number_test,
    numbers,
)
from fynq.reasoning.chance.wording import content
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ, loose_numbers

_SIDES = {"four": 4, "six": 6, "eight": 8, "ten": 10, "twelve": 12, "twenty": 20}
_SIDED = re.compile(r"(?i)\b(?P<k>four|six|eight|ten|twelve|twenty|\d+)[- ]sided\b")
_UNFAIR = re.compile(
    r"(?i)\b(?:loaded|unfair|biased|weighted|jokers?|missing|removed|coloured|colored|painted|two-headed|except|lost|unless|not fair)\b"
)
_LUCKY = re.compile(r"(?i)\b(?:selects?|chooses?|picks?|guess(?:es)?) (?:any|a|1|their) (?:lucky )?number\b|\blucky number\b")  # fmt: skip
_GUESSED = re.compile(r"(?i)\bguess(?:es)? the suit\b")
_THING = r"(?:fair |standard |ordinary |regular |balanced |random |six-sided |6-sided |more )*(?:,? ?six-sided |,? ?6-sided )?"
_UNIT = r"(?:cards?|coins?|dice|die|marbles?|balls?|chips?|candies|m&m'?s|tiles?|items?|socks?|letters?|beans?|jelly beans?|people|students?|members?|pieces?)"
_VERB = r"(?:flip|toss|roll|throw|draw|pick|select|choose|cast|deal|take|grab|flipping|tossing|rolling|throwing|drawing|picking|selecting|choosing)(?:s|es)?"
_PASSIVE = r"(?:flipped|tossed|rolled|thrown|drawn|picked|selected|chosen|cast|dealt|taken)"
_COUNTS: tuple[str, ...] = (
    rf"(?i)\b{_VERB} (?:out )?(?:only |a total of |another )?(?P<n>\d+|a|an) {_THING}{_UNIT}(?: (?P<t>\d+ times|twice))?",
    rf"(?i)\b(?P<n>\d+|a|an|1) {_THING}{_UNIT} (?:is|are)(?: then| each)? {_PASSIVE}(?: at random| randomly)?(?: (?P<t>\d+ times|twice))?",
    r"(?i)\b(?:in|from|with|on|over|after|of)? ?(?:a |an )?(?<!first )(?<!last )(?P<n>\d+|single|1) (?:turns?|selections?|draws?|flips?|tosses|toss|rolls?|picks?|throws?)\b",
    rf"(?i)\b{_VERB} (?:the |it |a |an )?{_THING}{_UNIT},? (?P<t>\d+ times|twice)",
    r"(?i)\b(?P<t>\d+ times|twice)(?= in a row)",
)
_ANOTHER = re.compile(
    rf"(?i)\b{_VERB} (?:a|an|1) second {_UNIT}\b|\b{_VERB} another {_UNIT}\b|\b(?:another|a second) {_UNIT} is (?:then )?{_PASSIVE}\b"
)
_AGAIN = re.compile(r"(?i)\b(?:twice|thrice|once|\d+ times|several times|second time|again)\b")
_WITHOUT = re.compile(r"(?i)\b(?:all )?(?:at once|simultaneously|at the same time|together)\b|\bwithout (?:replacement|replacing (?:it|them|the \w+))\b|\b(?:not|never|n't) (?:be )?(?:replaced?|put back|return(?:ed)?)\b(?: it)?|\bnot replacing\b")  # fmt: skip
_WITH = re.compile(r"(?i)\bwith replacement\b|\b(?:replac(?:e|ed|es|ing)|put(?:s|ting)?|return(?:s|ed|ing)?)\b(?: (?:it|them|the \w+|that \w+))?(?: back)?|\brepeat(?:s|ed)? (?:this|the) (?:process|procedure|experiment|prcoess)\b")  # fmt: skip
_CHANGED = re.compile(r"(?i)\b(?:not|never|n't) (?:be )?(?:replaced?|put back|return(?:ed)?)\b|\bwithout repla|\b(?:the next|remaining|another|remains?)\b")  # fmt: skip
_RESULT = r"(?:heads?|tails?|even|odd|primes?|red|black|hearts?|diamonds?|clubs?|spades?|aces?|jacks?|queens?|kings?|face|picture|club|greater|more|less|at least|at most|doubles?|multiple|divisible|different|same|\d+)"
_TOLD_RESULT = re.compile(
    rf"(?i)\b(?:it|card|die|dice|coin|toss|flip|roll|result|outcome|number|sum|total|product|them|first|second|third|last|1|rolled|tossed|flipped|drawn|thrown|and|i|you|we|he|she|deck(?= \w+ [a-z])) "
    rf"(?:is|are|was|were|shows?|showed|lands?|landed|comes up|came up|turns out to be|turned out to be|has landed|gets?|got) (?:(?:a|an|the|on|up|to be|not|both|all|numbers?|found to be) )*{_RESULT}\b"
)
"""What a draw has shown is a condition, and not part of how it is made."""
_DESCRIPTIONS = (
    r"\b(?:52|4 suits|13 cards|13 ranks|26 (?:red|black) cards)\b|\b13 (?:of each|in each|each)\b",
    r"\b(?:12 face|4|26 red|26 black|13) (?:cards?|aces|kings|queens|jacks|hearts|diamonds|clubs|spades)\b",
    r"\b1 ?(?:-|to|through) ?6\b|\bnumbered (?:from )?1 (?:to|through) \d+\b|\b1, ?2, ?3, ?4, ?5,? ?(?:and |or )?6\b",
    r"\babout \d+ times\b|\b6 faces\b|\b6 sides\b|\btypically \d+-\d+ times\b|\bas many times\b",
    r"\b2 sides\b|\b(?:six|6)-sided\b|\d-card\b",
)
_WHOLE = (
    r"(?i)\b(?:whole |natural |counting )?(?:numbers?|integers?) (?:starting|beginning) (?:at|from|with) (?P<a>\d+) and (?P<less>less than|ending at|ending with|up to|going to) (?P<b>\d+)",
    r"(?i)\bset \\?\{(?P<a>\d+),[\d ,.…\\a-z]*?(?:\.\.\.|…|\\l?dots)[ ,]*(?P<b>\d+)\\?\}",
    r"(?i)\bspinner\b.*?\bequal (?:sections|parts|sectors)\b.*?\bnumbered (?P<a>\d+) (?:to|through|-) (?P<b>\d+)",
    r"(?i)\bnumber is (?:selected|chosen|picked)(?: at random| randomly)? from (?P<a>\d+) (?:to|through) (?P<b>\d+)(?:,? inclusive)?",
    r"(?i)\b(?:whole |natural |counting )?(?:numbers?|integers?) (?:from|between) (?P<a>\d+) (?:to|through|and) (?P<b>\d+)(?P<inc>,? inclusive)?",
)


def read(sentences: Sequence[str], asked: str, most: int = 15) -> tuple[Draws, str]:
    """The draws, and what is left of the asking words. Raises NotUnderstood."""
    story = re.sub(r"(?i)\ba pair of\b", "2", " ".join(sentences))
    everything = story + " " + asked
    if _UNFAIR.search(everything):
        raise NotUnderstood("I do not read this condition.")
    if _TOLD_RESULT.search(story):
        raise NotUnderstood("It is told how a draw ended.")
    source, story_left, asked = _source(story, asked)
    for pattern in _DESCRIPTIONS:
        asked = re.sub(f"(?i){pattern}", " ", asked)
    count, asked_left = _count(asked)
    in_story, story_left = _count(story_left)
    left = story_left
    for pattern in _DESCRIPTIONS:
        left = re.sub(f"(?i){pattern}", " ", left)
    if _AGAIN.search(left) or _AGAIN.search(
        re.sub(r"(?i)\btwice(?: in a row)?\W*$", " ", asked_left)
    ):
        raise NotUnderstood("It is not clear how many draws are meant.")
    left = re.sub(r"\{[^{}]*\}", " ", left)
    if loose_numbers(left) and source.name != "thing":
        raise NotUnderstood(NOT_READ)
    several = in_story if in_story and in_story > 1 else None
    told = count or several or _shown(asked_left) or in_story
    n = told or 1
    if not 1 <= n <= most:
        raise NotUnderstood("There are too many draws.")
    if n == 1 and _CHANGED.search(everything):
        raise NotUnderstood("Something was drawn before.")
    replaced = True
    if n > 1 and source.name in ("card", "thing"):
        off, back = _WITHOUT.search(everything), _WITH.search(_WITHOUT.sub(" ", everything))
        if bool(off) == bool(back):
            raise NotUnderstood("It is not told whether what is drawn goes back.")
        replaced = off is None
    asked_left = _WITH.sub(" ", _WITHOUT.sub(" ", asked_left)) if n > 1 else asked_left
    runs = re.findall(r"(?i)\b(\d+) (?:[a-z&']+ ){1,3}in a row\b", asked)
    if any(int(run) != n for run in runs):
        raise NotUnderstood("A run within the draws is another event.")
    asked_left = re.sub(r"(?i)\bin a row\b", " ", asked_left) if n > 1 else asked_left
    return Draws(source, n, replaced, told is not None), asked_left.strip(" ,")


def _shown(asked: str) -> int | None:
    """'drawing 2 red marbles': as many draws as there are to be of one kind."""
    found = re.search(rf"(?i)\b{_VERB} (?P<n>[2-9]) (?:[a-z]+ ){{1,2}}?{_UNIT}", asked)
    found = found or re.search(r"(?i)\b(?P<n>[2-9]) (?:[a-z&']+ ){1,3}in a row\b", asked)
    if found is None and (turns := len(ORDER.findall(asked))):
        return turns + 1
    if found is None and re.search(r"(?i)\btwice\b", asked):
        return 2
    return int(found["n"]) if found else None


def _count(text: str) -> tuple[int | None, str]:
    """How many draws are told of, and the text without that."""
    found: set[int] = set()
    for pattern in _COUNTS:
        match = re.search(pattern, text)
        while match is not None:
            said = match.groupdict()
            number = said.get("n") or "1"
            n = int(number) if number.isdigit() else 1
            times = said.get("t")
            if times:
                n *= 2 if times.lower() == "twice" else int(times.split()[0])
            found.add(n)
            text = text[: match.start()] + " " + text[match.end() :]
            match = re.search(pattern, text)
    if _ANOTHER.search(text):
        found.add(2)
    if len(found) > 1:
        found.discard(1)
    if len(found) > 1:
        raise NotUnderstood("It is not clear how many draws are meant.")
    return next(iter(found), None), text


def _without_sides(story: str) -> str:
    bare = re.sub(r"\s+", " ", _SIDED.sub(" ", story))
    return re.sub(r"\s*,\s*(?=(?:die|dice)\b)", " ", bare)


def _source(story: str, asked: str) -> tuple[Source, str, str]:
    """The source, and both texts without the words that describe it."""
    text = story + " " + asked
    kinds = [
        kind
        for kind, pattern in (
            ("card", r"(?i)\bdeck\b|\bplaying cards?\b|\b52[- ]cards?\b"),
            ("die", r"(?i)\bdie\b|\bdice\b"),
            ("coin", r"(?i)\bcoins?\b"),
        )
        if re.search(pattern, text)
    ]
    if len(kinds) > 1:
        raise NotUnderstood("I read one kind of draw at a time.")
    if kinds == ["card"]:
        deck = cards()
        return (replace(deck, test=_guessed) if _GUESSED.search(story) else deck), story, asked
    if kinds == ["coin"]:
        return coin(), story, asked
    if kinds == ["die"]:
        sides = {_SIDES.get(m["k"].lower()) or int(m["k"]) for m in _SIDED.finditer(text)}
        if len(sides) > 1:
            raise NotUnderstood(UNKNOWN)
        die = numbers(1, next(iter(sides), 6), "die")
        if _LUCKY.search(story):
            return replace(die, test=_lucky_for(story)), _without_sides(story), asked
        return die, _without_sides(story), asked
    for pattern in _WHOLE:
        match = re.search(pattern, story) or re.search(pattern, asked)
        if match is not None:
            said = match.groupdict()
            low, high = int(said["a"]), int(said["b"])
            if said.get("less") == "less than":
                high -= 1
            if not low < high < low + 1000:
                raise NotUnderstood(UNKNOWN)
            return (
                numbers(low, high),
                re.sub(r"\b\d+ equal\b", " ", story.replace(match[0], " ")),
                asked.replace(match[0], " "),
            )
    return _bag(story), story, asked


_MATCH = r"(?:(?:roll|match|get|guess)(?:s|es|ed|ing)? )?(?:their|our|his|her|your|the) lucky numbers?|guess(?:es|ed)? correctly|correct guess(?:es)?|match(?:es|ed|ing)?"
_POINT = re.compile(r"(?i)\b1 (?:correct guess|match|correct number)\b[^.]*\b1 points?\b|\b1 points? (?:for|per) (?:each|every)? ?(?:match|correct guess)\b")  # fmt: skip


def brings_a_point(story: str) -> bool:
    """Whether each match is told to bring one point."""
    return _POINT.search(story) is not None


def _lucky_for(story: str) -> Callable[[str], Test]:
    """One number is chosen beforehand; by symmetry it does not matter which."""
    words = re.compile(rf"(?i)\b(?:{_MATCH}{'|points?' if brings_a_point(story) else ''})\b")
    return lambda phrase: number_test(words.sub("1", phrase))


def _guessed(phrase: str) -> Test:
    """A suit is guessed before each draw; by symmetry it does not matter which."""
    return card_test(re.sub(r"(?i)\bguess(?:es)?\b|\b(?:the )?(?:right|correct) suits?\b|\bcorrectly\b", " hearts ", phrase))  # fmt: skip


def _bag(story: str) -> Source:
    """Things of several kinds, from the counts of a story."""
    sentences = [part for part in re.split(r"(?<=[.?!]) ", re.sub(_WITH, " ", re.sub(_WITHOUT, " ", story))) if part]  # fmt: skip
    kept = [part for part in sentences if not any(re.search(pattern, part) for pattern in (*_COUNTS, _ANOTHER.pattern))]  # fmt: skip
    people = counts.population(kept)
    if len(people.features) != 1:
        raise NotUnderstood(UNKNOWN)
    if any(content(part) & people.features[0].words for part in sentences if part not in kept):
        raise NotUnderstood("It is told how a draw ended.")
    items: list[Item] = []
    for cell in people.cells:
        items += [(cell, at) for at in range(int(people.size(frozenset({cell}))))]

    def test(phrase: str) -> Test:
        cells = people.named(phrase)
        return lambda item: item[0] in cells

    return Source(
        tuple(items),
        "thing",
        test,
        alike=((r"colou?rs?|kinds?|types?|flavou?rs?", lambda item: item[0]),),
    )
