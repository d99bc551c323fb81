"""One heap of things that grows and shrinks: had 10, bought 21, gave 9 away, used a third of the
rest. How many are left, or how many were there at first."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.nouns import head, singular
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, minus, plus, rational, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_START = r"(?:has|had|have|there (?:are|were|was|is)|starts? with|started with|owns?|baked|bakes|picked|picks|caught|made|makes|collected|began with|received|contains?|contained|holds?|held|bought|buys|got|is (?:solving|reading)|ordered|prepared|brought|brings|initially had|originally had)"
_GAIN = r"(?:buys?|bought|gets?|got|receives?|received|finds?|found|picks?|picked|collects?|collected|earns?|earned|adds?|added|wins?|won|bakes?|baked|makes?|made|catches|caught|purchased|purchases|borrowed|gains?|gained)"
_LOSS = r"(?:gives?|gave|eats?|ate|loses?|lost|uses?|used|sells?|sold|spends?|spent|donates?|donated|throws?(?: away)?|threw(?: away)?|breaks?|broke|drops?|dropped|drinks?|drank|removes?|removed|puts?|placed|places|shares?|shared|took away|takes away|burned|burns|burnt|discards?|discarded|gave away|gives away|consumed|consumes|bakes? with|planted)"
_THING = r"[a-z][a-z'-]*(?: [a-z'-]+){0,3}?"
_STOP = r"(?= to\b| from\b| for\b| at\b| in\b| on\b| with\b| and\b| away\b| by\b| yesterday\b| today\b| during\b| while\b| as\b| into\b|[.,;]|$)"
_WHO = r"(?:[A-Z][a-z]+|[Ss]?[Hh]e|[Tt]hey|(?:[Hh]is|[Hh]er|[Tt]heir|[Tt]he) [a-z]+)"
_ORDER = r"(?:[Tt]hen,?|[Ll]ater,?|[Aa]fter that,?|[Nn]ext,?|[Ii]f|[Aa]nd|[Ss]o|[Oo]n [A-Z][a-z]+day,?|[Ii]n the (?:morning|afternoon|evening),?|[Tt]he (?:other|next) day,?)"
_MORE = r"(?:more |another |additional |extra )?"
_DETAIL = r"(?: (?:to|from|for|at|in|on|with|into|away|by|during|while|as) (?!\d)[^.\d]*?)?"


def read(story: Story) -> Situation:
    asked = story.asked.strip().rstrip("?. ")
    thing, first = _asked(asked)
    clauses = [
        clause
        for text in story.told
        for sentence in sentences(text)
        for clause in _clauses(sentence)
    ]
    heap: Tree | None = Name("x") if first else None
    whole: Tree | None = None
    end: Tree | None = None
    steps: list[str] = []
    partial = False
    owner = ""
    for clause in clauses:
        text = re.sub(rf"^(?:{_ORDER} )+", "", clause.strip())
        if heap is None or (first and whole is None and not steps):
            start = re.fullmatch(rf"(?:{_WHO}(?:'s [a-z]+)? )?{_START}(?: a total of| an?)? (?P<n>{NUMBER}) (?P<t>{_THING}){_DETAIL}", text, re.IGNORECASE)  # fmt: skip
            if start and not first:
                _require_thing(start["t"], thing)
                heap = whole = amount(start["n"])
                owner = (re.match(r"([A-Z][a-z]+)", text) or [""])[0].lower()
                steps.append(clause)
                continue
        final = re.fullmatch(rf"(?:{_WHO} )?(?:now )?(?:has|had|have|is|are|were|there (?:are|were))(?: now)?(?: only)? (?P<n>{NUMBER})(?: (?P<t>{_THING}))? (?:left|remaining|now)(?: over)?(?: [a-z ]+)?", text, re.IGNORECASE)  # fmt: skip
        if final and first:
            if final["t"]:
                _require_thing(final["t"], thing)
            end = amount(final["n"])
            steps.append(clause)
            continue
        if heap is None:
            _require_idle(clause)
            continue
        if end is not None:
            raise NotUnderstood(REFUSAL)
        changed = _change(text, thing, heap, whole, partial, owner)
        if changed is None:
            _require_idle(clause)
            continue
        heap, partial = changed
        whole = whole if whole is not None else Name("x")
        steps.append(clause)
    if heap is None or len(steps) < 2 or first != (end is not None):
        raise NotUnderstood(REFUSAL)
    money = thing in ("dollar", "money")
    domain = (
        Domain.NOT_NEGATIVE
        if money or thing in ("liter", "pound", "cup", "ounce", "gallon")
        else Domain.WHOLE
    )
    x = Name("x")
    relation = equal(heap, end) if end is not None else equal(x, heap)
    return Situation(
        "tallies",
        (Unknown("x", "the number at first" if first else "the number at the end", domain),),
        (Translation("; ".join(step.strip(" .") for step in steps), relation),),
        (Asked(x, "dollars" if money else "", meaning="At first" if first else "At the end"),),
        "Follow the heap: add what comes, subtract what goes.",
        ("addition", "subtraction", "word-problems"),
    )


def _asked(text: str) -> tuple[str, bool]:
    """The thing, and whether the number at first is asked."""
    end = re.fullmatch(rf"(?i:how many|how much) (?P<t>{_THING}) (?:(?:does|do|did|will|would) {_WHO}(?: (?:still|now))? have(?: (?:left|remaining|now|in all|in total|altogether))?|(?:are|were|is|was|will be) (?:left|remaining|still left|there now)(?: [A-Za-z ]+)?|(?:does|do) {_WHO} now have)", text)  # fmt: skip
    if end:
        return head(end["t"]), False
    first = re.fullmatch(rf"(?i:how many|how much) (?P<t>{_THING}) (?:did {_WHO} (?:have|start with|begin with)(?: (?:at first|initially|originally|in the beginning|at the start|to start with|to begin with))?|were there (?:at first|initially|originally|in the beginning|at the start))", text)  # fmt: skip
    if first and re.search(r"start|first|initial|original|begin", text):
        return head(first["t"]), True
    raise NotUnderstood(REFUSAL)


def _clauses(sentence: str) -> list[str]:
    text = sentence.strip().rstrip(".!")
    verbs = f"(?:{_GAIN}|{_LOSS})"
    text = re.sub(rf",? (?:and|but|then|and then) (?=(?:{_WHO} )?(?:then )?{verbs} )", " ‖", text)
    text = re.sub(rf", (?=(?:{_WHO} )?(?:then )?{verbs} (?:\d|another))", " ‖", text)
    text = re.sub(rf", (?={_WHO} (?:had|has) )", " ‖", text)
    text = re.sub(rf"(?<=[a-z]),? and (?={NUMBER} (?:of [a-z]+ )?(?:to|for) )", " ‖and gave ", text) if re.search(r"\bg(?:ave|ives?)\b", text) else text  # fmt: skip
    return [part.strip() for part in text.split("‖")]


def _change(
    text: str, thing: str, heap: Tree, whole: Tree | None, partial: bool, owner: str
) -> tuple[Tree, bool] | None:
    """The heap after the clause; None when the clause changes nothing. partial: only parts of the
    whole were taken so far, so another part may be one of the whole as well."""
    received = re.fullmatch(rf"(?P<giver>{_WHO}) (?:gives?|gave|brings?|brought) (?P<to>him|her|them|[A-Z][a-z]+) {_MORE}(?P<n>{NUMBER}) {_MORE}(?P<t>{_THING}){_DETAIL}", text)  # fmt: skip
    if received:
        _require_thing(received["t"], thing)
        giver, to = received["giver"].lower(), received["to"].lower()
        if giver in ("she", "he", "they", owner) and to not in ("him", "her", owner):
            return minus(heap, amount(received["n"])), False
        if giver in ("she", "he", "they", owner) or to not in ("him", "her", "them", owner):
            raise NotUnderstood(REFUSAL)
        return plus(heap, amount(received["n"])), False
    part = re.fullmatch(rf"(?:{_WHO} )?(?:then )?{_LOSS} (?:him |her )?(?P<n>{NUMBER}%?)(?: of)? (?P<of>the remaining(?: {_THING})?|the rest(?: of [a-z ]+)?|what (?:was|is) left|(?:the|his|her|their|those|these) {_THING}|them|it|of them){_DETAIL}", text)  # fmt: skip
    if part and ("/" in part["n"] or part["n"].endswith("%")):
        share = value_of(part["n"])
        rest = bool(re.search(r"remaining|rest|left", part["of"]))
        rest = rest or (not partial and bool(re.match(r"(?:his|her|their) ", part["of"])))
        if share > 1 or (not rest and heap != whole and not partial):
            raise NotUnderstood(REFUSAL)
        if rest or heap == whole:
            return times(rational(Fraction(1) - share), heap), not rest
        return minus(heap, times(rational(share), whole or heap)), True
    if part and re.search(r"remaining|rest|left", part["of"]):
        raise NotUnderstood(REFUSAL)
    for verbs, sign in ((_LOSS, minus), (_GAIN, plus)):
        found = re.fullmatch(rf"(?:{_WHO} )?(?:then |also )?{verbs} {_MORE}(?P<n>{NUMBER})(?: {_MORE}(?P<t>of (?:them|it|(?:the|his|her|those|their) {_THING})|{_THING}|more))?{_DETAIL}", text)  # fmt: skip
        if found:
            if "/" in found["n"] and sign is minus:
                raise NotUnderstood(REFUSAL)
            said = re.sub(r"^of (?:them|it)$|^more$", "", found["t"] or "")
            if said:
                _require_thing(re.sub(r"^of (?:the|his|her|those|their) ", "", said), thing)
            return sign(heap, amount(found["n"])), False
    return None


def _require_thing(said: str, thing: str) -> None:
    own = head(said)
    if (
        own != thing
        and thing not in {singular(word) for word in said.split()[:1]}
        and {own, thing} != {"dollar", "money"}
    ):
        raise NotUnderstood(REFUSAL)


def _require_idle(clause: str) -> None:
    ledger = Ledger(Story((clause,), "", "", None, (), False))
    ledger.settle()
    if re.search(rf"(?i)\b(?:{_LOSS}|{_GAIN})\b", clause) and re.search(
        r"(?i)\b(?:some|few|several|same|all)\b", clause
    ):
        raise NotUnderstood(REFUSAL)
