"""Forms of the real vendors on a small app, without any vendor to send them to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from textual.app import App
from textual.filter import LineFilter
from textual.pilot import Pilot

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.filling import Filling
from explorer.model.health import Pause
from explorer.model.journal import Draft, Entry, State
from explorer.model.json_text import JsonObject, JsonValue, Number
from explorer.model.members import Member
from explorer.model.outcome import Outcome
from explorer.model.prefill import prefilled
from explorer.repository.choices import Choice
from explorer.repository.drafts import DraftKeeper
from explorer.ui.line_filter import SafetyFilter
from explorer.ui.screens.edit import EditScreen, Submitted
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.theme import DEFAULT, load_theme, packaged_folder
from explorer.ui.wording import Sentence
from tests.accounts import accounts_of
from tests.ui.pressing import type_text as type_text

CONFIG = """
[accounts.assemble]
vendor = "assemble"
base_url = "https://my-organisation.goassemble.com/api"
auth = { token = "x" }
[accounts.repcard]
vendor = "repcard"
auth = { api_key = "x" }
[accounts.gormic]
vendor = "gormic"
base_url = "https://crm.example.org"
auth = { api_key = "x", organization_id = "o" }
"""
NOW = 1772707325.0
"""2026-03-05 10:42:05 UTC."""
PERSON: JsonObject = {
    "id": 46485,
    "first_name": "John",
    "last_name": "Smith",
    "preferred_name": None,
    "title": "Mr",
    "dob": "1985-01-01",
    "start_date": "2020-01-01",
    "can_manage": False,
    "status": "Active",
    "is_volunteer": True,
    "username": "john.smith",
    "about_me": "Looks after the north.\nLikes boats.",
    "facebook": None,
    "twitter": "",
    "website": None,
    "accessibility_info": "",
    "on_call": False,
    "on_call_end": None,
    "on_hold_start": None,
    "on_hold_end": None,
    "appear_in_directory": True,
    "appear_in_near_me": False,
    "2fa_disabled": False,
    "attributes": {"data": {"shirt-size": {"value": "M"}, "parking": {"value": "none"}}},
}
CUSTOMER: JsonObject = {
    "id": "9f3c1d2e4b5a697887766554",
    "firstName": "Joan",
    "lastName": "Smithson",
    "email": "joan@example.com",
    "phone": "+447700900345",
    "cityId": None,
    "birthDate": "1990-05-06",
    "gender": "F",
    "number": "C-17",
    "unsubscribed": False,
    "internalNote": None,
    "createdAt": "2024-01-01T00:00:00Z",
}
PLACES: dict[str, tuple[str, str, JsonObject]] = {
    "user": ("assemble/users/46485", "update", PERSON),
    "new user": ("assemble/users", "create", {}),
    "address": (
        "assemble/users/46485/postal-addresses/7",
        "update",
        {"type": "Home", "primary": True, "street": "1 High St", "city": "Deal", "postcode": "CT14", "country": "UK"},
    ),
    "role": ("assemble/users/46485/roles/3", "update", {"primary": 1, "team": {"id": 12, "name": "Kent"}, "start": ""}),
    "note": ("assemble/users/46485/notes/9", "update", {"subject": "Call", "body": "a\r\nb", "reminder": None}),
    "skills": ("assemble/users/46485/skills", "update", {"skills": [{"id": 45, "name": "First aid"}]}),
    "customer": ("gormic/customers/9f3c1d2e4b5a697887766554", "update", CUSTOMER),
    "new customer": ("gormic/customers", "create", {}),
    "unlink": ("repcard/users/1476", "unlink", {}),
    "rep": ("repcard/users/1476", "update", {"firstName": "Ann", "officeName": "", "office": ""}),
    "touchpoint": ("assemble/users/46485/touchpoints/9", "update", {"subject": "Call"}),
    "new note": ("assemble/users/46485/notes", "create", {}),
    "coordinates": (
        "assemble/users/46485/postal-addresses/8",
        "update",
        {"type": "Shed", "lat": Number("51.10"), "street": "a"},
    ),
}
"""Address, operation and record, by a short name."""


@dataclass
class Submitting:
    """Stands for the way to the vendor."""

    asked: list[Filling] = field(default_factory=list)
    ends_with: Submitted | Exception | None = None
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    """Until it is set, the record is being read again."""

    def __post_init__(self) -> None:
        self.goes_on.set()

    async def __call__(self, filling: Filling) -> Submitted:
        """What the flow of writing does."""
        self.asked.append(filling)
        await self.goes_on.wait()
        if isinstance(self.ends_with, Exception):
            raise self.ends_with
        return self.ends_with or Submitted(None, filling)


def outcome(state: State = "applied") -> Outcome:
    """What became of a write."""
    entry = Entry("i", "https://x", "assemble", ("users", "1"), "users.update", "PUT", "https://x", {}, {}, state=state)
    return Outcome(entry)


def filling_of(name: str, **over: JsonValue) -> tuple[Address, Account, Filling, JsonObject]:
    """A form of `PLACES`; `over` are other values of its record."""
    text, operation_name, record = PLACES[name]
    record = {**record, **over}
    address = Address.parse(text)
    account = accounts_of(CONFIG)[address.account]
    resource = account.vendor.resource(address.segments)
    operation = resource.operation(operation_name)
    assert operation is not None
    return address, account, Filling(resource, operation, prefilled(operation, record) if record else {}, {}), record


class FormApp(App[None]):
    """One form over an empty screen."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, name: str = "user", *, over: JsonObject | None = None, **options: Any) -> None:
        super().__init__()
        self.register_theme(load_theme(DEFAULT, (packaged_folder(),)))
        self.theme = DEFAULT
        self.animation_level = "none"
        self.submitting = Submitting()
        self.known: dict[str, Sequence[Choice]] = {}
        self.results: list[Outcome | None] = []
        self.pause: Pause | None = None
        self.options = options
        self.address, self.account, self.filling, self.record = filling_of(name, **(over or {}))

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), SafetyFilter()]

    def make(
        self,
        *,
        keeper: DraftKeeper | None = None,
        draft: Draft | None = None,
        signs: Signs = UNICODE,
        notes: Sequence[Sentence] = (),
        field: str = "",
        typed: JsonObject | None = None,
    ) -> EditScreen:
        """The screen."""
        self.filling = replace(self.filling, typed=typed or {})
        return EditScreen(
            self.filling,
            self.address,
            label="John Smith" if self.address.is_record else "",
            title={"update": "Edit", "create": "Add to"}.get(self.filling.operation.name, self.filling.operation.name),
            account=self.account,
            read_at=NOW - 7 if self.address.is_record else None,
            keeper=keeper,
            draft=draft,
            submit=self.submitting,
            choices=self.choices,
            signs=signs,
            clock=lambda: NOW,
            pause=lambda: self.pause,
            notes=notes,
            field=field,
            record=self.record,
        )

    async def choices(self, member: Member, text: str) -> Sequence[Choice]:
        """What is held: those whose name or value holds the text."""
        found = self.known.get(member.field.refers or member.name, ())
        return [each for each in found if text.lower() in f"{each.label} {each.value}".lower()]

    def on_mount(self) -> None:
        """Open the form."""
        self.push_screen(self.make(**self.options), self.results.append)


def form_of(pilot: Pilot[None]) -> EditScreen:
    """The form, whatever lies over it."""
    return next(each for each in pilot.app.screen_stack if isinstance(each, EditScreen))


async def settle(pilot: Pilot[None]) -> None:
    """Wait until what was begun is done, but not for what is held up on purpose."""
    for _ in range(3):
        await pilot.pause()
        for worker in [each for each in pilot.app.workers if each.group in ("choices", "drafts", "editor")]:
            await worker.wait()


def shown(pilot: Pilot[None]) -> str:
    """Everything on the screen, as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
