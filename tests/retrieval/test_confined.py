from __future__ import annotations

import os
import signal
import sys
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from fynq.domain.errors import RejectedDocument, Rejection
from fynq.retrieval.confined import reader as readers
from fynq.retrieval.confined.reader import DocumentReader
from fynq.retrieval.confined.walls import Limits
from fynq.retrieval.formats.samples import samples
from tests.retrieval.formats.made import book, module, pdf, zipped


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    reader = DocumentReader(Limits(seconds=20, memory_mb=400))
    yield reader
    reader.close()


def refusal(reader: DocumentReader, raw: bytes, name: str) -> Rejection:
    with pytest.raises(RejectedDocument) as caught:
        reader.read(raw, name)
    return caught.value.why


@pytest.mark.parametrize("name", sorted(samples()))
def test_every_format_is_read_without_files(reader: DocumentReader, name: str) -> None:
    refused = {"a.pptx": Rejection.NO_TEXT, "a.png": Rejection.NEEDS_OCR}
    if name in refused:
        assert refusal(reader, samples()[name], name) is refused[name]
    else:
        assert reader.read(samples()[name], name).text.strip()


def test_the_walls_stand(reader: DocumentReader) -> None:
    reader.start()
    if os.geteuid() == 0:
        assert reader.standing.seccomp
    assert Path(f"/proc/{reader._process.pid}").exists()
    assert b"SECRET" not in Path(f"/proc/{reader._process.pid}/environ").read_bytes()


def test_many_threads_at_once(reader: DocumentReader) -> None:
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda at: reader.read(f"# {at}\n".encode(), "a.md").text, range(40)))
    assert texts == [f"# {at}\n" for at in range(40)]


def zip_bomb() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (60 << 20))
    return stream.getvalue()


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "boom"}">' for at in range(12))
BOMBS = {
    "a.docx": zip_bomb(),
    "a.epub": book(["<p>" + "a" * (20 << 20) + "</p>"]),
    "a.cnxml": f"<!DOCTYPE d [{ENTITIES}]><document xmlns='http://cnx.rice.edu/cnxml'>&e11;</document>".encode(),
    "b.cnxml": b"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><document xmlns='http://cnx.rice.edu/cnxml'>&x;</document>",
    "a.html": b"<html><body>" + b"<div>" * 200_000 + b"deep",
    "b.html": b"<html><body><table>" + b"<tr><td colspan=1000 rowspan=1000>x" * 3_000,
    "c.html": b"<html><body>" + b"<b><i><u>" * 100_000,
    "a.md": b"[" * 300_000 + b"![" * 100_000 + b"<a <b <!-- `" * 50_000 + b"{: " * 50_000,
    "b.md": b"|a" * 200_000 + b"\n" + b"$" * 200_001,
    "c.md": b"<div data-type='exercise'>" * 50_000 + b"<div>x" * 50_000,
    "a.tex": b"\\begin{a}" * 3_000 + b"{" * 20_000,
    "a.pdf": pdf([[]]).replace(b"/Count 1/Kids[6 0 R]", b"/Count 99999999/Kids[2 0 R]"),
    "b.pdf": pdf([["q " * 500_000 + "BT /F 9 Tf (a) Tj ET"]]),
    "a.txt": b"\xff\xfe" + b"\xd8" * 4_000,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_bombs_end_with_a_reason_or_a_small_text(reader: DocumentReader, name: str) -> None:
    try:
        text = reader.read(BOMBS[name], name).text
    except RejectedDocument as error:
        assert error.why in set(Rejection)
        assert "/" not in error.detail
    else:
        assert len(text) < 8_000_000
        assert "boom" not in text
        assert "root:" not in text
    assert reader.read(b"on\n", "a.md").text == "on\n"


def test_what_runs_over_its_time_is_killed() -> None:
    slow = DocumentReader(Limits(seconds=0.2))
    try:
        slow.start()
        raw = b"<html><body>" + b"<p style='color:red'>word</p>" * 400_000
        assert refusal(slow, raw, "a.html") is Rejection.TOO_SLOW
        assert slow.read(b"on\n", "a.md").text == "on\n"
    finally:
        slow.close()


def test_what_takes_too_much_memory_is_refused() -> None:
    small = DocumentReader(Limits(seconds=20, memory_mb=30))
    try:
        raw = module("<para>" + "word " * 4_000_000 + "</para>")
        assert refusal(small, raw, "a.cnxml") in (Rejection.TOO_LARGE, Rejection.BROKEN)
    finally:
        small.close()


def test_a_file_beyond_the_limit_is_not_even_sent(
    reader: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MAX_BYTES", 10)
    assert refusal(reader, b"a" * 11, "a.txt") is Rejection.TOO_LARGE


def test_a_dead_process_is_replaced() -> None:
    reader = DocumentReader()
    try:
        assert reader.read(b"one\n", "a.md").text == "one\n"
        os.kill(reader._process.pid, signal.SIGKILL)
        reader._process.wait()
        assert reader.read(b"two\n", "a.md").text == "two\n"
    finally:
        reader.close()
    assert threading.active_count() < 50


def test_a_password_is_told_from_damage(reader: DocumentReader) -> None:
    raw = bytearray(zipped({"word/document.xml": "a"}))
    for at in (6, raw.index(b"PK\x01\x02") + 8):
        raw[at] |= 1
    assert refusal(reader, bytes(raw), "a.docx") is Rejection.ENCRYPTED


ENGINE = """#!{python}
import sys
head = sys.stdin.buffer.read().split(b"\\n", 2)
print(head[0].decode(), "words on a pic-\\nture\\n\\n", head[1].decode(), "dots\\f")
"""


def test_pictures_of_pages_are_read_where_the_engine_is(
    reader: DocumentReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(ENGINE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = reader.read(samples()["a.png"], "a.png")
    assert found.text == "P5 words on a picture\n\n4 4 dots\n"
    assert found.marks == ((0, "page 1"),)
    scan = "q 600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q"
    found = reader.read(pdf([[scan], [scan]]), "a.pdf")
    assert found.media_type == "application/pdf"
    assert [place for _, place in found.marks] == ["page 1", "page 2"]
    program.write_text(f"#!{sys.executable}\nraise SystemExit(1)\n")
    assert refusal(reader, samples()["a.png"], "a.png") is Rejection.BROKEN
