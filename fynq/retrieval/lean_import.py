"""Imports a library without the large libraries that it only needs for other work."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """While this holds, the present thread's imports of `packages` give hollow modules.

    Whatever is taken from a hollow module is a class that raises ImportError when it is used.
    Afterwards the packages can be imported as ever. One that is already imported is left alone.
    Another thread that meets a hollow module meanwhile gets an ImportError, never a hollow name.
    """
    absent = tuple(name for name in packages if name not in sys.modules)
    finder = _HollowFinder(absent)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _below(name, absent)]:
            if isinstance(sys.modules[name], _Hollow):
                del sys.modules[name]


class _Hollow(ModuleType):
    """A module whose every public name exists."""

    _thread = 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if threading.get_ident() != self._thread:
            raise ImportError(f"{self.__name__} cannot be imported at this moment")
        return type(name, (), {"__init__": _refuse, "__module__": self.__name__})


class _HollowFinder(MetaPathFinder, Loader):
    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = packages
        self._thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        if threading.get_ident() != self._thread or not _below(fullname, self._packages):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = _Hollow(spec.name)
        module._thread = self._thread
        return module

    def exec_module(self, module: ModuleType) -> None:
        """A hollow module has no code."""


def _below(name: str, packages: Sequence[str]) -> bool:
    return name.partition(".")[0] in packages


def _refuse(thing: object, *_: object, **__: object) -> None:
    kind = type(thing)
    raise ImportError(f"{kind.__module__}.{kind.__name__} was left out of this process")
