"""Starts another program within limits: no network where the kernel allows that, bounded memory and
CPU. Arguments: megabytes, seconds, the program and its arguments."""

from __future__ import annotations

import os
import resource
import sys

from fynq.retrieval.confined.walls import library

_NEWNET = 0x40000000
_NO_NEW_PRIVS = 38


def main() -> None:
    memory, seconds, *program = sys.argv[1:]
    if sys.platform == "linux":
        libc = library()
        libc.unshare(_NEWNET)
        libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    for what, bound in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 1 << 20),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_AS, int(memory) << 20),
    ):
        resource.setrlimit(what, (bound, bound))
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main()
