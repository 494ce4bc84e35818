"""`ViewsFile`: what the user keeps of views, in a file of its own beside the config.

    [columns]
    "assemble/users" = ["id", "display_name", "team_name"]
    [widths."assemble/users"]
    display_name = 30
    [views]
    kent-volunteers = "assemble/users?team=12&columns=id,display_name"

It may hold names that were searched for: only its owner can read it. Keys that mean nothing to this version stay.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from explorer.config.document import Document, Table
from explorer.config.files import SIZE_LIMIT
from explorer.config.plain_file import read_plain_file
from explorer.folders import VIEWS
from explorer.model.chosen_columns import LEAST_WIDTH, MOST_WIDTH
from explorer.model.errors import ConfigError
from explorer.model.kept_views import Change, KeptViews
from explorer.model.text import safe
from explorer.store import private_file
from explorer.store.files import alone

_HEADING: Final = "# Columns and saved views, written by explorer: what is kept here stays, comments do not.\n\n"
_SECTIONS: Final = ("columns", "widths", "views")


class ViewsFile:
    """The file in one folder. It need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / VIEWS

    def read(self) -> tuple[KeptViews, list[str]]:
        """What is kept, and what is wrong with the file: a mistake costs its own line, or its section, not the rest.
        Raises ConfigError for a file that cannot be read at all."""
        document = Document(self._text(), str(self.path))
        table = document.table()
        kept = _kept(table)
        return kept, [str(each) for each in document.problems]

    def change(self, change: Change) -> KeptViews:
        """Makes something else of what is kept by then, and returns it. Blocks.

        Raises ConfigError, and leaves the file as it is, where it is no TOML or cannot be written; and UsageError as
        `change` does.
        """
        real = Path(os.path.realpath(self.path))  # a link stays one
        try:
            real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with alone(real.parent):
                values = self._values()
                kept = _kept(Document(self._text(), str(self.path)).table())
                changed = change(kept)
                _put(values, kept, changed)
                private_file.replace(real, _written(values))
        except OSError as error:
            raise ConfigError(f"{safe(str(self.path))} cannot be written: {error.strerror}") from None
        return changed

    def _text(self) -> str:
        shown = safe(str(self.path))
        try:
            data, _ = read_plain_file(self.path, SIZE_LIMIT, refused=0o022, instead="go-w")
            return data.decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ConfigError(f"{shown}:{line}: is not UTF-8 at byte {error.start}") from None

    def _values(self) -> dict[str, Any]:
        """The whole file. Raises ConfigError where it is no TOML: nothing of it may be lost."""
        text = self._text()
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError):
            problem = next(iter(Document(text, str(self.path)).problems), f"{safe(str(self.path))}: is no TOML")
            raise ConfigError(str(problem), next_step="nothing is written to it until that is mended") from None


def _kept(table: Table) -> KeptViews:
    columns, widths, views = (table.inner(name) for name in _SECTIONS)
    return KeptViews(
        columns={name: paths for name in columns.names() if (paths := _paths(columns, name))},
        widths={name: each for name in widths.names() if (each := _widths(widths.inner(name)))},
        views={name: text for name in views.names() if (text := views.text(name))},
    )


def _paths(table: Table, name: str) -> tuple[str, ...]:
    value = table.raw(name)
    if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
        table.note(name, "has to be a list of columns in quotes", warning=True)
        return ()
    return tuple(dict.fromkeys(value))


def _widths(table: Table) -> dict[str, int]:
    return {name: table.integer(name, LEAST_WIDTH, LEAST_WIDTH, MOST_WIDTH) for name in table.names()}


def _put(values: dict[str, Any], kept: KeptViews, changed: KeptViews) -> None:
    """Brings `values` from what was kept to what is kept now; what was not understood of it stays."""
    for name, before, now in zip(_SECTIONS, _sections(kept), _sections(changed), strict=True):
        section = values.get(name, {})
        if before == now or not isinstance(section, dict):
            continue
        foreign = {key: each for key, each in section.items() if key not in before and key not in now}
        values[name] = {**now, **foreign}
        if not values[name]:
            del values[name]


def _sections(kept: KeptViews) -> tuple[dict[str, Any], ...]:
    return (
        {name: list(paths) for name, paths in kept.columns.items()},
        {name: dict(cells) for name, cells in kept.widths.items()},
        dict(kept.views),
    )


def _written(values: Mapping[str, Any]) -> str:
    import tomli_w  # reading does without

    return _HEADING + tomli_w.dumps(values)
