"""As whom the database runs: PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fynq.domain.errors import ConfigurationError

_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2


@dataclass(frozen=True)
class RunAs:
    """prefix: what to put before a command so that it runs as uid and gid."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *(str(word) for word in words)]

    def own(self, path: Path) -> None:
        """Gives one path to that user. For paths inside the data folder only."""
        found = path.stat()
        if (found.st_uid, found.st_gid) != (self.uid, self.gid):
            os.chown(path, self.uid, self.gid)


def run_as(paths: Sequence[Path]) -> RunAs:
    """The present user, or where that is root an existing user without privileges.

    paths: what that user must reach. Where a folder above them is closed to it, nobody's
    permissions are changed: the command gets the one capability to pass closed folders.
    """
    if os.geteuid() != 0:
        return RunAs(os.geteuid(), os.getegid())
    user = _ordinary_user()
    identity = (
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
    )
    if shutil.which("setpriv") is None:
        raise ConfigurationError(
            "FYNQ_DATABASE_URL",
            "The embedded PostgreSQL cannot run as root, and setpriv is not there to drop it",
            "Install util-linux, start fynq as an ordinary user, or name a database",
        )
    closed = any(_closed(path, user.pw_uid, user.pw_gid) for path in paths)
    powers = f"--inh-caps=-all,+{_passing()}" if closed else "--inh-caps=-all"
    ambient = (f"--ambient-caps=-all,+{_passing()}",) if closed else ()
    return RunAs(user.pw_uid, user.pw_gid, (*identity, powers, *ambient, "--"))


def _ordinary_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if user.pw_uid != 0:
            return user
    raise ConfigurationError(
        "FYNQ_DATABASE_URL",
        "The embedded PostgreSQL cannot run as root, and there is no user postgres or nobody",
        "Start fynq as an ordinary user, or name a database",
    )


def _passing() -> str:
    """The weaker capability that passes closed folders; containers often have the other only."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            held = int(line.split()[1], 16)
            return "dac_read_search" if held >> _CAP_DAC_READ_SEARCH & 1 else "dac_override"
    return "dac_override"


def _closed(path: Path, uid: int, gid: int) -> bool:
    """Whether a folder above `path` does not let this user pass. Links are followed."""
    for folder in {*path.parents, *path.resolve().parents}:
        try:
            found = folder.stat()
        except FileNotFoundError:
            continue
        shift = 6 if found.st_uid == uid else 3 if found.st_gid == gid else 0
        if not found.st_mode >> shift & 0o1:
            return True
    return False
