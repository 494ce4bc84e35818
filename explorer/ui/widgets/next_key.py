"""`NextKey`: what a widget needs to give one key to somebody who waits for it, whatever the key does otherwise."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

GIVEN_UP = "escape"
"""What the one who waits is given when there is no key to come."""


class NextKey:
    """Mixed into a widget that calls `take_key` first with each key, and `give_up` when it loses the focus."""

    _then: Callable[[str], None] | None = None

    def next_key(self, then: Callable[[str], None]) -> None:
        """Give the next key to `then`, at once when it comes; `GIVEN_UP` when the focus goes elsewhere before."""
        self._then = then

    def take_key(self, event: events.Key) -> bool:
        """The key was waited for."""
        then, self._then = self._then, None
        if then is None:
            return False
        event.stop()
        event.prevent_default()
        then(event.key)
        return True

    def give_up(self) -> None:
        """No key comes any more."""
        then, self._then = self._then, None
        if then is not None:
            then(GIVEN_UP)
