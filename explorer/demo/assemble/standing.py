"""Where users stand, and the users of the documents' examples."""

from __future__ import annotations

from enum import Enum

PINNED_STAFF = (222432, 5325, 53543, 53151, 42121)
PINNED = (*PINNED_STAFF, 46485, 234523, 123123, 65464, 423432, 87876, 435, 32532, 53252, 532, 123, 456)
OPERATOR_ID = PINNED_STAFF[0]
"""The user whose key the demo gives out: author of what is written."""


class Standing(Enum):
    """Where a user stands; only active users are listed unless more is asked for."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UPCOMING = "upcoming"
    APPLICANT = "applicant"


def first_standing(place: int) -> Standing:
    """The standing with which the user at `place` was generated: cheap, so that lists stay quick."""
    if place < len(PINNED):
        return Standing.ACTIVE
    if place % 23 == 7:
        return Standing.INACTIVE
    if place % 29 == 11:
        return Standing.UPCOMING
    return Standing.APPLICANT if place % 19 == 3 else Standing.ACTIVE


def is_staff_at_first(place: int) -> bool:
    """Whether the user at `place` was generated with a non-volunteer role."""
    return place < len(PINNED_STAFF) or place % 10 == 9
