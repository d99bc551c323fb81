"""Balancing reaction equations, given with formulas or in words, and what their coefficients say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.page import REFUSAL, Page, Substance
from fynq.reasoning.chemistry.reactions import Reaction, Term, read_reaction
from fynq.reasoning.chemistry.reading import SUBSTANCE, Reader
from fynq.reasoning.chemistry.worked import Exercise, Worked
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(
    words("""balance balanced balancing chemical equation equations reaction skeleton skeletal unbalanced formula word below
    whole number numbers smallest possible coefficients coefficient lowest simplest ratio write above properly correctly
    using integers integer set occurs represents shown missing fill blanks blank following complete redox ionic net molecular acidic solution
    combustion decomposition synthesis whole-number small me are metal occurs""")
)  # fmt: skip
_LIST = rf"{SUBSTANCE}(?:(?: ,)?(?: (?:and|with|\+))? {SUBSTANCE})*"
_VERBS = (
    r"(?:(?:react|reacts|combine|combines|burn|burns)(?: (?:together|completely))? to (?:form|produce|give|yield|make)"
    r"|to (?:form|produce|give|yield|make)|(?:produce|produces|yield|yields|form|forms|gives|give|decomposes to (?:form|give|produce|yield)|decomposes into|is decomposed into|decompose to (?:form|give|produce)|->|breaks down into|are formed from))"
)
_FROM_WORDS = re.compile(
    rf"(?P<left>(?:(?:solid|aqueous|gaseous|liquid|the|gas|excess) )*<S\d+>(?: (?:gas|solution|metal))?(?:(?: ,)?(?: (?:reacts?|combines?|burns|is burned|is heated))?(?: (?:and|with|in|\+))(?: (?:solid|aqueous|gaseous|liquid|the|excess|an))* <S\d+>(?: (?:gas|solution|metal))?)*)"
    rf"(?: ,)? {_VERBS} (?P<right>(?:(?:solid|aqueous|gaseous|liquid) )*<S\d+>(?: (?:gas|solution|metal))?(?:(?: ,)?(?: (?:and|\+))?(?: (?:solid|aqueous|gaseous|liquid))* <S\d+>(?: (?:gas|solution|metal))?)*)"
)
_SKILLS = ("chemical-bonding", "systems-of-linear-equations")


def reaction_of(reader: Reader, *, amounts: bool = False) -> Reaction | None:
    """The page's one reaction, given as an equation or told in words. None where there is none.

    amounts: whether amounts may stand between the words, as in '5.0 g of zinc reacts with acid';
    then the words stay, and so do the substances."""
    page = reader.page
    if len(page.reactions) == 1:
        reader.drop("R", 0)
        return page.reactions[0]
    if page.reactions:
        raise NotUnderstood(REFUSAL)
    if not amounts:
        return _told(reader) or _burning(reader)
    bare = Reader(page)
    bare.rest = re.sub(r"<A\d+> (?:of )?(?=(?:\w+ )?<S)", "", reader.rest)
    return _told(bare) or _burning(bare)


_MADE_OF = rf"(?:of )?{SUBSTANCE} (?:(?:is|are|can be|will be|be) )*(?:formed|produced|made|obtained)(?: (?:when|if|from|by the reaction of|as))+ {SUBSTANCE}(?: (?:is|was|gas|metal))* (?:burned in|burns in|reacts with|reacted with|combines with|combined with|reacts completely with)(?: (?:an|excess|pure))* {SUBSTANCE}"


def _told(reader: Reader) -> Reaction | None:
    before = reader.rest
    if made := reader.take(_MADE_OF):
        product, *sources = (Term(reader.page.substance(n).formula) for n in made.groups())
        own = Reaction(tuple(sources), (product,))
        try:
            own.balanced()
        except CannotSolve:
            reader.rest = before
            return None
        return own
    found = reader.take(_FROM_WORDS.pattern)
    if found is None or re.search(r"(?:>|and|with|,|\+) $", found.string[: found.start()]):
        return None
    left, right = (re.findall(r"<S(\d+)>", found[side]) for side in ("left", "right"))
    terms = [[Term(reader.page.substance(n).formula) for n in side] for side in (left, right)]
    if len({term.formula for side in terms for term in side}) != len(left) + len(right):
        raise NotUnderstood(REFUSAL)
    return Reaction(tuple(terms[0]), tuple(terms[1]))


def _burning(reader: Reader) -> Reaction | None:
    """'the complete combustion of propane': with oxygen to carbon dioxide and water."""
    found = reader.take(rf"(?:complete )?combustion of(?: (?:a|the|liquid|gaseous|solid))? {SUBSTANCE}(?: (?:gas|in (?:excess )?(?:oxygen|air|<S\d+>)|with <S\d+>))?(?! to)")  # fmt: skip
    if found is None:
        found = reader.take(rf"{SUBSTANCE}(?: gas)? (?:is|are) (?:completely )?(?:burned|combusted)(?: completely)?(?: (?:in|with) (?:excess |pure )?(?:oxygen|air|<S\d+>))?(?! to)")  # fmt: skip
    if found is None:
        found = reader.take(rf"{SUBSTANCE}(?: gas)? (?:burns|combusts)(?: completely)?(?: (?:in|with) (?:excess |pure )?(?:oxygen|air|<S\d+>))?(?! to)|(?:burn|combust)(?: (?:completely|the))? {SUBSTANCE}(?: gas)?(?: completely)?")  # fmt: skip
    if found is None:
        return None
    try:
        return burned(reader.page.substance(next(n for n in found.groups() if n)))
    except NotUnderstood:
        return None


def burned(fuel: Substance) -> Reaction:
    """Raises NotUnderstood for other than hydrocarbons and what has oxygen beside."""
    counts = fuel.formula.counts()
    if not {"C", "H"} <= set(counts) <= {"C", "H", "O"}:
        raise NotUnderstood(REFUSAL)
    return read_reaction(f"{fuel.formula.text()} + O2 -> CO2 + H2O")


def read(page: Page) -> Exercise:
    if page.amounts or page.units:
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    if len(page.reactions) > 1:
        raise NotUnderstood(REFUSAL)
    asked = _asked(reader)
    reaction = reaction_of(reader)
    if reaction is None:
        raise NotUnderstood(REFUSAL)
    at: int | None = None
    if asked == "coefficient":
        found = reader.must_take(rf"(?:of|for|in front of|before)(?: the)? {SUBSTANCE}")
        at = _place(reaction, page.substance(found[1]))
    reader.settle(_VOCABULARY)
    if asked == "balance" and not re.search(r"balanc|write|coefficients", page.template) and page.template.strip(" .") != "<R0>":  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _Balancing(reaction, asked, at)


def _asked(reader: Reader) -> str:
    if reader.take(r"(?:what is )?(?:the )?sum of(?: all)?(?: the)?(?: \w+){0,3} coefficients"):
        return "sum"
    if reader.take(r"(?<!what )(?:is|are)(?= (?:the|this|<R0>)[^.?]*balanced)") or reader.take(r"(?:tell|state|decide|check|determine) whether|if(?= the (?:\w+ )?equation[^.]* is balanced)"):  # fmt: skip
        return "whether"
    if re.search(r" coefficient (?:of|for|in front of|before)", reader.rest):
        return "coefficient"
    return "balance"


def _place(reaction: Reaction, substance: Substance) -> int:
    found = [n for n, term in enumerate(reaction.terms) if term.formula.bare().same_substance(substance.formula.bare())]  # fmt: skip
    if len(found) != 1:
        raise NotUnderstood(REFUSAL)
    return found[0]


@dataclass(frozen=True, slots=True)
class _Balancing:
    reaction: Reaction
    asked: str
    at: int | None

    def work(self) -> Worked:
        if self.asked == "whether":
            return self._whether()
        numbers = self.reaction.balanced()
        done = self.reaction.with_numbers(numbers)
        steps = [("Let the coefficients be unknown", _conditions(self.reaction))]
        steps.append(("Solve for the smallest whole numbers", f"$${done.latex()}$$"))
        steps.append(("Count both sides", _table(done)))
        final = done.latex()
        if self.asked == "sum":
            final = str(sum(numbers))
            steps.append(("Add the coefficients", f"$${' + '.join(map(str, numbers))} = {final}$$"))
        elif self.at is not None:
            final = str(numbers[self.at])
        return Worked(
            self.asked,
            self.reaction.with_numbers([1] * len(numbers)).latex() if not self.reaction.is_balanced() else f"\\text{{balance: }} {self.reaction.latex()}",
            final,
            tuple(steps),
            _SKILLS,
            "Atoms are neither made nor lost, so each element occurs equally often on both sides.",
        )  # fmt: skip

    def _whether(self) -> Worked:
        holds = self.reaction.is_balanced()
        return Worked(
            "whether",
            self.reaction.latex(),
            "\\text{Yes}" if holds else "\\text{No}",
            (("Count both sides", _table(self.reaction)),),
            _SKILLS,
            "An equation is balanced when each element occurs equally often on both sides.",
        )

    def confirm(self, final: str) -> str:
        if self.asked == "whether":
            sides = [_tally(side) for side in (self.reaction.left, self.reaction.right)]
            return "The atoms of both sides were tallied." if (sides[0] == sides[1]) == ("Yes" in final) else ""  # fmt: skip
        numbers = self.reaction.balanced()
        if self.asked == "balance":
            shown = [int(n) for n in re.findall(r"(?:^|\+ |\\rightarrow )(\d+)?", final) if n != ""]
            written = [int(n or 1) for n in re.findall(r"(?:^|\+ |\\rightarrow )(?:(\d+)\\,)?(?=\\mathrm)", final)]  # fmt: skip
            if len(written) != len(numbers) or len(shown) > len(written):
                return ""
            numbers = tuple(written)
        done = self.reaction.with_numbers(numbers)
        if _tally(done.left) != _tally(done.right) or _shares_factor(numbers):
            return ""
        if self.asked == "sum" and final != str(sum(numbers)):
            return ""
        if self.at is not None and final != str(numbers[self.at]):
            return ""
        return "Each element and the charge were tallied on both sides."


def _shares_factor(numbers: tuple[int, ...]) -> bool:
    return any(all(number % factor == 0 for number in numbers) for factor in range(2, min(numbers) + 1))  # fmt: skip


def _tally(side: tuple[Term, ...]) -> dict[str, Fraction]:
    """Atoms of each element and the charge."""
    found: dict[str, Fraction] = {}
    for term in side:
        number = term.number or Fraction(1)
        for symbol, count in (*term.formula.counts().items(), ("charge", term.formula.charge)):
            found[symbol] = found.get(symbol, Fraction(0)) + number * count
    return {symbol: count for symbol, count in found.items() if count}


def _conditions(reaction: Reaction) -> str:
    letters = "abcdefghijkl"
    symbols = list(dict.fromkeys(s for term in reaction.terms for s in term.formula.counts()))
    lines = []
    for symbol in symbols:
        sides, at = [], 0
        for side in (reaction.left, reaction.right):
            parts = []
            for term in side:
                count = term.formula.counts().get(symbol, 0)
                if count:
                    parts.append(f"{count if count > 1 else ''}{letters[at]}")
                at += 1
            sides.append(" + ".join(parts) or "0")
        lines.append(f"$$\\text{{{symbol}: }} {sides[0]} = {sides[1]}$$")
    return "\n".join(lines)


def _table(reaction: Reaction) -> str:
    left, right = _tally(reaction.left), _tally(reaction.right)
    symbols = list(dict.fromkeys([*left, *right]))
    return "; ".join(f"{symbol}: {left.get(symbol, 0)} and {right.get(symbol, 0)}" for symbol in symbols) + "."  # fmt: skip
