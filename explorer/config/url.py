"""Base URLs: which ones credentials may be sent to (RFC 3986, RFC 3490 for names beyond ASCII)."""

from __future__ import annotations

from urllib.parse import urlsplit

from explorer.model.account import is_loopback


class UrlError(ValueError):
    """The text cannot be a base URL; the message says why and quotes none of it."""


def base_url(text: str) -> str:
    """`text` as scheme, host in ASCII, port and path without a slash at the end. Raises UrlError."""
    if any(character <= " " or character in "\x7f\\" for character in text):
        raise UrlError("holds a space, a backslash or a control character")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UrlError("is no URL") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise UrlError("has to begin with https:// and a host")
    if "@" in parts.netloc:
        raise UrlError("must not hold a user name or password")
    if "?" in text or "#" in text:
        raise UrlError("must end with its path: no ? and no #")
    if not parts.path.isascii() or any(part in (".", "..") for part in parts.path.split("/")) or "//" in parts.path:
        raise UrlError("has a path that is not plain")
    host = _ascii(parts.hostname)
    if parts.scheme == "http" and not is_loopback(host):
        raise UrlError("has to be https: plain http goes to this machine only")
    shown = f"[{host}]" if ":" in host else host
    place = shown if port is None or port == {"https": 443, "http": 80}[parts.scheme] else f"{shown}:{port}"
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}"


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        encoded = host.encode("idna")
        if encoded.decode("idna") == host:
            return encoded.decode("ascii")
    except UnicodeError:
        pass
    raise UrlError("has a host that cannot be written in ASCII without doubt: write its xn-- form")
