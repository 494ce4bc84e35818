"""`explorer ls`: accounts, what an account holds, and every documented call with its parameters."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any, Final

from explorer.cli.outcome import say
from explorer.cli.output import Output, output
from explorer.cli.session import Session
from explorer.model.account import Account
from explorer.model.field import Column
from explorer.model.resource import Operation, Parameter, Resource
from explorer.model.text import safe

_ACCOUNTS: Final = (
    Column("account", "account", width=24),
    Column("vendor", "vendor", width=12),
    Column("title", "title", width=24),
    Column("base_url", "base URL", width=40),
)
_OPERATIONS: Final = (
    Column("address", "address", width=52),
    Column("operation", "offers", width=12, whole=True),
    Column("method", "method", width=6, spare=1),
    Column("path", "path", width=56, spare=1),
    Column("summary", "what it does", width=60),
)
_WIDE: Final = 130
"""Cells from which on there is room for a call and its path in one line."""


def ls(session: Session, options: Namespace) -> int:
    """Prints the accounts, or what is offered at an address."""
    with output(options.format) as out:
        if not options.address:
            _accounts(session, out)
            return 0
        account, address = session.address(options.address)
        if address.is_account:
            calls = [each for _, resource in account.vendor.walk() for each in _calls(account, resource)]
        else:
            account.vendor.path_values(address.segments)
            resource = account.vendor.resource(address.segments)
            below = resource.children if address.is_record else ()
            calls = [each for shown in (resource, *below) for each in _calls(account, shown)]
        if out.format == "table" and not address.is_account:
            out.stream.write("".join(f"{safe(line)}\n" for call in calls for line in _lines(call)))
        else:
            narrow = out.width is not None and out.width < _WIDE
            out.values(calls, [each for each in _OPERATIONS if not (narrow and each.spare)])
            if narrow:
                say(f"method and path of a call: explorer ls {calls[0]['address'] if calls else account.name}")
    return 0


def _accounts(session: Session, out: Output) -> None:
    accounts = session.config.accounts.values()
    if not accounts:
        session.account("")
    rows = [
        {"account": each.name, "vendor": each.vendor.name, "title": each.title, "base_url": each.base_url}
        for each in accounts
    ]
    out.values(rows, _ACCOUNTS)


def _calls(account: Account, resource: Resource) -> Iterator[dict[str, Any]]:
    """Each operation of `resource` as the account makes it."""
    for documented in resource.operations:
        operation = account.operation(resource, documented.name)
        assert operation is not None
        yield {
            "address": _address(account, resource, operation),
            "operation": operation.name,
            "method": operation.method,
            "path": operation.path,
            "summary": operation.summary,
            "source": operation.source,
            "final": operation.final,
            "parameters": [_parameter(each) for each in operation.parameters],
            "includes": [
                {"name": each.name, "help": each.help, "default": each.shown, "source": each.source}
                for each in operation.includes
            ],
            "fields": _fields(operation),
        }


def _address(account: Account, resource: Resource, operation: Operation) -> str:
    above, _ = next(pair for pair in account.vendor.walk() if pair[1] is resource)
    parts = [account.name, *(part for each in above for part in (each.name, f"{{{each.id_name}}}")), resource.name]
    if operation.name not in ("list", "create", "export"):
        parts.append(f"{{{resource.id_name}}}")
    return "/".join(parts)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "help": parameter.help,
        "required": parameter.required,
        "default": parameter.default,
        "choices": list(parameter.choices),
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "needs": list(parameter.needs),
        "source": parameter.source,
    }


def _fields(operation: Operation) -> list[dict[str, Any]]:
    if not operation.form:
        return []
    from explorer.model.validate import attributes

    return [
        {
            "name": each.name,
            "kind": each.field.kind,
            "required": each.required,
            "choices": list(each.field.choices),
            "help": each.field.rule,
        }
        for each in attributes(operation.form)
    ]


def _lines(call: dict[str, Any]) -> Iterator[str]:
    """One call for people."""
    certainty = "" if call["source"] == "seed" else f"  ({call['source']})"
    yield f"{call['operation']}  {call['address']}"
    yield f"  {call['method']} {call['path']}{certainty}"
    yield f"  {call['summary']}"
    if call["final"]:
        yield f"  {call['final']}"
    for each in call["parameters"]:
        yield f"    -w {each['name']}={_value(each)}"
    if call["includes"]:
        names = ", ".join(each["name"] + ("*" if each["default"] else "") for each in call["includes"])
        yield f"    --include {names}"
    for each in call["fields"]:
        yield f"    {each['name']} = {_value(each)}"
    yield ""


def _value(value: dict[str, Any]) -> str:
    """What a parameter or field takes."""
    notes = [
        "required" if value["required"] else "",
        f"default {value['default']}" if value.get("default") else "",
        f"from {value['minimum']:g}" if value.get("minimum") is not None else "",
        f"to {value['maximum']:g}" if value.get("maximum") is not None else "",
        f"needs {', '.join(value['needs'])}" if value.get("needs") else "",
        value["help"],
    ]
    takes = "|".join(value["choices"]) or str(value["kind"]).upper()
    return "  ".join([takes, *("; ".join(each for each in notes if each),)]).rstrip()
