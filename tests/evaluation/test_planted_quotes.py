"""Altered and invented quotations are caught, true ones are not lost."""

from pathlib import Path

import fynq.operations.starter
from fynq.evaluation.planted_quotes import ALTERED, measured, texts_of

STARTER = Path(fynq.operations.starter.__file__).parent


def test_no_wrong_quotation_passes_in_the_startertexts_of() -> None:
    found = measured(texts_of(STARTER), answers=60, seed=3)
    assert found.answers == 60
    assert found.right > 50 and found.wrong > 50
    assert (found.right_lost, found.wrong_missed) == (0, 0)


def test_alterations_are_of_many_kinds() -> None:
    assert len({alter.__name__ for alter in ALTERED}) == 12
