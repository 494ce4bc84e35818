"""Saved views as the screen lists them: what each shows, or why it shows nothing. No widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote

from explorer.model.account import Account
from explorer.model.errors import ExplorerError
from explorer.model.kept_views import MARK, KeptViews
from explorer.model.masking import MASK
from explorer.model.text import fold
from explorer.model.value import dataclass
from explorer.model.view import View, parse, written
from explorer.ui import masking
from explorer.ui.wording import Sentence, told


@dataclass(frozen=True, slots=True)
class SavedView:
    """One line of the list."""

    name: str
    text: str
    """As it is kept."""
    view: View | None
    """None: it cannot be opened."""
    problem: str = ""
    """Why."""

    @property
    def words(self) -> Sentence:
        """What it shows, as it may be shown: what was searched for can be somebody's name."""
        if self.view is None:
            return ((self.text.partition("?")[0], "dim"), (f"  {self.problem}", "failed"))
        view = masked(self.view) if masking.is_on() else self.view
        narrowing = written(replace(view, columns=())).partition("?")[2].replace("&", "  ")
        columns = f"  columns {', '.join(view.columns)}" if view.columns else ""
        return ((str(view.address), ""), (f"  {unquote(narrowing)}{columns}", "dim"))

    def matches(self, words: str) -> bool:
        """Name or text hold every one of `words`."""
        held = fold(f"{MARK}{self.name} {unquote(self.text)}")
        return all(fold(each) in held for each in words.split())


def saved_views(kept: KeptViews, accounts: Mapping[str, Account]) -> list[SavedView]:
    """All of them, by name."""
    return [_saved(name, kept.views[name], accounts) for name in sorted(kept.views, key=fold)]


def _saved(name: str, text: str, accounts: Mapping[str, Account]) -> SavedView:
    try:
        return SavedView(name, text, parse(text, accounts))
    except ExplorerError as error:
        return SavedView(name, text, None, told(error))


def masked(view: View) -> View:
    """`view` without what was searched for."""
    return replace(
        view,
        filters=tuple((name, MASK) for name, _ in view.filters),
        search=view.search and MASK,
        held_search=view.held_search and MASK,
        held_filters=tuple((path, text and MASK) for path, text in view.held_filters),
    )
