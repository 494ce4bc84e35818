"""One user of demo Assemble with everything that hangs off them, each part made when first looked at."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from explorer.demo.assemble import generate
from explorer.demo.assemble.catalogue import ROLE_PROFILES, STATUSES, TEAMS
from explorer.demo.assemble.standing import Standing, first_standing
from explorer.demo.people import People, Person
from explorer.demo.wire import Record


class Member:
    """A user: `fields` as the vendor stores them, and lists of records as writes leave them.

    Roles, supervisors, notes and touchpoints hold ids of users and teams; `Shown` resolves them.
    """

    def __init__(self, people: People, user_id: int, place: int) -> None:
        self.id = user_id
        self.place = place
        self.people = people

    @cached_property
    def person(self) -> Person:
        """The invented person behind the user."""
        return self.people.person("assemble", self.place)

    @cached_property
    def name_order(self) -> str:
        """How first and last name make the display name."""
        return self.person.name_order

    @cached_property
    def names(self) -> Record:
        """First, last and preferred name."""
        return generate.names(self)

    @cached_property
    def fields(self) -> Record:
        """What GET shows of the user itself, apart from names and what is derived."""
        return generate.fields(self)

    @cached_property
    def roles(self) -> list[Record]:
        """Role associations, with ids of profile, team and manager."""
        return generate.roles(self)

    @cached_property
    def emails(self) -> list[Record]:
        """E-mail addresses."""
        return generate.emails(self)

    @cached_property
    def addresses(self) -> list[Record]:
        """Postal addresses; deleted ones have `deleted_at`."""
        return generate.addresses(self)

    @cached_property
    def contacts(self) -> list[Record]:
        """Emergency contacts."""
        return generate.contacts(self)

    @cached_property
    def phones(self) -> list[Record]:
        """Telephone numbers."""
        return generate.phones(self)

    @cached_property
    def skill_ids(self) -> list[int]:
        """Ids of skills, interests and languages."""
        return generate.skill_ids(self)

    @cached_property
    def supervisors(self) -> list[Record]:
        """Supervisors: pivot id, `primary`, id of the supervising user."""
        return generate.supervisors(self)

    @cached_property
    def notes(self) -> list[Record]:
        """Notes with their sub notes."""
        return generate.notes(self)

    @cached_property
    def touchpoints(self) -> list[Record]:
        """Touchpoints with their sub touchpoints."""
        return generate.touchpoints(self)

    @cached_property
    def attributes(self) -> Record:
        """Custom fields: name to `{value}`."""
        return generate.attributes(self)

    @cached_property
    def logins(self) -> Record:
        """How often the user logged in, ever and lately."""
        return generate.logins(self)

    @cached_property
    def inactive(self) -> bool:
        """Whether the user has left."""
        return first_standing(self.place) is Standing.INACTIVE

    @property
    def primary_role(self) -> Record | None:
        """The primary role association."""
        return next((role for role in self.roles if role["primary"]), None)

    def standing(self, today: date) -> Standing:
        """The standing that follows from what the user holds now."""
        if self.inactive:
            return Standing.INACTIVE
        if self._types() == {"applicant"}:
            return Standing.APPLICANT
        role = self.primary_role
        if role and role["start"] and role["start"] > today.isoformat():
            return Standing.UPCOMING
        return Standing.ACTIVE

    @property
    def is_volunteer(self) -> bool:
        """Whether one of the roles is a volunteer's."""
        return "volunteer" in self._types()

    @property
    def is_non_volunteer(self) -> bool:
        """Whether one of the roles is not a volunteer's; both can be true."""
        return "non-volunteer" in self._types()

    @property
    def status_id(self) -> str:
        """The id of the user's status."""
        if self.inactive:
            return "2"
        if self._types() == {"applicant"}:
            return "3"
        return "4" if self.fields["on_hold"] else "1"

    @property
    def display_name(self) -> str:
        """The preferred name, else first and last name in the order of the user's country."""
        names = self.names
        full_name = self.name_order.format(given=names["first_name"], family=names["last_name"])
        return str(names["preferred_name"] or full_name.strip())

    def base(self) -> Record:
        """The short form that lists and references show."""
        role = self.primary_role
        record: Record = {
            "id": self.id,
            "display_name": self.display_name,
            "title": self.fields["title"],
            "profile_photo_url": self.fields["profile_photo_url"],
            "can_manage": self.fields["can_manage"],
            "role_name": ROLE_PROFILES[role["role"]].display_name if role else None,
            "team_name": TEAMS[role["team"]] if role and role["team"] else None,
            "status": STATUSES[self.status_id],
        }
        return {key: value for key, value in record.items() if value is not None or key in ("role_name", "team_name")}

    def _types(self) -> set[str]:
        return {ROLE_PROFILES[role["role"]].type for role in self.roles}
