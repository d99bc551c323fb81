"""One program in one process: read it, shut the last doors, run it, say what came of it, end."""

from __future__ import annotations

import builtins
import ctypes
import os
import socket
import sys
from typing import Any, NoReturn

from fynq.reasoning.jail.guards import Exceeded
from fynq.reasoning.jail.language import Refused, compiled
from fynq.reasoning.jail.vocabulary import Vocabulary
from fynq.reasoning.jail.walls import Limits, die_with, enclose
from fynq.reasoning.jail.written import written
from fynq.reasoning.sandbox.frames import HEADER, MAX_FRAME, decode, encode

DESCRIPTOR = 3
_MOST_DIGITS = 40_000
_DEEPEST = 900


def live(talk: socket.socket, owner: int, libc: ctypes.CDLL, limits: Limits, filtered: bytes) -> NoReturn:  # fmt: skip
    """Never returns and never raises."""
    try:
        die_with(owner, libc)
        os.dup2(talk.fileno(), DESCRIPTOR, inheritable=False)
        for low, high in ((0, DESCRIPTOR), (DESCRIPTOR + 1, 256)):
            os.closerange(low, high)
        request = decode(_read())
        sys.set_int_max_str_digits(_MOST_DIGITS)
        sys.setrecursionlimit(_DEEPEST)
        enclose(libc, limits, filtered)
        _write(encode(_outcome(request)))
    finally:
        os._exit(0)


def _read() -> bytes:
    length = int.from_bytes(_exactly(HEADER), "big")
    if length > MAX_FRAME:
        raise ValueError("the program is too long")
    return _exactly(length)


def _exactly(count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = os.read(DESCRIPTOR, count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(DESCRIPTOR, data) :]


def _outcome(request: dict[str, Any]) -> dict[str, Any]:
    source = str(request["source"])
    words = Vocabulary()
    try:
        if request.get("language", True):
            space = words.names()
            exec(compiled(source), space)  # noqa: S102  (this is what the walls are for)
        else:
            space = {"__builtins__": builtins, "__name__": "program"}
            exec(compile(source, "program", "exec"), space)  # noqa: S102
        if "answer" not in space:
            return {"refused": "The program sets no answer.", "output": words.output}
        return {"answer": written(space["answer"]), "output": words.output}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except Exceeded as limit:
        return {"exceeded": str(limit)}
    except (MemoryError, RecursionError) as error:
        return {"exceeded": type(error).__name__}
    except Exception as error:  # noqa: BLE001  (whatever a program raises is its own)
        return {"raised": type(error).__name__}
