"""What is done later for a node, which may be left by then: then it is not done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec

from textual.dom import DOMNode

P = ParamSpec("P")


def is_left(node: DOMNode) -> bool:
    """`node` is being removed, or was, or the program ends: its parts and timers go before its workers do."""
    return not node.is_attached or node._pruning or not node.app.is_running


def unless_left(node: DOMNode, then: Callable[P, object]) -> Callable[P, None]:
    """`then`, which does nothing once `node` is left: for what others call, and for `call_after_refresh`, which is the
    turn of whatever screen lies on top by then."""

    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if not is_left(node):
            then(*args, **kwargs)

    return call


def call_later(node: DOMNode, seconds: float, then: Callable[[], None]) -> asyncio.TimerHandle:
    """Call `then` in `node`'s turn after `seconds`, unless the handle is cancelled by then or the node is left.

    Textual's `set_timer` leaves out ticks that are late (`skip` in textual/timer.py), and with that the only one there
    is: when the machine does something else for as long as `seconds` while the timer starts, it never calls.
    """

    def turn() -> None:
        if not handle.cancelled():  # while it waited for its turn
            then()

    handle = asyncio.get_running_loop().call_later(seconds, node.call_next, unless_left(node, turn))
    return handle
