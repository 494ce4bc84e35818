"""Query parameters: what a caller gave, held against what an operation documents. Pure.

Nothing undocumented is sent: an unknown name or a malformed value is refused before any request, with the nearest
name that is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final

from explorer.model.errors import UsageError
from explorer.model.field import Kind
from explorer.model.nearest import nearest
from explorer.model.resource import Operation, Parameter
from explorer.model.text import safe

_YES: Final = frozenset({"yes", "true", "1"})
_NO: Final = frozenset({"no", "false", "0"})


def checked(operation: Operation, given: Mapping[str, str]) -> dict[str, str]:
    """`given` as it goes on the wire, by the vendor's names. Raises UsageError.

    Values that are on the wire already stay as they are. Includes may be given under the parameter that carries them.
    """
    values: dict[str, str] = {}
    for name, text in given.items():
        parameter = operation.parameter(name)
        if parameter is not None:
            values[name] = wire_value(parameter, text)
        elif name in operation.include_parameters:
            values |= included(operation, [each.strip() for each in text.split(",")])
        else:
            if name.startswith("~"):
                raise UsageError(
                    f"“{safe(name)}” narrows what is held, which the vendor is not asked for",
                    next_step=f"put it into the address: '…?{safe(name)}=…'",
                )
            known = [*(each.name for each in operation.parameters), *operation.include_parameters]
            raise unknown("filter", name, known)
    for name in values:
        needs = parameter.needs if (parameter := operation.parameter(name)) else ()
        if missing := [need for need in needs if need not in values]:
            raise UsageError(f"“{name}” needs “{missing[0]}” beside it", next_step=f"add {missing[0]}=…")
    return values


def included(operation: Operation, includes: Iterable[str]) -> dict[str, str]:
    """The parameters that ask for `includes`. Raises UsageError for one that is not documented."""
    asked: dict[str, list[str]] = {}
    for name in dict.fromkeys(includes):
        include = next((each for each in operation.includes if each.name == name), None)
        if include is None:
            raise unknown("include", name, [each.name for each in operation.includes])
        asked.setdefault(include.parameter or operation.include_parameters[0], []).append(name)
    return {parameter: ",".join(names) for parameter, names in asked.items()}


def wire_value(parameter: Parameter, text: str) -> str:
    """`text` as it goes on the wire. Raises UsageError, naming the parameter and what it takes."""
    value = _READERS.get(parameter.kind, _as_given)(parameter, text)
    if value is None:
        named = "the filter on the screen finds ids by names" if parameter.refers or parameter.seen else ""
        raise UsageError(
            f"“{parameter.name}” takes {_takes(parameter)}",
            next_step="; ".join(filter(None, [parameter.help, named])),
        )
    return value


def _as_given(parameter: Parameter, text: str) -> str | None:
    return text


def _number(parameter: Parameter, text: str) -> str | None:
    pattern = r"-?[0-9]{1,18}" if parameter.kind == "integer" else r"-?[0-9]{1,18}(\.[0-9]{1,18})?"
    if not re.fullmatch(pattern, text):
        return None
    below = parameter.minimum is not None and float(text) < parameter.minimum
    above = parameter.maximum is not None and float(text) > parameter.maximum
    return None if below or above else text


def _yes_or_no(parameter: Parameter, text: str) -> str | None:
    yes, no = parameter.wire
    if text in (yes, no):
        return text
    folded = text.strip().casefold()
    return yes if folded in _YES else no if folded in _NO else None


def _date(parameter: Parameter, text: str) -> str | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return text


def _datetime(parameter: Parameter, text: str) -> str | None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _choice(parameter: Parameter, text: str) -> str | None:
    if text in parameter.choices:
        return text
    return next((each for each in parameter.choices if each.casefold() == text.strip().casefold()), None)


def _key(parameter: Parameter, text: str) -> str | None:
    return text if text and not re.search(r"\s", text) else None


def has_digit(text: str) -> bool:
    """Whether `text` can be one of several ids: those of every vendor have a digit in them, and a name has none."""
    return any(character.isdigit() for character in text)


def _is_id(text: str) -> bool:
    return has_digit(text) and not re.search(r"\s", text)


def _list(parameter: Parameter, text: str) -> str | None:
    parts = [part.strip() for part in text.split(",")]
    if not all(parts) or (parameter.kind == "ids" and not all(map(_is_id, parts))):
        return None
    if parameter.choices and not set(parts) <= set(parameter.choices):
        return None
    return ",".join(parts)


_READERS: Final[Mapping[Kind, Callable[[Parameter, str], str | None]]] = {
    "integer": _number,
    "number": _number,
    "bool": _yes_or_no,
    "date": _date,
    "datetime": _datetime,
    "choice": _choice,
    "id": _key,
    "ids": _list,
    "texts": _list,
}


def _takes(parameter: Parameter) -> str:
    words: Mapping[Kind, str] = {
        "integer": "a whole number",
        "number": "a number such as 51.5",
        "bool": "yes or no",
        "date": "a date as year-month-day",
        "datetime": "a time such as 2025-01-31T09:00:00Z",
        "choice": "one of",
        "id": "one id",
        "ids": "ids separated by commas, which are no names",
        "texts": "words separated by commas",
    }
    text = words.get(parameter.kind, "text")
    if parameter.minimum is not None:
        text += f", {parameter.minimum:g} or more"
    if parameter.maximum is not None:
        text += f", {parameter.maximum:g} or less"
    if parameter.choices:
        text += (" " if text.endswith("one of") else ", each one of ") + ", ".join(parameter.choices)
    return text


def unknown(what: str, name: str, known: list[str]) -> UsageError:
    """The refusal of a `name` that is none of `known`, with the nearest of them."""
    if not known:
        return UsageError(f"there is no {what} “{safe(name)}”: this call has none", next_step="leave it out")
    meant = nearest(name, known)
    message = f"there is no {what} “{safe(name)}”" + (f"; did you mean “{meant}”?" if meant else "")
    return UsageError(message, next_step=f"known: {', '.join(known)}")
