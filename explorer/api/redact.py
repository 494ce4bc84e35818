"""Takes an account's secrets out of errors: vendors quote what they refuse, such as “invalid key abc”. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from explorer.model.errors import ExplorerError, Rejected, VendorError

_LEAST: Final = 6
"""Characters below which a value is too common a word to be looked for."""
_LEAST_CUT: Final = 8
"""Characters of a secret that are looked for where a text was cut."""


def redact(error: ExplorerError, secrets: Collection[str]) -> None:
    """Puts `***` in the place of every one of `secrets` in what `error` says."""
    error.args = tuple(redacted(each, secrets) if isinstance(each, str) else each for each in error.args)
    error.next_step = redacted(error.next_step, secrets)
    if isinstance(error, VendorError):
        error.request_id = redacted(error.request_id, secrets)
    if isinstance(error, Rejected):
        error.fields = {redacted(name, secrets): redacted(words, secrets) for name, words in error.fields.items()}


def redacted(text: str, secrets: Collection[str]) -> str:
    """`text` without any of `secrets`, also where one was cut short with `…`."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) < _LEAST:
            continue
        text = text.replace(secret, "***")
        for length in range(len(secret) - 1, _LEAST_CUT - 1, -1):
            text = text.replace(secret[:length] + "…", "***…")
    return text
