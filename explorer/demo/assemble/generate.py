"""The first state of a user's parts, as functions of seed and place."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from explorer.demo.assemble.blanks import new_address, new_email, new_note, new_role, new_touchpoint
from explorer.demo.assemble.catalogue import (
    APPLICANT_PROFILE,
    INTERESTS,
    LANGUAGES,
    NOTE_CATEGORIES,
    SKILLS,
    STAFF_PROFILES,
    TEAM_IDS,
    TOUCHPOINT_TYPES,
    VOLUNTEER_PROFILES,
)
from explorer.demo.assemble.examples import EXAMPLES
from explorer.demo.assemble.standing import (
    PINNED_STAFF,
    Standing,
    first_standing,
    is_staff_at_first,
)
from explorer.demo.people import Dice
from explorer.demo.wire import Record

if TYPE_CHECKING:
    from explorer.demo.assemble.member import Member

UPCOMING_START = "2035-01-08"
_IDS_A_PLACE = 16
_PLACES_WITH_ALL = 20
"""The first users have an e-mail address and a telephone number for sure."""
_EXAMPLE_MOMENT = "2019-08-24T14:15:22Z"
_TEXTS = (
    "Reliable, likes mornings.",
    "Prefers to be called after six.",
    "Talked about the summer fair.\nWill bring a friend.",
    "Sehr zuverlässig.",
    "Очень любит работать с детьми.",
    "研修を受けました。",
    "Asked for [large print] letters.",
)
_SUBJECTS = ("Induction", "Check-in", "Thank you call", "Expenses", "Training day", "Übergabe", "")


def names(member: Member) -> Record:
    """First and last name, and for some the nickname as the preferred one."""
    person = member.person
    preferred = person.nickname if member.place % 3 == 0 and person.nickname != person.given else ""
    record = {"first_name": person.given, "last_name": person.family, "preferred_name": preferred}
    return record | _example(member, "names")


def fields(member: Member) -> Record:
    """The user's own fields."""
    dice, person = _dice(member, "fields"), member.person
    start = _day(dice, date(2015, 1, 5), 3600)
    on_hold = dice.pick(("with-contact", "without-contact")) if dice.one_in(30) else None
    on_call = dice.one_in(15)
    username = person.username
    return {
        "title": dice.pick(("Ms", "Mrs", "Dr", None) if person.woman else ("Mr", "Mr", "Dr", None)),
        "profile_photo_url": f"https://files.example.net/photos/{member.id}.jpg" if dice.one_in(3) else None,
        "can_manage": member.place % 31 != 30,
        "about_me": person.remark or dice.pick((None, None, "", *_TEXTS)),
        "facebook": username if dice.one_in(4) else None,
        "twitter": username if dice.one_in(6) else None,
        "website": f"https://{username.replace('.', '-')}.example.org" if dice.one_in(8) else None,
        "on_hold": on_hold,
        "appear_in_directory": not dice.one_in(5),
        "appear_in_near_me": dice.one_in(2),
        "is_system": False,
        "anonymised": None,
        "on_call": on_call,
        "on_call_end": "2035-08-24T14:15:22Z" if on_call else None,
        "username": username,
        "dob": person.born.isoformat(),
        "on_hold_start": "2025-06-01" if on_hold else None,
        "on_hold_end": None,
        "start_date": start,
        "2fa_enabled": dice.one_in(2),
        "2fa_disabled": dice.one_in(9),
        "internal_email": f"{username}@internal.example.org",
        "flags": {},
        "accessibility_info": dice.pick(("", "", "", "Step-free access", "Hearing loop")),
    } | _example(member, "fields")


def roles(member: Member) -> list[Record]:
    """One to three role associations that fit the user's standing."""
    dice, place = _dice(member, "roles"), member.place
    standing = first_standing(place)
    if standing is Standing.APPLICANT:
        profiles = [APPLICANT_PROFILE]
    elif is_staff_at_first(place):
        both = place % 50 == 19
        profiles = [dice.pick(STAFF_PROFILES), *([dice.pick(VOLUNTEER_PROFILES)] if both else [])]
    else:
        profiles = [dice.pick(VOLUNTEER_PROFILES) for _ in range(1 + dice.one_in(4) + dice.one_in(9))]
    made = []
    for number, profile in enumerate(profiles):
        start = UPCOMING_START if standing is Standing.UPCOMING else _day(dice, date(2016, 1, 4), 3400)
        role = new_role(_id(place, number), profile, primary=number == 0) | {
            "team": dice.pick(TEAM_IDS),
            "manager": None if place < len(PINNED_STAFF) else dice.pick(PINNED_STAFF),
            "start": start,
            "end": "2025-03-31" if standing is Standing.INACTIVE else None,
            "custom_title": dice.pick((None, None, None, "Volunteer Champion", "Kassenwart")),
        }
        made.append(role)
    return _with_example(made, member, "role")


def email_texts(member: Member) -> list[str]:
    """None to two addresses; every user but a few has one."""
    dice, person = _dice(member, "emails"), member.person
    amount = 0 if dice.one_in(14) and member.place >= _PLACES_WITH_ALL else 1 + dice.one_in(5)
    primary = _example(member, "email").get("email", person.email)
    return [primary, f"{person.username}@work.example.com"][:amount]


def emails(member: Member) -> list[Record]:
    """The addresses of `email_texts` as records; the first is primary."""
    dice = _dice(member, "email records")
    made = [
        new_email(_id(member.place, number), member.id, text, number == 0, _moment(dice))
        for number, text in enumerate(email_texts(member))
    ]
    return _with_example(made, member, "email")


def addresses(member: Member) -> list[Record]:
    """One or two postal addresses, sometimes a deleted one besides."""
    dice, home = _dice(member, "addresses"), member.person.address
    made = []
    for number in range(1 + dice.one_in(6) + dice.one_in(10)):
        street = home.street if number == 0 else f"{home.street} ({number + 1})"
        moment = _moment(dice)
        record = new_address(_id(member.place, number), member.id, moment) | {
            "type": ("Home", "Work", "Other")[number],
            "primary": number == 0,
            "from_date": _day(dice, date(2010, 1, 1), 5000) if dice.one_in(2) else None,
            "company_name": "" if number == 0 else "Example & Co",
            "street": street,
            "city": home.city,
            "county": home.region,
            "postcode": home.postcode,
            "country": home.country,
            "address": f"{street}, {home.city} {home.postcode}, {home.country}",
            "lat": home.lat,
            "long": home.long,
            "deleted_at": moment if number and dice.one_in(2) else None,
        }
        made.append(record)
    return _with_example(made, member, "address")


def contacts(member: Member) -> list[Record]:
    """One or two emergency contacts."""
    dice, person = _dice(member, "contacts"), member.person
    made = []
    for number in range(1 + dice.one_in(3)):
        record: Record = {
            "id": _id(member.place, number),
            "user_id": member.id,
            "first_name": dice.pick(("Kim", "Alex", "Jo", "Sasha", "Noor", "Robin")),
            "last_name": person.family,
            "contact_number": f"{person.phone.readable[:-1]}{dice.below(10)}",
            "relationship": dice.pick(("Partner", "Sister", "Brother", "Neighbour", "Mutter", "友人")),
            "primary": number == 0,
        }
        made.append(record)
    return _with_example(made, member, "contact")


def phones(member: Member) -> list[Record]:
    """None to two telephone numbers."""
    dice, person = _dice(member, "phones"), member.person
    amount = 0 if dice.one_in(11) and member.place >= _PLACES_WITH_ALL else 1 + dice.one_in(4)
    made = []
    for number in range(amount):
        moment = _moment(dice)
        record: Record = {
            "id": _id(member.place, number),
            "phone_number": person.phone.readable if number == 0 else person.phone.local,
            "type": ("Mobile", "Home")[number],
            "primary": number == 0,
            "default_sms": number == 0,
            "user_id": member.id,
            "created_at": moment,
            "updated_at": moment,
        }
        made.append(record)
    return _with_example(made, member, "phone")


def skill_ids(member: Member) -> list[int]:
    """Some skills, interests and languages."""
    dice = _dice(member, "skills")
    chosen = [each for each in (*SKILLS, *INTERESTS) if dice.one_in(4)]
    chosen += [each for each in LANGUAGES if dice.one_in(3)]
    return [3242, *(each for each in chosen if each != 3242)] if _example(member, "role") else chosen


def supervisors(member: Member) -> list[Record]:
    """None to two supervisors, who are staff."""
    dice = _dice(member, "supervisors")
    amount = 0 if member.place < len(PINNED_STAFF) else dice.below(3)
    first = dice.below(len(PINNED_STAFF))
    made = [
        {
            "id": _id(member.place, number),
            "primary": number == 0,
            "supervisor": PINNED_STAFF[(first + number) % len(PINNED_STAFF)],
        }
        for number in range(amount)
    ]
    example = _example(member, "supervisor")
    return [example, *made[1:]] if example else made


def notes(member: Member) -> list[Record]:
    """None to three notes, the oldest first."""
    dice = _dice(member, "notes")
    made = []
    for number in range(dice.below(4)):
        record = new_note(_id(member.place, number), member.id, _moment(dice)) | {
            "subject": dice.pick(_SUBJECTS),
            "body": member.person.remark or dice.pick(_TEXTS),
            "private": dice.one_in(3),
            "pinned": dice.one_in(6),
            "category": dice.pick((None, *NOTE_CATEGORIES)),
            "team": dice.pick((None, *TEAM_IDS)),
        }
        made.append(record)
    example = _example(member, "note")
    return [new_note(0, member.id, _EXAMPLE_MOMENT) | example, *made] if example else made


def touchpoints(member: Member) -> list[Record]:
    """None to four touchpoints."""
    dice = _dice(member, "touchpoints")
    made = []
    for number in range(dice.below(5)):
        day = _day(dice, date(2023, 1, 9), 900)
        record = new_touchpoint(_id(member.place, number), member.id, f"{day}T10:00:00Z") | {
            "subject": dice.pick(_SUBJECTS),
            "body": member.person.remark or dice.pick(_TEXTS),
            "archived": dice.one_in(4),
            "start": day,
            "end": day,
            "duration": dice.pick((15, 30, 60, 90, None)),
            "type": dice.pick(tuple(TOUCHPOINT_TYPES)),
            "team": dice.pick((None, *TEAM_IDS)),
        }
        made.append(record)
    example = _example(member, "touchpoint")
    return [new_touchpoint(0, member.id, _EXAMPLE_MOMENT) | example, *made] if example else made


def attributes(member: Member) -> Record:
    """Custom fields; the membership number is unique."""
    dice = _dice(member, "attributes")
    return {
        "example-custom-field-text": {"value": dice.pick(("", "Blue badge", "Fährt Rad", "[none]"))},
        "example-custom-field-dropdown": {"value": dice.pick(("Weekdays", "Weekends", "Evenings"))},
        "membership-number": {"value": membership_number(member.place)},
    }


def membership_number(place: int) -> str:
    """The custom field that is unique, and so searched."""
    return f"M-{place:06d}"


def logins(member: Member) -> Record:
    """Login counts and the last moment, null for those who never came."""
    dice = _dice(member, "logins")
    ever = 0 if dice.one_in(4) else 1 + dice.below(200)
    lately = dice.below(min(ever, 12) + 1)
    return {"alltime": ever, "recent": lately, "period": lately, "last_login_at": _moment(dice) if ever else None}


def _dice(member: Member, what: str) -> Dice:
    return member.people.dice("assemble", member.place, what)


def _id(place: int, number: int) -> int:
    return 600_000 + place * _IDS_A_PLACE + number


def _day(dice: Dice, first: date, days: int) -> str:
    return (first + timedelta(days=dice.below(days))).isoformat()


def _moment(dice: Dice) -> str:
    when = datetime(2022, 1, 3, 9, 0, 0) + timedelta(minutes=dice.below(1_800_000))
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _example(member: Member, part: str) -> Record:
    return deepcopy(EXAMPLES.get(member.id, {}).get(part, {}))


def _with_example(made: list[Record], member: Member, part: str) -> list[Record]:
    """`made` with the document's example laid over its first record."""
    return [made[0] | _example(member, part), *made[1:]] if made else made
