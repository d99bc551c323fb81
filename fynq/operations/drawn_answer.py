"""Draws the events of a doubt on a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel

from fynq.operations.ask_doubt import Heard

_COLOURS = {"verified": "green", "likely": "yellow", "unverified": "red"}


class DrawnAnswer:
    """status: of the ending that was drawn; '' until then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._steps = 0
        self.status = ""

    def draw(self, heard: Heard) -> None:
        match heard.name:
            case "progress":
                detail = heard.data.get("detail") or ""
                self._console.print(
                    f"[dim]… {escape(heard.data.get('stage', ''))} {escape(detail)}[/]"
                )
            case "step":
                self._step(heard.data)
            case "restart":
                self._restart()
            case "answer":
                self._answer(heard.data.get("answer") or {})
            case "refused":
                self.status = "refused"
                self._console.print(
                    Panel(
                        escape(
                            f"{heard.data.get('reason') or ''}\n{heard.data.get('advice') or ''}"
                        ),
                        title="fynq cannot answer this",
                        border_style="yellow",
                    )
                )
                self._sources(heard.data.get("citations") or [])
            case "failed":
                self.status = "failed"
                self._console.print(
                    f"[red]Failed: {escape(str(heard.data.get('detail') or heard.data.get('code')))}[/]"
                )

    def _restart(self) -> None:
        if self._steps:
            self._console.print("[dim]… the steps above are void; the answer begins again[/]")
        self._steps = 0

    def _step(self, step: dict[str, Any]) -> None:
        self._steps += 1
        mark = "[green]✓[/]" if step.get("checked") else " "
        title = escape(str(step.get("title", "")))
        self._console.print(f"{mark} [bold]{step.get('index', self._steps)}. {title}[/]")
        if step.get("text"):
            self._console.print(Markdown(str(step["text"])))

    def _answer(self, answer: dict[str, Any]) -> None:
        self.status = str(answer.get("status", ""))
        if not self._steps:
            for step in answer.get("steps") or []:
                self._step(step)
        colour = _COLOURS.get(self.status, "white")
        final = answer.get("final") or ""
        body = final if final and self._steps else answer.get("text") or final
        self._console.print(
            Panel(Markdown(str(body)), title=f"[{colour}]{self.status}[/]", border_style=colour)
        )
        for witness in answer.get("witnesses") or []:
            kind = str(witness.get("kind", "")).replace("_", " ")
            self._console.print(
                f"[green]✓[/] {escape(kind)}: {escape(str(witness.get('detail', '')))}"
            )
        self._sources(answer.get("citations") or [])
        if answer.get("model"):
            self._console.print(f"[dim]by {escape(str(answer['model']))}[/]")

    def _sources(self, citations: list[dict[str, Any]]) -> None:
        for number, citation in enumerate(citations, 1):
            quote = " ".join(str(citation.get("quote", "")).split())
            self._console.print(
                f"[cyan]\\[{number}] {escape(str(citation.get('title', '')))}[/]: “{escape(quote)}”"
            )
