"""Keys go to the origin they are meant for, and to no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.api.build import Request, request
from explorer.api.transport import Transport
from explorer.config import parse
from explorer.model.errors import BadAnswer, ConfigError
from explorer.vendors import discover
from tests.api.conftest import PEOPLE, Rig, account, operation
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors
from tests.fault_server import fault_server, json_reply, redirect

GET = operation("get")
PERSON = ("people", "1")
REPCARD = '[accounts.repcard]\nvendor = "repcard"\nauth = { api_key = { env = "KEY" } }\n'


async def test_s10_a_redirect_to_another_port_is_not_followed(rig: Rig) -> None:
    async with fault_server() as other:
        rig.server.play(redirect(f"{other.url}/people?token=canary"))
        with pytest.raises(BadAnswer, match="it was not followed") as caught:
            await rig.client().get(PEOPLE, GET, PERSON)
        assert other.seen == []
        assert other.url in str(caught.value)
        assert rig.server.url in str(caught.value)
        assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "target",
    [
        "//other.example/x",
        "http://other.example/x",
        "https://127.0.0.1/x",
        "http://a@127.0.0.1/x",
        "ftp://x",
        "http://[",
    ],
)
async def test_s10_s15_no_other_target_is_followed(rig: Rig, target: str) -> None:
    rig.server.play(redirect(target))
    with pytest.raises(BadAnswer):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 1


async def test_s11_nothing_goes_to_another_origin_whoever_asks(rig: Rig) -> None:
    transport = Transport(account(rig.server.url), parallel=1)
    async with fault_server() as other:
        with pytest.raises(ConfigError, match="nothing was sent"):
            await transport.exchange(Request("acme", "people.get", "GET", f"{other.url}/people"), {}, 5.0)
        assert other.seen == []
    await transport.aclose()


def test_s14_another_host_is_refused_until_it_is_trusted(
    run: Run, config_file: Path, demo_vendors: DemoVendors
) -> None:
    assert run("list", "demo-repcard/users").code == 0
    here, there = f"127.0.0.1:{demo_vendors.ports[0]}", f"localhost:{demo_vendors.ports[0]}"
    config_file.write_text(config_file.read_text().replace(here, there))

    refused = run("list", "demo-repcard/users")
    assert refused.code == 2
    assert f"http://{here}" in refused.err
    assert f"http://{there}" in refused.err
    assert "run: explorer config trust demo-repcard" in refused.err
    assert "demo-repcard-key" not in refused.err
    assert run("list", "demo-repcard/users").code == 2  # to have been refused is not to be known

    trusted = run("config", "trust", "demo-repcard")
    assert trusted.code == 0
    assert there in trusted.err
    assert run("list", "demo-repcard/users").code == 0
    assert run("list", "demo-gormic/customers").code == 0  # the others have hosts of their own


async def test_s16_no_cookie_is_kept(rig: Rig) -> None:
    client = rig.client()
    rig.server.play(json_reply({"id": 1}, Set_Cookie="session=1"), json_reply({"id": 1}))
    for _ in range(2):
        await client.get(PEOPLE, GET, PERSON)
    assert "cookie" not in rig.server.seen[1].headers


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example/api///", None),
        ("https://a.example/api/", "https://a.example/api"),
        ("HTTPS://A.Example:443/Api", "https://a.example/Api"),
        ("https://a.example:8443", "https://a.example:8443"),
        ("https://[::1]:8443/x", "https://[::1]:8443/x"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.8.9.1:5000/api", "http://127.8.9.1:5000/api"),
        ("http://[::1]:5000", "http://[::1]:5000"),
        ("http://localhost:5000", "http://localhost:5000"),
        ("https://münchen.example/x", "https://xn--mnchen-3ya.example/x"),
        ("https://аpi.example", "https://xn--pi-6kc.example"),
        ("https://straße.example", None),
        ("http://a.example", None),
        ("http://127.0.0.1.evil.example", None),
        ("http://localhost.evil.example", None),
        ("https://user@a.example", None),
        ("https://a.example@evil.example", None),
        ("https://user:pw@a.example", None),
        ("https://a.example?x=1", None),
        ("https://a.example/?", None),
        ("https://a.example#x", None),
        ("https://a.example/..", None),
        ("https://a.example/a b", None),
        ("https://a.example\\\\evil", None),
        ("https://a.example:99999", None),
        ("https://", None),
        ("ftp://a.example", None),
        ("a.example", None),
    ],
)
def test_s12_s13_base_urls(written: str, read_as: str | None) -> None:
    config = parse(REPCARD + f'base_url = "{written}"\n', discover())
    if read_as is None:
        assert "accounts.repcard.base_url" in [problem.key for problem in config.errors]
        assert not config.accounts
    else:
        assert config.accounts["repcard"].base_url == read_as


@pytest.mark.parametrize("target", ["//other.example/people", "https://other.example/people", "/people@other.example"])
async def test_s11_an_account_s_own_path_leads_nowhere_else(rig: Rig, target: str) -> None:
    made = account(rig.server.url, operations={"people.get": ("GET", f"{target}/{{person_id}}")})
    try:
        built = request(made, PEOPLE, GET, {"person_id": "1"}, {})
    except ConfigError:
        return
    assert built.url.startswith(f"{rig.server.url}/")


async def test_s15_from_https_to_http_is_another_origin(rig: Rig) -> None:
    """The transport sends nothing to plain http for an account on https, whoever asks."""
    secure = rig.server.url.replace("http:", "https:")
    transport = Transport(account(secure), parallel=1)
    with pytest.raises(ConfigError, match="nothing was sent"):
        await transport.exchange(Request("acme", "people.get", "GET", f"{rig.server.url}/people"), {}, 5.0)
    assert rig.server.seen == []
    await transport.aclose()
