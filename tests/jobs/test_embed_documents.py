"""The job that takes documents in, as a user runs it, on a PostgreSQL and a Ray of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fynq.answering.knowledge_books import UploadFilter
from fynq.retrieval.ingest import prepare
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.storage.stores import Stores
from tests.schools import Enrolled

JOB = Path(__file__).parents[2] / "jobs" / "embed_documents.py"
OPTIONS = RetrievalOptions()

pytestmark = pytest.mark.graph


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve texts, one of them in a folder below, one that cannot be read and one without text."""
    root = tmp_path / "books"
    (root / "part").mkdir(parents=True)
    for number in range(11):
        sections = "\n\n".join(
            f"## Section {at}\n\nNumber {number * 100 + at} is a number, and $x^{at} + {number}$ a formula. "
            + "It is told at length what it is good for. " * 12
            for at in range(4)
        )
        (root / f"text{number:02}.md").write_text(f"# Text {number}\n\n{sections}\n")
    (root / "part" / "ice.html").write_text(
        "<h1>Ice</h1><p>Ice floats because it is less dense than liquid water.</p>"
    )
    (root / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more\n")
    (root / "empty.md").write_text("\n\n")
    (root / "picture.png").write_bytes(b"\x89PNG")
    return root


def start(url: str | None, data: Path, *arguments: str) -> subprocess.Popen[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "RAY_"))}
    known = {**kept, "PYTHONPATH": str(JOB.parents[1]), "FYNQ_DATA_DIR": str(data)} | {
        "FYNQ_DATABASE_URL": url or ""
    }
    return subprocess.Popen(
        [sys.executable, str(JOB), *arguments],
        env=known,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(url: str | None, data: Path, *arguments: str) -> tuple[int, str, str]:
    job = start(url, data, *arguments)
    output, errors = job.communicate(timeout=300)
    return job.returncode, output, errors


def options(school: Enrolled, folder: Path, *more: str) -> tuple[str, ...]:
    slug = school.school.slug
    return ("--tenant", slug, "--collection", "books", "--path", str(folder), *more)


async def contents(stores: Stores, school: Enrolled) -> dict[Any, tuple[Any, ...]]:
    chunks = await stores.knowledge.collection_chunks(school.tenant, "books")
    found = {chunk.id: (chunk.document, chunk.start, chunk.end, chunk.text) for chunk in chunks}
    assert len(found) == len(chunks)
    return found


def expected(school: Enrolled, folder: Path) -> dict[Any, tuple[Any, ...]]:
    """By the plain functions that the API's worker uses."""
    return {
        chunk.id: (chunk.document, chunk.start, chunk.end, chunk.text)
        for file in sorted(folder.rglob("*"))
        if file.suffix in {".md", ".html"} and file.stem != "empty"
        for chunk in prepare(
            parse(school.tenant, "books", file.relative_to(folder).as_posix(), file.read_bytes()),
            OPTIONS,
        ).chunks
    }


def killed(url: str, data: Path, seconds: float, *arguments: str) -> None:
    job = start(url, data, *arguments)
    until = time.monotonic() + seconds
    while job.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    os.killpg(job.pid, signal.SIGKILL)
    job.communicate()


async def test_a_folder_is_taken_in_by_a_job_that_was_killed_and_follows_its_changes(
    stores: Stores, school: Enrolled, database_url: str, folder: Path, tmp_path: Path
) -> None:
    seconds = random.uniform(6, 20)
    killed(database_url, tmp_path, seconds, *options(school, folder))
    code, output, errors = run(database_url, tmp_path, *options(school, folder))
    assert code == 0, errors
    told = json.loads(output)
    assert (told["files"], told["documents"], told["rejected"]) == (14, 12, 2)
    assert told["chunks"] == told["stored"] >= told["embedded"]
    assert told["chunks"] > 40
    assert await contents(stores, school) == expected(school, folder)
    uploads = await stores.uploads.list_uploads(school.tenant, UploadFilter("books", ()), None, 99)
    assert len(uploads) == len({upload.source for upload in uploads}) == 14
    rejected = [upload for upload in uploads if upload.status == "rejected"]
    assert {(u.source, u.code) for u in rejected} == {
        ("broken.pdf", "broken"),
        ("empty.md", "no_text"),
    }
    assert all(upload.reason for upload in rejected)
    generation = await stores.generations.current(school.tenant, "books")
    assert generation is not None
    assert generation.manifest["count"] == told["chunks"]

    (folder / "text03.md").write_text("# Text 3\n\nIt is another text now.\n")
    (folder / "text04.md").unlink()
    code, output, errors = run(database_url, tmp_path, *options(school, folder, "--prune"))
    assert code == 0, errors
    again = json.loads(output)
    assert (again["changed"], again["embedded"], again["removed"]) == (1, 1, 1)
    assert await contents(stores, school) == expected(school, folder)


@pytest.mark.parametrize(
    ("path", "said"),
    [("/nowhere/at/all", "no file"), ("gopher://x/y", "cannot be listed")],
)
def test_what_cannot_be_read_is_said(
    school: Enrolled, database_url: str, tmp_path: Path, path: str, said: str
) -> None:
    arguments = ("--tenant", school.school.slug, "--collection", "books", "--path", path)
    code, output, errors = run(database_url, tmp_path, *arguments)
    assert (code, output) == (1, "")
    assert said in errors
    assert "Traceback" not in errors
