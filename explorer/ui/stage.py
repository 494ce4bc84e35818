"""`Stage`: puts the screens of a flow before the user, one after the other, and knows when none is there yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

if TYPE_CHECKING:
    from textual.app import App

Result = TypeVar("Result")


class Stage:
    """Between the key that asks for something and the screen that it leads to, keys are for nobody: what stands there
    is about to be covered. `words` says what is waited for meanwhile."""

    def __init__(self, app: Callable[[], App[None]], changed: Callable[[], None]) -> None:
        """`changed` is called when `words` are others."""
        self._app = app
        self._changed = changed
        self._words = ""
        self._shown: asyncio.Future[Any] | None = None
        self._then = ""

    @property
    def words(self) -> str:
        """What is being made ready for a screen; empty: nothing is."""
        left = self._shown is not None and self._shown.done() and not self._shown.cancelled()
        return self._then if left and self._shown is not None and self._shown.result() is not None else self._words

    def begin(self, words: str) -> None:
        """From now on a screen is made ready, until it is shown."""
        self._set(words)

    def end(self) -> None:
        """Nothing is made ready any more."""
        self._shown = None
        self._set("")

    @contextmanager
    def reading(self, words: str) -> Iterator[None]:
        """Something is read before the next screen can be shown. Once it was, the screen has to be shown at once."""
        self._set(words)
        try:
            yield
        finally:
            self._set("")

    async def show(self, screen: Screen[Result], *, then: str = "") -> Result | None:
        """Show `screen` until it is left; what it returns. With any result but None, `then` is made ready."""
        shown = self._app().push_screen(screen, None, True)
        self._shown, self._then = shown, then
        self._set("")
        try:
            return await asyncio.shield(shown)
        finally:
            if self._shown is shown:
                self._shown = None

    def _set(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self._changed()
