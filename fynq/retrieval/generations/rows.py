"""What is known of each row beside its vector and its words: whose it is and who may see it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from fynq.domain.knowledge import SOLUTIONS, Kind, Search
from fynq.retrieval.duplicates import Groups, same_text
from fynq.retrieval.durable import map_array, write_durably
from fynq.retrieval.generations.dense import Mask, Rows
from fynq.retrieval.ports import LiveRow
from fynq.retrieval.vectors import Digest

KINDS: tuple[str, ...] = get_args(Kind)
_CODES = {name: code for code, name in enumerate(KINDS)}
_STAFF = 1
_ARRAYS: dict[str, tuple[type[np.generic], int]] = {
    "ids": (np.uint8, 16),
    "digests": (np.uint8, 32),
    "ordinals": (np.int32, 0),
    "kinds": (np.uint8, 0),
    "audiences": (np.uint8, 0),
    "groups": (np.uint64, 0),
    "documents": (np.uint8, 16),
}
"""Name, type and width of each array; 0 for one value a row."""
_SKILLS = "skills.json"


@dataclass(frozen=True, slots=True)
class RowTable:
    """Rows in order of document and place.

    ids: uint8 (n, 16), the chunks. digests: uint8 (n, 32), of the embedded texts. ordinals: int32
    (n,), rows of `documents`, ascending. kinds: uint8 (n,), places in KINDS. audiences: uint8 (n,),
    1 for staff. groups: uint64 (n,), equal for rows of which one is enough among the results.
    documents: uint8 (documents, 16), ascending. skills: ordinals of documents by
    slug.
    """

    ids: NDArray[np.uint8]
    digests: NDArray[np.uint8]
    ordinals: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    audiences: NDArray[np.uint8]
    groups: Groups
    documents: NDArray[np.uint8]
    skills: Mapping[str, NDArray[np.int32]]
    repeats: Rows = field(init=False)
    """Rows that are not alone in their group, ascending."""

    def __post_init__(self) -> None:
        _, group, counts = np.unique(self.groups, return_inverse=True, return_counts=True)
        object.__setattr__(self, "repeats", np.flatnonzero(counts[group] > 1))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        return sum(int(getattr(self, name).nbytes) for name in _ARRAYS)

    def chunk(self, row: int) -> UUID:
        return UUID(bytes=self.ids[row].tobytes())

    def rows_of(self, documents: Collection[UUID]) -> Rows:
        """The rows of those documents that are here."""
        ordinals = self._ordinals_of(documents)
        firsts = np.searchsorted(self.ordinals, ordinals)
        lasts = np.searchsorted(self.ordinals, ordinals + 1)
        parts = [np.arange(*pair) for pair in zip(firsts, lasts, strict=True)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def allowed(self, search: Search, *, hide_solutions: bool) -> Mask | None:
        """Which rows the search may find; None for all of them."""
        mask: Mask | None = None

        def narrow(by: Mask) -> None:
            nonlocal mask
            mask = by if mask is None else mask & by

        if not search.staff:
            if self.audiences.any():
                narrow(self.audiences != _STAFF)
            if hide_solutions:
                narrow(~self._of_kinds(SOLUTIONS))
        if search.kinds:
            narrow(self._of_kinds(search.kinds))
        if search.documents:
            narrow(self._of_documents(self._ordinals_of(search.documents)))
        if search.skills:
            held = [self.skills[skill] for skill in search.skills if skill in self.skills]
            narrow(self._of_documents(np.concatenate(held) if held else np.zeros(0, np.int32)))
        return mask

    def once(self, mask: Mask | None) -> Mask | None:
        """Of each group only the first row that the mask allows; what is not allowed never stands
        for what is."""
        allowed = self.repeats if mask is None else self.repeats[mask[self.repeats]]
        if not len(allowed):
            return mask
        single = np.ones(len(self), np.bool_) if mask is None else mask.copy()
        single[allowed] = False
        single[allowed[np.unique(self.groups[allowed], return_index=True)[1]]] = True
        return single

    def save(self, folder: Path) -> list[str]:
        """Writes the files into an existing folder and returns their names."""
        names = []
        for name in _ARRAYS:
            names.append(f"{name}.npy")
            write_durably(folder / names[-1], getattr(self, name))
        told = {skill: ordinals.tolist() for skill, ordinals in sorted(self.skills.items())}
        write_durably(folder / _SKILLS, json.dumps(told).encode())
        return [*names, _SKILLS]

    @classmethod
    def open(cls, folder: Path, count: int) -> RowTable:
        """Maps the files. Raises ValueError when they do not fit each other or `count`."""
        arrays: dict[str, Any] = {}
        for name, (kind, width) in _ARRAYS.items():
            array = map_array(folder / f"{name}.npy")
            rows = len(array) if name == "documents" else count
            if array.dtype != kind or array.shape != ((rows, width) if width else (rows,)):
                raise ValueError(f"{name}: wrong shape")
            arrays[name] = array
        ordinals = arrays["ordinals"]
        if count and (
            int(ordinals[0]) < 0
            or int(ordinals[-1]) >= len(arrays["documents"])
            or bool((np.diff(ordinals) < 0).any())
        ):
            raise ValueError("ordinals: out of range")
        skills = json.loads((folder / _SKILLS).read_bytes())
        return cls(
            **arrays, skills={name: np.asarray(held, np.int32) for name, held in skills.items()}
        )

    @classmethod
    def of(
        cls, rows: Sequence[LiveRow], digests: Sequence[Digest], groups: Groups | None = None
    ) -> RowTable:
        """rows: in order of document. groups: those of same_text() where none are given."""
        documents = sorted({row.document for row in rows})
        numbers = {document: at for at, document in enumerate(documents)}
        skills: dict[str, set[int]] = {}
        for row in rows:
            for skill in row.skills:
                skills.setdefault(skill, set()).add(numbers[row.document])
        return cls(
            ids=_bytes([row.chunk.bytes for row in rows], 16),
            digests=_bytes(digests, 32),
            ordinals=np.array([numbers[row.document] for row in rows], np.int32),
            kinds=np.array([_CODES.get(row.kind, 0) for row in rows], np.uint8),
            audiences=np.array([row.audience == "staff" for row in rows], np.uint8),
            groups=same_text(rows) if groups is None else groups,
            documents=_bytes([document.bytes for document in documents], 16),
            skills={name: np.array(sorted(held), np.int32) for name, held in skills.items()},
        )

    def _of_kinds(self, names: Iterable[str]) -> Mask:
        codes = [_CODES[name] for name in names if name in _CODES]
        return np.isin(self.kinds, np.array(codes, np.uint8))

    def _of_documents(self, ordinals: NDArray[Any]) -> Mask:
        chosen = np.zeros(len(self.documents), np.bool_)
        chosen[ordinals] = True
        return chosen[self.ordinals]

    def _ordinals_of(self, documents: Collection[UUID]) -> NDArray[np.int32]:
        """Of those documents that are here, ascending."""
        if not len(self.documents) or not documents:
            return np.zeros(0, np.int32)
        wanted = np.array(sorted(document.bytes for document in documents), "S16")
        keys = self.documents.view("S16")[:, 0]
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found: NDArray[np.int32] = at[keys[at] == wanted].astype(np.int32)
        return found


def _bytes(rows: Sequence[bytes], width: int) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), width)
