"""Tells a start's events: as JSON lines for a program, or as a short list for a person."""

from __future__ import annotations

import json
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape

from fynq.operations.ask_doubt import LogIn

_STAGES = {
    "services": ("PostgreSQL and Redis, schema", "starting Ray"),
    "ray": ("Ray", "starting Serve and HAProxy"),
    "serve": ("Serve and HAProxy", "starting the actors"),
    "actors": ("actors", "waiting for the application"),
}


class Narration:
    """Called with each event of run_instance."""

    def __init__(self, out: TextIO, *, machine: bool) -> None:
        self._out = out
        self._machine = machine
        self._console = Console(file=out, highlight=False, soft_wrap=True)
        self._status = self._console.status("starting PostgreSQL and Redis")
        if not machine and self._console.is_terminal:
            self._status.start()

    def __call__(self, event: dict[str, Any]) -> None:
        if self._machine:
            self._out.write(json.dumps(event) + "\n")
            self._out.flush()
            return
        match event.get("event"):
            case "stage" if event["stage"] in _STAGES:
                done, after = _STAGES[event["stage"]]
                self._console.print(f"[green]✓[/] {done} [dim]{event['seconds']:.1f} s[/]")
                self._status.update(after)
            case "orphans":
                self._console.print(
                    f"[yellow]![/] ended {event['ended']} processes of a start that was killed"
                )
            case "ready":
                self._status.stop()
                self._console.print(f"[bold green]ready[/] {event['url']}")
                if event.get("username"):
                    self._console.print(
                        f"  demo log-in: [bold]{escape(event['username'])}[/] / "
                        f"[bold]{escape(event['password'])}[/] (school {escape(event['school'])})"
                    )
            case "doubt":
                self._doubt(event)
            case "broken":
                self._console.print(f"[red]![/] {escape(event['problem'])} Starting again.")
                self._status.update("starting Ray")
            case "stopping":
                self._status.stop()
                self._console.print("[dim]stopping…[/]")
            case "stopped":
                self._console.print("stopped")

    def _doubt(self, event: dict[str, Any]) -> None:
        by = f" by {', '.join(event['verified_by'])}" if event["verified_by"] else ""
        self._console.print(f"\n[bold]{escape(event['question'])}[/]")
        self._console.print(f"  {escape(event['final'])}")
        self._console.print(f"  [green]{escape(event['status'])}[/]{escape(by)}")
        for source in event["sources"]:
            self._console.print(f"  source: {escape(source)}")

    def close(self) -> None:
        self._status.stop()


def with_demo(event: dict[str, Any], demo: LogIn | None) -> dict[str, Any]:
    """The 'ready' event with the demo school's log-in, where there is one."""
    if demo is None:
        return event
    return {
        **event,
        "school": demo.school,
        "username": demo.username,
        "password": demo.password,
    }
