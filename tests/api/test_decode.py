"""Bodies to values, within bounds."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.decode import BodyError, BodyReader, Received, first_words, json_body
from explorer.model.json_text import JsonError


def _received(data: bytes, kind: str = "application/json", status: int = 200) -> Received:
    return Received(status, {"content-type": kind} if kind else {}, data)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/html", "", "application/x.uvol.v3+json"])
def test_json_is_read_whatever_its_type_says(kind: str) -> None:
    assert json_body(_received(b'{"id": 1}', kind)) == {"id": 1}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"", None),
        (b" \r\n", None),
        (b"\xef\xbb\xbf{}", {}),
        ("{}".encode("utf-16"), {}),
        ('["é"]'.encode("utf-16-le"), ["é"]),
        (b"[]", []),
        (b"5", 5),
    ],
)
def test_bodies_that_are_json(data: bytes, value: object) -> None:
    assert json_body(_received(data)) == value


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (
            b"<html>\x1b[2J<b>sign in</b>",
            "text/html; charset=utf-8",
            r"not JSON \(text/html\): <html>␛\[2J<b>sign in</b>",
        ),
        (b"oops", "", r"not JSON \(no content type\): oops"),
        (b"x" * 200, "text/plain", "not JSON .*: x{79}…$"),
        (b'{"name": "canary', "application/json", "not JSON: Unterminated string"),
        (b"{} <html>", "application/json", "not JSON: Extra data"),
        (b'{"name": "\xe9"}', "application/json", "not valid utf-8 at byte 10"),
        (b'{"id": 1, "id": 2}', "application/json", "same key twice"),
        (b"[" * 100_000, "application/json", "nested too deeply"),
        (b"[" * 65 + b"]" * 65, "application/json", "more than 64 levels"),
        (b"[" + b"9" * 5000 + b"]", "application/json", "too many digits"),
        (b"[NaN]", "application/json", "NaN is not JSON"),
        (b"[1e400]", "application/json", "out of range"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_bodies_that_are_not(data: bytes, kind: str, words: str) -> None:
    with pytest.raises(JsonError, match=words) as caught:
        json_body(_received(data, kind))
    assert "canary" not in str(caught.value)


def test_an_error_page_is_told_without_its_markup() -> None:
    page = b"<html><head><title>x</title><style>b{}</style></head><body><h1>Request\n Error</h1><script>1<2</script>"
    assert first_words(_received(page)) == "Request Error"
    assert len(first_words(_received(b"a" * 10_000))) == 200
    assert first_words(_received(b"\x1b]52;c;x\x07 bad \xff")) == "␛]52;c;x␇ bad \N{REPLACEMENT CHARACTER}"


def _read(reader: BodyReader, data: bytes, size: int) -> bytes:
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
    return reader.finish()


@given(st.binary(max_size=3000), st.binary(max_size=3000), st.integers(1, 700))
def test_packed_bodies_come_out_as_they_were(first: bytes, second: bytes, size: int) -> None:
    assert _read(BodyReader("identity"), first, size) == first
    assert _read(BodyReader("GZIP"), gzip.compress(first) + gzip.compress(second), size) == first + second


def test_a_body_may_fill_its_bound_but_not_pass_it() -> None:
    for size, fits in ((1000, True), (1001, False)):
        for encoding, data in (("", b"x" * size), ("gzip", gzip.compress(b"x" * size))):
            reader = BodyReader(encoding, limit=1000)
            if fits:
                assert len(_read(reader, data, 100)) == size
            else:
                with pytest.raises(BodyError, match="larger"):
                    _read(reader, data, 100)


def test_broken_packing_is_refused() -> None:
    with pytest.raises(BodyError, match="ended early"):
        _read(BodyReader("gzip"), gzip.compress(b"x" * 1000)[:-9], 100)
    with pytest.raises(BodyError, match="not the gzip"):
        _read(BodyReader("gzip"), b"plain text", 100)
    assert _read(BodyReader("gzip"), b"", 1) == b""
