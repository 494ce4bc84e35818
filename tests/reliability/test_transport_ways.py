"""The way to a vendor: redirects, names, certificates, proxies, kept connections."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest

from explorer.api.client import Client
from explorer.model.account import Network
from explorer.model.errors import BadAnswer, ConfigError, NetworkError, Rejected, TimedOut
from tests.api.conftest import PEOPLE, MemoryTokens, Rig, account, operation
from tests.fault_server import fault_server, json_reply, redirect

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")
GOOD = json_reply({"id": 1})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_t17_a_read_follows_a_redirect_within_the_origin(rig: Rig, status: int) -> None:
    rig.server.play(redirect("/moved/here?a=1", status), json_reply({"id": 1}))
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}
    assert rig.server.seen[1].target == "/moved/here?a=1"
    assert rig.server.seen[1].headers["x-api-key"] == "k-1"


async def test_t17_t19_a_redirect_loop_ends(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: redirect("/again")
    with pytest.raises(BadAnswer, match="more than 3 times"):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_t18_a_write_follows_no_redirect(rig: Rig, status: int) -> None:
    rig.server.play(redirect("/moved", status))
    with pytest.raises(Rejected, match="has moved"):
        await rig.client().call(PEOPLE, UPDATE, PERSON, body={})
    assert len(rig.server.seen) == 1


def _certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    error.verify_message = "in OpenSSL's words"
    return error


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "the name of tiny.example cannot be found"),
        (ConnectionRefusedError(), "tiny.example refuses connections"),
        (OSError(113, "No route to host"), "there is no way to tiny.example"),
        (ssl.SSLError(1, "wrong version number"), "does not speak TLS"),
        (_certificate_error(10), "has expired"),
        (_certificate_error(18), "is signed by itself"),
        (_certificate_error(20), "is signed by an unknown authority"),
        (_certificate_error(62), "belongs to another host"),
        (_certificate_error(99), "is refused (in OpenSSL's words)"),
    ],
)
async def test_t20_t21_what_keeps_a_connection_from_being_made_is_told_apart(cause: OSError, words: str) -> None:
    error = httpx.ConnectError("canary")
    error.__cause__ = ExceptionGroup("several addresses", [cause])
    await _meets(error, NetworkError, words)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (httpx.ConnectTimeout("canary"), TimedOut, "did not accept a connection within 5 s"),
        (httpx.ReadTimeout("canary"), TimedOut, "no answer from tiny.example within 15 s"),
        (httpx.WriteTimeout("canary"), TimedOut, "no answer from tiny.example within 15 s"),
        (httpx.ProxyError("407 canary"), NetworkError, "the proxy refused the way to tiny.example"),
        (httpx.ReadError("canary"), NetworkError, "closed the connection"),
        (httpx.RemoteProtocolError("canary"), NetworkError, "closed the connection"),
        (httpx.LocalProtocolError("Illegal header value b'canary'"), NetworkError, "could not be written"),
    ],
)
async def test_t20_what_ends_an_exchange_is_told_apart(
    error: httpx.HTTPError, kind: type[NetworkError], words: str
) -> None:
    await _meets(error, kind, words)


async def _meets(error: httpx.HTTPError, kind: type[NetworkError], words: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    rig = Rig(server=None)  # type: ignore[arg-type]  # nothing is served: the transport fails
    client = Client(
        account("https://tiny.example/api"),
        rig.read_credentials,
        tokens=MemoryTokens(),
        transport=httpx.MockTransport(fail),
        sleep=rig.time.sleep,
        clock=rig.time,
    )
    with pytest.raises(kind) as caught:
        await client.get(PEOPLE, GET, PERSON)
    assert words in str(caught.value)
    assert "canary" not in str(caught.value)
    assert caught.value.next_step
    assert (caught.value.account, caught.value.operation) == ("acme", "people.get")
    await client.aclose()


async def test_t21_a_ca_file_that_cannot_be_used_is_named(tmp_path: object) -> None:
    empty = f"{tmp_path}/empty.pem"
    open(empty, "w").close()
    for path, words in ((f"{tmp_path}/missing.pem", "cannot be read"), (empty, "holds no certificate")):
        rig = Rig(server=None)  # type: ignore[arg-type]  # nothing is served: the client cannot be opened
        made = account("https://tiny.example", network=Network(ca_file=path))
        with pytest.raises(ConfigError, match=words) as caught:
            await Client(made, rig.read_credentials, tokens=MemoryTokens()).get(PEOPLE, GET, PERSON)
        assert path in str(caught.value)


@pytest.mark.parametrize("trusted", [False, True])
async def test_t22_a_proxy_from_the_environment_is_used_when_trusted(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    async with fault_server() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        for server in (proxy, rig.server):
            server.play(json_reply({"id": 1}))
        await rig.client(network=Network(trust_env=trusted)).get(PEOPLE, GET, PERSON)
        assert (len(proxy.seen), len(rig.server.seen)) == ((1, 0) if trusted else (0, 1))


async def test_t22_no_netrc_is_read(rig: Rig, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w") as file:
        file.write("machine 127.0.0.1 login someone password canary\n")
    monkeypatch.setenv("NETRC", netrc)
    rig.server.play(json_reply({"id": 1}))
    await rig.client(network=Network(trust_env=True)).get(PEOPLE, GET, PERSON)
    assert "authorization" not in rig.server.seen[0].headers
