"""What is wrong with a value, in plain words that quote none of it: after a field's name they read as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from explorer.model.field import Field, Kind

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS: Final[dict[str, str]] = {
    "missing": "is required",
    "extra_forbidden": "is no field of it",
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "int_parsing_size": "is too large a number",
    "int_from_float": "is no whole number",
    "float_type": "is no number",
    "float_parsing": "is no number",
    "finite_number": "is no number",
    "bool_type": "is neither yes nor no",
    "bool_parsing": "is neither yes nor no",
    "string_type": "is no text",
    "string_unicode": "holds half a character",
    "list_type": "is no list",
    "dict_type": "is no set of fields",
    "model_type": "is no set of fields",
    "model_attributes_type": "is no set of fields",
}
"""Of pydantic's error types (its page “Validation Errors”), those that say it all by their name."""
_LIMITS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "greater_than": lambda limits: f"is not more than {limits['gt']:,}",
    "greater_than_equal": lambda limits: f"is less than {limits['ge']:,}",
    "less_than": lambda limits: f"is not less than {limits['lt']:,}",
    "less_than_equal": lambda limits: f"is more than {limits['le']:,}",
    "string_too_short": lambda limits: (
        "is empty" if limits["min_length"] == 1 else f"has less than {limits['min_length']} characters"
    ),
    "string_too_long": lambda limits: f"has more than {limits['max_length']} characters",
    "too_short": lambda limits: "is empty" if limits["min_length"] == 1 else f"has less than {limits['min_length']}",
    "too_long": lambda limits: f"has more than {limits['max_length']}",
    "literal_error": lambda limits: f"is none of {limits['expected'].replace(chr(39), '')}",
    "value_error": lambda limits: str(limits["error"]),
}
"""Those that say the rest by their context, which holds what the form declares and nothing that was typed."""
_KINDS: Final[dict[Kind, str]] = {
    "email": "is no e-mail address",
    "phone": "is no phone number",
    "url": "is no web address",
}


def plain_words(error: ErrorDetails, field: Field) -> str:
    """What pydantic found wrong with a value of `field`. Words of the form's own validators stay as they are."""
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        return f"write {field.rule}" if field.rule else _KINDS.get(field.kind, "is not written as it has to be")
    if kind in _LIMITS:
        return _LIMITS[kind](error["ctx"])
    return _WORDS.get(kind, error["msg"])


def about(name: str, problem: str) -> str:
    """What is wrong with what is called `name`, as a sentence."""
    return f"{name}: {problem}" if problem.startswith(("write ", "give ")) else f"{name} {problem}"


def is_of_another_type(error: ErrorDetails) -> bool:
    """Whether the value is nothing like what was asked for: of several ways to read it, the least telling problem."""
    return error["type"].endswith(("_type", "_parsing"))
