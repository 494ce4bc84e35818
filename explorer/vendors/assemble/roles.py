"""What a user does and for whom: role associations, skills, supervisors."""

from __future__ import annotations

from typing import Final

from explorer.model.field import Column
from explorer.model.resource import Resource
from explorer.vendors.assemble.calls import PAGER, creating, deleting, listing, reading, updating

_RECORDS: Final = "explorer.vendors.assemble.records_roles"
_FORMS: Final = "explorer.vendors.assemble.forms_roles"
_PREFILL: Final = "explorer.vendors.assemble.prefill"

_ROLES: Final = "/users/{user_id}/roles"
_ROLE: Final = f"{_ROLES}/{{association_id}}"

ROLES: Final = Resource(
    name="roles",
    title="roles",
    singular="role",
    id_name="association_id",
    record=f"{_RECORDS}:RoleAssociation",
    operations=(
        listing(_ROLES, "the user's role associations"),
        creating(_ROLES, "give a role", f"{_FORMS}:RoleCreate", undo="delete"),
        updating(
            _ROLE,
            "update a role association, or fill in its leaving form",
            f"{_FORMS}:RoleUpdate",
            effect="Changes {whom}: only what changed is sent. What Assemble never tells back, notify manager and"
            " unsuitable, cannot be taken back.",
        ),
        deleting(
            _ROLE,
            "delete a role association",
            final="Assemble does not tell which role profile an association was made from, so it cannot be made again.",
            meanings={403: "not permitted, or it is the user's last role association, which cannot be deleted"},
        ),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("display_name", "role", width=20),
        Column("team.display_name", "team", width=18),
        Column("primary", "primary", "bool", width=7),
        Column("type", "type", width=13),
        Column("start", "start", "date", width=10),
        Column("end", "end", "date", width=10),
        Column("custom_title", "custom title", width=20),
        Column("manager.display_name", "manager", width=20, personal=True),
        Column("name", "internal name", width=20, shown=False),
        Column("permission_group.name", "permission group", width=18, shown=False),
        Column("recruitment_category.name", "recruitment", width=14, shown=False),
        Column("leaving_reason.reason", "leaving reason", width=20, shown=False, personal=True),
        Column("feedback", "feedback", "long", width=24, shown=False, personal=True),
        Column("reference", "reference", width=16, shown=False, personal=True),
        Column("review_submitted_at", "review submitted", "datetime", width=20, shown=False),
    ),
    label=("display_name",),
    letter="r",
    pager=PAGER,
    includes_as="roles",
)

_SKILLS: Final = "/users/{user_id}/skills"

SKILLS: Final = Resource(
    name="skills",
    title="skills",
    singular="skill",
    id_name="skill_id",
    record=f"{_RECORDS}:Skill",
    operations=(
        listing(_SKILLS, "the user's skills, interests and languages; nothing tells them apart"),
        updating(
            _SKILLS,
            "set the user's skills, interests and languages",
            f"{_FORMS}:SkillsUpdate",
            # That the list replaces the one there is our reading: no page says it.
            effect="Replaces the whole list of skills, interests and languages: those left out are taken away.",
            prefill=f"{_PREFILL}:skills",
            whole=True,
        ),
    ),
    columns=(Column("id", "id", "id", width=8), Column("name", "skill", width=32)),
    label=("name",),
    letter="k",
    pager=PAGER,
    includes_as="skills",
)

_SUPERVISORS: Final = "/users/{user_id}/supervisors"
_SUPERVISOR: Final = f"{_SUPERVISORS}/{{supervisor_id}}"

SUPERVISORS: Final = Resource(
    name="supervisors",
    title="supervisors",
    singular="supervisor",
    # The id of the association, not that of the supervising user.
    id_name="supervisor_id",
    record=f"{_RECORDS}:Supervisor",
    operations=(
        listing(_SUPERVISORS, "the user's supervisors"),
        reading(_SUPERVISOR, "one supervisor"),
        creating(
            _SUPERVISORS,
            "add a supervisor",
            f"{_FORMS}:SupervisorCreate",
            prefill=f"{_PREFILL}:supervisor_create",
            undo="delete",
        ),
        updating(_SUPERVISOR, "update a supervisor", f"{_FORMS}:SupervisorUpdate"),
        deleting(_SUPERVISOR, "take a supervisor away", undo="create"),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("supervisor.display_name", "supervisor", width=24, personal=True),
        Column("primary", "primary", "bool", width=7),
        Column("supervisor.role_name", "role", width=16),
        Column("supervisor.team_name", "team", width=16),
        Column("supervisor.status.name", "status", width=10),
        Column("supervisor.id", "user id", "id", width=8),
    ),
    label=("supervisor.display_name",),
    letter="s",
    pager=PAGER,
    includes_as="supervisors",
)
