"""One request as a command for curl, to be pasted into a POSIX shell. It holds no secret: where one belongs stands a
shell variable, and the shell refuses to go on while that is not set. Pure."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from shlex import quote
from typing import Final

from explorer.model.account import Account
from explorer.model.auth import Token
from explorer.model.field import HIDDEN
from explorer.model.json_text import JsonValue, dumps_visible

_END: Final = "HEADERS"
_IDENTIFIER: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_HIDDEN_MEMBER: Final = re.compile(rf'"([^"\\]+)":"({re.escape(HIDDEN)})"')


def curl(account: Account, method: str, url: str, body: JsonValue = None) -> str:
    """`body` as it may be shown: a secret stands there as `***`, and becomes a variable named after its member.

    The headers that sign the request reach curl by its standard input (`-H @-`, curl 7.55), not by its arguments,
    which everybody on the machine can read. HTTP Basic goes by `-u`, which curl itself hides there.
    """
    headers, pair = _signature(account)
    plain = {"accept": "application/json"} | {name.lower(): value for name, value in account.vendor.headers.items()}
    if body is not None:
        plain["content-type"] = "application/json"
    parts = ["curl"] + ([f"-X {quote(method)}"] if method != "GET" else []) + [quote(url)]
    parts += [f"-H {quote(f'{name}: {value}')}" for name, value in plain.items()]
    if pair:
        parts.append(f'-u "{pair}"')
    if headers:
        parts.append("-H @-")
    if body is not None:
        parts.append(f"--data-raw {_data(account, body)}")
    command = " \\\n  ".join(parts)
    if not headers:
        return command
    return "\n".join([f"{command} <<{_END}", *(f"{name}: {value}" for name, value in headers.items()), _END])


def _signature(account: Account) -> tuple[Mapping[str, str], str]:
    """The headers that sign a request, as they stand in a shell's here-document, and the user and password of HTTP
    Basic; either may be empty."""
    marks = [{name: f"explorer-{turn}-{name}-" for name in account.credentials} for turn in ("a", "b")]
    signed = [_signed(account, each) for each in marks]
    variables = {mark: _variable(account, name) for name, mark in marks[0].items()}
    variables[_token(marks[0]).value] = _own(account, "token")
    headers: dict[str, str] = {}
    for name, value in signed[0].items():
        pair = _basic(value)
        if name == "Authorization" and any(mark in pair for mark in variables):
            return {}, _with_variables(pair, variables)
        headers[name] = _with_variables(value, variables)
        if headers[name] == _escaped(value) and value != signed[1][name]:
            # The scheme makes something of the credentials that cannot be taken apart again.
            headers[name] = _own(account, name)
    return headers, ""


def _signed(account: Account, marks: Mapping[str, str]) -> Mapping[str, str]:
    scheme = account.vendor.auth
    return scheme.headers(marks, _token(marks) if scheme.needs_token(marks) else None)


def _token(marks: Mapping[str, str]) -> Token:
    return Token("explorer-token-" + "".join(marks.values()))


def _basic(header: str) -> str:
    """User and password in an Authorization header of HTTP Basic (RFC 7617); empty when it is none."""
    scheme, _, encoded = header.partition(" ")
    try:
        return b64decode(encoded, validate=True).decode() if scheme == "Basic" else ""
    except (Base64Error, UnicodeDecodeError):
        return ""


def _with_variables(text: str, variables: Mapping[str, str]) -> str:
    text = _escaped(text)
    for mark in sorted(variables, key=len, reverse=True):
        text = text.replace(mark, variables[mark])
    return text


def _escaped(text: str) -> str:
    """`text` as it stands where a shell still expands variables."""
    return re.sub(r'([\\$`"])', r"\\\1", text)


def _variable(account: Account, name: str) -> str:
    """The variable that a credential is in: its own where the config names one."""
    secret = account.credentials[name]
    given = str(secret.value) if secret.source == "env" else ""
    return _required(given) if _IDENTIFIER.fullmatch(given) else _own(account, name)


def _own(account: Account, part: str) -> str:
    name = re.sub(r"\W", "_", f"{account.name}_{part}", flags=re.ASCII).upper()
    return _required(name if _IDENTIFIER.fullmatch(name) else f"_{name}")


def _required(variable: str) -> str:
    return f"${{{variable}:?}}"


def _data(account: Account, body: JsonValue) -> str:
    """The body as a shell word; members that are hidden are put in by the shell."""
    text, parts, end = dumps_visible(body), [], 0
    for found in _HIDDEN_MEMBER.finditer(text):
        parts += [quote(text[end : found.start(2)]), f'"{_own(account, found[1])}"']
        end = found.end(2)
    return "".join([*parts, quote(text[end:])])
