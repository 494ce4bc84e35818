"""What the user keeps of views: columns by collection, and bookmarks by name. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Final, TypeAlias

from explorer.model.chosen_columns import DEFAULT, ChosenColumns
from explorer.model.errors import UsageError
from explorer.model.nearest import hint
from explorer.model.text import safe
from explorer.model.value import dataclass

NAME_LIMIT: Final = 60
"""Characters of a bookmark's name."""
MARK: Final = "@"
"""Before a bookmark's name, wherever an address could stand, too."""


@dataclass(frozen=True, slots=True)
class KeptViews:
    """All that is kept."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each collection, by `columns_key`, the paths of the columns shown, in order."""
    widths: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Of each collection the widths that were chosen, in cells, by path."""
    views: Mapping[str, str] = field(default_factory=dict)
    """The bookmarks: name to a view as text."""

    def chosen(self, key: str) -> ChosenColumns:
        """The columns of a collection."""
        if key not in self.columns and key not in self.widths:
            return DEFAULT
        return ChosenColumns(self.columns.get(key, ()), self.widths.get(key, {}))

    def view(self, name: str) -> str:
        """The bookmark called `name`, with its mark or without. Raises UsageError with the nearest one."""
        name = name.removeprefix(MARK)
        if name not in self.views:
            known = [f"{MARK}{each}" for each in self.views]
            step = hint(f"{MARK}{name}", known) if known else "on the screen, b makes one of what is shown"
            raise UsageError(f"there is no saved view “{MARK}{safe(name, NAME_LIMIT)}”", next_step=step)
        return self.views[name]


Change: TypeAlias = Callable[[KeptViews], KeptViews]
"""Makes something else of what is kept. Raises UsageError where that cannot be."""


def keep_columns(key: str, chosen: ChosenColumns) -> Change:
    """The columns of a collection are these from now on."""

    def change(kept: KeptViews) -> KeptViews:
        columns = {name: paths for name, paths in kept.columns.items() if name != key}
        widths = {name: each for name, each in kept.widths.items() if name != key}
        if chosen.paths:
            columns[key] = chosen.paths
        if chosen.widths:
            widths[key] = dict(chosen.widths)
        return replace(kept, columns=columns, widths=widths)

    return change


def keep_view(name: str, text: str, *, instead: bool) -> Change:
    """A bookmark called `name`, instead of the one of that name where there is one."""

    def change(kept: KeptViews) -> KeptViews:
        if name in kept.views and not instead:
            raise UsageError(f"there is a saved view “{MARK}{name}” already", next_step="choose another name")
        return replace(kept, views={**kept.views, checked_name(name): text})

    return change


def rename_view(name: str, to: str) -> Change:
    """A bookmark is called `to` from now on, and stands where it stood."""

    def change(kept: KeptViews) -> KeptViews:
        kept.view(name)
        if to in kept.views and to != name:
            raise UsageError(f"there is a saved view “{MARK}{to}” already", next_step="choose another name")
        new = checked_name(to)
        return replace(kept, views={new if each == name else each: text for each, text in kept.views.items()})

    return change


def drop_view(name: str) -> Change:
    """A bookmark is gone."""

    def change(kept: KeptViews) -> KeptViews:
        return replace(kept, views={each: text for each, text in kept.views.items() if each != name})

    return change


def checked_name(text: str) -> str:
    """What `text` makes as a bookmark's name: blanks become hyphens. Raises UsageError."""
    name = "-".join(text.strip().removeprefix(MARK).split())
    if not name:
        raise UsageError("a saved view needs a name")
    if len(name) > NAME_LIMIT:
        raise UsageError(f"a name has {NAME_LIMIT} characters at most")
    refused = next((each for each in name if not each.isprintable() or each in "/?"), "")
    if refused:
        told = f"“{refused}”" if refused.isprintable() else "what cannot be printed"
        raise UsageError(f"a name has no {told} in it")
    return name


def proposed_name(*words: str) -> str:
    """A name made of what a view shows: letters and digits, hyphens between."""
    spaced = "".join(each if each.isalnum() else " " for each in " ".join(words))
    return "-".join(spaced.casefold().split())[:NAME_LIMIT].strip("-")
