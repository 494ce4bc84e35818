"""What a form begins with: what was read, what was typed before, and what the vendor changed since. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from explorer.model.address import Address
from explorer.model.edit import MISSING, Change, conflict_path, placed
from explorer.model.errors import ChangedMeanwhile
from explorer.model.filling import Filling
from explorer.model.journal import Draft
from explorer.model.json_text import JsonObject, equal
from explorer.model.value import dataclass
from explorer.ui.screens.conflict import Resolution
from explorer.ui.wording import Sentence


@dataclass(frozen=True, slots=True)
class Opening:
    """What a form begins with."""

    filling: Filling
    address: Address
    draft: Draft
    label: str = ""
    """The record's name, unsafe."""
    record: JsonObject = field(default_factory=dict)
    """The whole of what was read."""
    read_at: float | None = None
    notes: tuple[Sentence, ...] = ()
    lasting: tuple[Sentence, ...] = ()
    """Those of `notes` that stay true when the record is read again."""
    member: str = ""
    """Where the cursor begins."""
    undoes: int | None = None


def reopened(filling: Filling, draft: Draft) -> tuple[Filling, Mapping[str, Change]]:
    """`filling` with what was typed before, and what the vendor changed since. The members that were typed stay held
    against what they were then, so that a change by somebody else is noticed; those that stand there now are done."""
    now = filling.before
    typed = {name: value for name, value in draft.typed.items() if name not in now or not equal(now[name], value)}
    then = {name: draft.before[name] for name in typed if name in draft.before}
    untyped = {name: value for name, value in now.items() if name not in typed}
    known = draft.before if now else {}
    changes = {
        name: Change(known.get(name, MISSING), now.get(name, MISSING))
        for name in (*known, *(name for name in now if name not in known))
        if known and not equal(known.get(name, MISSING), now.get(name, MISSING))
    }
    before = {**untyped, **then} if now else draft.before
    return replace(filling, before=before, typed=typed), changes


def resolved(filling: Filling, error: ChangedMeanwhile, resolution: Resolution) -> Filling:
    """`filling` after the user chose between theirs and mine. What was not chosen stays held against what it was, and
    is asked about again; the member that is gone back to is edited on top of theirs."""
    undecided = error.conflicts.keys() - resolution.mine - resolution.theirs - {resolution.edit}
    before = {**filling.before, **error.present}
    for path in map(conflict_path, undecided):
        before = placed(before, path, filling.was(path))
    filling = filling.rebased(before)
    for name in resolution.theirs:
        filling = filling.back(conflict_path(name))
    return filling
