"""Fault sets from TOML files, by path or by the name of one that comes with the demo."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from explorer.demo.faults.fault import Fault, FaultSet
from explorer.demo.people import VENDORS

_FOLDER = Path(__file__).parent
_TABLE = "fault"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class FaultFileError(ValueError):
    """A fault set that cannot be used: what is wrong, on which line (0: no line of it), and what to do about it."""

    def __init__(self, message: str, *, next_step: str, where: str = "", line: int = 0) -> None:
        place = f"{where}, line {line}: " if line else f"{where}: " if where else ""
        super().__init__(place + message)
        self.next_step = next_step


def set_names() -> list[str]:
    """The names of the sets that come with the demo."""
    return sorted(each.stem for each in _FOLDER.glob("*.toml"))


def find_faults(name: str) -> FaultSet:
    """The set of this name, or in the file at this path. Raises FaultFileError."""
    path = _FOLDER / f"{name}.toml" if name in set_names() else Path(name)
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        likely = get_close_matches(name, set_names(), n=1)
        step = f"did you mean {likely[0]}?" if likely else f"name a file, or {', '.join(set_names())}"
        raise FaultFileError(f"cannot read faults from {name!r}: {reason}", next_step=step) from None
    return parse_faults(text, path.stem, str(path))


def parse_faults(text: str, name: str, where: str) -> FaultSet:
    """The set that a TOML text describes. Raises FaultFileError, which names `where`."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultFileError(f"not TOML: {error}", where=where, next_step="mend it, see toml.io") from None
    return faults_of(value, name, where, text)


def faults_of(value: Mapping[str, Any], name: str, where: str = "", text: str = "") -> FaultSet:
    """The set that parsed TOML or JSON describes; `text` is what it was parsed from, to name lines in."""
    value = dict(value)
    tables = value.pop(_TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise FaultFileError(
            f"“{_TABLE}” must be tables",
            where=where,
            line=_line(text, -1, _TABLE),
            next_step=f"begin each with [[{_TABLE}]]",
        )
    told = _checked(value, _SET_KEYS, -1, where, text)
    faults = tuple(Fault(**_checked(each, _FAULT_KEYS, index, where, text)) for index, each in enumerate(tables))
    return FaultSet(name=name, faults=faults, **told)


def _checked(
    table: Mapping[str, Any], keys: Mapping[str, Callable[[Any], Any]], index: int, where: str, text: str
) -> dict[str, Any]:
    """The values of a table, the `index`th of its kind (-1: the top), each as its key wants it."""
    found = {}
    for key, given in table.items():
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            step = f"did you mean “{near[0]}”?" if near else f"known are {', '.join(keys)}"
            raise FaultFileError(f"unknown key “{key}”", where=where, line=_line(text, index, key), next_step=step)
        try:
            found[key] = keys[key](given)
        except ValueError as error:
            line = _line(text, index, key)
            raise FaultFileError(f"“{key}” must be {error}", where=where, line=line, next_step="change it") from None
    return found


def _line(text: str, index: int, key: str) -> int:
    """The line, from 1, on which a key of the `index`th table stands; 0 where it is not found."""
    table = -1
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(rf"\s*\[\[\s*{_TABLE}\s*\]\]", line):
            table += 1
        if table == index and re.match(rf"""\s*(\[\s*({_TABLE}\s*\.\s*)?)?["']?{re.escape(key)}["']?\s*[\].=]""", line):
            return number
    return 0


def _number(least: float, most: float, words: str) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(words)
        return float(value)

    return check


def _whole(least: int, most: int, words: str) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(words)
        return value

    return check


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def _header(value: Any) -> str:
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)
    if not all(sign == "\t" or 31 < ord(sign) < 256 for sign in text):
        raise ValueError("a text that can be sent as a header")
    return text


def _headers(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) for name in value):
        raise ValueError("a table of header names and texts")
    return {name: _header(text) for name, text in value.items()}


def _vendor(value: Any) -> str:
    if value not in VENDORS:
        raise ValueError(f"one of {', '.join(VENDORS)}")
    return str(value)


def _methods(value: Any) -> tuple[str, ...]:
    methods = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
    if not methods or not all(each in _METHODS for each in methods):
        raise ValueError(f"one of {', '.join(_METHODS)}, or a list of them")
    return methods


def _path(value: Any) -> str:
    if not isinstance(value, str) or not value.startswith(("/", "*")):
        raise ValueError("a path that begins with / or *")
    return value


_SECONDS = _number(0, 86_400, "seconds, up to a day")
_BYTES = _whole(1, 2**30, "a number of bytes from 1 to 1073741824")
_COUNT = _whole(1, 2**31, "a whole number from 1")
_SET_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "seed": _whole(-(2**63), 2**63 - 1, "a whole number"),
    "clock": _number(-(10**9), 10**9, "a number of seconds"),
    "token_seconds": _number(0, 10**9, "a number of seconds"),
    "hostile_text": _switch,
}
_FAULT_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "vendor": _vendor,
    "method": _methods,
    "path": _path,
    "nth": _COUNT,
    "count": _COUNT,
    "share": _number(0, 1, "a number from 0 to 1"),
    "delay": _SECONDS,
    "applied": _switch,
    "status": _whole(200, 599, "a status from 200 to 599"),
    "headers": _headers,
    "content_type": _header,
    "body": _text,
    "deep": _whole(1, 10**7, "a depth from 1 to 10000000"),
    "oversize": _BYTES,
    "gzip_bomb": _BYTES,
    "redirect": _header,
    "retry_after": _header,
    "retry_after_date": _number(-(10**9), 10**9, "a number of seconds"),
    "loop": _COUNT,
    "shift": _whole(-100, 100, "a number of rows"),
    "duplicates": _COUNT,
    "drip": _SECONDS,
    "drip_bytes": _BYTES,
    "cut_at": _whole(0, 2**30, "a number of bytes from 0 to 1073741824"),
    "reset": _switch,
}
