"""Signing in to demo Assemble: two steps, second factor, expiry, single-use refresh, OAuth."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

import httpx

from explorer.demo.config import ASSEMBLE_CLIENT_ID, ASSEMBLE_CLIENT_SECRET, ASSEMBLE_EMAIL, ASSEMBLE_PASSWORD
from explorer.demo.vendors import DemoOptions
from tests.demo.in_process import ASSEMBLE_ACCEPT, InProcess

PASSWORD = {"email": ASSEMBLE_EMAIL, "password": ASSEMBLE_PASSWORD}
CLIENT = {
    "grant_type": "client_credentials",
    "client_id": ASSEMBLE_CLIENT_ID,
    "client_secret": ASSEMBLE_CLIENT_SECRET,
}


async def post(vendors: InProcess, path: str, body: dict[str, Any], expect: int = 200) -> Any:
    return await vendors.json("assemble", "POST", f"/{path}", json=body, expect=expect)


async def signed_in(vendors: InProcess) -> str:
    first = await post(vendors, "/auth/api/", PASSWORD)
    token: str = (await post(vendors, "/auth/api/token", {"token": first["token"]}))["token"]
    return token


async def status_with(vendors: InProcess, token: str) -> int:
    headers = {"accept": ASSEMBLE_ACCEPT, "authorization": f"Bearer {token}"}
    return (await vendors.call("assemble", "GET", "/users/46485", headers=headers)).status_code


async def test_a_token_works_for_an_hour(vendors: InProcess) -> None:
    token = await signed_in(vendors)
    payload = token.split(".")[1]
    claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["exp"] == int(vendors.clock().timestamp()) + 3600
    vendors.clock.forward(minutes=59)
    assert await status_with(vendors, token) == 200
    vendors.clock.forward(minutes=1)
    assert await status_with(vendors, token) == 401


async def test_a_forged_token_is_refused(vendors: InProcess) -> None:
    head, payload, signature = (await signed_in(vendors)).split(".")
    other = (await signed_in(vendors)).split(".")[1]
    for forged in (f"{head}.{other}.{signature}", f"{head}.{payload}.", "x", "", "é", f"{head}.{payload}.é"):
        headers = {b"accept": ASSEMBLE_ACCEPT.encode(), b"authorization": f"Bearer {forged}".encode("latin-1")}
        response = await vendors.call("assemble", "GET", "/users/46485", headers=headers)
        assert response.status_code == 401


async def test_a_token_can_be_refreshed_once_even_when_expired(vendors: InProcess) -> None:
    token = await signed_in(vendors)
    vendors.clock.forward(hours=30)
    renewed = (await post(vendors, "/auth/api/refresh", {"token": token}))["token"]
    assert await status_with(vendors, renewed) == 200
    await post(vendors, "/auth/api/refresh", {"token": token}, 401)
    await post(vendors, "/auth/api/refresh", {"token": renewed})


async def test_a_pre_authentication_token_is_used_once_within_ten_minutes(vendors: InProcess) -> None:
    first = await post(vendors, "/auth/api/", PASSWORD)
    assert first["two_factor"] is None
    await post(vendors, "/auth/api/token", {"token": first["token"]})
    await post(vendors, "/auth/api/token", {"token": first["token"]}, 401)
    second = await post(vendors, "/auth/api/", PASSWORD)
    vendors.clock.forward(minutes=10)
    await post(vendors, "/auth/api/token", {"token": second["token"]}, 401)


async def test_wrong_passwords_are_a_validation_error(vendors: InProcess) -> None:
    answer = await post(vendors, "/auth/api/", PASSWORD | {"password": "guess"}, 422)
    assert list(answer["errors"]) == ["email"]
    answer = await post(vendors, "/auth/api/", {}, 422)
    assert list(answer["errors"]) == ["email", "password"]


async def test_the_second_factor_is_told_and_asked_for() -> None:
    vendors = InProcess(DemoOptions(people=20, two_factor=True))
    first = await post(vendors, "/auth/api/", PASSWORD)
    assert first["two_factor"] == "email"
    code = vendors.told[-1].rsplit(" ", 1)[-1]
    wrong: tuple[dict[str, str | None], ...] = ({}, {"key": None}, {"key": "12"})
    for key in wrong:
        answer = await post(vendors, "/auth/api/token", {"token": first["token"]} | key, 422)
        assert list(answer["errors"]) == ["key"]
    token = (await post(vendors, "/auth/api/token", {"token": first["token"], "key": code}))["token"]
    assert await status_with(vendors, token) == 200


async def oauth(vendors: InProcess, **body: str) -> httpx.Response:
    return await vendors.call("assemble", "POST", "//oauth/token", headers={}, data=body)


async def test_client_credentials_give_an_access_token(vendors: InProcess) -> None:
    answer = (await oauth(vendors, **CLIENT, scope="users")).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
    assert await status_with(vendors, answer["access_token"]) == 200
    assert (await oauth(vendors, **CLIENT | {"client_secret": "guess"})).status_code == 401
    assert (await oauth(vendors, **CLIENT | {"grant_type": "password"})).status_code == 422
    assert (await oauth(vendors, **CLIENT, scope="everything")).status_code == 422
