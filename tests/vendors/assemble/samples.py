"""The vendor's documented samples: a record of each resource, and the body of each write. No real person's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MOMENT: Final = "2019-08-24T14:15:22Z"

LIST_ROW: Final = {
    "id": 46485,
    "display_name": "John Smith",
    "title": "Mr",
    "can_manage": True,
    "role_name": "Volunteer",
    "team_name": "Kent",
    "status": {"id": "1", "name": "Active", "contactable": True},
}
"""A user in a list, and wherever a record names a user."""

SCANT_ROW: Final = {
    "id": 46486,
    "display_name": "Ada Jones",
    "can_manage": False,
    "role_name": None,
    "team_name": None,
    "status": {"id": 2, "name": "Inactive", "contactable": False},
}
"""A user without a title and without a role."""

_SUB_NOTE: Final = {
    "id": 3214,
    "body": "Ac odio tempor orci dapibus.",
    "user": LIST_ROW,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "deleted_at": MOMENT,
}
_SUB_TOUCHPOINT: Final = {"id": 0, "body": "string", "created_at": MOMENT, "updated_at": MOMENT}

_TOUCHPOINT_TYPE: Final = {
    "id": 0,
    "name": "string",
    "icon": "string",
    "filterable": True,
    "has_file_upload": True,
    "has_duration": True,
    "has_subject": True,
    "has_comments": True,
    "has_date": True,
    "has_time": True,
    "has_follow_up_date": True,
    "has_team_checkbox": True,
    "created_at": MOMENT,
    "updated_at": MOMENT,
}

_RECRUITMENT_ACTION: Final = {"id": 421421, "name": "string", "action_stage_id": 0, "settings": {}}
_RECRUITMENT_STAGE: Final = {
    "id": 21412,
    "name": "Application",
    "display_name": "Applied",
    "actions": [_RECRUITMENT_ACTION],
}
_TEAM: Final = {
    "id": "3521",
    "display_name": "Headquarters",
    "parent_id": 0,
    "name": "string",
    "description": "string",
    "geo_location": "string",
    "catchment_area_id": "string",
    "icon": "string",
    "show_on_public_site": True,
    "ceiling_enabled": True,
    "hidden": True,
    "disabled": True,
    "external_reference": "string",
}

_ADDRESS: Final = {
    "type": "Work",
    "primary": True,
    "from_date": "2019-08-24",
    "company_name": "string",
    "street": "11 Downing St",
    "street_second": "string",
    "street_third": "string",
    "city": "London",
    "county": "Westminster",
    "postcode": "SW1A 2AB",
    "country": "United Kingdom",
    "address": "11 Downing St, Westminster, London SW1A 2AB",
    "lat": 51.503274,
    "long": -0.127822,
}
_CONTACT: Final = {
    "first_name": "John",
    "last_name": "Smith",
    "contact_number": "+447700900077",
    "relationship": "Husband",
    "primary": True,
}
_PHONE: Final = {"phone_number": "+447700900077", "type": "Mobile", "primary": True, "default_sms": True}
_EMAIL: Final = {"primary": True, "email": "john.smith@example.com"}
_NOTE: Final = {
    "subject": "Nunc id cursus",
    "body": "Lorem ipsum dolor sit amet.",
    "private": True,
    "pinned": True,
    "reminder": {"date": MOMENT},
}
_TOUCHPOINT: Final = {
    "subject": "Eget mi proin",
    "body": "Urna cursus eget nunc.",
    "archived": True,
    "private": True,
    "start": "2019-08-24",
    "end": "2019-08-24",
    "duration": 60,
    "follow_up_date": MOMENT,
    "reminder": {"date": MOMENT},
}

RECORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "users": {
        **LIST_ROW,
        "about_me": "Lorem ipsum dolor sit amet.",
        "facebook": "john.smith",
        "twitter": "john.smith",
        "on_hold": "with-contact",
        "on_hold_start": "string",
        "on_hold_end": "string",
        "appear_in_directory": True,
        "appear_in_near_me": True,
        "is_volunteer": True,
        "is_non_volunteer": True,
        "is_system": True,
        "anonymised": None,
        "volunteer_for": "2 years",
        "on_call": True,
        "on_call_end": MOMENT,
        "first_name": "John",
        "last_name": "Smith",
        "username": "john.smith",
        "dob": "1985-01-01",
        "preferred_name": "string",
        "is_minor": True,
        "start_date": "2020-01-01",
        "2fa_enabled": True,
        "2fa_disabled": True,
        "internal_email": "string",
        "flags": {},
        "accessibility_info": "string",
    },
    "roles": {
        "id": 3253,
        "name": "Volunteer v1",
        "display_name": "Volunteer",
        "primary": True,
        "team": _TEAM,
        "type": "volunteer",
        "leaving_form_required": True,
        "review_submitted_at": MOMENT,
        "left_org": True,
        "would_you_like_to_have_back": True,
        "would_you_recommend_to_organisation": True,
        "reference": "string",
        "leaving_reason": {"id": 242, "reason": "Volunteer role ended", "volunteer_selectable": True},
        "feedback": "string",
        "recommend_organisation": True,
        "custom_title": "Volunteer Champion",
        "start": "2020-01-06",
        "end": "string",
        "manager": LIST_ROW,
        "vetting": {"id": 0},
        "recruitment_category": {"id": 12412, "name": "Full", "stages": [_RECRUITMENT_STAGE]},
        "permission_group": {"id": 0, "name": "string", "description": "string"},
    },
    "email-addresses": {
        "id": 534,
        "user_id": 435,
        **_EMAIL,
        "soft_bounces": 0,
        "hard_bounces": 0,
        "complaints": 0,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    },
    "postal-addresses": {"id": 353, "user_id": "32532", **_ADDRESS, "created_at": "string", "updated_at": "string"},
    "emergency-contacts": {"id": 3213, "user_id": 53252, **_CONTACT},
    "phone-numbers": {"id": 12312, **_PHONE, "user_id": 0, "created_at": MOMENT, "updated_at": MOMENT},
    "skills": {"id": 3242, "user_id": 532, "name": "Excel"},
    "supervisors": {"id": 431, "primary": True, "supervisor": LIST_ROW},
    "notes": {
        "id": 53253,
        **_NOTE,
        "created_by": LIST_ROW,
        "user": LIST_ROW,
        "category": {"id": 432, "name": "General / Other"},
        "team": {"id": "3521", "display_name": "Headquarters"},
        "sub_notes": [_SUB_NOTE],
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "deleted_at": MOMENT,
    },
    "sub-notes": _SUB_NOTE,
    "touchpoints": {
        "id": 0,
        **_TOUCHPOINT,
        "created_by": LIST_ROW,
        "user": LIST_ROW,
        "type": _TOUCHPOINT_TYPE,
        "team": {"id": "3521", "display_name": "Headquarters"},
        "sub_touchpoints": [_SUB_TOUCHPOINT],
        "attachments": [{}],
        "created_at": MOMENT,
        "updated_at": MOMENT,
    },
    "sub-touchpoints": _SUB_TOUCHPOINT,
}
"""By resource; a user as `get` answers it."""

REQUESTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "users.create": {
        "first_name": "John",
        "last_name": "Smith",
        "dob": "1995-06-26",
        "password": "SpaceApolloRocket1969",
        "roleProfiles": [
            {
                "id": 65423,
                "team": {"id": 12321},
                "manager": {"id": 5325},
                "start": "2005-05-05",
                "end": "string",
                "custom_title": "string",
            }
        ],
        "phoneNumbers": [{"phone_number": "string", "primary": True, "type": "string"}],
        "emailAddresses": [{"email": "string", "primary": True}],
        "send_password_reset_email": True,
        "attributes": {},
        "confirm_age": True,
    },
    "users.update": {
        "title": "Mr",
        "about_me": "Lorem ipsum dolor sit amet.",
        "facebook": "john.smith",
        "appear_in_directory": True,
        "on_call": True,
        "on_call_end": MOMENT,
        "first_name": "John",
        "last_name": "Smith",
        "dob": "1985-01-01",
        "start_date": "2020-01-01",
        "2fa_disabled": True,
        "attributes": {
            "example-custom-field-text": {"value": "string"},
            "example-custom-field-dropdown": {"value": "string"},
        },
    },
    "roles.create": {
        "role": {"id": 241},
        "team": {"id": 45541},
        "manager": {"id": 222432},
        "start": "2020-01-01",
        "end": "2019-08-24",
        "primary": True,
        "custom_title": "Volunteer Champion",
    },
    "roles.update": {
        "leaving_reason": {"id": 0},
        "feedback": "string",
        "recommend_organisation": 0,
        "notify_manager": True,
        "unsuitable": True,
        "vetting": {"id": 0},
        "primary": 0,
        "team": {"id": 0},
        "start": "string",
        "end": "string",
        "manager": {"id": 0},
        "custom_title": "string",
    },
    "email-addresses.create": _EMAIL,
    "email-addresses.update": _EMAIL,
    "postal-addresses.create": _ADDRESS,
    "postal-addresses.update": _ADDRESS,
    "emergency-contacts.create": _CONTACT,
    "emergency-contacts.update": _CONTACT,
    "phone-numbers.create": _PHONE,
    "phone-numbers.update": _PHONE,
    "skills.update": {"skills": [123, 5353, 213, 66, 235, 242]},
    "supervisors.create": {"user": {"id": "1232"}, "primary": False},
    "supervisors.update": {"primary": True},
    "notes.create": _NOTE,
    "notes.update": _NOTE,
    "sub-notes.create": {"body": "Ac odio tempor orci dapibus."},
    "touchpoints.create": {**_TOUCHPOINT, "sub_touchpoints": [{"body": "string"}], "attachments": [{}]},
    "touchpoints.update": {**_TOUCHPOINT, "sub_touchpoints": [{"body": "string"}], "attachments": [{}]},
    "sub-touchpoints.create": {"body": "string"},
}
"""By operation; without what the vendor sets itself."""
