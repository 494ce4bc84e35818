"""JSON is read without silent loss and written as it was read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.json_text import DEPTH_LIMIT, JsonError, dumps, dumps_visible, loads
from explorer.model.text import HIDDEN, safe

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_value_comes_back(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_written_as_it_was_read(number: float) -> None:
    literal = json.dumps(number)
    assert dumps(loads(literal)) == literal


@pytest.mark.parametrize("literal", ["1.10", "0.0", "1e5", "-1.50E+2", "25.91", "-0.0"])
def test_literals_are_kept(literal: str) -> None:
    assert dumps(loads(f'{{"n":[{literal}]}}')) == f'{{"n":[{literal}]}}'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"id":1,"id":2}', "same key twice"),
        (b"[NaN]", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"[1e400]", "out of range"),
        (b"[" + b"9" * 5000 + b"]", "too many digits"),
        (b"{} <html>", "not JSON"),
        (b"", "not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "nested"),
        (b"[" * (DEPTH_LIMIT + 1) + b"]" * (DEPTH_LIMIT + 1), "nested"),
        (b'{"a":"\xff"}', "byte 6"),
    ],
)
def test_what_cannot_be_trusted_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(JsonError, match=said):
        loads(data)


def test_byte_order_mark_and_utf_16_are_read() -> None:
    assert loads(b'\xef\xbb\xbf{"a":1}') == {"a": 1}
    assert loads('{"a":"é"}'.encode("utf-16")) == {"a": "é"}


def test_the_deepest_allowed_is_read() -> None:
    assert loads(b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT) is not None


def test_shown_it_holds_nothing_that_safe_would_hide_and_is_the_same_value() -> None:
    for code in (*range(0xA0), *HIDDEN, *range(0xD800, 0xE000)):
        value = {f"a{chr(code)}": [f"{chr(code)}b"]}
        shown = dumps_visible(value)
        assert safe(shown) == shown, hex(code)
        assert loads(shown) == value, hex(code)
