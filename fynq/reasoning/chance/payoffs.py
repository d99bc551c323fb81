"""Games for money: what is won or paid at which event, and how likely that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.chance.wording import content, is_negative, stem
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ, loose_numbers, value, without

_WINS = r"(?:wins?|receives?|gains?|earns?|gets?|collects?|is paid|are paid|makes?)"
_PAYS = r"(?:pays?|loses?|owes?)"
_AMOUNT = r"(?:back )?(?:a prize of |an extra |a )?(?P<a>\d+(?:\.\d+)?)(?: dollars?)?"
_WHO = r"(?:you|they|he|she|the player|a player|we|one|i)"
_BRANCHES = (
    rf"(?i)\b(?:if|when|whenever) (?P<event>[^,.;]+?),? (?:then )?{_WHO} (?:will |would )?(?:(?P<win>{_WINS})|(?P<pay>{_PAYS})) (?P<back>(?:your|their|his|her|the) money back and )?{_AMOUNT}",
    rf"(?i)\b(?:if|when|whenever) (?P<event>[^,.;]+), (?:then )?{_WHO} (?:neither pay nor win|(?:do|does) not (?:win or pay|pay or win|win or lose|lose or win|win|pay)|win nothing|get nothing)(?: anything)?(?P<none>)",
    rf"(?i)\b(?:{_WHO}|and) (?:will |would )?(?:(?P<win>{_WINS})|(?P<pay>{_PAYS})) {_AMOUNT} (?:if|when|whenever) (?P<event>[^,.;]+)",
    rf"(?i)\b(?:otherwise|if not|for any other (?:card|number|outcome|result)),? (?:then )?{_WHO} (?:will |would )?(?:(?P<win>{_WINS})|(?P<pay>{_PAYS})) {_AMOUNT}(?P<other>)",
    rf"(?i)\b(?:otherwise|if not|for any other (?:card|number|outcome|result)),? (?:then )?{_WHO} (?:win|get|receive)s? nothing(?P<other>)(?P<none>)",
)
_COST = re.compile(r"(?i)\b(?:you |they |he |she |we |it |the player |each ticket |a ticket |a game |the game )(?:must |have to |has to )?(?:pays?|costs?)(?: you)? (?P<a>\d+(?:\.\d+)?)(?: dollars?)? (?:to play|per game|to enter|for each game|each game|for each ticket|per ticket|a ticket|to buy)\b|\b(?:it|game|ticket)s? costs? (?P<b>\d+(?:\.\d+)?)(?: dollars?)?\b")  # fmt: skip
_SHARE = r"(?P<p>\d+(?:\.\d+)?%|0?\.\d+|\d+/\d+)"
_NAMED = re.compile(rf"(?i)\bP ?\((?P<name>[^()]+)\)(?: ?= ?P ?\((?P<also>[^()]+)\))? ?= ?(?:(?P<whole>100%|1) ?- ?)?{_SHARE}")  # fmt: skip
_SAID = re.compile(rf"(?i)\b(?:probability|chance) (?:that|of)(?P<name>[^.;%]+?) (?:is|was|are|equals)(?: about)? {_SHARE}")  # fmt: skip
_OF = re.compile(rf"(?i)\b{_SHARE} (?:probability|chance) (?:that|of) (?P<name>[^.;,%]+)")
_IRREGULAR = {"loss": "lose", "won": "win", "winning": "win", "losing": "lose"}


@dataclass(frozen=True, slots=True)
class Payoff:
    """amount: net, negative for a loss. chance: of its event."""

    event: str
    amount: Fraction
    chance: Fraction


@dataclass(frozen=True, slots=True)
class Branch:
    event: str
    amount: Fraction
    back: bool


def branches(sentences: Sequence[str]) -> tuple[list[Branch], Fraction, list[str]]:
    """What is won or paid at which event, the price of a game, and the sentences without these."""
    found: list[Branch] = []
    costs: set[Fraction] = set()
    left = []
    for sentence in sentences:
        sentence = re.sub(r"(?i)\b(do|does)n't\b", r"\1 not", sentence)  # noqa: PLW2901
        spans: list[tuple[int, int]] = []
        for match in _COST.finditer(sentence):
            costs.add(value(match["a"] or match["b"]))
            spans.append(match.span())
        for pattern in _BRANCHES:
            for match in re.finditer(pattern, without(sentence, spans)):
                said = match.groupdict()
                amount = Fraction(0) if said.get("none") is not None else value(said["a"])
                event = "" if said.get("other") is not None else said["event"]
                found.append(Branch(event, -amount if said.get("pay") else amount, bool(said.get("back"))))  # fmt: skip
                spans.append(match.span())
        left.append(without(sentence, spans))
    if len(costs) > 1 or not found:
        raise NotUnderstood("I cannot tell what is won and what is paid.")
    return found, next(iter(costs), Fraction(0)), left


def stated(sentences: Sequence[str]) -> tuple[dict[str, Fraction], list[str]]:
    """Probabilities by the words of their events, and the sentences without them."""
    found: dict[str, Fraction] = {}
    left = []
    for sentence in sentences:
        spans: list[tuple[int, int]] = []
        for pattern in (_NAMED, _SAID, _OF):
            for match in pattern.finditer(without(sentence, spans)):
                said = match.groupdict()
                p = value(said["p"])
                found[said["name"].strip()] = 1 - p if said.get("whole") else p
                spans.append(match.span())
        left.append(without(sentence, spans))
    return found, left


def _stems(text: str) -> frozenset[str]:
    return content(re.sub(r"[A-Za-z]+", lambda m: _IRREGULAR.get(m[0].lower(), m[0]), text))


def payoffs(
    sentences: Sequence[str], drawn: Callable[[Sequence[str], Sequence[str]], list[Fraction]]
) -> list[Payoff]:
    """All branches with their chances, which add up to 1. drawn: the chances of events that are
    described, from the story's sentences. Raises NotUnderstood."""
    found, cost, left = branches(sentences)
    told, rest = stated(left)
    named = [branch for branch in found if branch.event]
    if len(found) - len(named) > 1:
        raise NotUnderstood("I cannot tell what is won and what is paid.")
    if told:
        if [number for text in rest for number in loose_numbers(_idle(text)) if value(number) not in told.values()]:  # fmt: skip
            raise NotUnderstood(NOT_READ)
        chances = _by_bet(sentences, named, told) or [_matching(branch.event, told) for branch in named]  # fmt: skip
    else:
        chances = drawn(rest, [branch.event for branch in named])
    known = sum(chances, Fraction(0))
    by_branch = dict(zip(named, chances, strict=True))
    result = []
    for branch in found:
        p = by_branch.get(branch, 1 - known)
        net = branch.amount - (0 if branch.back or branch.amount < 0 else cost)
        result.append(Payoff(branch.event or "otherwise", net, p))
    if known < 1 and len(named) == len(found):
        if not cost:
            raise NotUnderstood("It is not told what happens otherwise.")
        result.append(Payoff("otherwise", -cost, 1 - known))
    if sum((one.chance for one in result), Fraction(0)) != 1 or any(not 0 < one.chance < 1 for one in result):  # fmt: skip
        raise NotUnderstood("The chances do not add up to 1.")
    return result


def _idle(text: str) -> str:
    return re.sub(r"(?i)\bnext \d+ (?:hours|days)\b|\b\d+:\d+\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d+\b", " ", text)  # fmt: skip


def _by_bet(sentences: Sequence[str], named: Sequence[Branch], told: dict[str, Fraction]) -> list[Fraction] | None:  # fmt: skip
    """'You bet that it rains': who wins is decided by what the bet is on."""
    bet = re.search(r"(?i)\bbets? that (?P<what>[^.;]+)", " ".join(sentences))
    outcome = [re.search(r"(?i)\b(?:(?P<win>wins?|won)|(?P<lose>loses?|lost)) the bet\b", branch.event) for branch in named]  # fmt: skip
    if bet is None or None in outcome or any(_stems(name) & {"win", stem("lose")} for name in told):
        return None
    p = _matching(bet["what"], told)
    return [p if match is not None and match["win"] else 1 - p for match in outcome]


def _matching(event: str, told: dict[str, Fraction]) -> Fraction:
    words = _stems(event)
    hits = [p for name, p in told.items() if words & _stems(name) and is_negative(event) == is_negative(name)]  # fmt: skip
    if len(set(hits)) != 1:
        raise NotUnderstood("I cannot tell how likely an event of the game is.")
    return hits[0]
