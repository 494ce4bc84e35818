"""What Repsly's refusals say. The export's are not documented: JSON, XML or a web page may come."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from explorer.model.resource import Answer, Fault

_LOOKED_AT: Final = 20_000
"""Characters of a web page that are searched for its first words."""
_UNSEEN: Final = re.compile(r"<!--.*?-->|<(style|script)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")


def fault(answer: Answer) -> Fault | None:
    """The fault in an answer of HTTP status 400 and above, with the `Message` of JSON or the first words of a page."""
    if answer.status < 400:
        return None
    body = answer.body
    message = ""
    if isinstance(body, dict) and isinstance(body.get("Message"), str):
        message = body["Message"]
    elif isinstance(body, str):
        message = _first_words(body)
    return Fault(answer.status, message=message)


def _first_words(page: str) -> str:
    """The first line of text in XML or HTML, without tags."""
    text = unescape(_TAG.sub("\n", _UNSEEN.sub("\n", page[:_LOOKED_AT])))
    return next((line for each in text.splitlines() if (line := each.strip())), "")
