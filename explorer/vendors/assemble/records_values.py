"""Values that several of Assemble's records share, read leniently."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

BY_ASSEMBLE: Final = "set by Assemble"
SEPARATE: Final = "edited separately, by a request of its own"

Id: TypeAlias = int | str
"""The pages give ids as integers and as text, and the same id as both. Compared as text."""


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("moment", "is no date that can be read") from None
    return text


Moment: TypeAlias = Annotated[str, AfterValidator(_moment)]
"""A date, or date and time with `T` or a space between, kept as it was written: one page sends the one where another
sends the other."""


def _unwrapped(value: Any) -> Any:
    return value["data"] if isinstance(value, dict) and set(value) == {"data"} else value


UNWRAPPED: Final = BeforeValidator(_unwrapped)
"""What was included in a record, bare or under `data`: the pages do not show which."""
