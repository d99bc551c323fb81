"""The folder that holds all of fynq's data on this machine, and the lock on it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fynq.domain.errors import ConfigurationError

VARIABLE = "FYNQ_DATA_DIR"


class DataFolder:
    """Made by `lock_data_folder`. The lock ends with the process, however that ends."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock: int | None = lock
        self.instance = UUID(self._text("instance", lambda: str(uuid4())))

    def secret(self, name: str) -> bytes:
        """32 random bytes that stay the same, made at the first use."""
        return bytes.fromhex(self._text(f"secrets/{name}", lambda: secrets.token_hex(32)))

    def signing_key(self) -> str:
        """The Ed25519 private key that signs access tokens, PKCS #8 in PEM."""
        return self._text("secrets/signing_key.pem", _new_signing_key)

    def folder(self, name: str, mode: int = 0o700) -> Path:
        path = self.path / name
        path.mkdir(mode=mode, exist_ok=True)
        return path

    def note(self, name: str, facts: Mapping[str, Any]) -> None:
        """Writes run/<name>.json, whole or not at all."""
        _write(self.folder("run", 0o711) / f"{name}.json", json.dumps(dict(facts)) + "\n")

    def noted(self, name: str) -> dict[str, Any]:
        """What run/<name>.json says; {} when there is none."""
        try:
            facts = json.loads((self.path / "run" / f"{name}.json").read_text())
        except (OSError, ValueError):
            return {}
        return facts if isinstance(facts, dict) else {}

    def forget(self, name: str) -> None:
        (self.path / "run" / f"{name}.json").unlink(missing_ok=True)

    def release(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    def _text(self, name: str, make: Any) -> str:
        path = self.path / name
        with suppress(FileNotFoundError):
            found = path.read_text().strip()
            if found:
                return found
        path.parent.mkdir(mode=0o700, exist_ok=True)
        made: str = make()
        _write(path, made)
        return made.strip()


def lock_data_folder(path: Path) -> DataFolder:
    """Creates the folder if need be and makes this process its only user.

    Raises ConfigurationError naming FYNQ_DATA_DIR when another process uses it, with its pid, or
    when it cannot be written.
    """
    path = path.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
        _close_to_others(path)
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigurationError(
            VARIABLE,
            f"The folder {path} cannot be used ({error.strerror})",
            "Choose a folder that this user may write",
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(lock, 32, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(lock)
        raise ConfigurationError(
            VARIABLE,
            f"The folder {path} is in use by the process {holder}",
            "Stop that fynq (fynq down) or choose another folder",
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    try:
        return DataFolder(path, lock)
    except (OSError, ValueError):
        os.close(lock)
        raise ConfigurationError(
            VARIABLE,
            f"The file {path / 'instance'} cannot be used",
            "Correct its permissions, or remove it to have a new one made",
        ) from None


def holder_of(path: Path) -> int | None:
    """The pid that uses the folder now; None when nobody does."""
    try:
        lock = os.open(path.expanduser().absolute() / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        text = os.pread(lock, 32, 0).decode("ascii", "replace").strip()
        return int(text) if text.isdigit() else None
    finally:
        os.close(lock)
    return None


def _close_to_others(path: Path) -> None:
    """0700. As root 0711, because the database runs as another user: it may pass, not look."""
    wanted = 0o711 if os.geteuid() == 0 else 0o700
    if stat.S_IMODE(path.stat().st_mode) != wanted:
        path.chmod(wanted)


def _new_signing_key() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Makes a rename in this folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
