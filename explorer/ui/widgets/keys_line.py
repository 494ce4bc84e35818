"""The last line of the screen: the keys for what has the focus."""

from __future__ import annotations

from explorer.ui import cells, commands
from explorer.ui.commands import Keys, Where
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part


class KeysLine(OneLine):
    """Keys and what they do."""

    def show_keys(self, where: Where, keys: Keys) -> None:
        """Show the keys that work there; the last one, which tells all, before others that there is no room for."""
        told = commands.footer(where, keys)
        while len(told) > 1 and sum(len(key) + len(does) + 3 for key, does in told) > self.app.size.width:
            del told[-2]
        parts: list[Part] = [(" ", "")]
        for key, does in told:
            parts.extend(((key, "key"), (f" {does}  ", "dim")))
        self.show(cells.line(*parts))
