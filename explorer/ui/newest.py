"""Work of which only the newest counts, such as looking up what is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.dom import DOMNode


def run_newest(node: DOMNode, work: Callable[[], Awaitable[None]], *, group: str, name: str = "") -> None:
    """Run `work` as a worker of `node`; what runs in its group is given up.

    It is begun when it gets its turn: a worker that is overtaken before that never does, and a coroutine made by then
    would never be awaited.
    """
    node.run_worker(work, name=name, group=group, exclusive=True)
