"""Takes secrets out of errors: vendors quote what they refuse, such as “invalid key abc”. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from explorer.model.errors import ExplorerError, Rejected, VendorError
from explorer.model.text import safe

_LEAST: Final = 6
"""Characters below which a value is too common a word to be looked for."""
TYPED_LEAST: Final = 4
"""The same of what somebody has typed into a field that is secret: it is known to stand in the request."""
_LEAST_CUT: Final = 8
"""Characters of a secret that are looked for where a text was cut."""
_OPENING: Final = "\"'`“‘«"
_CLOSING: Final = "\"'`”’»"


@contextmanager
def discreet(secrets: Collection[str], least: int = _LEAST) -> Iterator[None]:
    """No error that leaves holds one of `secrets`, whatever the vendor said."""
    try:
        yield
    except ExplorerError as error:
        redact(error, secrets, least)
        raise


def redact(error: ExplorerError, secrets: Collection[str], least: int = _LEAST) -> None:
    """Puts `***` in the place of every one of `secrets` in what `error` says."""

    def clean(text: str) -> str:
        return redacted(text, secrets, least)

    error.args = tuple(clean(each) if isinstance(each, str) else each for each in error.args)
    error.next_step = clean(error.next_step)
    if isinstance(error, VendorError):
        error.request_id = clean(error.request_id)
    if isinstance(error, Rejected):
        error.fields = {clean(name): clean(words) for name, words in error.fields.items()}


def redacted(text: str, secrets: Collection[str], least: int = _LEAST) -> str:
    """`text` without any of `secrets`, also where one was cut short with `…`. Of those that have fewer than `least`
    characters only what stands in quotes is taken out."""
    written = {each for secret in secrets for each in _writings(secret)}
    for secret in sorted(written, key=len, reverse=True):
        if len(secret) < least:
            text = re.sub(f"(?<=[{_OPENING}]){re.escape(secret)}(?=[{_CLOSING}])", "***", text)
            continue
        text = text.replace(secret, "***")
        for length in range(len(secret) - 1, _LEAST_CUT - 1, -1):
            text = text.replace(secret[:length] + "…", "***…")
    return text


def _writings(secret: str) -> set[str]:
    """A secret as it is, as JSON writes it, and as it is shown."""
    escaped = (json.dumps(secret, ensure_ascii=ascii)[1:-1] for ascii in (True, False))
    return {secret, *escaped, safe(secret)} - {""}
