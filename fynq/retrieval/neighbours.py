"""The rows around a row in its document."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

REACH = 2
"""Rows on each side that lend a row something."""


def around(
    chosen: NDArray[np.int64],
    owners: NDArray[Any],
    allowed: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Rows from REACH before to REACH behind each chosen one, and which of them count: both of
    shape (chosen, 2 REACH + 1), the chosen row in the middle, which stands in for what is outside.

    owners: of each row, its document; rows of one document are neighbours in the order of reading.
    A row that isn't allowed doesn't count.
    """
    near = chosen[:, None] + np.arange(-REACH, REACH + 1)
    inside = (near >= 0) & (near < len(owners))
    near = np.where(inside, near, chosen[:, None])
    inside &= owners[near] == owners[chosen][:, None]
    if allowed is not None:
        inside &= allowed[near]
    return near, inside
