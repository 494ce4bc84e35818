"""The way to a vendor: names, certificates, proxies, kept connections."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from pathlib import Path

import httpx
import pytest

from explorer.api.client import Client
from explorer.config import parse
from explorer.doctor import network
from explorer.doctor.network import Authorities
from explorer.model.account import Network
from explorer.model.errors import ConfigError, NetworkError, TimedOut
from explorer.vendors import discover
from tests.api.conftest import PEOPLE, MemoryTokens, Rig, account, operation
from tests.certificates import Certificate, certificate
from tests.fault_server import Reply, fault_server, json_reply

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")
GOOD = json_reply({"id": 1})


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


async def test_t20_a_name_that_nobody_has(rig: Rig) -> None:
    """The name is one that is never given to anybody (RFC 6761)."""
    with pytest.raises(NetworkError, match=r"the name of nobody\.invalid cannot be found") as caught:
        await rig.client(base_url="https://nobody.invalid").call(PEOPLE, UPDATE, PERSON, body={})
    assert not caught.value.sent
    assert "DNS" in caught.value.next_step


async def test_t20_a_proxy_that_refuses(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    async with fault_server() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        proxy.play(Reply(b"", 407))
        client = rig.client(base_url="https://tiny.example", network=Network(trust_env=True))
        with pytest.raises(NetworkError, match=r"the proxy refused the way to tiny\.example") as caught:
            await client.call(PEOPLE, UPDATE, PERSON, body={})
        assert "HTTPS_PROXY" in caught.value.next_step
        assert proxy.seen[0].target == "tiny.example:443"


@pytest.mark.parametrize(
    ("proxy", "words"),
    [
        ("http://me:secret@127.0.0.1:9", "the proxy 127.0.0.1:9 refuses connections"),
        ("nobody.invalid:3128", "the name of the proxy nobody.invalid:3128 cannot be found"),
    ],
)
async def test_t20_a_proxy_that_is_not_there_is_not_said_to_be_the_vendor(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, proxy: str, words: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "")
    client = rig.client(base_url="https://tiny.example", network=Network(trust_env=True))
    with pytest.raises(NetworkError) as caught:
        await client.call(PEOPLE, UPDATE, PERSON, body={})
    assert words in str(caught.value)
    assert "trust_env" in caught.value.next_step
    assert "base_url" not in caught.value.next_step
    assert not caught.value.sent


@pytest.mark.parametrize("proxy", ["socks5://me:secret@127.0.0.1:9", "http://127.0.0.1:none", "ftp://127.0.0.1:9"])
async def test_t20_a_proxy_that_cannot_be_one_is_a_fault_of_the_settings(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "")
    client = rig.client(base_url="https://tiny.example", network=Network(trust_env=True))
    with pytest.raises(ConfigError, match="proxy") as caught:
        await client.get(PEOPLE, GET, PERSON)
    assert "secret" not in str(caught.value)
    assert "ALL_PROXY" in caught.value.next_step


async def test_t20_no_tls_where_it_is_expected(rig: Rig) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as listener:
        url = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        with pytest.raises(NetworkError, match=r"127\.0\.0\.1:\d+ does not speak TLS as expected") as caught:
            await rig.client(base_url=url).call(PEOPLE, UPDATE, PERSON, body={})
        assert not caught.value.sent
        assert "scheme and port" in caught.value.next_step


@asynccontextmanager
async def secure_server(own: Certificate) -> AsyncIterator[str]:
    """The base URL of a server with that certificate, which answers one request per connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{"id": 1}')
            await writer.drain()
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with listener:
        yield f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("name", "days", "trusted", "told"),
    [
        ("IP:127.0.0.1", 1, True, ""),
        ("IP:127.0.0.1", 1, False, "is signed by itself"),
        ("IP:127.0.0.1", -1, True, "has expired"),
        ("DNS:other.example", 1, True, "belongs to another address"),
    ],
)
async def test_t21_a_certificate_is_believed_only_by_an_authority_that_is_named(
    rig: Rig, tmp_path: Path, name: str, days: int, trusted: bool, told: str
) -> None:
    made = await asyncio.to_thread(certificate, tmp_path, name, days=days)
    async with secure_server(made) as url:
        client = rig.client(base_url=url, network=Network(ca_file=str(made.certificate) if trusted else ""))
        if not told:
            assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
            return
        with pytest.raises(NetworkError, match=told) as caught:
            await client.call(PEOPLE, UPDATE, PERSON, body={})
        assert not caught.value.sent
        assert "ignore" not in caught.value.next_step
    assert not [each.name for each in fields(Network) if "verify" in each.name]


async def test_t21_authorities_that_the_environment_names_and_are_not_there(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    made = await asyncio.to_thread(certificate, tmp_path, "IP:127.0.0.1")
    async with secure_server(made) as url:
        with pytest.raises(NetworkError, match=r"certificate of .* is signed by itself"):
            await rig.client(base_url=url).get(PEOPLE, GET, PERSON)
        client = rig.client(base_url=url, network=Network(ca_file=str(made.certificate)))
        assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}


@asynccontextmanager
async def closing_server(*answered: bool) -> AsyncIterator[tuple[str, list[bytes], asyncio.Event]]:
    """Its base URL; the method of each request; an event that is set as soon as it has closed a kept connection.

    The n-th request is answered, and its connection closed then without a word, or closed in place of an answer.
    """
    seen: list[bytes] = []
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head.partition(b" ")[0])
        if len(seen) > len(answered) or answered[len(seen) - 1]:
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"id": 1}')
            await writer.drain()
        writer.close()
        await writer.wait_closed()
        closed.set()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}", seen, closed


async def test_t23_what_is_sent_over_a_connection_that_was_closed_meanwhile(rig: Rig) -> None:
    async with closing_server() as (url, seen, closed):
        client = rig.client(base_url=url)
        for _ in range(2):
            assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
            await closed.wait()
            closed.clear()
        assert (await client.call(PEOPLE, UPDATE, PERSON, body={})).body == {"id": 1}
        assert seen == [b"GET", b"GET", b"PUT"]
        assert rig.time.slept == [], "nobody noticed"


async def test_t23_a_write_whose_connection_closes_under_it_is_not_sent_again(rig: Rig) -> None:
    async with closing_server(True, False) as (url, seen, closed):
        client = rig.client(base_url=url)
        await client.get(PEOPLE, GET, PERSON)
        await closed.wait()
        with pytest.raises(NetworkError) as caught:
            await client.call(PEOPLE, UPDATE, PERSON, body={})
        assert caught.value.sent
        assert seen == [b"GET", b"PUT"]


def test_t22_doctor_names_the_proxies_without_their_password() -> None:
    config = parse(
        '[accounts.a]\nvendor = "repcard"\nauth.api_key.env = "X"\n[network]\ntrust_env = true', discover()
    ).accounts.values()
    environ = {"https_proxy": "http://me:secret@proxy.example:3128"}
    (used,) = network.judge_proxies(environ, config)
    assert "http://proxy.example:3128; used for a" in used.found
    assert "secret" not in used.found
    (unused,) = network.judge_proxies(environ, ())
    assert "secret" not in unused.found
    assert "not there" in next(network.judge_authorities(Authorities("/a", "", "/b", False), ())).found
