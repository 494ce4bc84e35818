"""One `[accounts.NAME]` table, held against what its vendor declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from explorer.config.document import Table
from explorer.config.url import UrlError, base_url
from explorer.model.account import Account, Network, Secret, is_loopback
from explorer.model.errors import UsageError
from explorer.model.nearest import hint
from explorer.model.parameters import wire_value
from explorer.model.resource import Option, Parameter, Vendor

_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,39}", re.ASCII).fullmatch
_OVERRIDE: Final = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/[\w.~/{}:@-]*)", re.ASCII).fullmatch
_PLACEHOLDER: Final = re.compile(r"{(\w+)}")
_VARIABLE: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII).fullmatch
TIMEOUT_BOUNDS: Final = (1.0, 600.0)
"""Seconds."""
PARALLEL_BOUNDS: Final = (1, 16)
INLINE: Final = "stands in the file itself"
"""What is said of a credential that is not fetched from elsewhere."""


def account(table: Table, vendors: Mapping[str, Vendor], network: Network) -> Account | None:
    """The account `table` describes; None when a mistake in it leaves open what is meant."""
    name = table.path[-1]
    if not _NAME(name):
        table.note("", "an account's name is letters, digits, . _ and -, forty at most")
    vendor = _vendor(table, vendors)
    if vendor is None:
        return None
    url = _base_url(table, vendor)
    credentials = _credentials(table.inner("auth"), vendor, local=is_loopback(urlsplit(url).hostname or ""))
    made = Account(
        name=name,
        vendor=vendor,
        title=table.text("title") or vendor.title,
        base_url=url,
        credentials=credentials,
        read_only=table.flag("read_only"),
        memory_only=table.flag("memory_only"),
        options=dict(_options(table.inner("options"), vendor)),
        operations=dict(_operations(table.inner("operations"), vendor)),
        network=read_network(table.inner("network"), network),
    )
    table.done()
    return None if table.document.failed(table.path) else made


def read_network(table: Table, defaults: Network) -> Network:
    """A `[network]` table on top of `defaults`."""
    given = table.raw("parallel") is not None
    made = Network(
        timeout=table.number("timeout", defaults.timeout, *TIMEOUT_BOUNDS),
        parallel=table.integer("parallel", 1, *PARALLEL_BOUNDS) if given else defaults.parallel,
        ca_file=_ca_file(table, defaults.ca_file),
        trust_env=table.flag("trust_env", defaults.trust_env),
    )
    table.done()
    return made


def _ca_file(table: Table, default: str) -> str:
    path = table.text("ca_file")
    if not path:
        return default
    found = _beside(table, path)
    if not found.is_file():
        table.note("ca_file", "there is no such file")
    return str(found)


def _beside(table: Table, path: str) -> Path:
    """A path from the config, which may be relative to the config file or begin with `~`."""
    try:
        return Path(table.document.file).parent.absolute() / Path(path).expanduser()
    except RuntimeError:  # there is no such home folder
        return Path(path)


def _vendor(table: Table, vendors: Mapping[str, Vendor]) -> Vendor | None:
    name = table.text("vendor")
    if name in vendors:
        return vendors[name]
    if "vendor" not in table:
        meant = next((each for each in table.names() if hint(each, ("vendor",)).startswith("did you mean")), "")
        likely = f"did you mean it by {meant}?" if meant else 'write it like vendor = "repcard"'
        table.note("vendor", "is missing", likely)
    elif name:
        table.note("vendor", f"there is no vendor “{name}”", hint(name, vendors))
    return None


def _base_url(table: Table, vendor: Vendor) -> str:
    text = table.text("base_url")
    if not text:
        if not vendor.base_url:
            table.note("base_url", "is missing", f"every {vendor.title} has its own, such as {vendor.base_url_example}")
        return vendor.base_url
    try:
        return base_url(text)
    except UrlError as error:
        table.note("base_url", str(error), f"write it like {vendor.base_url_example}")
        return vendor.base_url


def _credentials(table: Table, vendor: Vendor, *, local: bool) -> dict[str, Secret]:
    alternatives = vendor.auth.alternatives
    known = tuple(dict.fromkeys(name for names in alternatives for name in names))
    given = [name for name in known if table.raw(name) is not None]
    found = {name: secret for name in given if (secret := _secret(table, name, vendor))}
    table.done()
    if not any(set(names).issubset(given) for names in alternatives):
        wanted = ", or ".join(" and ".join(names) for names in alternatives)
        table.note("", f"{vendor.title} needs {wanted}")
    for name, secret in found.items():
        if secret.source == "inline" and name not in vendor.auth.principal and not local:
            table.note(
                name,
                INLINE,
                'better { env = "NAME" }, { command = ["program", "argument"] } or { file = "path" }',
                warning=True,
            )
    return found


def _secret(table: Table, name: str, vendor: Vendor) -> Secret | None:
    value: Any = table.raw(name)
    if isinstance(value, int) and not isinstance(value, bool) and name in vendor.auth.principal:
        value = str(value)
    if isinstance(value, str):
        if value and value.isprintable():
            return Secret("inline", value)
        table.note(name, "is empty or holds a control character")
    elif isinstance(value, dict):
        return _secret_from(Table(table.document, (*table.path, name), value))
    else:
        table.note(name, "has to be a text or one of { env }, { command }, { file }, { keyring }")
    return None


def _secret_from(table: Table) -> Secret | None:
    argv = table.raw("command")
    found: list[Secret] = []
    if argv is not None:
        if isinstance(argv, list) and argv and all(isinstance(part, str) and part for part in argv):
            found.append(Secret("command", tuple(argv)))
        else:
            table.note("command", 'has to be a list of texts, such as ["pass", "show", "repcard"]')
    if variable := table.text("env"):
        found.append(Secret("env", variable))
        if not _VARIABLE(variable):
            table.note("env", "has to be the name of an environment variable")
    if path := table.text("file"):
        found.append(Secret("file", str(_beside(table, path))))
    if entry := table.text("keyring"):
        found.append(Secret("keyring", entry))
        if not all(entry.partition("/")):
            table.note("keyring", 'has to be "service/user"')
    table.done()
    if len(list(table.names())) != 1 or not found:
        table.note("", "has to name exactly one of env, command, file and keyring")
        return None
    return found[0]


def _options(table: Table, vendor: Vendor) -> Iterator[tuple[str, str]]:
    for option in vendor.options:
        value = table.raw(option.name)
        if value is None:
            continue
        text = ",".join(str(item) for item in value) if isinstance(value, list) else str(value)
        try:
            yield option.name, wire_value(_parameter(vendor, option), text)
        except UsageError as error:
            table.note(option.name, str(error), error.next_step)
    table.done()


def _parameter(vendor: Vendor, option: Option) -> Parameter:
    """The documented parameter that `option` sets, or one made from the option."""
    for _, resource in vendor.walk():
        for operation in resource.operations:
            if option.parameter and (found := operation.parameter(option.parameter)):
                return found
    return Parameter(option.name, option.kind)


def _operations(table: Table, vendor: Vendor) -> Iterator[tuple[str, tuple[str, str]]]:
    documented = {
        f"{resource.name}.{operation.name}": operation
        for _, resource in vendor.walk()
        for operation in resource.operations
    }
    for name, value in _flat(table):
        path = (*table.path, *name.split(".", 1))
        line = path if path in table.document.lines else (*table.path, name)
        operation = documented.get(name)
        if operation is None:
            table.document.note(line, f"{vendor.title} has no operation “{name}”", hint(name, documented))
            continue
        given = _OVERRIDE(value) if isinstance(value, str) else None
        if given is None or "//" in given[2] or "{}" in given[2]:
            table.document.note(line, "has to be a method and a path", f"it is {operation.method} {operation.path}")
            continue
        holes, kept = _PLACEHOLDER.findall(operation.path), _PLACEHOLDER.findall(given[2])
        if (given[1] == "GET") != (operation.method == "GET"):
            table.document.note(line, "a read cannot become a write, nor a write a read", f"it is {operation.method}")
        elif unknown := [each for each in kept if each not in holes]:
            table.document.note(line, f"nothing fills {{{unknown[0]}}}", hint(unknown[0], holes))
        elif holes and holes[-1] not in kept:
            table.document.note(line, f"{{{holes[-1]}}} is missing in the path")
        else:
            yield name, (given[1], given[2])


def _flat(table: Table) -> Iterator[tuple[str, Any]]:
    """`"roles.list" = …` and `roles.list = …` mean the same."""
    for name in table.names():
        value = table.raw(name)
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield name, value
