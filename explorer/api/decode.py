"""Bytes to JSON values, within bounds. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Final

from explorer.model.json_text import JsonError, JsonValue, loads
from explorer.model.text import SafeText, safe
from explorer.model.value import dataclass

BODY_LIMIT: Final = 16 * 2**20
"""Bytes of a body, unpacked, that are accepted."""
_GZIP: Final = zlib.MAX_WBITS | 16


class BodyError(ValueError):
    """The body is too large or packed in a way that was not offered; the message says which."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as it came, unpacked."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    data: bytes

    def __repr__(self) -> str:
        return f"Received({self.status}, {len(self.data)} bytes)"


class BodyReader:
    """Collects a body as it arrives and unpacks it, never holding more than `limit` bytes of it."""

    def __init__(self, encoding: str, limit: int = BODY_LIMIT) -> None:
        """`encoding` is the Content-Encoding; raises BodyError for any but gzip and identity."""
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip"):
            raise BodyError(f"it is packed as “{safe(name, 40)}”, although only gzip was offered")
        self._unpacking = zlib.decompressobj(_GZIP) if name.endswith("gzip") else None
        self._limit = limit
        self._size = 0
        self._packed = 0
        self._parts: list[bytes] = []

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes of the body. Raises BodyError."""
        self._packed += len(chunk)
        while chunk and self._unpacking is not None:
            if self._unpacking.eof:
                # RFC 1952: a gzip file may consist of several members.
                self._unpacking = zlib.decompressobj(_GZIP)
            try:
                self._take(self._unpacking.decompress(chunk, self._limit - self._size + 1))
            except zlib.error:
                raise BodyError("it is not the gzip it claims to be") from None
            chunk = self._unpacking.unused_data or self._unpacking.unconsumed_tail
        if chunk:
            self._take(chunk)

    def finish(self) -> bytes:
        """The whole body. Raises BodyError when the packed data ended early."""
        if self._unpacking is not None and self._packed and not self._unpacking.eof:
            raise BodyError("its gzip data ended early")
        return b"".join(self._parts)

    def _take(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            raise BodyError(f"it is larger than {self._limit // 2**20} MiB")
        self._parts.append(part)


def json_body(received: Received) -> JsonValue:
    """The value in the body, whatever its content type says; None when there is no body. Raises JsonError.

    A broken JSON body is not quoted: it holds records. Anything else is, with its first 80 characters.
    """
    data = received.data.strip()
    if not data:
        return None
    try:
        return loads(received.data)
    except JsonError:
        if data[:1] in (b"{", b"[", b"\xef", b"\xff", b"\xfe"):
            raise
    media = received.headers.get("content-type", "").partition(";")[0].strip() or "no content type"
    raise JsonError(f"not JSON ({safe(media, 60)}): {_text(data, 80)}")


def is_web_page(received: Received) -> bool:
    """Whether somebody meant it to be looked at: the sign-in page of a network, say, in the place of an answer."""
    start = received.data[:512].lstrip().lower()
    html = "html" in received.headers.get("content-type", "").lower()
    return start.startswith(b"<") and (html or b"<html" in start or b"<!doctype html" in start)


def first_words(received: Received, limit: int = 200) -> SafeText:
    """The beginning of a page, without its markup."""
    text = received.data[:8192].decode("utf-8", "replace")
    text = re.sub(r"(?is)<(script|style|head)\b.*?(</\1\s*>|$)|<[^>]*>", " ", text)
    return safe(" ".join(text.split()), limit)


def _text(data: bytes, limit: int) -> SafeText:
    return safe(data[: limit * 4].decode("utf-8", "replace"), limit)
