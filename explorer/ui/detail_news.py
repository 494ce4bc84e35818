"""What the detail pane says beside a field that has changed since the last visit. No widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.model.changes import FieldChange, RecordChange
from explorer.model.edit import MISSING
from explorer.model.json_text import JsonObject, equal
from explorer.model.moment import ago
from explorer.model.value_words import value_words
from explorer.ui import masking
from explorer.ui.keys import key_of
from explorer.ui.signs import Signs
from explorer.ui.wording import Sentence

_VALUE: Final = 60
"""Characters shown of what was."""


def was(news: RecordChange, body: JsonObject, now: float, signs: Signs) -> Mapping[str, Sentence]:
    """For each member that has changed, what it was and since when it is known not to be. `body` is what is shown:
    where a list has told a newer value than that, this is said."""
    if news.what == "new":
        return {}
    return {
        str(each.path[0]): ((f"  ({_told(each, body, signs)}, {ago(news.at, now)})", "changed"),)
        for each in news.fields
    }


def _told(change: FieldChange, body: JsonObject, signs: Signs) -> str:
    if len(change.path) > 1:
        return f"changed inside: {key_of('versions', 'W')} shows where"
    before, after = change.change.before, change.change.after
    held = body.get(str(change.path[0]), MISSING)
    is_older = equal(held, before) and not equal(held, after)
    value = after if is_older else before
    shown = value if value is MISSING else masking.shown(value, change.field)
    words = value_words(shown, change.field.kind, (signs.opening, signs.closing), _VALUE)
    return f"{'in the list now' if is_older else 'was'}: {words}"
