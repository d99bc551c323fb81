"""Every law of every model: its dimensions fit, and it can be solved for each quantity."""

from __future__ import annotations

import math

import pytest

from fynq.reasoning.physics.checking import carried, holds
from fynq.reasoning.physics.law import Algebra, Law
from fynq.reasoning.physics.model import Model
from fynq.reasoning.physics.models import MODELS

LAWS = [pytest.param(model, law, id=f"{model.name}/{law.name}") for model in MODELS for law in model.laws]  # fmt: skip


@pytest.mark.parametrize(("model", "law"), LAWS)
def test_both_sides_have_one_dimension(model: Model, law: Law) -> None:
    values = {name: 0.3 + 0.1 * at for at, name in enumerate(sorted(law.symbols()))}
    quantities = {
        name: carried(value, model.symbols[name].dimension) for name, value in values.items()
    }
    holds(law, quantities)
    left, right = law.sides(Algebra(values, math))
    assert math.isfinite(left)
    assert math.isfinite(right)
