"""Bodies to values, within bounds."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.decode import BodyError, BodyReader, Received, first_words, json_body


def _received(data: bytes, kind: str = "application/json", status: int = 200) -> Received:
    return Received(status, {"content-type": kind} if kind else {}, data)


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


def test_broken_packing_is_refused() -> None:
    with pytest.raises(BodyError, match="ended early"):
        _read(BodyReader("gzip"), gzip.compress(b"x" * 1000)[:-9], 100)
    with pytest.raises(BodyError, match="not the gzip"):
        _read(BodyReader("gzip"), b"plain text", 100)
    assert _read(BodyReader("gzip"), b"", 1) == b""
