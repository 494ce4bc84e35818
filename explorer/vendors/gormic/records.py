"""Gormic's customers as it answers them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from explorer.model.field import Field
from explorer.model.validate import Record

_GIVEN: Final = "set by Gormic"
_KEPT: Final = "record"


class Customer(Record):
    """A customer, the same in list, get and export. With `archivedAt` it counts as deleted."""

    id: Annotated[str | None, Field("id", "id", readonly=_GIVEN, width=24)] = None
    uid: Annotated[str | None, Field("uid", "id", readonly=_GIVEN, rule="stands for the id where that is missing")] = (
        None
    )
    firstName: Annotated[str, Field("first name", personal=True)]
    lastName: Annotated[str | None, Field("last name", personal=True)] = None
    email: Annotated[str | None, Field("e-mail", "email", personal=True)] = None
    phone: Annotated[str, Field("phone", "phone", personal=True)]
    phoneCountry: Annotated[str, Field("phone country", readonly="follows from the phone")]
    phoneCountryCalling: Annotated[
        str, Field("calling code", readonly="given once, when a customer is created; follows from the phone")
    ]
    number: Annotated[str, Field("number")]
    cityId: Annotated[str | None, Field("city id", "id", personal=True)] = None
    birthDate: Annotated[str | None, Field("born", "date", personal=True)] = None
    # Seen as a number and a letter in requests, as an empty object in answers: read as it comes.
    gender: Annotated[Any, Field("gender", "json", personal=True)] = None
    unsubscribed: Annotated[bool | None, Field("unsubscribed", "bool")] = None
    internalNote: Annotated[str | None, Field("internal note", "long", personal=True)] = None
    archivedAt: Annotated[str | None, Field("archived", "datetime", readonly=_GIVEN, section=_KEPT)] = None
    archivedBy: Annotated[str | None, Field("archived by", "id", readonly=_GIVEN, section=_KEPT)] = None
    archivedVia: Annotated[str | None, Field("archived via", readonly=_GIVEN, section=_KEPT)] = None
    createdAt: Annotated[str | None, Field("created", "datetime", readonly=_GIVEN, section=_KEPT)] = None
    createdVia: Annotated[str | None, Field("created via", readonly=_GIVEN, section=_KEPT)] = None
    createdBy: Annotated[str | None, Field("created by", "id", readonly=_GIVEN, section=_KEPT)] = None
    updatedAt: Annotated[str | None, Field("updated", "datetime", readonly=_GIVEN, section=_KEPT)] = None
    updatedVia: Annotated[str | None, Field("updated via", readonly=_GIVEN, section=_KEPT)] = None
    updatedBy: Annotated[str | None, Field("updated by", "id", readonly=_GIVEN, section=_KEPT)] = None
