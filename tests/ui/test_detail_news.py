"""What stands in the detail beside a field of which there is news."""

from __future__ import annotations

import pytest

from explorer.model.address import Address
from explorer.model.changes import FieldChange, RecordChange
from explorer.model.edit import MISSING, Change
from explorer.model.field import Field
from explorer.model.json_text import JsonObject
from explorer.ui.detail_news import was
from explorer.ui.signs import UNICODE


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"firstName": "Adah"}, "(was: Ada, just now)"),
        ({"firstName": "Ada"}, "(in the list now: Adah, just now)"),
        ({"firstName": "Ida"}, "(was: Ada, just now)"),
        ({}, "(was: Ada, just now)"),
    ],
)
def test_what_it_was_is_never_what_is_shown(body: JsonObject, told: str) -> None:
    change = FieldChange(("firstName",), "first name", Field(), Change("Ada", "Adah"))
    ((words, _),) = was(_news(change), body, 1000.0, UNICODE)["firstName"]
    assert words.strip() == told


def test_what_was_not_there_and_still_is_not_shown() -> None:
    change = FieldChange(("title",), "title", Field(), Change(MISSING, "Dr"))
    ((words, _),) = was(_news(change), {}, 1000.0, UNICODE)["title"]
    assert words.strip() == "(in the list now: Dr, just now)"


def _news(change: FieldChange) -> RecordChange:
    return RecordChange(Address.parse("gormic/customers/c-1"), "Ada", "changed", 1000.0, (change,))
