"""What only includes show of a demo Assemble user; no document says how these records look."""

from __future__ import annotations

from explorer.demo.assemble.member import Member
from explorer.demo.wire import Record

_TASKS = ("Read the handbook", "Send references", "Book first-aid course", "Foto hochladen")
_AWARDS = ("5 years", "Team of the month", "Golden shovel")


def tasks(member: Member) -> list[Record]:
    """None to two tasks."""
    dice = member.people.dice("assemble", member.place, "tasks")
    return [
        {"id": member.place * 4 + number + 1, "name": dice.pick(_TASKS), "completed": dice.one_in(2)}
        for number in range(dice.below(3))
    ]


def recognitions(member: Member) -> list[Record]:
    """Sometimes an award."""
    dice = member.people.dice("assemble", member.place, "recognitions")
    return [{"id": member.place + 1, "name": dice.pick(_AWARDS)}] if dice.one_in(4) else []


def recruitment_applications(member: Member) -> list[Record]:
    """One application for each applicant's role."""
    return [
        {"id": role["id"], "role_profile_id": role["role"], "started_on": role["start"]}
        for role in member.roles
        if not (member.is_volunteer or member.is_non_volunteer)
    ]


def parental_consent(member: Member) -> Record:
    """Of somebody under age: whether their parents agreed."""
    return {"required": True, "given": member.place % 2 == 0}


def barcodes(member: Member) -> list[str]:
    """The codes on the user's card."""
    return [f"{member.id:012d}"] if member.place % 3 == 0 else []


def files(member: Member) -> list[Record]:
    """Sometimes a document."""
    name = f"reference [{member.id}].pdf"
    return [{"id": member.id, "name": name, "mime_type": "application/pdf"}] if member.place % 5 == 0 else []


def favourites(member: Member) -> list[int]:
    """Ids of opportunities the user marked."""
    dice = member.people.dice("assemble", member.place, "favourites")
    return [1000 + dice.below(50) for _ in range(dice.below(3))]
