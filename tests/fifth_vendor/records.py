"""The club's one record."""

from __future__ import annotations

from typing import Annotated

from explorer.model.field import Field
from explorer.model.validate import Record


class Member(Record):
    """A member of the club."""

    id: Annotated[int, Field("id", "id", width=6)]
    name: Annotated[str, Field("name", personal=True)]
    email: Annotated[str | None, Field("e-mail", "email", personal=True)] = None
    joined: Annotated[str | None, Field("joined", "date")] = None
