"""The physics starter knowledge: well formed, complete, and every number computed again.

Beside this file: physics_item_checks.json {item slug: arithmetic} and
physics_worked_examples.json {note slug: [[arithmetic, its value, how the note writes it]]}.
"""

from __future__ import annotations

import ast
import json
import math
import operator
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import yaml
from latex2mathml.converter import convert

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "fynq" / "operations" / "starter" / "physics"
MATHEMATICS = {
    "arithmetic",
    "fractions",
    "ratios",
    "percentages",
    "scientific-notation",
    "algebraic-expressions",
    "linear-equations",
    "quadratic-equations",
    "vectors",
    "trigonometry",
    "functions",
    "derivatives",
    "integrals",
    "exponential-functions",
}
UNITS = (
    "m m^2 m^3 kg s m/s m/s^2 kg/m^3 N N/kg N/m N*m kg*m/s kg*m^2 rad/s J W Pa Hz C A V ohm V/m K "
    "J/(kg*K) mol eV 1/m"
)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def evaluate(text: str) -> float:
    """Digits, + - * / ** ( ) and sqrt; ValueError for anything else."""

    def value(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
                return OPERATIONS[type(op)](value(left), value(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.Call(func=ast.Name(id="sqrt"), args=[inner], keywords=[]):
                return math.sqrt(value(inner))
            case _:
                raise ValueError(f"not plain arithmetic: {text}")

    return value(ast.parse(text, mode="eval").body)


def agrees(text: str, computed: float) -> bool:
    """Whether `computed`, rounded to the last digit that `text` shows, is `text`."""
    shown = Decimal(text)
    half = Decimal(10) ** int(shown.as_tuple().exponent) / 2
    return abs(float(shown) - computed) <= float(half) * (1 + 1e-9)


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


SKILLS: list[dict[str, Any]] = load(FOLDER / "skills.json")
ITEMS: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "items.jsonl").read_text(encoding="utf-8").splitlines()
]
NOTES = {path.stem: path.read_text(encoding="utf-8") for path in (FOLDER / "notes").glob("*.md")}
KNOWN = {skill["slug"] for skill in SKILLS}
ITEM_CHECKS: dict[str, str] = load(HERE / "physics_item_checks.json")
WORKED: dict[str, list[list[str]]] = load(HERE / "physics_worked_examples.json")

EXPRESSIONS = {
    "newton-formula-acceleration": [({"F": 12, "m": 4}, 3.0), ({"F": 7, "m": 2}, 3.5)],
    "kinetic-energy-from-momentum": [({"p": 6, "m": 2}, 9.0), ({"p": 10, "m": 4}, 12.5)],
    "ohm-formula": [({"U": 6, "I": 2, "R": 3}, 0.0), ({"U": 5, "I": 0.5, "R": 10}, 0.0)],
}
"""Values of the symbols → the value of the expression, or of left minus right of an equation."""


def parts(note: str) -> tuple[dict[str, Any], str]:
    _, front, body = note.split("---\n", 2)
    return yaml.safe_load(front), body


def formulas(body: str) -> Iterator[str]:
    """The contents of $…$ and $$…$$; ValueError when a delimiter has no partner."""
    pieces = body.split("$$")
    if len(pieces) % 2 == 0:
        raise ValueError("$$ without partner")
    yield from pieces[1::2]
    for paragraph in re.split(r"\n\s*\n", "\n\n".join(pieces[0::2])):
        inline = paragraph.split("$")
        if len(inline) % 2 == 0:
            raise ValueError(f"$ without partner in: {paragraph[:60]}")
        yield from inline[1::2]


def balanced(formula: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", formula):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and formula.count(r"\left") == formula.count(r"\right")


def test_there_is_enough() -> None:
    assert len(SKILLS) >= 32
    assert len(NOTES) >= 55
    assert len(ITEMS) >= 90


def test_skills_are_well_formed_and_acyclic() -> None:
    assert len(KNOWN) == len(SKILLS)
    for skill in SKILLS:
        assert set(skill) == {"slug", "name", "subject", "level", "prerequisites", "description"}
        assert SLUG.fullmatch(skill["slug"]), skill["slug"]
        assert skill["slug"] not in MATHEMATICS
        assert skill["subject"] == "physics"
        assert type(skill["level"]) is int and 1 <= skill["level"] <= 13
        assert skill["name"] and skill["description"].endswith(".")
        assert set(skill["prerequisites"]) <= KNOWN | MATHEMATICS, skill["slug"]
        assert len(set(skill["prerequisites"])) == len(skill["prerequisites"])
    graph = {skill["slug"]: skill["prerequisites"] for skill in SKILLS}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(SKILLS)


def test_a_prerequisite_is_not_met_later_than_what_needs_it() -> None:
    level = {skill["slug"]: skill["level"] for skill in SKILLS}
    late = [
        (skill["slug"], needed)
        for skill in SKILLS
        for needed in skill["prerequisites"]
        if level.get(needed, 0) > skill["level"]
    ]
    assert late == []


def test_every_skill_has_a_note_and_an_item() -> None:
    noted = {slug for note in NOTES.values() for slug in parts(note)[0]["skills"]}
    practised = {slug for item in ITEMS for slug in item["skills"]}
    assert sorted(KNOWN - noted) == []
    assert sorted(KNOWN - practised) == []


@pytest.mark.parametrize("slug", sorted(NOTES))
def test_note_is_well_formed(slug: str) -> None:
    front, body = parts(NOTES[slug])
    assert SLUG.fullmatch(slug)
    assert set(front) == {"title", "skills", "level"}
    assert isinstance(front["title"], str) and front["title"]
    assert front["skills"] and set(front["skills"]) <= KNOWN
    assert type(front["level"]) is int and 1 <= front["level"] <= 13
    assert 150 <= len(body.split()) <= 350, len(body.split())
    assert all(balanced(formula) and formula.strip() for formula in formulas(body))
    assert all("\\" not in convert(formula) for formula in formulas(body))
    assert "## Worked example" in body and "## A common mistake" in body
    assert not any(ord(letter) < 32 and letter != "\n" for letter in body)


@pytest.mark.parametrize("slug", sorted(NOTES))
def test_worked_example_is_right(slug: str) -> None:
    assert WORKED[slug]
    for expression, value, shown in WORKED[slug]:
        assert agrees(value, evaluate(expression)), (expression, evaluate(expression), value)
        assert shown in parts(NOTES[slug])[1], shown


def test_worked_examples_belong_to_notes() -> None:
    assert set(WORKED) == set(NOTES)


def test_notes_answer_the_whys_of_school_physics() -> None:
    """Sentences that give a reason and can be quoted alone."""
    prose = " ".join(re.sub(r"\$\$.*?\$\$", "", parts(n)[1], flags=re.S) for n in NOTES.values())
    reasons = re.findall(r"[A-Z][^.!?]* because [^.!?]*[.!?]", prose)
    assert len(reasons) >= 60


@pytest.mark.parametrize("item", ITEMS, ids=[item["slug"] for item in ITEMS])
def test_item_is_well_formed(item: dict[str, Any]) -> None:
    assert set(item) == {"slug", "question", "answer", "kind", "skills", "difficulty"}
    assert SLUG.fullmatch(item["slug"])
    assert item["question"].strip() == item["question"] and item["question"][-1] in "?."
    assert item["answer"].strip() == item["answer"] != ""
    assert item["kind"] in {"number", "expression", "equation", "set", "text"}
    assert item["skills"] and set(item["skills"]) <= KNOWN | MATHEMATICS
    assert set(item["skills"]) & KNOWN
    assert type(item["difficulty"]) is int and 1 <= item["difficulty"] <= 5


@pytest.mark.parametrize(
    "item",
    [item for item in ITEMS if item["kind"] == "number"],
    ids=[item["slug"] for item in ITEMS if item["kind"] == "number"],
)
def test_number_is_right(item: dict[str, Any]) -> None:
    plain = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", item["answer"])
    number, _, unit = plain.partition(" ")
    computed = evaluate(ITEM_CHECKS[item["slug"]])
    assert agrees(number, computed), (number, computed)
    assert not unit or unit in UNITS.split()


def test_items_and_their_checks_pair_up() -> None:
    slugs = [item["slug"] for item in ITEMS]
    assert len(set(slugs)) == len(slugs)
    assert len({item["question"] for item in ITEMS}) == len(ITEMS)
    assert set(ITEM_CHECKS) == {item["slug"] for item in ITEMS if item["kind"] == "number"}
    formal = {item["slug"] for item in ITEMS if item["kind"] in {"expression", "equation"}}
    assert set(EXPRESSIONS) == formal


@pytest.mark.parametrize("slug", sorted(EXPRESSIONS))
def test_expression_is_right(slug: str) -> None:
    answer = next(item["answer"] for item in ITEMS if item["slug"] == slug)
    left, _, right = answer.replace("^", "**").partition("=")
    text = f"({left.strip()})-({right.strip()})" if right else left
    for values, expected in EXPRESSIONS[slug]:
        filled = re.sub(r"[A-Za-z]+", lambda name, v=values: str(v[name.group()]), text)
        assert evaluate(filled) == pytest.approx(expected, abs=1e-12)


def test_set_of_times_solves_its_equation() -> None:
    answer = next(item["answer"] for item in ITEMS if item["slug"] == "free-fall-two-times")
    times = [float(each) for each in answer.strip("{}").split(",")]
    assert len(set(times)) == 2
    assert all(15 * time - 5 * time**2 == pytest.approx(10) for time in times)


@pytest.mark.parametrize("text", ["__import__('os')", "a", "2 if 1 else 3", "sqrt(1, 2)"])
def test_evaluator_takes_only_arithmetic(text: str) -> None:
    with pytest.raises(ValueError):
        evaluate(text)


@pytest.mark.parametrize("body", ["a $x b", "a $$x$ b", "$a$ and $b"])
def test_formulas_notices_a_lonely_delimiter(body: str) -> None:
    with pytest.raises(ValueError):
        list(formulas(body))
