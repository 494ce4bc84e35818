"""What Assemble's records fill in of the forms where it is not simply the members of the same name."""

from __future__ import annotations

from explorer.model.json_text import JsonObject
from explorer.model.prefill import same_named
from explorer.model.resource import walk

_FORMS = "explorer.vendors.assemble"


def supervisor_create(record: JsonObject) -> JsonObject:
    """The members of a supervision to be made again: what answers call `supervisor` is `user` in the request."""
    return same_named(f"{_FORMS}.forms_roles:SupervisorCreate", record | {"user": record.get("supervisor")})


def skills(record: JsonObject) -> JsonObject:
    """The ids in `record`'s `skills`, the rows of the list call: the request takes ids alone."""
    return same_named(f"{_FORMS}.forms_roles:SkillsUpdate", {"skills": walk(record, "skills.id")})


def touchpoint(record: JsonObject) -> JsonObject:
    """The members of the same name, without sub touchpoints and attachments: what sending those there are does to
    them is not documented."""
    filled = same_named(f"{_FORMS}.forms_engagement:TouchpointForm", record)
    return {name: value for name, value in filled.items() if name not in ("sub_touchpoints", "attachments")}
