"""The npm packages of package-lock.json, in a folder of the user's cache.

Without node and npm, or without a registry, the tests are skipped, unless FYNQ_REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

import pytest

HERE = Path(__file__).parent


def left_out(reason: str) -> None:
    if os.environ.get("FYNQ_REQUIRE_BROWSER") == "1":
        pytest.fail(f"FYNQ_REQUIRE_BROWSER=1, and {reason}")
    pytest.skip(reason)


def installed() -> Path:
    """The folder that holds node_modules; whole or not there."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        left_out("there is no node or npm on the PATH (Debian: apt-get install nodejs npm)")
    lock = (HERE / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fynq-tests"
    folder = cache / f"node-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(dir=cache))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, fresh)
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=fresh,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(fresh)
            left_out(f"npm cannot install: {done.stderr[-300:]}")
        try:
            fresh.rename(folder)
        except OSError:
            shutil.rmtree(fresh)
    return folder
