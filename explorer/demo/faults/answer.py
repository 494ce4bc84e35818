"""Answers held whole, to be altered, and answers that no vendor gave."""

from __future__ import annotations

import json
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from explorer.demo.faults.fault import HERE, Fault

_PIECE = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and body; with `pieces` the body is what they give."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    pieces: Iterator[bytes] | None = None

    def with_headers(self, fault: Fault, now: datetime) -> Answer:
        """The same with the headers a fault adds or puts in place of others."""
        headers = dict(self.headers)
        if fault.content_type:
            headers["content-type"] = fault.content_type
        if fault.retry_after:
            headers["retry-after"] = fault.retry_after
        if fault.retry_after_date is not None:
            headers["retry-after"] = http_date(now + timedelta(seconds=fault.retry_after_date))
        headers |= {name.lower(): value for name, value in fault.headers.items()}
        return replace(self, headers=headers)

    def with_rows(self, change: Callable[[Rows], Rows]) -> Answer:
        """The same with other rows; as it is where it holds none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return self
        rows = _rows(value)
        if rows is None:
            return self
        rows[:] = change(list(rows))
        body = json.dumps(value).encode()
        return replace(self, body=body, headers=self.headers | {"content-length": str(len(body))})


def scripted(fault: Fault, asked: str) -> Answer:
    """The answer of a fault's own to a request for `asked`, path and query."""
    if fault.redirect:
        where = asked if fault.redirect == HERE else fault.redirect
        return Answer(fault.status or HTTPStatus.FOUND, {"location": where, "content-length": "0"})
    status = fault.status or HTTPStatus.OK
    headers = {"content-type": "application/json"}
    if fault.oversize:
        return Answer(status, headers, pieces=_plain_text(fault.oversize))
    if fault.gzip_bomb:
        body = _bomb(fault.gzip_bomb)
        headers["content-encoding"] = "gzip"
    elif fault.deep:
        body = b"[" * fault.deep + b"]" * fault.deep
    elif fault.body is not None:
        body = fault.body.encode("utf-8", "surrogatepass")
    else:
        body = json.dumps({"message": HTTPStatus(status).phrase if status in _KNOWN else ""}).encode()
    return Answer(status, headers | {"content-length": str(len(body))}, body)


def http_date(moment: datetime) -> str:
    """`moment` (in UTC) as an HTTP date (RFC 9110, 5.6.7)."""
    return format_datetime(moment, usegmt=True)


_KNOWN = frozenset(each.value for each in HTTPStatus)


def _rows(value: Any) -> Rows | None:
    """The list of records in an answer: of its lists of objects that are not empty the one least deep."""
    level = deque([value])
    while level:
        each = level.popleft()
        if isinstance(each, list) and each and all(isinstance(row, dict) for row in each):
            return each
        if isinstance(each, dict):
            level.extend(each.values())
    return None


def _plain_text(size: int) -> Iterator[bytes]:
    yield b'["'
    left = size - 4
    while left > 0:
        yield b"x" * min(left, _PIECE)
        left -= _PIECE
    yield b'"]'


@lru_cache(maxsize=4)
def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=_GZIP)
    return b"".join([*(packer.compress(piece) for piece in _plain_text(size)), packer.flush()])
