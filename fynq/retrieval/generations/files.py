"""Writes a generation and opens it: whole and as it was published, or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from fynq.domain.identifiers import Tenant
from fynq.retrieval.durable import map_array, write_durably
from fynq.retrieval.generations.dense import (
    FLAT_ROWS,
    PARTS_FILE,
    VECTORS,
    Dense,
    Flat,
    Graph,
)
from fynq.retrieval.generations.graph import make_graph
from fynq.retrieval.generations.manifest import (
    FORMAT,
    MANIFEST,
    IndexRefused,
    checked_manifest,
    checked_path,
    fingerprint,
    folder_of,
)
from fynq.retrieval.generations.rows import KINDS, RowTable
from fynq.retrieval.generations.shelf import Shelf
from fynq.retrieval.lexical import Lexical, LexicalRefused
from fynq.retrieval.parts import PARTS, Parts
from fynq.retrieval.ports import Generation, Vectors

Step = Callable[[str], None]
"""Told the name of each step of publishing once it is done; what it raises ends the work there."""

_ODD = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    RuntimeError,  # a RecursionError of the manifest, or what faiss raises
    LexicalRefused,
)


def no_step(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Shape:
    """How large generations are laid out. flat_rows: exact search up to so many rows.
    quantize_rows: from so many on a graph compares 8-bit codes instead of half-precision ones,
    which halves the memory that a search walks through. threads: for making a graph."""

    flat_rows: int = FLAT_ROWS
    quantize_rows: int = 400_000
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Contents:
    """What a generation is made of: three views of the same rows. source: a fingerprint of the
    collection's state. told: the self-examination, and whatever else the manifest should say.
    parts: None where no passage has any."""

    rows: RowTable
    vectors: Vectors
    lexical: Lexical
    position: int
    source: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """An open generation, mapped."""

    generation: Generation
    rows: RowTable
    dense: Dense
    lexical: Lexical
    parts: Parts | None = None

    @property
    def position(self) -> int:
        return int(self.generation.manifest["position"])

    @property
    def nbytes(self) -> int:
        """Of its files; replicas on one node share their pages."""
        return sum(int(told["bytes"]) for told in self.generation.manifest["files"].values())


def write_generation(
    shelf: Shelf,
    tenant: Tenant,
    collection: str,
    contents: Contents,
    *,
    number: int,
    epoch: int,
    model: str,
    shape: Shape,
    step: Step = no_step,
) -> Generation:
    """Writes into a draft folder, syncs, and hands it to the shelf.

    The epoch in the name keeps a fenced-out writer from touching its successor's files. Raises
    ValueError when the three views differ in their number of rows.
    """
    count = len(contents.rows)
    parts = contents.parts
    if not count == len(contents.vectors) == contents.lexical.rows or (
        parts is not None and parts.shape != (count, PARTS, contents.vectors.shape[1])
    ):
        raise ValueError("rows, vectors and lexical index differ in length")
    home = folder_of(tenant, collection)
    draft = shelf.draft(home, epoch)
    try:
        step("drafted")
        names = contents.rows.save(draft)
        step("rows")
        names += contents.lexical.save(draft)
        step("lexical")
        layout = _write_vectors(draft, contents.vectors, shape)
        names += layout.pop("names")
        if parts is not None:
            write_durably(draft / PARTS_FILE, np.ascontiguousarray(parts, np.int8))
            names.append(PARTS_FILE)
        step("vectors")
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "tenant": str(tenant),
            "collection": collection,
            "number": number,
            "epoch": epoch,
            "model": model,
            "dimension": int(contents.vectors.shape[1]),
            "count": count,
            "documents": len(contents.rows.documents),
            "position": contents.position,
            "source": contents.source,
            "kinds": list(KINDS),
            "parts": 0 if parts is None else PARTS,
            **layout,
            **contents.told,
            "files": {name: fingerprint(draft / name) for name in sorted(names)},
        }
        return _finish(shelf, draft, home, manifest, step)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def copy_generation(
    shelf: Shelf,
    tenant: Tenant,
    earlier: Generation,
    *,
    number: int,
    epoch: int,
    step: Step = no_step,
) -> Generation:
    """The same files under a new number: how an earlier generation is served again. Files are
    linked where the shelf's folder allows it. Raises IndexRefused, and OSError for missing ones."""
    home = folder_of(tenant, earlier.collection)
    folder = shelf.get(checked_path(tenant, earlier))
    checked_manifest(tenant, earlier, str(earlier.manifest["model"]), folder)
    draft = shelf.draft(home, epoch)
    try:
        step("drafted")
        for name in earlier.manifest["files"]:
            try:
                (draft / name).hardlink_to(folder / name)
            except OSError:
                shutil.copyfile(folder / name, draft / name)
        step("files")
        manifest = {
            **earlier.manifest,
            "number": number,
            "epoch": epoch,
            "restores": earlier.number,
        }
        return _finish(shelf, draft, home, manifest, step)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def open_generation(shelf: Shelf, tenant: Tenant, generation: Generation, model: str) -> Base:
    """Maps a generation after checking every byte of it. A local copy that is broken is fetched
    once more where there is another. Raises IndexRefused."""
    path = checked_path(tenant, generation)
    for again in (False, True):
        try:
            return _open(shelf.get(path, again=again), tenant, generation, model)
        except (*_ODD, IndexRefused) as error:
            if again:
                reason = str(error) if isinstance(error, IndexRefused) else type(error).__name__
                raise IndexRefused(reason) from error
    raise AssertionError("unreachable")


def _finish(
    shelf: Shelf, draft: Path, home: str, manifest: dict[str, Any], step: Step
) -> Generation:
    write_durably(draft / MANIFEST, json.dumps(manifest, indent=1).encode())
    step("manifest")
    path = f"{home}/{manifest['number']}-{manifest['epoch']}"
    shelf.put(draft, path)
    step("shelved")
    # As PostgreSQL will give it back.
    return Generation(
        manifest["collection"], manifest["number"], path, json.loads(json.dumps(manifest))
    )


def _write_vectors(draft: Path, vectors: Vectors, shape: Shape) -> dict[str, Any]:
    if len(vectors) <= shape.flat_rows:
        write_durably(draft / VECTORS, np.ascontiguousarray(vectors, np.float32))
        return {"names": [VECTORS], "codes": "fp32", "beam": 0, "recall": 1.0}
    quantize = len(vectors) >= shape.quantize_rows
    made = make_graph(draft, vectors, quantize=quantize, threads=shape.threads)
    return {
        "names": list(made.files),
        "codes": made.codes,
        "beam": made.beam,
        "recall": round(made.recall, 4),
    }


def _open(folder: Path, tenant: Tenant, generation: Generation, model: str) -> Base:
    manifest = checked_manifest(tenant, generation, model, folder)
    _require(manifest["kinds"] == list(KINDS), generation, "foreign kinds")
    count, dimension = manifest["count"], manifest["dimension"]
    rows = RowTable.open(folder, count)
    lexical = Lexical.open(folder)
    _require(lexical.rows == count, generation, "another lexical index")
    parts: Parts | None = None
    _require(manifest["parts"] in (0, PARTS), generation, "other parts")
    if manifest["parts"]:
        parts = map_array(folder / PARTS_FILE)
        fits = parts.dtype == np.int8 and parts.shape == (count, PARTS, dimension)
        _require(fits, generation, "other parts")
    codes = manifest["codes"]
    if codes == "fp32":
        vectors = map_array(folder / VECTORS)
        fits = vectors.dtype == np.float32 and vectors.shape == (count, dimension)
        _require(fits and vectors.flags.c_contiguous, generation, "wrong shape")
        _require(bool(np.isfinite(vectors).all()), generation, "not finite")
        return Base(generation, rows, Flat(vectors), lexical, parts)
    halves = None
    if codes == "8bit":
        halves = map_array(folder / VECTORS)
        fits = halves.dtype == np.float16 and halves.shape == (count, dimension)
        _require(fits, generation, "wrong shape")
    graph = Graph.open(folder, int(manifest["beam"]), halves)
    _require((len(graph), graph.dimension) == (count, dimension), generation, "wrong shape")
    return Base(generation, rows, graph, lexical, parts)


def _require(truth: bool, generation: Generation, problem: str) -> None:
    if not truth:
        raise IndexRefused(f"{generation.path}: {problem}")
