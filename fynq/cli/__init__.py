"""The `fynq` command."""

from fynq.cli.app import app, main

__all__ = ["app", "main"]
