"""Do something to a module as soon as somebody imports it, and not import it for that.

Half of MiniStack's services are never used in one session; not importing them keeps the server small.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_waiting: dict[str, list[Callable[[], None]]] = {}


def when_imported(module: str, callback: Callable[[], None]) -> None:
    """Call back at once when the module is imported already, else right after its code has run, before its importer
    goes on."""
    if module in sys.modules:
        callback()
        return
    _waiting.setdefault(module, []).append(callback)
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    """Finds the awaited modules as everybody else does, and wraps their loader."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _waiting:
            return None
        others = [finder for finder in sys.meta_path if finder is not self]
        spec = next((found for finder in others if (found := finder.find_spec(fullname, path, target))), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _CallingLoader(spec.loader, fullname)
        return spec


class _CallingLoader(Loader):
    """Loads a module as its own loader does, and then calls back."""

    def __init__(self, loader: Loader, name: str) -> None:
        self._loader = loader
        self._name = name

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        for callback in _waiting.pop(self._name, ()):
            callback()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
