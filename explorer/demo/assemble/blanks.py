"""New records of demo Assemble before a call or the generator fills them."""

from __future__ import annotations

from explorer.demo.assemble.standing import OPERATOR_ID
from explorer.demo.wire import Record

FIRST_NEW_ID = 90_000_000
"""Ids of records that calls create start here; generated ones lie below."""


def blank_fields(today: str) -> Record:
    """A new user's fields, still without names."""
    record: Record = dict.fromkeys(("title", "profile_photo_url", "about_me", "facebook", "twitter", "website"))
    record |= {"on_hold": None, "on_hold_start": None, "on_hold_end": None, "on_call": False, "on_call_end": None}
    record |= {"can_manage": True, "appear_in_directory": True, "appear_in_near_me": False, "is_system": False}
    record |= {"anonymised": None, "start_date": today, "2fa_enabled": False}
    return record | {"2fa_disabled": False, "internal_email": "", "flags": {}, "accessibility_info": ""}


def new_role(role_id: int, profile: int, *, primary: bool) -> Record:
    """A role association without team, manager, dates and leaving form."""
    blank = ("team", "manager", "start", "end", "custom_title", "leaving_reason", "feedback")
    more = ("recommend_organisation", "vetting", "review_submitted_at")
    return {"id": role_id, "role": profile, "primary": primary} | dict.fromkeys((*blank, *more))


def new_email(email_id: int, user_id: int, email: str, primary: bool, moment: str) -> Record:
    """An e-mail address that nothing has bounced from yet."""
    counters = {"soft_bounces": 0, "hard_bounces": 0, "complaints": 0}
    record: Record = {"id": email_id, "user_id": user_id, "primary": primary, "email": email}
    return record | counters | {"created_at": moment, "updated_at": moment}


def new_address(address_id: int, user_id: int, moment: str) -> Record:
    """An empty postal address; only here the user's id is a text."""
    record: Record = {"id": address_id, "user_id": str(user_id), "type": "Other", "primary": False, "from_date": None}
    names = ("company_name", "street", "street_second", "street_third", "city", "county", "postcode", "country")
    record |= dict.fromkeys((*names, "address"), "")
    return record | {"lat": None, "long": None, "created_at": moment, "updated_at": moment, "deleted_at": None}


def new_phone(phone_id: int, user_id: int, moment: str) -> Record:
    """A mobile number that is not primary."""
    record: Record = {"id": phone_id, "phone_number": "", "type": "Mobile", "primary": False, "default_sms": False}
    return record | {"user_id": user_id, "created_at": moment, "updated_at": moment}


def new_note(note_id: int, user_id: int, moment: str) -> Record:
    """An empty note by the operator."""
    record: Record = {"id": note_id, "subject": "", "body": "", "private": False, "pinned": False}
    record |= {"created_by": OPERATOR_ID, "user": user_id, "category": None, "team": None, "sub_notes": []}
    return record | {"reminder": None, "created_at": moment, "updated_at": moment, "deleted_at": None}


def new_touchpoint(touchpoint_id: int, user_id: int, moment: str) -> Record:
    """An empty touchpoint by the operator."""
    record: Record = {"id": touchpoint_id, "subject": "", "body": "", "archived": False, "private": False}
    record |= dict.fromkeys(("start", "end", "duration", "follow_up_date"))
    record |= {"created_by": OPERATOR_ID, "user": user_id, "team": None, "type": 634, "sub_touchpoints": []}
    return record | {"attachments": [], "reminder": None, "created_at": moment, "updated_at": moment}
