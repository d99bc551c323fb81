"""`fynq eval`: the scoreboard, on plain files.

A table, or with --json one JSON object on standard output; progress goes to standard error. Every
form imports what it measures when it is called.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import typer

from fynq.domain.errors import ConfigurationError, FynqError, InvalidInput

if TYPE_CHECKING:
    from fynq.evaluation.at_once import Progress
    from fynq.evaluation.solve import SolveScore
    from fynq.reasoning.options import ReasoningOptions

FAILURE, USAGE, INTERRUPTED, EX_CONFIG = 1, 2, 130, 78
_CODES = (
    "Exit codes: 0 measured; 1 broke; 2 usage, or a file's content cannot be used (file, line and "
    "layout are on stderr); 78 a file or folder cannot be read or written."
)

app = typer.Typer(
    help="Measures quality on plain files that the code has never seen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Prints one JSON object.")]
Processes = Annotated[
    int | None, typer.Option("--processes", min=1, max=64, help="Default: one for each core.")
]
Seconds = Annotated[
    float,
    typer.Option("--seconds", min=0.1, max=600, help="A problem that takes longer is given up."),
]
File = Annotated[Path, typer.Option(show_default=False)]


class Score(Protocol):
    def rows(self) -> list[tuple[str, str]]: ...

    def as_json(self) -> dict[str, Any]: ...


S = TypeVar("S", bound=Score)


@app.command(epilog=_CODES)
def retrieval(corpus: File, queries: File, qrels: File, as_json: AsJson = False) -> None:
    """Ranking, on a collection in the BEIR layout."""
    from fynq.evaluation.retrieval import run
    from fynq.retrieval.embedder import MiniLM
    from fynq.retrieval.options import RetrievalOptions

    async def measure(progress: Progress) -> Score:
        embedder = MiniLM(RetrievalOptions(embed_threads=_cores()))
        try:
            return await run(corpus, queries, qrels, embedder, progress)
        finally:
            await embedder.close()

    layout = (
        'corpus: {"_id", "title", "text"} and queries: {"_id", "text"}, one JSON object a line; '
        "qrels: query-id, corpus-id, score separated by tabs, with a header"
    )
    _show("retrieval", measure, as_json, layout)


@app.command(epilog=_CODES)
def learner(
    events: File,
    train: Annotated[Path | None, typer.Option(help="Difficulties are learned from it.")] = None,
    compare: Annotated[bool, typer.Option(help="With simpler models beside it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Foresight of students' next answers."""
    from fynq.evaluation.learner import run

    async def measure(_: Progress) -> Score:
        return run(events, train, compare)

    layout = "CSV with the header student,item,skills,correct[,timestamp,hints]; skills joined by ~"
    _show("learner", measure, as_json, layout)


@app.command(epilog=_CODES)
def reviews(events: File, as_json: AsJson = False) -> None:
    """Foresight of forgetting."""
    from fynq.evaluation.reviews import run

    async def measure(_: Progress) -> Score:
        return run(events)

    layout = "CSV with the header card_id,rating,timestamp; rating 1 to 4"
    _show("reviews", measure, as_json, layout)


@app.command(epilog=_CODES)
def verify(
    cases: File,
    processes: Processes = None,
    seconds: Seconds = 8.0,
    as_json: AsJson = False,
) -> None:
    """The equivalence checker: does it accept what it should, and nothing else?"""
    from fynq.evaluation.verify import evaluate_verify

    async def measure(progress: Progress) -> Score:
        return await evaluate_verify(cases, _reasoning(processes, seconds), progress)

    layout = 'one JSON object a line: {"question"?, "gold", "answer", "accept": true or false}'
    _show("verify", measure, as_json, layout)


@app.command(epilog=_CODES)
def solve(
    problems: File,
    model: Annotated[str, typer.Option(help="builtin is the only one.")] = "builtin",
    failures: Annotated[
        Path | None, typer.Option(help="Lists the wrong answers, one JSON object a line.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many.")] = None,
    judged: Annotated[
        Path | None,
        typer.Option(help="Disagreements with the source that were judged, with proof."),
    ] = None,
    processes: Processes = None,
    seconds: Seconds = 8.0,
    as_json: AsJson = False,
) -> None:
    """Solving: coverage, and precision of what is answered."""
    from fynq.evaluation.judged import read_judged
    from fynq.evaluation.solve import evaluate_solve

    async def measure(progress: Progress) -> SolveScore:
        if model != "builtin":
            raise InvalidInput(f"--model: there is no model {model!r} here; it can be builtin.")
        _prepare(failures, problems)
        verdicts = None if judged is None else read_judged(judged)
        options = _reasoning(processes, seconds)
        found = await evaluate_solve(problems, options, progress, limit, verdicts)
        if failures is not None:
            _write(failures, "".join(found.failure_lines()))
        return found

    layout = (
        'one JSON object a line: {"id", "question", "answer"}, or OATutor\'s {"title", "body", '
        '"steps": [{"id", "title", "body", "answer": [...], "answer_type"}]}'
    )
    _show("solve", measure, as_json, layout)


@app.command(epilog=_CODES)
def hints(
    cases: File,
    failures: Annotated[
        Path | None, typer.Option(help="Lists the wrong verdicts, one JSON object a line.")
    ] = None,
    processes: Processes = None,
    seconds: Seconds = 8.0,
    as_json: AsJson = False,
) -> None:
    """Hints that give the answer away: are they found?"""
    from fynq.evaluation.hints import evaluate_hints

    async def measure(progress: Progress) -> Score:
        _prepare(failures, cases)
        found = await evaluate_hints(cases, _reasoning(processes, seconds), progress)
        if failures is not None:
            _write(failures, "".join(found.failure_lines()))
        return found

    layout = 'one JSON object a line: {"question", "gold", "hint", "leaks": true or false}'
    _show("hints", measure, as_json, layout)


@app.command(epilog=_CODES)
def routing(
    problems: File,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="Draws of the models.")] = 5,
    setup_errors: Annotated[
        float, typer.Option(min=0, max=1, help="Share of mistakes with right arithmetic.")
    ] = 0.3,
    trust: Annotated[
        float, typer.Option(min=0, max=1, help="The probability from which a model is trusted.")
    ] = 0.7,
    skills: Annotated[
        str, typer.Option(help="What the router knows of them: known, guessed or none.")
    ] = "known",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many.")] = None,
    as_json: AsJson = False,
) -> None:
    """The cascade: accuracy and strong calls, with two simulated models and the real checks."""
    from fynq.evaluation.routing import Assumptions, evaluate_routing

    async def measure(progress: Progress) -> Score:
        given = Assumptions(setup_errors=setup_errors, trust=trust, skills=skills)
        return await evaluate_routing(problems, given, seeds, limit, progress)

    layout = (
        'one JSON object a line: {"question", "answer"}; in the answer each calculation is annotated '
        "as <<48/2=24>>, and its last line is #### and the result"
    )
    _show("routing", measure, as_json, layout)


@app.command(epilog=_CODES)
def ingest(
    path: Annotated[Path, typer.Option(help="A file or a folder.", show_default=False)],
    embed: Annotated[bool, typer.Option("--embed", help="Times the embedding too.")] = False,
    as_json: AsJson = False,
) -> None:
    """What becomes of documents: chunks, and what is broken in them."""
    from fynq.evaluation.ingest import run
    from fynq.retrieval.embedder import MiniLM
    from fynq.retrieval.options import RetrievalOptions

    async def measure(progress: Progress) -> Score:
        options = RetrievalOptions(embed_threads=_cores())
        if not embed:
            return await run(path, options, None, progress)
        embedder = MiniLM(options)
        try:
            return await run(path, options, embedder, progress)
        finally:
            await embedder.close()

    _show(
        "ingest",
        measure,
        as_json,
        "files of documents: PDF, .docx, .pptx, .epub, HTML, Markdown, LaTeX, CNXML, plain text",
    )


@app.command(epilog=_CODES)
def practice(
    students: Annotated[int, typer.Option(min=2, max=10_000, help="In each arm.")] = 200,
    days: Annotated[int, typer.Option(min=1, max=365, help="On which they may practise.")] = 60,
    items: Annotated[int, typer.Option(min=1, max=200, help="On a day.")] = 12,
    skills: Annotated[int, typer.Option(min=2, max=500, help="Of the course.")] = 40,
    seed: Annotated[int, typer.Option(help="Draws another course and other students.")] = 1,
    world: Annotated[
        list[str] | None, typer.Option(help="irt, bkt or forgetting; all if none is named.")
    ] = None,
    processes: Processes = None,
    as_json: AsJson = False,
) -> None:
    """What next: simulated students with the recommender, and with other orders."""
    from fynq.evaluation.practice import run
    from fynq.evaluation.practice_arms import Plan
    from fynq.evaluation.practice_worlds import MINDS

    async def measure(progress: Progress) -> Score:
        if unknown := [name for name in world or () if name not in MINDS]:
            raise InvalidInput(
                f"--world: there is no {unknown[0]!r}; it can be {', '.join(MINDS)}."
            )
        plan = Plan(students, days, items, skills, seed)
        return run(plan, tuple(dict.fromkeys(world or ())), processes or _cores(), progress)

    _show("practice", measure, as_json, "none; the students are made up")


def _show(
    name: str, measure: Callable[[Progress], Awaitable[S]], as_json: bool, layout: str
) -> None:
    """Measures and prints, or ends with a message and an exit code."""
    from fynq.evaluation.showing import draw, progress

    try:
        with progress(name) as told:
            found = asyncio.run(_awaited(measure, told))
    except InvalidInput as error:
        _end(error, f"The layout: {layout}.", USAGE, as_json)
    except ConfigurationError as error:
        _end(error, "", EX_CONFIG, as_json)
    except FynqError as error:
        _end(error, "", FAILURE, as_json)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        facts = {key: _finite(value) for key, value in found.as_json().items()}
        sys.stdout.write(json.dumps(facts, allow_nan=False) + "\n")
    else:
        draw(name, found.rows())


async def _awaited(measure: Callable[[Progress], Awaitable[S]], told: Progress) -> S:
    return await measure(told)


def _end(error: FynqError, remedy: str, code: int, as_json: bool) -> None:
    if as_json:
        facts = {"event": "failed", "code": error.code, "problem": error.detail, "remedy": remedy}
        sys.stdout.write(json.dumps(facts) + "\n")
    sys.stderr.write(f"fynq eval: {error.detail}{' ' if remedy else ''}{remedy}\n")
    raise typer.Exit(code) from None


def _finite(value: Any) -> Any:
    """JSON has no NaN: a measure that is not defined for this file is null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _reasoning(processes: int | None, seconds: float) -> ReasoningOptions:
    from fynq.reasoning.options import ReasoningOptions

    return ReasoningOptions(solvers=processes or _cores(), solver_seconds=seconds)


def _cores() -> int:
    from fynq.evaluation.at_once import cores

    return cores()


def _prepare(file: Path | None, source: Path) -> None:
    """Finds out before the work whether its result can be written, and that it is not the source."""
    if file is None:
        return
    _write(file, "", "a")
    if source.exists() and file.samefile(source):
        raise InvalidInput("--failures names the very file that is measured.")


def _write(file: Path, text: str, mode: str = "w") -> None:
    try:
        with file.open(mode, encoding="utf-8") as stream:
            stream.write(text)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "path"
        raise ConfigurationError(
            str(file), f"it cannot be written ({reason})", "Name a file in a folder that exists."
        ) from None
