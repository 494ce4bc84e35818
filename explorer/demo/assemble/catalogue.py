"""What demo Assemble's organisation is made of: teams, role profiles, skills, statuses and types, by id."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.demo.wire import Record


@dataclass(frozen=True, slots=True)
class RoleProfile:
    """A role that users can hold; `type` is volunteer, non-volunteer or applicant."""

    name: str
    display_name: str
    type: str


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the map, in degrees."""

    south: float
    west: float
    north: float
    east: float


STATUSES: dict[str, Record] = {
    "1": {"id": "1", "name": "Active", "contactable": True},
    "2": {"id": "2", "name": "Inactive", "contactable": False},
    "3": {"id": "3", "name": "Applicant", "contactable": True},
    "4": {"id": "4", "name": "On hold", "contactable": True},
}

TEAMS = {
    3521: "Headquarters",
    45541: "Kent",
    12321: "Greater Manchester",
    123: "Łódź Miasto",
    421: "東京チーム",
    3530: "Москва и область",
    3531: "Αττική",
    3532: "القاهرة الكبرى",
    3533: "Gleann Bhearú",
    3534: "दिल्ली",
    3535: "서울 북부",
    3536: "Région Île-de-France [Nord]",
}
TEAM_IDS = tuple(TEAMS)
TEAM_LISTS = {11: (45541, 12321), 12: (123, 421, 3530, 3531)}

ROLE_PROFILES = {
    65423: RoleProfile("Volunteer v1", "Volunteer", "volunteer"),
    241: RoleProfile("Team lead v2", "Team Lead", "volunteer"),
    66554: RoleProfile("Driver", "Driver", "volunteer"),
    7786: RoleProfile("Shop assistant", "Shop Assistant", "volunteer"),
    901: RoleProfile("Coordinator", "Volunteer Coordinator", "non-volunteer"),
    902: RoleProfile("Trustee", "Trustee", "non-volunteer"),
    903: RoleProfile("Applicant", "Applicant", "applicant"),
}
VOLUNTEER_PROFILES = (65423, 65423, 65423, 241, 66554, 7786)
STAFF_PROFILES = (901, 901, 902)
APPLICANT_PROFILE = 903

SKILLS = {3242: "Excel", 45: "First aid", 565: "Driving", 88: "Cooking", 89: "Gardening", 90: "Web design"}
INTERESTS = {700: "Animals", 701: "History", 702: "Hiking", 703: "Música"}
LANGUAGES = {654: "Polski", 163: "العربية", 35: "English", 36: "Cymraeg", 37: "中文", 38: "Русский", 39: "हिन्दी"}
SKILL_NAMES = SKILLS | INTERESTS | LANGUAGES

LEAVING_REASONS = {242: "Volunteer role ended", 243: "Moved away", 244: "No time"}
NOTE_CATEGORIES = {432: "General / Other", 433: "Safeguarding", 434: "Thanks"}
AREAS = {65568: Area(51.2, -0.6, 51.8, 0.4), 65569: Area(34.0, 129.0, 46.0, 146.0), 65570: Area(48.0, 5.0, 55.0, 15.5)}
USER_LISTS = {21: 5, 22: 7}
"""User lists: list n holds the users whose id is a multiple of its number."""


def _touchpoint_type(type_id: int, name: str, icon: str, *flags: str) -> Record:
    record: Record = {"id": type_id, "name": name, "icon": icon, "filterable": True}
    for what in ("file_upload", "duration", "subject", "comments", "date", "time", "follow_up_date", "team_checkbox"):
        record[f"has_{what}"] = what in flags
    moment = "2019-08-24T14:15:22Z"
    return record | {"created_at": moment, "updated_at": moment}


TOUCHPOINT_TYPES = {
    42: _touchpoint_type(42, "Training", "school", "subject", "date", "duration", "comments"),
    634: _touchpoint_type(634, "Phone call", "phone", "subject", "date", "time", "duration", "follow_up_date"),
    13: _touchpoint_type(13, "Home visit", "home", "subject", "date", "comments", "team_checkbox", "file_upload"),
}


def team(team_id: int) -> Record:
    """A team as role associations show it; its id is a text there."""
    return {
        "id": str(team_id),
        "display_name": TEAMS[team_id],
        "parent_id": 0 if team_id == 3521 else 3521,
        "name": TEAMS[team_id],
        "description": None,
        "geo_location": None,
        "catchment_area_id": None,
        "icon": None,
        "show_on_public_site": team_id != 3521,
        "ceiling_enabled": False,
        "public_url": f"https://volunteers.example.org/teams/{team_id}",
        "hidden": False,
        "disabled": False,
        "external_reference": None,
    }


def team_base(team_id: int | None) -> Record | None:
    """A team as notes and touchpoints show it."""
    return None if team_id is None else {"id": str(team_id), "display_name": TEAMS[team_id]}
