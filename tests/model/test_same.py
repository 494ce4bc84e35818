"""What counts as stored as it was sent."""

from __future__ import annotations

import pytest

from explorer.model.edit import MISSING
from explorer.model.field import Kind
from explorer.model.json_text import JsonValue, Number
from explorer.model.same import same

PAIRS: list[tuple[Kind, JsonValue, JsonValue, bool]] = [
    ("text", " Ann ", "Ann", True),
    ("text", "Zoe\u0308", "Zoë", True),
    ("text", "Ann", "ann", False),
    ("text", "Ann", "Anna", False),
    ("text", "Ann  B", "Ann B", False),
    ("text", 12, "12", True),
    ("text", 2, "F", False),
    ("long", "a\r\nb\r\n", "a\nb", True),
    ("long", "a\rb", "a\nb", True),
    ("long", "a\n\nb", "a\nb", False),
    ("text", "", None, True),
    ("text", None, MISSING, True),
    ("text", "  ", "", True),
    ("text", "x", MISSING, False),
    ("text", None, "x", False),
    ("choice", "Home", "home", False),
    ("email", "Ann@Example.com ", "ann@example.com", True),
    ("email", "ann@example.com", "ann@example.org", False),
    ("phone", "+44 (7700) 900-123", "+447700900123", True),
    ("phone", "٠٧٧٠٠", "07700", True),
    ("phone", 4805550142, "4805550142", True),
    ("phone", "0612", 612, False),
    ("phone", "+1 480", "480", False),
    ("phone", "none", "n/a", False),
    ("integer", 60, "60", True),
    ("integer", 60, 61, False),
    ("number", Number("51.50"), "51.5", True),
    ("number", 51.5, Number("51.5"), True),
    ("number", "far", "near", False),
    ("bool", True, 1, True),
    ("bool", "true", True, True),
    ("bool", False, "0", True),
    ("bool", False, True, False),
    ("bool", False, None, False),
    ("date", "2020-01-31", "2020-01-31T00:00:00Z", True),
    ("date", "2020-01-31", "2020-01-31T10:00:00Z", False),
    ("date", "2020-01-31", "2020-02-01", False),
    ("date", "soon", "soon", True),
    ("datetime", "2019-08-24T14:15:22Z", "2019-08-24 14:15:22", True),
    ("datetime", "2019-08-24T16:15:22+02:00", "2019-08-24T14:15:22.000000Z", True),
    ("datetime", "2019-08-24T14:15:22Z", "2019-08-24T14:15:23Z", False),
    ("datetime", "2019-08-24T14:15:22Z", "later", False),
    ("id", 12, "12", True),
    ("id", "a1", "A1", False),
    ("ids", [3, 1, 1], ["1", "3"], True),
    ("ids", [3, 1], [3], False),
    ("ids", [], None, False),
    ("texts", ["a", "b "], ["a", "b"], True),
    ("texts", ["a", "b"], ["b", "a"], False),
    ("json", {"id": 12}, {"id": "12", "name": "North"}, True),
    ("json", {"id": 12}, None, False),
    ("json", {"date": "2019-08-24T14:15:22Z"}, {"date": "2019-08-24 14:15:22"}, True),
    ("json", {"a": {"value": " M"}}, {"a": {"value": "M"}, "b": {"value": "S"}}, True),
    ("json", {"a": {"value": "M"}}, {"b": {"value": "M"}}, False),
    ("json", {"value": "M"}, {"value": "m"}, False),
    ("json", [{"body": "x"}], [{"body": "x", "id": 1}], True),
    ("json", [{"body": "x"}], [], False),
    ("json", {"on": True}, {"on": 1}, True),
    ("json", {"on": True}, {"on": 2}, False),
    ("json", {"n": 1}, [1], False),
]


@pytest.mark.parametrize(("kind", "wanted", "stored", "is_same"), PAIRS)
def test_same(kind: Kind, wanted: JsonValue, stored: JsonValue, is_same: bool) -> None:
    assert same(kind, wanted, stored) is is_same
