"""The last line of the screen: the keys for what has the focus."""

from __future__ import annotations

from textual.content import Content

from explorer.ui import cells, commands
from explorer.ui.commands import Keys, Where
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part


class KeysLine(OneLine):
    """Keys and what they do."""

    _works: tuple[Where, Keys] | None = None
    """Where the keys that are shown work; None: something else stands here."""

    def show_keys(self, where: Where, keys: Keys) -> None:
        """Show the keys that work there; the last one, which tells all, before others that there is no room for."""
        self._fit(where, keys)
        self._works = where, keys

    def show(
        self, content: Content, right: Content | None = None, *briefer: Content, needed: int | None = None
    ) -> None:
        """Have `content` stand here in place of the keys."""
        self._works = None
        super().show(content, right, *briefer, needed=needed)

    def on_resize(self) -> None:
        """Show as many as there is room for now."""
        if self._works is not None:
            self._fit(*self._works)

    def _fit(self, where: Where, keys: Keys) -> None:
        told = commands.footer(where, keys)
        while len(told) > 1 and sum(len(key) + len(does) + 3 for key, does in told) > self.app.size.width:
            del told[-2]
        parts: list[Part] = [(" ", "")]
        for key, does in told:
            parts.extend(((key, "key"), (f" {does}  ", "dim")))
        super().show(cells.line(*parts))
