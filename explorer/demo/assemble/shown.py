"""How records of demo Assemble look in answers: ids resolved, derived fields added, includes embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from explorer.demo.assemble import extras
from explorer.demo.assemble.catalogue import (
    INTERESTS,
    LANGUAGES,
    LEAVING_REASONS,
    NOTE_CATEGORIES,
    ROLE_PROFILES,
    SKILL_NAMES,
    SKILLS,
    TOUCHPOINT_TYPES,
    team,
    team_base,
)
from explorer.demo.assemble.member import Member
from explorer.demo.assemble.members import Members
from explorer.demo.wire import Record


class Shown:
    """The transformers of the answers."""

    def __init__(self, members: Members) -> None:
        self._members = members

    def user(self, member: Member) -> Record:
        """The detailed form of a user."""
        today = self._members.today
        fields = dict(member.fields)
        derived: Record = {
            "is_volunteer": member.is_volunteer,
            "is_non_volunteer": member.is_non_volunteer,
            "volunteer_for": _duration(date.fromisoformat(fields["start_date"]), today),
            "is_minor": self.is_minor(member),
        }
        record = {"id": member.id} | member.names | fields | derived | member.base()
        return {key: value for key, value in record.items() if value is not None or key not in _ABSENT_WHEN_UNSET}

    def is_minor(self, member: Member) -> bool:
        """Whether a user is under 18, as far as the date of birth is known."""
        dob = member.fields["dob"]
        return dob is not None and _years(date.fromisoformat(dob), self._members.today) < 18

    def base(self, user_id: int) -> Record | None:
        """The short form of a user that is referred to."""
        member = self._members.find(user_id)
        return member.base() if member else None

    def role(self, role: Record) -> Record:
        """A role association with profile, team and manager."""
        profile = ROLE_PROFILES[role["role"]]
        reason = role["leaving_reason"]
        return {
            "id": role["id"],
            "name": profile.name,
            "display_name": profile.display_name,
            "primary": role["primary"],
            **({"team": team(role["team"])} if role["team"] else {}),
            "type": profile.type,
            "leaving_form_required": profile.type == "volunteer",
            "review_submitted_at": role["review_submitted_at"],
            "left_org": None,
            "would_you_like_to_have_back": None,
            "would_you_recommend_to_organisation": role["recommend_organisation"],
            "reference": None,
            "leaving_reason": reason
            and {"id": reason, "reason": LEAVING_REASONS[reason], "volunteer_selectable": True},
            "feedback": role["feedback"],
            "recommend_organisation": role["recommend_organisation"],
            "custom_title": role["custom_title"],
            "start": role["start"],
            "end": role["end"],
            "manager": role["manager"] and self.base(role["manager"]),
            "vetting": None if role["vetting"] is None else {"id": role["vetting"]},
            "recruitment_category": {"id": 12412, "name": "Full", "stages": []},
            "permission_group": {"id": 1, "name": "Standard", "description": None},
        }

    def supervisor(self, supervisor: Record) -> Record:
        """A supervisor with the supervising user."""
        return supervisor | {"supervisor": self.base(supervisor["supervisor"])}

    def note(self, note: Record) -> Record:
        """A note with its people, category, team and sub notes."""
        category = note["category"]
        return note | {
            "created_by": self.base(note["created_by"]),
            "user": self.base(note["user"]),
            "category": category and {"id": category, "name": NOTE_CATEGORIES[category]},
            "team": team_base(note["team"]),
            "sub_notes": [self.sub_note(sub) for sub in note["sub_notes"]],
        }

    def sub_note(self, sub: Record) -> Record:
        """A sub note with its author."""
        return sub | {"user": self.base(sub["user"])}

    def touchpoint(self, touchpoint: Record) -> Record:
        """A touchpoint with its people, team and type."""
        return touchpoint | {
            "created_by": self.base(touchpoint["created_by"]),
            "user": self.base(touchpoint["user"]),
            "team": team_base(touchpoint["team"]),
            "type": TOUCHPOINT_TYPES[touchpoint["type"]],
        }

    def skills(self, member: Member, catalogue: Iterable[int] = SKILL_NAMES) -> list[Record]:
        """Those of a user's skills, interests and languages that are in `catalogue`."""
        return [
            {"id": each, "user_id": member.id, "name": SKILL_NAMES[each]}
            for each in member.skill_ids
            if each in catalogue
        ]

    def includes(self, member: Member, names: Iterable[str]) -> Record:
        """The included resources under their names.

        Records come under `data`, as League Fractal wraps what has a transformer; plain values come bare.
        """
        return {name: _INCLUDES[name](self, member) for name in names}


def shown_detail(record: Record) -> Record:
    """A stored record as answers show it."""
    return {key: value for key, value in record.items() if value is not None or key not in _DETAILS_ABSENT_WHEN_UNSET}


def _duration(start: date, today: date) -> str:
    years = max(0, _years(start, today))
    return "1 year" if years == 1 else f"{years} years"


def _years(since: date, today: date) -> int:
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def _wrapped(rows: list[Record]) -> Record:
    return {"data": rows}


_ABSENT_WHEN_UNSET = ("title", "profile_photo_url", "dob")
_DETAILS_ABSENT_WHEN_UNSET = ("lat", "long", "deleted_at")
_Include = Callable[[Shown, Member], object]
_INCLUDES: dict[str, _Include] = {
    "roles": lambda shown, member: _wrapped([shown.role(each) for each in member.roles]),
    "logins": lambda shown, member: member.logins,
    "tasks": lambda shown, member: _wrapped(extras.tasks(member)),
    "recognitions": lambda shown, member: _wrapped(extras.recognitions(member)),
    "favourites": lambda shown, member: extras.favourites(member),
    "permissions": lambda shown, member: ["users.view"] if member.is_non_volunteer else [],
    "permissionsDenied": lambda shown, member: [] if member.is_non_volunteer else ["users.delete"],
    "hasResponsibilities": lambda shown, member: member.is_non_volunteer,
    "skills": lambda shown, member: _wrapped(shown.skills(member, SKILLS)),
    "interests": lambda shown, member: _wrapped(shown.skills(member, INTERESTS)),
    "languages": lambda shown, member: _wrapped(shown.skills(member, LANGUAGES)),
    "addresses": lambda shown, member: _wrapped(
        [shown_detail(each) for each in member.addresses if each["deleted_at"] is None]
    ),
    "phoneNumbers": lambda shown, member: _wrapped(member.phones),
    "emergencyContacts": lambda shown, member: _wrapped(member.contacts),
    "emailAddresses": lambda shown, member: _wrapped(member.emails),
    "attributes": lambda shown, member: member.attributes,
    "supervisors": lambda shown, member: _wrapped([shown.supervisor(each) for each in member.supervisors]),
    "recruitmentApplications": lambda shown, member: _wrapped(extras.recruitment_applications(member)),
    "parentalConsent": lambda shown, member: extras.parental_consent(member) if shown.is_minor(member) else None,
    "barcodes": lambda shown, member: extras.barcodes(member),
    "files": lambda shown, member: _wrapped(extras.files(member)),
}
INCLUDES = tuple(_INCLUDES)
