"""`Transport`: one request out, one answer in, over httpx. What goes wrong on the way becomes a typed error.

No error quotes what httpx or h11 say: their texts can hold a header's value or a whole URL.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from explorer.api.build import Origin, Request, base_origin
from explorer.api.decode import BodyError, BodyReader, Received
from explorer.model.account import Account, Network
from explorer.model.errors import BadAnswer, ConfigError, NetworkError, TimedOut, UsageError
from explorer.model.json_text import dumps
from explorer.model.text import safe

CONNECT_SECONDS: Final = 5.0
"""How long a connection may take to be made, at most."""

# httpx writes the whole URL of every request to its log, and httpcore its headers.
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.WARNING)

_AUTHORITY_STEP: Final = "when your organisation has its own authority, name its certificate as ca_file under network"
_CERTIFICATE_PROBLEMS: Final = {
    9: ("is not valid yet", "check this machine's clock"),
    10: ("has expired", "tell the vendor, and check this machine's clock"),
    18: ("is signed by itself", _AUTHORITY_STEP),
    19: ("is signed by an unknown authority", _AUTHORITY_STEP),
    20: ("is signed by an unknown authority", _AUTHORITY_STEP),
    21: ("is signed by an unknown authority", _AUTHORITY_STEP),
    62: ("belongs to another host", "check base_url in the config"),
    64: ("belongs to another address", "check base_url in the config"),
}
"""By OpenSSL's X509_V_ERR numbers (`x509_vfy.h`)."""
_NAME_STEP: Final = "check base_url and this machine's DNS"
_PORT_STEP: Final = "check the port of base_url, or wait until the service is up"
_PROXY_STEP: Final = "check HTTPS_PROXY and ALL_PROXY, or set trust_env = false under network"


class Transport:
    """The connections of one account. They are opened with the first request and go to its own origin only."""

    def __init__(self, account: Account, parallel: int, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport` takes the place of the network. Raises ConfigError when the base URL cannot be used."""
        self._network = account.network
        self._origin = base_origin(account)
        self._parallel = parallel
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    @property
    def origin(self) -> Origin:
        """The only origin that requests go to."""
        return self._origin

    async def exchange(self, request: Request, signature: Mapping[str, str], seconds: float) -> Received:
        """Sends `request` once and reads its whole answer, within `seconds`.

        `signature` are the headers that sign it. Raises NetworkError, TimedOut, and BadAnswer for a body out of bounds.
        """
        if Origin.of(request.url) != self._origin:
            raise ConfigError(f"{request.url} is not on {self._origin}; nothing was sent", next_step="correct base_url")
        client = await self._opened()
        try:
            async with asyncio.timeout(seconds):
                return await self._sent(client, request, signature)
        except TimeoutError:
            raise TimedOut(
                f"{request.account}: {_host(request)} took longer than {seconds:.3g} s",
                next_step="try again; a slow vendor can be given more time: timeout under network",
                **request.where,
            ) from None
        except BodyError as error:
            raise BadAnswer(
                f"{request.account} sent an answer to {request.operation} that cannot be taken: {error}",
                next_step="ask for less at once, or tell the vendor",
                **request.where,
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise network_error(error, request, self._network) from None

    async def aclose(self) -> None:
        """Closes every connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _sent(self, client: httpx.AsyncClient, request: Request, signature: Mapping[str, str]) -> Received:
        content, kind = _content(request)
        headers = httpx.Headers({"Accept": "application/json", **kind})
        headers.update(request.headers)  # whatever the case of their names: each is sent once
        headers.update(signature)
        made = client.build_request(
            request.method,
            request.url,
            params=request.parameters or None,
            content=content,
            headers=headers,
        )
        response = await client.send(made, stream=True)
        try:
            reader = BodyReader(response.headers.get("content-encoding", ""))
            async for chunk in response.aiter_raw():
                reader.feed(chunk)
            data = reader.finish()
        finally:
            await response.aclose()
        return Received(response.status_code, {name.lower(): value for name, value in response.headers.items()}, data)

    async def _opened(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                # What sends is loaded, and the authorities: long enough to be felt.
                self._client = await asyncio.to_thread(self._made)
            return self._client

    def _made(self) -> httpx.AsyncClient:
        verify = tls_context(self._origin, self._network)
        try:
            return self._client_with(verify)
        except (httpx.InvalidURL, ValueError, ImportError):  # SOCKS wants a library of its own
            if not self._network.trust_env:
                raise
            raise ConfigError(
                "a proxy that the environment names is none that can be used: it has to be http://HOST:PORT",
                next_step=_PROXY_STEP,
            ) from None

    def _client_with(self, verify: ssl.SSLContext) -> httpx.AsyncClient:
        phase = self._network.timeout / 2
        return httpx.AsyncClient(
            transport=self._transport,
            verify=verify,
            trust_env=self._network.trust_env,
            follow_redirects=False,
            timeout=httpx.Timeout(phase, connect=_connect_seconds(self._network)),
            limits=httpx.Limits(
                max_connections=self._parallel, max_keepalive_connections=self._parallel, keepalive_expiry=30.0
            ),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"Accept-Encoding": "gzip", "User-Agent": "explorer"},
        )


def tls_context(origin: Origin, network: Network) -> ssl.SSLContext:
    """What certificates are checked against: the system's authorities and the account's own. Never nothing.

    Raises ConfigError when `ca_file` cannot be used.
    """
    if origin.scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    paths = ssl.get_default_verify_paths()
    # A Python that knows of no authorities on this system gets those that httpx brings along.
    known = paths.cafile or paths.capath
    context = ssl.create_default_context() if known else httpx.create_ssl_context(trust_env=False)
    if network.ca_file:
        try:
            context.load_verify_locations(cafile=network.ca_file)
        except OSError as error:
            reason = "holds no certificate" if isinstance(error, ssl.SSLError) else "cannot be read"
            raise ConfigError(
                f"the ca_file {reason}: {network.ca_file}", next_step="correct it under network"
            ) from None
    return context


def network_error(error: Exception, request: Request, network: Network) -> NetworkError:
    """`error`, as raised by httpx while sending `request`, in words that name the host and what to do."""
    host, account, proxy = _host(request), request.account, _proxy(request, network)
    through = f" through the proxy {proxy}" if proxy else ""
    connecting = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError))
    if isinstance(error, httpx.TimeoutException):
        if isinstance(error, httpx.ConnectTimeout):
            message = f"{account}: {host} did not accept a connection within {_connect_seconds(network):.3g} s{through}"
        else:
            message = f"{account}: no answer from {host} within {network.timeout / 2:.3g} s{through}"
        step = "check the network, or try again later"
        if proxy and connecting:
            step = _PROXY_STEP
        return TimedOut(message, sent=not connecting, next_step=step, **request.where)
    if isinstance(error, httpx.ProxyError):
        message, step = f"the proxy refused the way to {host}", _PROXY_STEP
    elif isinstance(error, (httpx.LocalProtocolError, httpx.InvalidURL, httpx.UnsupportedProtocol)):
        message, step = "the request could not be written", "check the account's credentials and base_url"
        connecting = True
    elif connecting:
        message, step = _connect_problem(error, host, proxy)
    else:
        message, step = f"{host} closed the connection{through} before its answer was complete", "try again"
    return NetworkError(f"{account}: {message}", sent=not connecting, next_step=step, **request.where)


def _connect_problem(error: BaseException, host: str, proxy: str) -> tuple[str, str]:
    # Through a proxy the name is looked up and the connection made there: what fails here is the way to it.
    there = f"the proxy {proxy}" if proxy else host
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            said = f"is refused ({safe(cause.verify_message, 80)})"
            problem, step = _CERTIFICATE_PROBLEMS.get(cause.verify_code, (said, "tell the vendor"))
            return f"the certificate of {host} {problem}", step
        if isinstance(cause, ssl.SSLError):
            return f"{host} does not speak TLS as expected", "check the scheme and port of base_url"
        if isinstance(cause, socket.gaierror):
            return f"the name of {there} cannot be found", _PROXY_STEP if proxy else _NAME_STEP
        if isinstance(cause, ConnectionRefusedError):
            return f"{there} refuses connections", _PROXY_STEP if proxy else _PORT_STEP
    return f"there is no way to {there}", "check this machine's network or VPN"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and all that it came from, the members of exception groups among them."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__context__, each.__cause__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _content(request: Request) -> tuple[bytes | None, dict[str, str]]:
    """The body and the header that names its type."""
    if request.body is None:
        return None, {}
    if request.form:
        form = str(httpx.QueryParams({name: str(value) for name, value in request.body.items()}))
        return form.encode("ascii"), {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        return dumps(request.body).encode("utf-8"), {"Content-Type": "application/json"}
    except UnicodeEncodeError:
        raise UsageError("a text holds half of a character, which cannot be sent", next_step="type it anew") from None


def _connect_seconds(network: Network) -> float:
    # Less than an attempt has in all: who runs out of time for that cannot tell whether anything was sent.
    return min(CONNECT_SECONDS, network.timeout / 2)


def _host(request: Request) -> str:
    return safe(urlsplit(request.url).netloc, 120)


def _proxy(request: Request, network: Network) -> str:
    """Host and port of the proxy that `request` goes through, without its password; empty without one."""
    asked = urlsplit(request.url)
    if not network.trust_env or proxy_bypass(asked.netloc):
        return ""
    named = getproxies()
    url = named.get(asked.scheme) or named.get("all", "")
    return safe(urlsplit(url if "://" in url else f"//{url}").netloc.rpartition("@")[2], 120)
