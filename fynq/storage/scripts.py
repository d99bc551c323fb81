"""What Redis does at one go, in files of Lua."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from redis.exceptions import NoScriptError


@dataclass(frozen=True, slots=True)
class Script:
    text: str
    sha: str

    async def run(self, redis: Any, keys: Sequence[str], arguments: Sequence[object]) -> Any:
        """Sends the text only to a Redis that does not know it yet."""
        try:
            return await redis.evalsha(self.sha, len(keys), *keys, *arguments)
        except NoScriptError:
            return await redis.eval(self.text, len(keys), *keys, *arguments)


@cache
def script(name: str) -> Script:
    """The script in `lua/<name>.lua`."""
    text = files(__package__).joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")
    # Redis names scripts by SHA-1; nothing is secured by it.
    return Script(text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())
