"""What fields of a write must look like: a check gives the value to store or raises `Wrong`."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from explorer.demo.assemble.answers import invalid
from explorer.demo.wire import Record

Check = Callable[[Any], Any]


class Wrong(Exception):
    """A value that a check refuses; the text goes into `errors`."""


def validated(body: Mapping[str, Any], checks: Mapping[str, Check], required: Iterable[str] = ()) -> Record:
    """Those fields of `body` that have a check, checked; others are dropped, as the vendor's framework does.

    Refuses with 422 and a message per field.
    """
    errors: dict[str, list[str]] = {}
    for name in required:
        if body.get(name) is None or body[name] in ("", []):
            errors[name] = [f"The {name.replace('_', ' ')} field is required."]
    values = {}
    for name, check in checks.items():
        if name in body and name not in errors:
            try:
                values[name] = check(body[name])
            except Wrong as wrong:
                errors[name] = [f"The {name.replace('_', ' ')} {wrong}."]
    if errors:
        raise invalid(errors)
    return values


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise Wrong("must be a string")
    return value


def filled(value: object) -> str:
    """A text that is not empty."""
    if not text(value).strip():
        raise Wrong("must not be empty")
    return text(value)


def boolean(value: object) -> bool:
    """`true` or `false`."""
    if not isinstance(value, bool):
        raise Wrong("field must be true or false")
    return value


def integer(value: object) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong("must be an integer")
    return value


def bit(value: object) -> bool:
    """A boolean written as 0 or 1, as role association updates have it."""
    if integer(value) not in (0, 1):
        raise Wrong("must be 0 or 1")
    return bool(value)


def number(value: object) -> float:
    """A number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong("must be a number")
    return value


def day(value: object) -> str:
    """A date, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text(value)).isoformat()
    except ValueError:
        raise Wrong("is not a valid date") from None


def moment(value: object) -> str:
    """An ISO date-time, kept as it was written."""
    try:
        datetime.fromisoformat(text(value))
    except ValueError:
        raise Wrong("is not a valid date") from None
    return text(value)


def nullable(check: Check) -> Check:
    """`check`, or null; an empty text counts as null, as in the vendor's framework."""
    return lambda value: None if value in (None, "") else check(value)


def one_of(*choices: str) -> Check:
    """One of some texts."""

    def check(value: object) -> str:
        if value not in choices:
            raise Wrong(f"must be one of {', '.join(choices)}")
        return text(value)

    return check


def id_in(known: Container[int]) -> Check:
    """An integer id of something that exists."""

    def check(value: object) -> int:
        if integer(value) not in known:
            raise Wrong("is invalid: no such id")
        return integer(value)

    return check


def reference(check: Check) -> Check:
    """`{id: …}`, whose id passes `check`; gives the id."""

    def inner(value: object) -> Any:
        if not isinstance(value, dict) or "id" not in value:
            raise Wrong("must be an object with an id")
        return check(value["id"])

    return inner


def list_of(check: Check) -> Check:
    """A list whose every item passes `check`."""

    def inner(value: object) -> list[Any]:
        if not isinstance(value, list):
            raise Wrong("must be a list")
        return [check(each) for each in value]

    return inner


def object_of(checks: Mapping[str, Check], required: Iterable[str] = ()) -> Check:
    """An object with some checked fields; others are dropped."""

    def inner(value: object) -> Record:
        if not isinstance(value, dict):
            raise Wrong("must be an object")
        for name in required:
            if value.get(name) is None:
                raise Wrong(f"needs {name}")
        return {name: check(value[name]) for name, check in checks.items() if name in value}

    return inner


def reminder(value: object) -> Record:
    """`{date: …}`."""
    return dict(object_of({"date": moment}, ["date"])(value))
