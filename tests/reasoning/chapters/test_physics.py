"""Problems of physics: what is answered, and what must not be."""

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters import physics
from fynq.reasoning.laws.formula import is_consistent
from fynq.reasoning.laws.store import BY_KEY, LAWS
from fynq.reasoning.laws.symbols import CONSTANTS, SYMBOLS
from fynq.reasoning.quantities.notation import plain
from fynq.reasoning.quantities.quantity import quantities
from fynq.reasoning.verification.equivalence import equivalent


@pytest.mark.parametrize(
    ("question", "final"),
    [
        ("A car starts from rest and accelerates at 3 m/s^2 for 5 s. What is its final speed?", r"15\ \mathrm{m/s}"),
        ("A 4 kg cart moves at 3 m/s. Find its kinetic energy.", r"18\ \mathrm{J}"),
        ("A stone is dropped from a height of 19.6 m. Ignore air resistance. How long does it take to fall?", r"2\ \mathrm{s}"),
        ("A force of 12 N acts on a mass of 3000 g. What is the acceleration?", r"4\ \mathrm{m/s^{2}}"),
        (r"A current of $$2$$ A flows through a resistance of $$6\ \Omega$$. What is the voltage?", r"12\ \mathrm{V}"),
    ],
)  # fmt: skip
def test_one_law_gives_the_answer_and_the_check_agrees(question: str, final: str) -> None:
    solved = physics.solve(question)
    assert solved.final == final
    assert physics.check(question, solved).agreed


@pytest.mark.parametrize(
    "question",
    [
        "A 4 kg cart moves at 3 m/s on a slope with friction. Find its acceleration.",
        "A car accelerates at 3 m/s^2. What is its final speed?",
        "A force of 12 N and a force of 5 N act on a mass of 3 kg. What is the acceleration?",
        "A stone is dropped from a height of 20 m on the moon. How long does it take to fall?",
        "Two carts of 3 kg collide at 4 m/s. What is the final speed?",
        "A 4 kg cart with 5 wheels and 3 N of friction moves at 3 m/s. Find the force.",
        "Ali had $21. Leila gave him half of her $100. How much does Ali have now?",
    ],
)
def test_what_no_single_law_accounts_for_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        physics.solve(question)


def test_a_changed_result_is_not_confirmed() -> None:
    from dataclasses import replace

    question = "A 4 kg cart moves at 3 m/s. Find its kinetic energy."
    solved = physics.solve(question)
    final, _, unknown = solved.result.values[0]
    wrong = replace(solved, result=replace(solved.result, values=((final, "19", unknown),)))
    assert not physics.check(question, wrong).agreed


def test_every_law_agrees_in_its_dimensions_and_has_a_key_of_its_own() -> None:
    dimensions = {name: item.dimension for name, item in (*SYMBOLS.items(), *CONSTANTS.items())}
    assert len(BY_KEY) == len(LAWS)
    assert [law.key for law in LAWS if not is_consistent(law.formula, dimensions)] == []
    assert not is_consistent("E = m*c0", dimensions)


@pytest.mark.parametrize(
    ("text", "si"),
    [
        (r"$$\frac{36 km}{h}$$", 10.0),
        (r"$2.00 \times 10^{3} \mathrm{~N}$", 2000.0),
        ("5.0 cm^2", 5e-4),
        (r"$27^{\circ} \mathrm{C}$", 300.15),
        ("15,000 kg", 15000.0),
        (r"$1.2 \mathrm{~J} \mathrm{~K}^{-1}$", 1.2),
    ],
)
def test_a_quantity_is_read_from_words_latex_and_symbols(text: str, si: float) -> None:
    (found,) = quantities(plain(text))
    assert found.si == pytest.approx(si)


@pytest.mark.parametrize(
    ("gold", "answer", "same"),
    [
        ("14", r"14\ \mathrm{m/s}", True),
        ("7.7", r"7.67\ \mathrm{m/s}", True),
        ("14 km", r"14000\ \mathrm{m}", True),
        ("14 km", r"14\ \mathrm{m}", False),
        ("14 km", r"14\ \mathrm{kg}", False),
        ("7.7", r"7.8\ \mathrm{m/s}", False),
        ("14", r"140\ \mathrm{m/s}", False),
    ],
)
def test_values_with_units_are_compared_by_dimension_and_figures(gold: str, answer: str, same: bool) -> None:  # fmt: skip
    assert equivalent(gold, answer) is same
