"""Imports in threads, one at a time.

Python locks each module while it is imported. A thread that imports a package which imports its part, and one that
imports the part, which waits for its package, each hold what the other waits for: one of the two imports then fails
with `_DeadlockError` (`importlib._bootstrap`). Which modules meet so is up to every library and to Python's own, such
as `importlib.resources`; so no thread begins an import while another one is at it.
"""

from __future__ import annotations

from _thread import RLock
from importlib import import_module
from types import ModuleType
from typing import Any


def import_one_at_a_time() -> None:
    """From now on a module that is not loaded yet is loaded by one thread at a time. What is loaded already is
    imported as before: Python itself calls `_find_and_load` for nothing else."""
    bootstrap: Any = import_module("importlib._bootstrap")
    find_and_load = bootstrap._find_and_load
    if getattr(find_and_load, "__module__", "") == __name__:
        return
    lock = RLock()  # an import imports

    def alone(name: str, import_: Any) -> ModuleType:
        with lock:
            loaded: ModuleType = find_and_load(name, import_)
            return loaded

    bootstrap._find_and_load = alone
