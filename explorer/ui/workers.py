"""Workers: work that a node owns and that ends with it.

All begin here, with what makes their coroutine: a worker that is cancelled before it gets its turn, as when the program
ends, never begins, and a coroutine made by then would never be awaited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.css.query import NoMatches

from explorer.ui.later import is_left

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.worker import Worker


def run_worker(node: DOMNode, work: Callable[[], Awaitable[object]], *, group: str, name: str = "") -> Worker[Any]:
    """Run `work` as a worker of `node`."""
    return node.run_worker(partial(_until_left, node, work), name=name or _name(work), group=group)


def run_newest(node: DOMNode, work: Callable[[], Awaitable[object]], *, group: str, name: str = "") -> None:
    """Run `work` of which only the newest counts, such as looking up what is typed: what runs in its group is given
    up."""
    node.run_worker(partial(_until_left, node, work), name=name or _name(work), group=group, exclusive=True)


def _name(work: Callable[[], object]) -> str:
    """What is told of it when it breaks."""
    return str(getattr(work, "__name__", ""))


async def _until_left(node: DOMNode, work: Callable[[], Awaitable[object]]) -> Any:
    """What a thread still brings once `node` is left has no parts to be shown on."""
    try:
        return await work()
    except NoMatches:
        if not is_left(node):
            raise
        return None
