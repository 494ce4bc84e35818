"""What Gormic accepts inside `params`. A member with a default may be left out: only what was set is sent."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from explorer.model.field import Field
from explorer.model.validate import Form

_EXPECTED: Final = "every customer has one; Gormic decides whether it has to be given"
_BORN: Final = "year-month-day, as is usual: Gormic names no form"
_GENDER: Final = "a letter such as F, or a number such as 1: Gormic shows both and explains neither"


def _raw(value: Any) -> Any:
    """Digits as the number that Gormic's own sample sends."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else value


_Gender = Annotated[str | int, BeforeValidator(_raw)]


class CustomerCreate(Form):
    """The body of `POST /v1/crm/customers`. None of its members is documented as required."""

    firstName: Annotated[str, Field("first name", personal=True, rule=_EXPECTED)] = ""
    lastName: Annotated[str, Field("last name", personal=True)] = ""
    email: Annotated[str, Field("e-mail", "email", personal=True)] = ""
    phone: Annotated[str, Field("phone", "phone", personal=True, rule=f"without the country's code; {_EXPECTED}")] = ""
    phoneCallingCode: Annotated[str, Field("calling code", rule=f"such as 44; {_EXPECTED}")] = ""
    cityId: Annotated[str, Field("city id", "id", seen=("customers:cityId",), personal=True)] = ""
    birthDate: Annotated[str, Field("born", "date", personal=True, rule=_BORN)] = ""
    gender: Annotated[_Gender, Field("gender", personal=True, rule=_GENDER)] = ""
    passcode: Annotated[str, Field("passcode", secret=True, personal=True)] = ""
    number: Annotated[str, Field("number")] = ""
    unsubscribed: Annotated[bool, Field("unsubscribed", "bool")] = False
    internalNote: Annotated[str, Field("internal note", "long", personal=True)] = ""


class CustomerUpdate(Form):
    """The body of `PATCH /v1/crm/customers/{id}`: the id once more, and what changed. Null clears what can be null."""

    id: Annotated[str, Field("id", "id", readonly="repeats the id of the address, as Gormic wants it")]
    firstName: Annotated[str, Field("first name", personal=True)] = ""
    lastName: Annotated[str | None, Field("last name", personal=True)] = None
    email: Annotated[str, Field("e-mail", "email", personal=True)] = ""
    phone: Annotated[
        str,
        Field(
            "phone", "phone", personal=True, rule="with + and the country's code: an update has no other place for it"
        ),
    ] = ""
    cityId: Annotated[str | None, Field("city id", "id", seen=("customers:cityId",), personal=True)] = None
    birthDate: Annotated[str | None, Field("born", "date", personal=True, rule=_BORN)] = None
    gender: Annotated[_Gender, Field("gender", personal=True, rule=_GENDER)] = ""
    passcode: Annotated[str, Field("passcode", secret=True, personal=True)] = ""
    number: Annotated[str, Field("number")] = ""
    unsubscribed: Annotated[bool, Field("unsubscribed", "bool")] = False
    internalNote: Annotated[str | None, Field("internal note", "long", personal=True)] = None
