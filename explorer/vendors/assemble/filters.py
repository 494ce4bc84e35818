"""What the list of users can be narrowed by, and what can be embedded in a user."""

from __future__ import annotations

from typing import Final

from explorer.model.resource import Include, Parameter

TEAMS: Final = (
    "users:roles.team.id|display_name",
    "users/roles:team.id|display_name",
    "users/notes:team.id|display_name",
    "users/touchpoints:team.id|display_name",
)
"""Where ids of teams stand: no call lists teams, so they are known from the records they stand in."""

USER_FILTERS: Final = (
    Parameter("q", help="display name, e-mail, unique custom fields and id"),
    Parameter("team", "ids", help="team ids", seen=TEAMS, named="team_name"),
    Parameter("teamlist", help="a team list; what a value looks like is not documented"),
    Parameter("userlist", help="a user list; what a value looks like is not documented"),
    Parameter("manager", "ids", help="manager ids", refers="users"),
    Parameter("supervisor", "ids", help="supervisor ids", refers="users"),
    Parameter("age", "choice", help="age band", choices=("organisation", "senior")),
    Parameter("geojson_id", "id", help="a geojson id"),
    Parameter("lat", "number", help="latitude, with long", needs=("long",)),
    Parameter("long", "number", help="longitude, with lat", needs=("lat",)),
    Parameter(
        "distance",
        "number",
        help="distance around lat and long; its unit is not documented",
        default="20",
        needs=("lat", "long"),
    ),
    Parameter(
        "view",
        "choice",
        help="one kind of user; without it volunteers and non-volunteers",
        choices=("volunteers", "non-volunteers", "applicants", "on-call"),
    ),
    Parameter("sids", "ids", help="status ids", seen=("users:status.id|name",)),
    Parameter("roles", "ids", help="role profile ids, not role association ids"),
    Parameter("skills", "ids", help="skill ids", seen=("users/skills:id|name", "users:skills.id|name")),
    Parameter("langs", "ids", help="language ids", seen=("users:languages.id|name",)),
    Parameter("has_email", "bool", help="only users with an e-mail address"),
    Parameter("has_logged_in", "bool", help="only users who have logged in"),
    Parameter("exclude_ids", "ids", help="user ids to leave out", refers="users"),
    Parameter("include_inactive", "bool", help="inactive users, too", default="false"),
    Parameter("include_upcoming", "bool", help="users whose primary role has not started, too", default="false"),
    Parameter("active_on", "date", help="users starting a role on or before this date"),
    Parameter(
        "logins",
        "choice",
        help="adds login information to each user",
        choices=("alltime", "recent", "period"),
    ),
    Parameter("logins_only", "choice", help="only users with logins", choices=("alltime", "recent")),
    Parameter("s", "choice", help="direction: a ascending, d descending", choices=("a", "d"), default="d"),
    Parameter("ids", "ids", help="only these user ids", refers="users"),
)

USER_INCLUDES: Final = (
    Include("roles", "role associations", shown=True),
    Include("logins", "login information"),
    Include("tasks"),
    Include("recognitions"),
    Include("favourites"),
    Include("permissions"),
    Include("permissionsDenied", "permissions denied"),
    Include("hasResponsibilities", "responsibilities"),
    Include("skills", shown=True),
    Include("interests"),
    Include("languages"),
    Include("addresses", "postal addresses", shown=True),
    Include("phoneNumbers", "phone numbers", shown=True),
    Include("emergencyContacts", "emergency contacts", shown=True),
    Include("emailAddresses", "e-mail addresses", shown=True),
    Include("attributes", "custom fields", shown=True),
    Include("supervisors", shown=True),
    Include("recruitmentApplications", "recruitment applications"),
    Include("parentalConsent", "parental consent"),
    Include("barcodes"),
    Include("files"),
)
