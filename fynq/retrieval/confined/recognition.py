"""Words on pictures of pages, where the engine for that (Tesseract) is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import fynq
from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import ParsedText, rejected
from fynq.retrieval.formats.writer import Writer

_PAGE_SECONDS = 60
_MEMORY_MB = 2_048
_MOST_PAGES = 500

Picture = Callable[[int], tuple[bytes, int]]
"""Page number from 0 to its picture (PGM) and the number of pages."""


def engine() -> str:
    """The path of Tesseract, or ''."""
    return shutil.which("tesseract") or ""


def recognized(program: str, picture: Picture, media_type: str, seconds: float) -> ParsedText:
    """seconds: for all pages. Raises RejectedDocument."""
    deadline = time.monotonic() + seconds
    writer = Writer()
    number, count = 0, 1
    while number < count:
        image, count = picture(number)
        if count > _MOST_PAGES:
            reason = f"The file has more than {_MOST_PAGES} pictures of pages: upload it in parts."
            raise rejected(Rejection.TOO_LARGE, reason)
        writer.mark(f"page {number + 1}")
        for block in _read(program, image, deadline).replace("\f", "\n\n").split("\n\n"):
            writer.paragraph(block.replace("-\n", ""))
        number += 1
    return writer.parsed(media_type)


def _read(program: str, image: bytes, deadline: float) -> str:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow()
    kept = {name: os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ}
    root = str(Path(fynq.__file__).resolve().parent.parent)
    command = [sys.executable, "-m", "fynq.retrieval.confined.launch", str(_MEMORY_MB), str(_PAGE_SECONDS)]  # fmt: skip
    try:
        done = subprocess.run(
            [*command, program, "stdin", "stdout", "--psm", "3"],
            input=image,
            capture_output=True,
            timeout=min(left, _PAGE_SECONDS + 10),
            env={**kept, "PYTHONPATH": root, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            cwd="/",
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise _too_slow() from None
    except (subprocess.CalledProcessError, OSError):
        raise rejected(Rejection.BROKEN, "The words on the picture cannot be read.") from None
    return done.stdout.decode("utf-8", "replace")


def _too_slow() -> Exception:
    return rejected(Rejection.TOO_SLOW, "Reading the words on its pictures takes too long.")
