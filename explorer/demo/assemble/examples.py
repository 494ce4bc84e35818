"""What the documents' examples say of users 46485 and 234523: laid over the first record of each part."""

from __future__ import annotations

from explorer.demo.wire import Record

_MOMENT = "2019-08-24T14:15:22Z"

EXAMPLES: dict[int, dict[str, Record]] = {
    46485: {
        "names": {"first_name": "John", "last_name": "Smith", "preferred_name": ""},
        "fields": {
            "title": "Mr",
            "about_me": "Lorem ipsum dolor sit amet.",
            "facebook": "john.smith",
            "twitter": "john.smith",
            "username": "john.smith",
            "dob": "1985-01-01",
            "start_date": "2020-01-01",
            "can_manage": True,
            "on_hold": None,
        },
    },
    234523: {
        "names": {"first_name": "Jo", "last_name": "Example", "preferred_name": ""},
        "fields": {
            "username": "jo.example",
            "facebook": None,
            "twitter": None,
            "website": None,
            "can_manage": True,
        },
        "role": {
            "id": 3253,
            "role": 65423,
            "team": 3521,
            "manager": 222432,
            "primary": True,
            "start": "2020-01-06",
            "custom_title": "Volunteer Champion",
        },
        "email": {"id": 534, "email": "jo.example@example.com"},
        "address": {
            "id": 353,
            "type": "Work",
            "primary": True,
            "from_date": "2019-08-24",
            "street": "1 Example Street",
            "city": "London",
            "county": "Westminster",
            "postcode": "SW1A 2AB",
            "country": "United Kingdom",
            "address": "1 Example Street, Westminster, London SW1A 2AB",
            "lat": 51.503274,
            "long": -0.127822,
            "deleted_at": None,
        },
        "contact": {
            "id": 3213,
            "first_name": "John",
            "last_name": "Smith",
            "contact_number": "+447700900077",
            "relationship": "Husband",
            "primary": True,
        },
        "phone": {"id": 12312, "phone_number": "+447700900077", "type": "Mobile", "primary": True},
        "supervisor": {"id": 431, "primary": True, "supervisor": 222432},
        "note": {
            "id": 53253,
            "subject": "Nunc id cursus",
            "body": "Lorem ipsum dolor sit amet.",
            "private": True,
            "pinned": True,
            "category": 432,
            "team": 3521,
            "sub_notes": [
                {
                    "id": 3214,
                    "body": "Ac odio tempor orci dapibus.",
                    "user": 222432,
                    "created_at": _MOMENT,
                    "updated_at": _MOMENT,
                    "deleted_at": None,
                }
            ],
            "reminder": {"date": _MOMENT},
        },
        "touchpoint": {
            "id": 42,
            "subject": "Eget mi proin",
            "body": "Urna cursus eget nunc.",
            "start": "2019-08-24",
            "end": "2019-08-24",
            "duration": 60,
            "follow_up_date": _MOMENT,
            "type": 42,
            "team": 3521,
            "sub_touchpoints": [{"id": 43, "body": "Called back.", "created_at": _MOMENT, "updated_at": _MOMENT}],
            "attachments": [{}],
            "reminder": {"date": _MOMENT},
        },
    },
}
