"""One person, several days: 4 cakes on Monday, three times that number on Tuesday. The days are the
owners of a comparison."""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.stories import comparisons
from fynq.reasoning.stories.situation import Situation
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_WEEKDAY = r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTH = r"January|February|March|April|May|June|July|August|September|October|November|December"
_ORDINAL = (
    r"(?:the )?(?:first|second|third|fourth|next) (?:day|week|month|hour|game|round|year|night)"
)
_DAY = rf"(?:{_WEEKDAY}|{_MONTH}|{_ORDINAL})"
_PERSON = r"(?:[A-Z][a-z]+|[Ss]?[Hh]e|[Tt]hey|[Ii]t)"
_PRONOUN = r"(?:s?he|they|it)"
_NEXT = re.compile(r"(?i)^(?:the )?next ")


def read(story: Story) -> Situation:
    whole = " ".join(story.told)
    days = {found.lower() for found in re.findall(rf"\b{_DAY}\b", whole)}
    if len(days) < 2:
        raise NotUnderstood(REFUSAL)
    names: dict[str, str] = {}
    told: list[str] = []
    people: set[str] = set()
    before = ""
    for sentence in (part for text in story.told for part in sentences(text)):
        for clause in _clauses(sentence):
            if not re.search(r"\d", clause):
                told.append(clause + ".")
                continue
            day, rest, who = _parts(clause)
            if who and who.lower() not in ("he", "she", "they", "it"):
                people.add(who)
            owner = _owner(day, names)
            rest = re.sub(rf"^([a-z]+) for (?={NUMBER})", r"\1 ", rest)
            rest = re.sub(rf"(?i)\bthe (?:number|amount|time)(?: of [a-z]+)? (?:that )?(?:{_PRONOUN}|[A-Z][a-z]+) [a-z]+ (?:on |in |during )?(?P<day>{_DAY})", lambda found: f"REF {_owner(found['day'], names)}", rest)  # fmt: skip
            rest = re.sub(r"\btimes REF ", "times as many as ", rest).replace("REF ", "")
            rest = re.sub(r"(?i)\bthat (?:number|amount|many)(?: of [a-z]+)?\b", f"as many as {before}" if before else "⟦", rest)  # fmt: skip
            rest = re.sub(rf"(?:of )?({NUMBER}) times as many as", r"\1 times as many as", rest)
            rest = re.sub(rf"(?i)\b(than|as)(?: (?:{_PRONOUN}|[A-Z][a-z]+)(?: (?:did|had|[a-z]+ed))?)? (?:on |in |during )?(?P<day>{_DAY})", lambda found: f"{found[1]} {_owner(found['day'], names)}", rest)  # fmt: skip
            told.append(f"{owner} {rest}.")
            before = owner
    if len(people) > 1:
        raise NotUnderstood(REFUSAL)
    gained = bool(
        re.search(
            r"(?i)\b(?:picks?|picked|collects?|collected|caught|catches|finds?|found|gets?|got|buys?|bought)\b",
            whole,
        )
    )
    asked = _asked(story.asked, names, gained)
    return replace(comparisons.read(replace(story, told=tuple(told), asked=asked)), kind="days")


def _clauses(sentence: str) -> list[str]:
    text = sentence.strip().rstrip(".!")
    text = re.sub(
        rf",? (?:and|but|then|while) (?=(?:then )?(?:on |in |during )?(?:{_DAY}),? )", " ‖", text
    )
    text = re.sub(rf"(?<=\w), (?=(?:on |in )(?:{_DAY}),? )", " ‖", text)
    shared = re.fullmatch(rf"(?P<who>{_PERSON}) (?P<v>[a-z]+) (?P<a>{NUMBER} [^‖]*? (?:on|in) (?:{_DAY})),? and (?P<b>(?:only )?{NUMBER} [^‖]*? (?:on|in) (?:{_DAY}))", text)  # fmt: skip
    if shared:
        return [f"{shared['who']} {shared['v']} {shared[part]}" for part in "ab"]
    return [part.strip() for part in text.split("‖")]


def _parts(clause: str) -> tuple[str, str, str]:
    """The day, what is told of it from the verb on, and who does it."""
    front = re.match(
        rf"(?:On |In |During |Then on |on |in )?(?P<day>{_DAY}),? (?P<who>{_PERSON}) (?P<rest>[a-z]+ .*)$",
        clause,
    )
    if front:
        return front["day"], front["rest"], front["who"]
    back = re.match(
        rf"(?:Then )?(?P<who>{_PERSON}) (?P<rest>[a-z]+ .*?) (?:on|in|during) (?P<day>{_DAY})$",
        clause,
    )
    if back and not re.search(r"\b(?:than|as) [^.]*$", back["rest"]):
        return back["day"], back["rest"], back["who"]
    raise NotUnderstood(REFUSAL)


def _owner(day: str, names: dict[str, str]) -> str:
    """A name that a comparison reads as one owner."""
    key = re.sub(r"(?i)^the ", "", day).lower()
    if _NEXT.match(key):
        raise NotUnderstood(REFUSAL)
    if key not in names:
        names[key] = "".join(word.capitalize() for word in key.split())
    return names[key]


def _asked(asked: str, names: dict[str, str], gained: bool) -> str:
    text = asked.strip().rstrip("?. ")
    one = re.fullmatch(rf"(?P<how>(?i:how) (?:many|much) [a-z ]+?) (?:did|does) {_PERSON} (?P<v>[a-z]+) (?:on|in|during) (?P<day>{_DAY})", text)  # fmt: skip
    if one:
        return f"{one['how']} did {_owner(one['day'], names)} {one['v']}?"
    total = re.fullmatch(rf"(?P<how>(?i:how) (?:many|much)(?: total)? [a-z ]+?) (?:did|does|has) {_PERSON} (?P<v>[a-z]+)(?: (?:in total|altogether|in all|total|(?:over|in|during|for|after|on|across|in all) (?:all |the |these |those )*(?P<n>\d|two|three|four|five)? ?(?:days|weeks|months|games|years|hours|nights)))+", text)  # fmt: skip
    if total:
        count = {"two": 2, "three": 3, "four": 4, "five": 5}.get(total["n"] or "", int(total["n"]) if (total["n"] or "").isdigit() else len(names))  # fmt: skip
        if count != len(names):
            raise NotUnderstood(REFUSAL)
        how = re.sub(r"(?i)\btotal ", "", total["how"])
        return f"{how} did they all have in total?"
    have = re.fullmatch(
        rf"(?P<how>(?i:how) many [a-z ]+?) (?:did|does) {_PERSON} have(?: (?:in total|altogether|in all|now))?",
        text,
    )
    if have and gained:
        return f"{have['how']} did they all have in total?"
    raise NotUnderstood(REFUSAL)
