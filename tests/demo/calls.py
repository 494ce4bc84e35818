"""Calls of every documented operation, with the answers that the documents promise for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from explorer.demo.config import (
    ASSEMBLE_CLIENT_ID,
    ASSEMBLE_CLIENT_SECRET,
    ASSEMBLE_EMAIL,
    ASSEMBLE_PASSWORD,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call on fresh vendors and the status that must answer it."""

    vendor: str
    operation: str
    status: int
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.operation}-{self.status}" + (f"?{query}" if query else "")


USER_UPDATE: dict[str, Any] = {
    "firstName": "foo",
    "lastName": "bar",
    "userEmail": "foobar@example.com",
    "phoneNumber": 4805550123,
    "jobTitle": "software developer",
    "username": "foobar",
    "roleName": "sales",
    "officeName": "Corporate Office",
    "teamName": "office team",
    "countryCode": "+1",
    "externalId": "123xyz",
}
UNLINK = {
    "assignContact": 2,
    "leadToUser": 1477,
    "customerToUser": 1477,
    "recruitToUser": 1477,
    "otherToUser": 1477,
}
_USER = {"userId": "26682"}
_CUSTOMER = {"customerId": "25997808"}

REPCARD = (
    Call("repcard", "listUsers", 200),
    Call("repcard", "listUsers", 200, query={"company_id": "597", "per_page": "50", "page": "2"}),
    Call("repcard", "listUsers", 200, query={"firstVerifiedDoorKnock": "1", "firstAppointment": "1"}),
    Call("repcard", "listUsers", 200, query={"search": "nobody is called this"}),
    Call("repcard", "listUsers", 422, query={"per_page": "0"}),
    Call("repcard", "getUserDetails", 200, _USER, {"firstVerifiedDoorKnock": "1", "firstAppointment": "1"}),
    Call("repcard", "updateUser", 200, _USER, body=USER_UPDATE),
    Call("repcard", "updateUser", 200, _USER, body=USER_UPDATE | {"phoneNumber": "0123456"}),
    Call("repcard", "updateUser", 422, _USER, body={"firstName": "foo"}),
    Call("repcard", "unlinkUser", 204, _USER, body=UNLINK),
    Call("repcard", "unlinkUser", 422, {"userId": "1477"}, body=UNLINK),
    Call("repcard", "setUserActive", 200, _USER, body={"status": 0}),
    Call("repcard", "setUserActive", 200, _USER, body={"status": 1}),
    Call("repcard", "setUserActive", 400, _USER, body={"status": 2}),
    Call("repcard", "getCustomer", 200, _CUSTOMER),
    Call("repcard", "getCustomer", 200, {"customerId": "25998001"}, {"withRelations": "user,notes,attachments"}),
    Call("repcard", "getCustomer", 200, _CUSTOMER, {"withAttributes": "ShowSoloField"}),
    Call("repcard", "listCustomerAttachments", 200, {"customerId": "138454"}, {"per_page": "250"}),
    Call("repcard", "listCustomerAttachments", 200, {"customerId": "166701"}, {"per_page": "10", "page": "7"}),
)
REPSLY = (
    Call("repsly", "exportUsers", 200, {"lastTimeStamp": "0"}),
    Call("repsly", "exportUsers", 200, {"lastTimeStamp": "1873201"}, {"includeInactive": "true"}),
    Call("repsly", "exportUsers", 200, {"lastTimeStamp": "9000000000"}),
    Call("repsly", "exportUsers", 400, {"lastTimeStamp": "yesterday"}),
)
_C1 = {"id": "c-1"}
GORMIC = (
    Call("gormic", "listCustomers", 200),
    Call("gormic", "listCustomers", 400, query={"offset": "not a token"}),
    Call("gormic", "exportCustomers", 200, query={"updatedSince": "1970-01-01T00:00:00.000Z"}),
    Call("gormic", "exportCustomers", 400),
    Call("gormic", "getCustomer", 200, _C1),
    Call("gormic", "getCustomer", 404, {"id": "c-0"}),
    Call(
        "gormic",
        "createCustomer",
        200,
        body={"params": {"firstName": "Ada", "phone": "5550177", "phoneCallingCode": "1", "gender": 1}},
    ),
    Call("gormic", "createCustomer", 400, body={"firstName": "Ada"}),
    Call("gormic", "updateCustomer", 200, _C1, body={"params": {"id": "c-1", "internalNote": None}}),
    Call("gormic", "updateCustomer", 400, _C1, body={"params": {"id": "c-2"}}),
    Call("gormic", "updateCustomer", 404, {"id": "nobody"}, body={"params": {}}),
    Call("gormic", "deleteCustomer", 200, _C1),
    Call("gormic", "deleteCustomer", 404, {"id": "c-99999"}),
)

_INCLUDES = (
    "roles,logins,tasks,recognitions,favourites,permissions,permissionsDenied,hasResponsibilities,skills,interests,"
    "languages,addresses,phoneNumbers,emergencyContacts,emailAddresses,attributes,supervisors,"
    "recruitmentApplications,parentalConsent,barcodes,files"
)
_U = {"userId": "234523"}
NEW_USER: dict[str, Any] = {
    "first_name": "Jonna",
    "last_name": "Smithdóttir",
    "dob": "1995-06-26",
    "password": "SpaceApolloRocket1969",
    "roleProfiles": [
        {"id": 65423, "team": {"id": 12321}, "manager": {"id": 5325}, "start": "2005-05-05", "custom_title": "Cook"}
    ],
    "phoneNumbers": [{"phone_number": "+44 7700 900000", "primary": True, "type": "Mobile"}],
    "emailAddresses": [{"email": "jonna@example.com", "primary": True}],
    "send_password_reset_email": True,
    "attributes": {},
}
ADDRESS: dict[str, Any] = {
    "type": "Work",
    "primary": False,
    "from_date": "2019-08-24",
    "company_name": "Example & Co",
    "street": "11 Example Street",
    "city": "London",
    "county": "Westminster",
    "postcode": "SW1A 2AB",
    "country": "United Kingdom",
    "lat": 51.503274,
    "long": -0.127822,
}
CONTACT: dict[str, Any] = {
    "first_name": "John",
    "last_name": "Smith",
    "contact_number": "+447700900077",
    "relationship": "Husband",
    "primary": True,
}
PHONE: dict[str, Any] = {"phone_number": "+447700900078", "type": "Home", "primary": False, "default_sms": False}
ROLE: dict[str, Any] = {
    "role": {"id": 241},
    "team": {"id": 45541},
    "manager": {"id": 222432},
    "start": "2020-01-01",
    "end": "2027-08-24",
    "primary": True,
    "custom_title": "Volunteer Champion",
}
LEAVING: dict[str, Any] = {
    "leaving_reason": {"id": 242},
    "feedback": "Thank you!",
    "recommend_organisation": 1,
    "notify_manager": True,
    "unsuitable": False,
    "vetting": {"id": 0},
    "primary": 1,
    "end": "2026-01-31",
}
NOTE: dict[str, Any] = {
    "subject": "Nunc id cursus",
    "body": "Lorem ipsum dolor sit amet.",
    "private": True,
    "pinned": False,
    "reminder": {"date": "2026-08-24T14:15:22Z"},
}
TOUCHPOINT: dict[str, Any] = {
    "subject": "Eget mi proin",
    "body": "Urna cursus eget nunc.",
    "archived": False,
    "private": True,
    "start": "2026-08-24",
    "end": None,
    "duration": 60,
    "follow_up_date": "2026-08-24T14:15:22Z",
}


def _one(name: str, record_id: str) -> dict[str, str]:
    return _U | {name: record_id}


_ROLE, _EMAIL, _POSTAL = _one("associationId", "3253"), _one("addressId", "534"), _one("postalAddressId", "353")
_CONTACT, _PHONE = _one("contactId", "3213"), _one("phoneNumberId", "12312")
_SUPERVISOR, _NOTE, _TOUCHPOINT = _one("supervisorId", "431"), _one("noteId", "53253"), _one("touchpointId", "42")

ASSEMBLE = (
    Call("assemble", "listUsers", 200, query={"include": _INCLUDES, "limit": "40", "logins": "recent"}),
    Call("assemble", "listUsers", 200, query={"page": "900"}),
    Call("assemble", "listUsers", 400, query={"lat": "51.5"}),
    Call("assemble", "createUser", 201, body=NEW_USER),
    Call("assemble", "createUser", 422, body={"first_name": "John"}),
    Call("assemble", "getUser", 200, {"userId": "46485"}),
    Call("assemble", "getUser", 200, _U, {"include": _INCLUDES}),
    Call("assemble", "getUser", 400, _U, {"include": "horoscope"}),
    Call("assemble", "updateUser", 200, _U, body={"on_call": True, "on_call_end": "2026-08-24T14:15:22Z"}),
    Call("assemble", "updateUser", 422, _U, body={"dob": "yesterday"}),
    Call("assemble", "listRoleAssociations", 200, _U),
    Call("assemble", "createRoleAssociation", 201, _U, body=ROLE),
    Call("assemble", "createRoleAssociation", 422, _U, body={"role": {"id": 1}}),
    Call("assemble", "updateRoleAssociation", 200, _ROLE, body=LEAVING),
    Call("assemble", "updateRoleAssociation", 422, _ROLE, body={"primary": True}),
    Call("assemble", "deleteRoleAssociation", 204, _one("associationId", "created")),
    Call("assemble", "listEmailAddresses", 200, _U),
    Call("assemble", "createEmailAddress", 201, _U, body={"primary": True, "email": "new@example.com"}),
    Call("assemble", "createEmailAddress", 422, _U, body={"primary": "yes"}),
    Call("assemble", "getEmailAddress", 200, _EMAIL),
    Call("assemble", "updateEmailAddress", 200, _EMAIL, body={"primary": False, "email": "new@example.com"}),
    Call("assemble", "updateEmailAddress", 422, _EMAIL, body={"email": ""}),
    Call("assemble", "deleteEmailAddress", 403, _EMAIL),
    Call("assemble", "deleteEmailAddress", 204, _one("addressId", "created")),
    Call("assemble", "listPostalAddresses", 200, _U, {"primary": "true", "trashed": "true"}),
    Call("assemble", "createPostalAddress", 201, _U, body=ADDRESS),
    Call("assemble", "createPostalAddress", 422, _U, body=ADDRESS | {"type": "Castle"}),
    Call("assemble", "getPostalAddress", 200, _POSTAL),
    Call("assemble", "updatePostalAddress", 200, _POSTAL, body=ADDRESS),
    Call("assemble", "updatePostalAddress", 422, _POSTAL, body={"street": "11 Example Street"}),
    Call("assemble", "deletePostalAddress", 403, _POSTAL),
    Call("assemble", "deletePostalAddress", 204, _one("postalAddressId", "created")),
    Call("assemble", "listEmergencyContacts", 200, _U, {"primary": "true"}),
    Call("assemble", "createEmergencyContact", 201, _U, body=CONTACT),
    Call("assemble", "createEmergencyContact", 422, _U, body={}),
    Call("assemble", "getEmergencyContact", 200, _CONTACT),
    Call("assemble", "updateEmergencyContact", 200, _CONTACT, body=CONTACT),
    Call("assemble", "updateEmergencyContact", 422, _CONTACT, body=CONTACT | {"first_name": 7}),
    Call("assemble", "deleteEmergencyContact", 204, _one("contactId", "created")),
    Call("assemble", "listPhoneNumbers", 200, _U, {"primary": "true"}),
    Call("assemble", "createPhoneNumber", 201, _U, body=PHONE),
    Call("assemble", "createPhoneNumber", 422, _U, body=PHONE | {"type": "Pager"}),
    Call("assemble", "getPhoneNumber", 200, _PHONE),
    Call("assemble", "updatePhoneNumber", 200, _PHONE, body=PHONE),
    Call("assemble", "updatePhoneNumber", 422, _PHONE, body={"type": "Home"}),
    Call("assemble", "listSkills", 200, _U),
    Call("assemble", "updateSkills", 200, _U, body={"skills": [45, 654, 700]}),
    Call("assemble", "updateSkills", 422, _U, body={"skills": [1]}),
    Call("assemble", "listSupervisors", 200, _U),
    Call("assemble", "createSupervisor", 201, _U, body={"user": {"id": "46485"}, "primary": False}),
    Call("assemble", "createSupervisor", 422, _U, body={"user": {"id": "1"}}),
    Call("assemble", "getSupervisor", 200, _SUPERVISOR),
    Call("assemble", "updateSupervisor", 200, _SUPERVISOR, body={"primary": False}),
    Call("assemble", "updateSupervisor", 422, _SUPERVISOR, body={"primary": 0}),
    Call("assemble", "deleteSupervisor", 204, _SUPERVISOR),
    Call("assemble", "listNotes", 200, _U, {"q": "cursus"}),
    Call("assemble", "createNote", 201, _U, body=NOTE),
    Call("assemble", "createNote", 422, _U, body={"private": "no"}),
    Call("assemble", "getNote", 200, _NOTE),
    Call("assemble", "updateNote", 200, _NOTE, body=NOTE),
    Call("assemble", "updateNote", 422, _NOTE, body={"reminder": {"date": "soon"}}),
    Call("assemble", "createSubNote", 201, _NOTE, body={"body": "Ac odio tempor."}),
    Call("assemble", "createSubNote", 422, _NOTE, body={}),
    Call("assemble", "listTouchpoints", 200, _U, {"q": "proin", "type": "42", "o": "a", "s": "date"}),
    Call("assemble", "createTouchpoint", 201, _U, body=TOUCHPOINT),
    Call("assemble", "createTouchpoint", 422, _U, body={"duration": "long"}),
    Call("assemble", "getTouchpoint", 200, _TOUCHPOINT),
    Call("assemble", "updateTouchpoint", 200, _TOUCHPOINT, body={"archived": True}),
    Call("assemble", "updateTouchpoint", 403, _TOUCHPOINT, body={"subject": "Later"}),
    Call("assemble", "createSubTouchpoint", 201, _TOUCHPOINT, body={"body": "Called back."}),
    Call("assemble", "createSubTouchpoint", 422, _TOUCHPOINT, body={"body": ""}),
    Call("assemble", "preAuthenticate", 200, body={"email": ASSEMBLE_EMAIL, "password": ASSEMBLE_PASSWORD}),
    Call("assemble", "preAuthenticate", 422, body={"email": ASSEMBLE_EMAIL, "password": "wrong"}),
    Call("assemble", "createToken", 200, body={"token": "created"}),
    Call("assemble", "createToken", 401, body={"token": "nothing"}),
    Call("assemble", "refreshToken", 200, body={"token": "created"}),
    Call("assemble", "refreshToken", 401, body={"token": "a.b.c"}),
    Call(
        "assemble",
        "oauthToken",
        200,
        body={
            "grant_type": "client_credentials",
            "client_id": ASSEMBLE_CLIENT_ID,
            "client_secret": ASSEMBLE_CLIENT_SECRET,
            "scope": "users",
        },
    ),
    Call("assemble", "oauthToken", 422, body={"grant_type": "client_credentials"}),
)

CALLS = (*REPCARD, *REPSLY, *ASSEMBLE, *GORMIC)
