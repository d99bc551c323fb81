"""Where the Serve configs are that come with fynq."""

from __future__ import annotations

from pathlib import Path

from fynq.domain.errors import ConfigurationError


def config_path(chosen: str) -> Path:
    """A path, or the name of a shipped config such as 'compact'. Raises ConfigurationError."""
    named = Path(chosen).expanduser()
    if named.is_file():
        return named.absolute()
    folder = shipped()
    if folder is not None and (folder / f"{chosen}.yaml").is_file():
        return folder / f"{chosen}.yaml"
    known = ", ".join(sorted(path.stem for path in folder.glob("*.yaml"))) if folder else "none"
    raise ConfigurationError(
        "--config", f"{chosen} is no file", f"Name a Serve config; shipped: {known}."
    )


def shipped() -> Path | None:
    """serve_configs beside the package: in a checkout, or in the working folder."""
    for base in (Path(__file__).parents[2], Path.cwd()):
        if (base / "serve_configs").is_dir():
            return base / "serve_configs"
    return None
