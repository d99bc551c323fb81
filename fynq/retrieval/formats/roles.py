"""What a part of a book is for, by the names that books and their markup give it."""

from __future__ import annotations

import re

_NAMES = {
    "example": "example examples worked-example workedexample beispiel ejemplo exemple",
    "exercise": "exercise exercises problem-set question practice quiz homework tryit try-it "
    "checkpoint self-check check-understanding review-questions activity exer",
    "problem": "problem",
    "solution": "solution solutions answer answers hint-solution solutionbox soln ans proofsolution",
    "definition": "definition defn dfn def",
    "proof": "proof",
    "summary": "summary key-takeaways takeaways recap section-summary chapter-summary",
    "glossary": "glossary key-terms",
    "note": "note theorem lemma corollary proposition remark rule box callout tip warning axiom "
    "conjecture claim principle law",
}
_KIND = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_SHOWING = re.compile(r"^(?:click to )?(?:show|view|see|reveal|toggle) (?:the )?", re.IGNORECASE)


def kind_of(*names: str | None) -> str:
    """The kind of the first of `names` (attributes such as data-type and class) that tells one."""
    for given in names:
        for name in (given or "").lower().replace("_", "-").split():
            kind = _KIND.get(name)
            if kind is not None:
                return kind
    return ""


def unfolded(summary: str) -> str:
    """The label of a part that is folded away behind `summary`: "Show solution" hides a "Solution"."""
    label = _SHOWING.sub("", " ".join(summary.split()))
    return label[:1].upper() + label[1:]
