"""What the detail pane says beside a field that has changed since the last visit. No widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.model.changes import FieldChange, RecordChange
from explorer.model.edit import MISSING
from explorer.model.moment import ago
from explorer.model.value_words import value_words
from explorer.ui import masking
from explorer.ui.keys import key_of
from explorer.ui.signs import Signs
from explorer.ui.wording import Sentence

_VALUE: Final = 60
"""Characters shown of what was."""


def was(news: RecordChange, now: float, signs: Signs) -> Mapping[str, Sentence]:
    """For each member that has changed, what it was and since when it is known not to be."""
    if news.what == "new":
        return {}
    return {
        str(each.path[0]): ((f"  ({_before(each, signs)}, {ago(news.at, now)})", "changed"),) for each in news.fields
    }


def _before(change: FieldChange, signs: Signs) -> str:
    if len(change.path) > 1:
        return f"changed inside: {key_of('versions', 'W')} shows where"
    value = change.change.before
    shown = value if value is MISSING else masking.shown(value, change.field)
    return f"was: {value_words(shown, change.field.kind, (signs.opening, signs.closing), _VALUE)}"
