"""Tokens: earned, renewed once for all who wait, kept, and never used up twice."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

import pytest

from explorer.api.auth import client_credentials
from explorer.model.auth import Challenge, Credentials, SignIn, Token
from explorer.model.errors import ConfigError, Forbidden, NetworkError, ServerFault, SignInNeeded, UsageError
from tests.api.conftest import PEOPLE, Rig, operation, vendor
from tests.api.signed import NOW, SIGNED, Password, Vendor
from tests.fault_server import Reply, json_reply

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")


async def test_a_token_is_earned_before_the_first_request_and_kept(rig: Rig) -> None:
    made = Vendor(rig)
    client = rig.client(SIGNED, base_url=f"{rig.server.url}/api")
    await client.get(PEOPLE, GET, PERSON)
    await client.get(PEOPLE, GET, PERSON)
    assert made.calls == ["/login", "/api/people/1", "/api/people/1"]
    assert rig.tokens.saved == [Token("t1")]


async def test_a_kept_token_is_used(rig: Rig) -> None:
    made = Vendor(rig)
    made.valid = "kept"
    rig.tokens.token = Token("kept")
    await rig.client(SIGNED).get(PEOPLE, GET, PERSON)
    assert made.calls == ["/people/1"]


async def test_a_permission_is_no_matter_of_tokens(rig: Rig) -> None:
    made = Vendor(rig)
    made.trouble["/people/1"] = json_reply({"message": "Unauthorized action", "status_code": "403"}, 403)
    with pytest.raises(Forbidden):
        await rig.client(SIGNED).get(PEOPLE, GET, PERSON)
    assert "/refresh" not in made.calls


async def test_a_refused_write_is_not_sent_again(rig: Rig) -> None:
    made = Vendor(rig)
    rig.tokens.token = Token("old")
    made.valid = "old"
    made.trouble["/people/1"] = json_reply({}, 401)
    with pytest.raises(SignInNeeded, match="401") as caught:
        await rig.client(SIGNED).call(PEOPLE, UPDATE, PERSON, body={})
    assert made.calls == ["/people/1", "/refresh"]
    assert "once more" in caught.value.next_step


async def test_a_refresh_without_an_answer_is_not_tried_again(rig: Rig) -> None:
    made = Vendor(rig)
    made.valid, rig.tokens.token = "old", Token("old", NOW - 1)
    made.trouble["/refresh"] = Reply(reset=True)
    client = rig.client(SIGNED)
    with pytest.raises(NetworkError):
        await client.get(PEOPLE, GET, PERSON)
    assert rig.tokens.token is None
    del made.trouble["/refresh"]
    await client.get(PEOPLE, GET, PERSON)
    assert made.calls == ["/refresh", "/login", "/people/1"]


async def test_a_refresh_that_was_never_sent_keeps_the_token(rig: Rig) -> None:
    rig.tokens.token = old = Token("old", NOW - 1)
    with pytest.raises(NetworkError):
        await rig.client(SIGNED, base_url="http://127.0.0.1:9").get(PEOPLE, GET, PERSON)
    assert rig.tokens.token == old


async def test_a_refused_refresh_signs_in_anew(rig: Rig) -> None:
    made = Vendor(rig)
    rig.tokens.token = Token("used up", NOW - 1)
    await rig.client(SIGNED).get(PEOPLE, GET, PERSON)
    assert made.calls == ["/refresh", "/login", "/people/1"]


async def test_a_token_that_another_process_renewed_is_taken(rig: Rig) -> None:
    made = Vendor(rig)
    rig.tokens.token = Token("first")
    made.valid = "first"
    client = rig.client(SIGNED)
    await client.get(PEOPLE, GET, PERSON)
    made.valid = "second"
    rig.tokens.token = Token("second")
    await client.get(PEOPLE, GET, PERSON)
    assert made.calls == ["/people/1"] * 3


async def test_the_person_is_asked_for_the_code(rig: Rig) -> None:
    asked: list[Challenge] = []

    async def ask(challenge: Challenge) -> str:
        asked.append(challenge)
        return "123"

    rig.server.play(json_reply({"token": "pre", "factor": "sms"}), json_reply({"token": "t1"}), json_reply({"id": 1}))
    await rig.client(SIGNED, ask=ask).get(PEOPLE, GET, PERSON)
    assert asked == [Challenge("sms", "The code:")]
    assert json.loads(rig.server.seen[1].body) == {"code": "123"}


async def test_when_nobody_can_answer_all_who_wait_are_told_at_once(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: json_reply({"token": "pre", "factor": "sms"})
    client = rig.client(SIGNED)
    told = await asyncio.gather(*(client.get(PEOPLE, GET, PERSON) for _ in range(5)), return_exceptions=True)
    assert {type(each) for each in told} == {SignInNeeded}
    assert {getattr(each, "next_step", "") for each in told} == {"run: explorer login acme"}
    assert [seen.target for seen in rig.server.seen] == ["/login"]


async def test_a_refused_sign_in_is_told_in_the_vendors_words(rig: Rig) -> None:
    rig.server.play(json_reply({"message": "wrong password"}, 422))
    with pytest.raises(SignInNeeded, match="acme: the sign-in was answered 422: wrong password") as caught:
        await rig.client(SIGNED).sign_in()
    assert (caught.value.account, caught.value.status) == ("acme", 422)


async def test_a_vendor_that_fails_while_signing_in_is_no_refusal(rig: Rig) -> None:
    rig.server.play(Reply(b"", 503))
    with pytest.raises(ServerFault):
        await rig.client(SIGNED).sign_in()
    assert len(rig.server.seen) == 1


async def test_signing_in_and_out(rig: Rig) -> None:
    made = Vendor(rig)
    client = rig.client(SIGNED)
    await client.sign_in()
    await client.sign_in(force=False)
    assert made.calls == ["/login"]
    await client.sign_in()
    assert rig.tokens.token == Token("t2")
    await client.sign_out()
    assert rig.tokens.token is None


async def test_a_key_has_no_sign_in(rig: Rig) -> None:
    with pytest.raises(UsageError, match="no sign-in"):
        await rig.client().sign_in()


async def test_client_credentials_earn_a_token_by_a_form(rig: Rig) -> None:
    @dataclass(frozen=True)
    class OAuth(Password):
        def sign_in(self, credentials: Credentials) -> SignIn:
            return client_credentials({"client_id": "me", "client_secret": "s+c"}, scope="users")

    rig.server.play(
        json_reply({"access_token": "t1", "expires_in": 3600}, Date="Sun, 06 Nov 1994 08:49:37 GMT"),
        json_reply({"id": 1}),
    )
    await rig.client(vendor(OAuth()), base_url=f"{rig.server.url}/api").get(PEOPLE, GET, PERSON)
    seen = rig.server.seen[0]
    assert (seen.method, seen.target) == ("POST", "/oauth/token")
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    assert seen.body == b"grant_type=client_credentials&client_id=me&client_secret=s%2Bc&scope=users"
    assert rig.tokens.saved == [Token("t1", 784111777.0 + 3600)]


async def test_a_credential_that_the_sign_in_misses_is_told_with_its_account(rig: Rig) -> None:
    @dataclass(frozen=True)
    class OAuth(Password):
        def sign_in(self, credentials: Credentials) -> SignIn:
            return client_credentials({"client_id": "me"})

    with pytest.raises(ConfigError, match=r"^account acme: the credential “client_secret” is missing"):
        await rig.client(vendor(OAuth())).get(PEOPLE, GET, PERSON)
    assert rig.server.seen == []
