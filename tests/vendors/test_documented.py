"""Every vendor with an OpenAPI document in `tests/contracts` declares what that says, no less and no more."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from explorer.model.page import PAGE_SIZE, Pager
from explorer.model.resource import Operation, Parameter, Resource, Vendor
from explorer.model.validate import attributes, check, load
from explorer.vendors import discover
from tests.vendors.openapi import CONTRACTS, Call, Documented, contract, shape, takes_null

VENDORS = [vendor for name, vendor in discover().items() if (CONTRACTS / f"{name}.json").exists()]


def _declared(vendor: Vendor) -> Mapping[Call, list[tuple[Resource, Operation]]]:
    """Operations by their call; two of them may share one, with other fixed members."""
    calls: defaultdict[Call, list[tuple[Resource, Operation]]] = defaultdict(list)
    for _, resource in vendor.walk():
        for operation in resource.operations:
            calls[operation.method, shape(operation.path)].append((resource, operation))
    return calls


DECLARED = {vendor.name: _declared(vendor) for vendor in VENDORS}


def _compared(kept: Callable[[Operation], object]) -> pytest.MarkDecorator:
    """One test for each operation that is `kept`, with what is documented of its call."""
    cases = [
        pytest.param(documented, resource, operation, id=f"{vendor.name}/{resource.name}.{operation.name}")
        for vendor in VENDORS
        for call, documented in contract(vendor.name).calls().items()
        for resource, operation in DECLARED[vendor.name].get(call, ())
        if kept(operation)
    ]
    return pytest.mark.parametrize(("documented", "resource", "operation"), cases)


each_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
each_operation = _compared(lambda operation: True)
each_form = _compared(lambda operation: operation.form)
each_read = _compared(lambda operation: not operation.writes)


@each_vendor
def test_the_documented_calls(vendor: Vendor) -> None:
    assert DECLARED[vendor.name].keys() == contract(vendor.name).calls().keys()


@each_vendor
def test_the_documented_headers(vendor: Vendor) -> None:
    credentials = dict.fromkeys(vendor.auth.alternatives[0], "x")
    sent = {name.lower() for name in (*vendor.headers, *vendor.auth.headers(credentials, None))}
    for documented in contract(vendor.name).calls().values():
        assert {name.lower() for name in documented.headers} <= sent


@each_vendor
def test_the_documented_values_of_fixed_members(vendor: Vendor) -> None:
    for call, documented in contract(vendor.name).calls().items():
        for name, schema in documented.body.items():
            sent = {operation.fixed[name] for _, operation in DECLARED[vendor.name][call] if name in operation.fixed}
            assert not sent or sent == set(schema.get("enum", sent))


@each_operation
def test_the_documented_refusals(documented: Documented, resource: Resource, operation: Operation) -> None:
    assert {status for status, _ in operation.errors} == documented.statuses


def _pager(resource: Resource, operation: Operation) -> Pager | None:
    return {"list": resource.pager, "export": resource.export}.get(operation.name)


def _paged_by(resource: Resource, operation: Operation, answers: tuple[Any, ...]) -> set[str]:
    """The parameters that the operation's pager sets, found by paging through the documented answers."""
    pager = _pager(resource, operation)
    if pager is None:
        return set()
    cursors = [pager.start(), *([pager.cursor(2)] if pager.numbered else [])]
    cursors += filter(None, (pager.read(answer, pager.start()).next for answer in answers))
    requests = [pager.request(cursor, PAGE_SIZE) for cursor in cursors]
    return {name for request in requests for name in (*request.parameters, *request.size)}


@each_operation
def test_the_documented_query_parameters(documented: Documented, resource: Resource, operation: Operation) -> None:
    named = {each.name for each in operation.parameters} | set(operation.include_parameters)
    assert named | _paged_by(resource, operation, documented.answers) == documented.query.keys()
    for parameter in operation.parameters:
        _compare(parameter, documented.query[parameter.name])


def _compare(parameter: Parameter, documented: Any) -> None:
    schema = documented["schema"]
    assert parameter.required == documented.get("required", False), parameter.name
    assert (parameter.minimum, parameter.maximum) == (schema.get("minimum"), schema.get("maximum")), parameter.name
    if "default" in schema:
        assert parameter.default == _wire(schema["default"]), parameter.name
    enum = {_wire(each) for each in schema.get("enum", schema.get("items", {}).get("enum", ()))}
    allowed = set(parameter.wire) if parameter.kind == "bool" and enum else set(parameter.choices)
    assert allowed == enum, parameter.name
    kinds = {"boolean": {"bool"}, "integer": {"integer", "id", "bool", "choice"}, "number": {"number"}}
    if schema.get("type") in kinds:
        assert parameter.kind in kinds[schema["type"]], parameter.name


def _wire(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@each_operation
def test_the_documented_includes(documented: Documented, resource: Resource, operation: Operation) -> None:
    for name in operation.include_parameters:
        first = operation.include_parameters[0]
        carried = {each.name for each in operation.includes if (each.parameter or first) == name}
        known = set(documented.query[name]["schema"]["items"].get("enum", carried))
        assert carried == known


@each_operation
def test_the_documented_body(documented: Documented, resource: Resource, operation: Operation) -> None:
    members = attributes(operation.form) if operation.form else ()
    sent = {each.name for each in members} | operation.fixed.keys()
    assert sent <= documented.body.keys()
    given = {each.name for each in attributes(resource.record) if each.field.readonly}
    assert documented.body.keys() - sent <= given, "only what the vendor itself gives is left out"
    assert documented.required <= {each.name for each in members if each.required} | operation.fixed.keys()
    assert operation.wrap == documented.wrap


@each_form
def test_the_documented_limits_of_members(documented: Documented, resource: Resource, operation: Operation) -> None:
    declared = load(operation.form).model_json_schema()["properties"]
    for name in declared.keys() & documented.body.keys():
        for limit in documented.body[name].keys() & {"minLength", "maxLength", "minimum", "maximum"}:
            assert f'"{limit}": {documented.body[name][limit]}' in json.dumps(declared[name]), name


@each_form
def test_members_that_can_be_null_can_be_cleared(
    documented: Documented, resource: Resource, operation: Operation
) -> None:
    declared = load(operation.form).model_json_schema()["properties"]
    cleared = {name for name in declared.keys() & documented.body.keys() if takes_null(documented.body[name])}
    assert {name for name in cleared if not takes_null(declared[name])} == set()


def _rows(resource: Resource, operation: Operation, answer: Any) -> tuple[Any, ...]:
    pager = _pager(resource, operation)
    if pager is not None:
        return pager.read(answer, pager.start()).rows
    for name in operation.unwrap:
        answer = answer.get(name, answer)
    return (answer,) if isinstance(answer, dict) else tuple(answer)


@each_read
def test_the_documented_answers_are_read(documented: Documented, resource: Resource, operation: Operation) -> None:
    rows = [row for answer in documented.answers for row in _rows(resource, operation, answer)]
    assert rows
    for row in rows:
        assert check(resource.record, row).problems == {}
        assert resource.key_of(row)
