"""Something that is done once, after a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.dom import DOMNode


def call_later(node: DOMNode, seconds: float, then: Callable[[], None]) -> asyncio.TimerHandle:
    """Call `then` in `node`'s turn after `seconds`, unless the handle is cancelled by then or the node is gone.

    Textual's `set_timer` leaves out ticks that are late (`skip` in textual/timer.py), and with that the only one there
    is: when the machine does something else for as long as `seconds` while the timer starts, it never calls.
    """

    def turn() -> None:
        gone = not node.is_attached or not node.app.is_running  # children go before their parents
        if not gone and not handle.cancelled():  # while it waited for its turn
            then()

    handle = asyncio.get_running_loop().call_later(seconds, node.call_next, turn)
    return handle
