"""What every command shares: its exit codes, its common options, and how it speaks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from fynq.domain.errors import ConfigurationError

OK, FAILURE, USAGE, NOT_RUNNING, NOT_ANSWERED, EX_CONFIG = 0, 1, 2, 3, 4, 78

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Default: FYNQ_DATA_DIR, else ~/.local/share/fynq."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Prints JSON for programs.")]


def folder_of(chosen: Path | None) -> Path:
    from fynq.operations.running import data_dir

    return data_dir(chosen)


def say(facts: dict[str, Any], words: str, as_json: bool) -> None:
    sys.stdout.write((json.dumps(facts) if as_json else words) + "\n")


def complain(error: Exception, as_json: bool) -> None:
    if as_json and isinstance(error, ConfigurationError):
        facts = {
            "event": "failed",
            "code": error.code,
            "variable": error.variable,
            "problem": error.problem,
            "remedy": error.remedy,
        }
        sys.stdout.write(json.dumps(facts) + "\n")
    elif as_json:
        code = getattr(error, "code", "failed")
        sys.stdout.write(
            json.dumps({"event": "failed", "code": code, "problem": str(error)}) + "\n"
        )
    sys.stderr.write(f"fynq: {error}\n")
