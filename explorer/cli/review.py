"""What is shown before a write is sent, and the question whether to."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from termios import TCIFLUSH, tcflush
from typing import Final

from explorer.cli.layout import cell_width, fit
from explorer.cli.outcome import say
from explorer.model.change_words import confirmation, without_secret_values
from explorer.model.edit import MISSING
from explorer.model.errors import UsageError
from explorer.model.json_text import JsonObject, dumps_visible
from explorer.model.outcome import Prepared
from explorer.model.text import safe
from explorer.model.value_words import both

_LABEL_WIDTH: Final = 28
_YES: Final = ("y", "yes")


def show(prepared: Prepared) -> None:
    """Prints old and new of each field, the exact request, and what it does, as talk."""
    say(f"{prepared.operation.name} {prepared.edit.address}{_whom(prepared)}")
    names = without_secret_values(prepared.operation, prepared.changes)
    width = min(max((cell_width(safe(name)) for name in names), default=0), _LABEL_WIDTH)
    for name, change in names.items():
        before, after = both(change)
        say(f"  {fit(safe(name), width)}  {before}  →  {after}")
    say(f"  {prepared.method} {prepared.url}")
    if prepared.body is not None:
        print(f"  {dumps_visible(prepared.body)}", file=sys.stderr)
    for notice in prepared.notices:
        say(f"  {notice}")


def as_row(prepared: Prepared, *, text: bool) -> JsonObject:
    """A write that is not sent, as data; its body as `text`, where a cell would tell a structure by its name."""
    return {
        "address": str(prepared.edit.address),
        "operation": prepared.operation.name,
        "method": prepared.method,
        "url": prepared.url,
        "body": dumps_visible(prepared.body) if text and prepared.body is not None else prepared.body,
        "changes": {
            name: {"before": None if change.before is MISSING else change.before, "after": change.after}
            for name, change in without_secret_values(prepared.operation, prepared.changes).items()
        },
    }


def confirm(prepared: Sequence[Prepared]) -> bool:
    """Asks on the terminal whether to send. Raises UsageError where there is none.

    For many the count has to be typed, for what cannot easily be taken back the id.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "there is no terminal to ask on, so nothing was sent", next_step="add --yes, or --dry-run to look at it"
        )
    first = prepared[0]
    wanted = confirmation(first, len(prepared))
    if len(prepared) > 1:
        question = f"type {wanted} to send all: "
    elif wanted:
        question = f"type the id, {safe(wanted)}, to {first.operation.name} it: "
    else:
        question = "send? [y/N] "
    # What was typed before the question is no answer to it.
    tcflush(sys.stdin, TCIFLUSH)
    print(question, end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip()
    return answer == wanted if wanted else answer.lower() in _YES


def _whom(prepared: Prepared) -> str:
    label = prepared.resource.label_of(prepared.record)
    return f" · {label}" if label else ""
