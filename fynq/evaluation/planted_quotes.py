"""Answers with right, altered and invented quotations, and how many of the wrong ones are caught.

    python -m fynq.evaluation.planted_quotes FOLDER --answers 500

FOLDER: holds Markdown files. Each answer quotes a few passages of the texts in the forms that models
use; half of its quotations are true. The others are altered in one of twelve ways or made up of
words of the same text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

from fynq.domain.knowledge import Passage
from fynq.reasoning.cited_text import CitedText
from fynq.reasoning.passages import sentences

Alter = Callable[[Random, str, Sequence[str]], str]
_NUMBER = re.compile(r"\d+")


def _other_number(r: Random, quote: str, words: Sequence[str]) -> str:
    return _NUMBER.sub(lambda found: str(int(found[0]) + r.randint(1, 9)), quote, count=1)


def _negated(r: Random, quote: str, words: Sequence[str]) -> str:
    return re.sub(r"\b(is|are|can|was|were|has|have|do|does)\b(?! not)", r"\1 not", quote, count=1)


def _affirmed(r: Random, quote: str, words: Sequence[str]) -> str:
    return re.sub(r" not\b|\bno ", "", quote, count=1)


def _replaced(r: Random, quote: str, words: Sequence[str]) -> str:
    listed = quote.split()
    listed[r.randrange(1, len(listed) - 1)] = r.choice(words)
    return " ".join(listed)


def _left_out(r: Random, quote: str, words: Sequence[str]) -> str:
    listed = quote.split()
    del listed[r.randrange(1, len(listed) - 1)]
    return " ".join(listed)


def _put_in(r: Random, quote: str, words: Sequence[str]) -> str:
    listed = quote.split()
    listed.insert(r.randrange(1, len(listed) - 1), r.choice(words))
    return " ".join(listed)


def _swapped(r: Random, quote: str, words: Sequence[str]) -> str:
    listed = quote.split()
    at = r.randrange(1, len(listed) - 2)
    listed[at], listed[at + 1] = listed[at + 1], listed[at]
    return " ".join(listed)


def _shortened(r: Random, quote: str, words: Sequence[str]) -> str:
    listed = quote.split()
    return " ".join([*listed[: len(listed) // 3], "...", *listed[2 * len(listed) // 3 :]])


def _cut_word(r: Random, quote: str, words: Sequence[str]) -> str:
    listed = quote.split()
    long = [at for at, word in enumerate(listed) if len(word.strip(".,;:()")) > 6]
    if long:
        at = r.choice(long)
        listed[at] = listed[at][:-4]
    return " ".join(listed)


def _other_letter(r: Random, quote: str, words: Sequence[str]) -> str:
    places = [at for at, letter in enumerate(quote) if letter in "aeiou"]
    at = r.choice(places)
    return quote[:at] + r.choice([v for v in "aeiou" if v != quote[at]]) + quote[at + 1 :]


def _added(r: Random, quote: str, words: Sequence[str]) -> str:
    return f"{quote.rstrip('.')}, and {' '.join(r.sample(list(words), 4))}."


def _invented(r: Random, quote: str, words: Sequence[str]) -> str:
    return " ".join(r.sample(list(words), min(len(words), r.randint(6, 14)))) + "."


ALTERED: tuple[Alter, ...] = (
    _other_number, _negated, _affirmed, _replaced, _left_out, _put_in, _swapped, _shortened,
    _cut_word, _other_letter, _added, _invented,
)  # fmt: skip
FORMS: tuple[str, ...] = (
    "> {quote} [{number}]\n",
    "> “{quote}” [{number}]\n",
    '> "{quote}" ({source} {number})\n',
    "> {head}\n> {tail} [{number}]\n",
    "> {quote}\n\n",
    "The text says “{quote}” [{number}].\n",
    'As it says: "{quote}" [{number}]\n',
    "- **Source**: «{quote}» [{number}]\n",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """How many quotations there were, and what became of them. by_kind: altered in this way, and
    missed."""

    answers: int
    right: int
    right_lost: int
    wrong: int
    wrong_missed: int
    missed_by_kind: dict[str, int]


def measured(texts: Sequence[tuple[str, str]], answers: int, seed: int) -> Planted:
    """texts: title and Markdown."""
    r = Random(seed)  # noqa: S311
    counts: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    made = 0
    while made < answers:
        passages = _passages(r, texts)
        quotable = [
            item
            for number, passage in enumerate(passages, 1)
            for item in sentences(passage, number)
            if 6 <= len(item.text.split()) <= 60 and not re.search(r"[\"“”«»\[\]>\n]", item.text)
        ]
        if len(quotable) < 2:
            continue
        made += 1
        vocabulary = sorted(set(re.findall(r"[a-z]{4,}", " ".join(p.text for p in passages))))
        for item in r.sample(quotable, min(4, len(quotable))):
            alter = r.choice(ALTERED) if r.random() < 0.5 else None
            quote = alter(r, item.text, vocabulary) if alter else item.text
            true = any(_says(passage.text, quote) for passage in passages)
            caught = not _kept(r, quote, item.number, passages)
            kind = "right" if true else "wrong"
            counts[kind] += 1
            if caught == true:
                counts[kind + "_bad"] += 1
                if not true and alter:
                    missed[alter.__name__.strip("_")] += 1
    return Planted(
        answers, counts["right"], counts["right_bad"], counts["wrong"], counts["wrong_bad"], dict(missed)
    )  # fmt: skip


def _kept(r: Random, quote: str, number: int, passages: Sequence[Passage]) -> bool:
    words = quote.split()
    middle = len(words) // 2
    shown = r.choice(FORMS).format(
        quote=quote,
        number=number,
        source=r.choice(["source", "Source", "passage"]),
        head=" ".join(words[:middle]),
        tail=" ".join(words[middle:]),
    )
    checked = CitedText(passages)
    for line in shown.splitlines(keepends=True):
        checked.line(line)
    checked.end()
    return bool(checked.citations) and not checked.invented


def _says(text: str, quote: str) -> bool:
    """By another way than the check: the words as a run of the text's words."""
    place = re.search(rf"(?<!\w){re.escape(' '.join(quote.split()))}(?!\w)", " ".join(text.split()))
    return place is not None and quote.count("$") % 2 == 0


def _passages(r: Random, texts: Sequence[tuple[str, str]]) -> list[Passage]:
    found = []
    for number in range(r.randint(1, 6)):
        title, text = r.choice(texts)
        start = r.randrange(max(1, len(text) - 1_500))
        start = text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0
        piece = text[start : start + 1_500]
        found.append(
            Passage(
                UUID(int=number + 1),
                UUID(int=r.getrandbits(100)),
                1,
                title,
                "",
                start,
                start + len(piece),
                piece,
                0.5,
            )
        )
    return found


def texts_of(folder: Path) -> list[tuple[str, str]]:
    """Title and text of each Markdown file below `folder`."""
    return [(file.stem, file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.md"))]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    found = measured(texts_of(given.folder), given.answers, given.seed)
    figures = {name: getattr(found, name) for name in Planted.__slots__}
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
