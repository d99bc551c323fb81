"""A solver process: reads a request, answers it, waits for the next. Started by SolverPool.

It has no environment to speak of, a limit on its memory, a limit on the CPU of each request, and
dies with its owner.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from fynq.domain.errors import CannotSolve
from fynq.reasoning.practice.operations import helping
from fynq.reasoning.problem import Problem
from fynq.reasoning.sandbox.frames import HEADER, MAX_FRAME, decode, encode
from fynq.reasoning.solved import (
    Report,
    SolvedProblem,
    report_from_json,
    report_to_json,
    solved_from_json,
    solved_to_json,
)

_PR_SET_PDEATHSIG = 1


def bind_to(owner: int) -> None:
    """Asks the kernel to kill this process when its owner ends, and ends now if it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != owner:
        os._exit(3)


def limit_memory(megabytes: int) -> None:
    if megabytes:
        size = megabytes << 20
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu(seconds: float) -> None:
    """For the request that begins now; SIGXCPU ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one request; every failure is a reply too, except running out of time."""
    try:
        return {"ok": _OPERATIONS[request["op"]](request)}
    except CannotSolve as error:
        return {"refused": error.detail, "kind": type(error).__name__}
    except (MemoryError, RecursionError):
        return {"refused": "This takes more memory than a solver has.", "kind": "CannotSolve"}
    except Exception as error:  # noqa: BLE001  (the owner must learn of it, whatever it is)
        return {"failed": type(error).__name__}


def _understood(question: str) -> Problem:
    from fynq.reasoning.understand import understand

    return understand(question)


def _solve(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.chapters.chapter import is_echo, solve_by_chapter
    from fynq.reasoning.problem import NotUnderstood, Task
    from fynq.reasoning.solver.solve import solve

    question = request["question"]
    try:
        solved = solve(_understood(question))
        if solved.task == Task.SIMPLIFY and is_echo(solved) and "\\" in solved.final:
            raise CannotSolve("I know no simpler form of this.")
        return solved_to_json(solved)
    except CannotSolve as refusal:
        try:
            return solved_to_json(solve_by_chapter(question))
        except NotUnderstood:
            raise refusal from None


def _verify(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.chapters.chapter import check_by_chapter, is_of_chapter
    from fynq.reasoning.verification.verify import verify

    question, solved = request["question"], solved_from_json(request["solved"])
    if is_of_chapter(solved):
        return report_to_json(check_by_chapter(question, solved))
    return report_to_json(verify(_understood(question), solved, question))


def _equivalent(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.verification.equivalence import equivalent

    return {"same": equivalent(request["gold"], request["answer"], request["question"])}


def _leaks(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.verification.leak import leaks

    return {"leaks": leaks(request["question"], request["gold"], request["hint"])}


def _hint(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.domain.policy import Help
    from fynq.reasoning.hints.ladder import Ladder
    from fynq.reasoning.hints.shown_work import own_work_from_json

    solved = solved_from_json(request["solved"])
    own = own_work_from_json(request["own"]) if request["own"] is not None else None
    ladder = Ladder(request["question"], solved, _solve_now, _check_now, own)
    found = ladder.hint(Help(request["wanted"]))
    return {"rung": found.rung.value, "text": found.text}


def _own_work(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.hints.own_work import own_work
    from fynq.reasoning.hints.shown_work import own_work_to_json

    return own_work_to_json(own_work(request["texts"]))


def _solve_now(question: str) -> SolvedProblem:
    return solved_from_json(_solve({"question": question}))


def _check_now(question: str, solved: SolvedProblem) -> Report:
    return report_from_json(_verify({"question": question, "solved": solved_to_json(solved)}))


def _check_units(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.verification.dimensions import check_units
    from fynq.reasoning.verification.units_checked import units_to_json

    return units_to_json(check_units(request["question"], request["steps"], request["final"]))


def _check_work(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.work.check import check_work
    from fynq.reasoning.work.checked import work_to_json

    return work_to_json(check_work(request["question"], request["former"]))


def _look_up(request: Mapping[str, Any]) -> dict[str, Any]:
    from fynq.reasoning.worked_examples.found import looked_up_to_json
    from fynq.reasoning.worked_examples.look_up import look_up

    return looked_up_to_json(look_up(request["question"], request["texts"]))


def _warm(_: Mapping[str, Any]) -> dict[str, Any]:
    """Runs one problem of each large part of SymPy, so that the first student does not wait."""
    for question in ("solve x^2 = 2x + 3", "differentiate x sin x", "integrate x from 0 to 1", "factor x^2-1", "limit of x as x approaches 1", "simplify x/x^2"):  # fmt: skip
        solved = _solve({"question": question})
        _verify({"question": question, "solved": solved})
    return {"pid": os.getpid()}


_OPERATIONS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "solve": _solve,
    "verify": _verify,
    "equivalent": _equivalent,
    "leaks": _leaks,
    "hint": _hint,
    "own_work": _own_work,
    "check_work": _check_work,
    "look_up": _look_up,
    "check_units": _check_units,
    "warm": _warm,
    **helping(_solve_now, _check_now),
}


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Until the owner closes the pipe."""
    while True:
        header = source.read(HEADER)
        if len(header) < HEADER:
            return
        length = int.from_bytes(header, "big")
        if length > MAX_FRAME:
            return
        request = decode(source.read(length))
        limit_cpu(float(request["seconds"]))
        reply = answer(request)
        reply["id"] = request["id"]
        try:
            frame = encode(reply)
        except ValueError:
            frame = encode({"refused": "The solution is too long.", "kind": "CannotSolve", "id": request["id"]})  # fmt: skip
        sink.write(frame)
        sink.flush()


def main() -> None:
    """Arguments: the owner's process id, the memory limit in megabytes."""
    bind_to(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(2)
    limit_memory(int(sys.argv[2]))
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(source, sink)


if __name__ == "__main__":
    main()
