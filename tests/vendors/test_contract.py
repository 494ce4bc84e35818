"""What every vendor's declaration keeps to, and that it says what the OpenAPI document says, where one is kept."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from explorer.model.field import Column
from explorer.model.json_text import loads
from explorer.model.page import PAGE_SIZE, Pager
from explorer.model.resource import Operation, Parameter, Resource, TypeReference, Vendor
from explorer.model.validate import Form, Record, attributes, check, load
from explorer.vendors import discover
from tests.fifth_vendor import VENDOR as FIFTH
from tests.vendors.openapi import CONTRACTS, Call, Contract, Documented, shape

VENDORS = (*discover().values(), FIFTH)
RESOURCES = [
    pytest.param(vendor, above, resource, id="/".join([vendor.name, *(each.name for each in above), resource.name]))
    for vendor in VENDORS
    for above, resource in vendor.walk()
]
OPERATIONS = [
    pytest.param(vendor, above, resource, operation, id=f"{vendor.name}/{resource.name}.{operation.name}")
    for vendor in VENDORS
    for above, resource in vendor.walk()
    for operation in resource.operations
]
FORMS = [
    pytest.param(operation, id=f"{vendor.name}/{resource.name}.{operation.name}")
    for vendor in VENDORS
    for _, resource in vendor.walk()
    for operation in resource.operations
    if operation.form
]
CONTRACTED = [
    pytest.param(vendor, path, id=vendor.name)
    for vendor in VENDORS
    if (path := CONTRACTS / f"{vendor.name}.json").exists()
]

each_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
each_resource = pytest.mark.parametrize(("vendor", "above", "resource"), RESOURCES)
each_operation = pytest.mark.parametrize(("vendor", "above", "resource", "operation"), OPERATIONS)
each_contract = pytest.mark.parametrize(("vendor", "path"), CONTRACTED)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


@each_vendor
def test_a_vendor_says_how_to_reach_and_sign_in_to_it(vendor: Vendor) -> None:
    assert vendor.base_url or vendor.base_url_example
    assert not (vendor.base_url or vendor.base_url_example).endswith("/")
    assert "accept" in {name.lower() for name in vendor.headers}
    assert vendor.auth.alternatives and all(vendor.auth.alternatives)
    assert not _twice(each.name for each in vendor.resources)
    assert not _twice(each.name for each in vendor.options)


@each_vendor
def test_an_option_sets_a_parameter_that_an_operation_documents(vendor: Vendor) -> None:
    documented = {
        parameter.name
        for _, resource in vendor.walk()
        for operation in resource.operations
        for parameter in operation.parameters
    }
    assert {each.parameter for each in vendor.options if each.parameter} <= documented


@each_resource
def test_names_and_letters_are_clear(vendor: Vendor, above: tuple[Resource, ...], resource: Resource) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", resource.name)
    assert resource.title and resource.singular and resource.operations
    assert not _twice(each.name for each in resource.operations)
    assert not _twice(each.name for each in resource.children)
    assert not _twice(each.letter for each in resource.children)
    assert all(re.fullmatch("[a-z]", each.letter) for each in resource.children)
    assert not _twice(each.id_name for each in (*above, resource))
    assert not _twice(column.path for column in resource.columns)
    assert not _twice(column.label for column in resource.columns)


def _check_column(resource: Resource, column: Column) -> None:
    marks = {each.name: each for each in attributes(resource.record)}
    member = marks.get(column.path.split(".")[0])
    assert member is not None, f"{column.path} is no member of {resource.record}"
    if "." not in column.path:
        assert (column.label, column.kind) == (member.label, member.field.kind)
        assert column.personal == member.field.personal


@each_resource
def test_columns_say_the_same_as_the_record(vendor: Vendor, above: tuple[Resource, ...], resource: Resource) -> None:
    for column in resource.columns:
        _check_column(resource, column)
    assert any(column.shown for column in resource.columns)
    assert all(2 <= column.width <= 60 for column in resource.columns)


@each_resource
def test_key_label_and_search_are_members(vendor: Vendor, above: tuple[Resource, ...], resource: Resource) -> None:
    members = {each.name: each for each in attributes(resource.record)}
    paths = (*resource.label, *resource.personal_texts, *filter(None, (resource.archived,)))
    assert {path.split(".")[0] for path in (*resource.key, *paths)} <= members.keys()
    assert any(members[name].field.kind == "id" for name in resource.key)


@each_resource
def test_orders_search_and_includes_are_documented(
    vendor: Vendor, above: tuple[Resource, ...], resource: Resource
) -> None:
    listing = resource.operation("list")
    names = {each.name for each in listing.parameters} if listing else set()
    assert {resource.search} - {""} <= names
    for _, parameters in resource.sort:
        assert parameters.keys() <= names
    included = {each.name for operation in resource.operations for each in operation.includes}
    assert {column.include for column in resource.columns} - {""} <= included
    if resource.includes_as:
        asked_for = {each.name for operation in above[-1].operations for each in operation.includes}
        assert resource.includes_as in asked_for | {each.name for each in attributes(above[-1].record)}


@each_resource
def test_a_list_and_an_export_are_paged_by_a_pager(
    vendor: Vendor, above: tuple[Resource, ...], resource: Resource
) -> None:
    assert (resource.export is not None) == (resource.operation("export") is not None)
    assert resource.pager is None or resource.operation("list") is not None


@each_resource
def test_its_record_reads_leniently(vendor: Vendor, above: tuple[Resource, ...], resource: Resource) -> None:
    assert issubclass(load(resource.record), Record)
    for attribute in attributes(resource.record):
        assert not attribute.field.secret, f"{attribute.name}: an answer shows no secret"
        assert (attribute.field.kind == "choice") == bool(attribute.field.choices)


@each_operation
def test_path_is_filled_from_the_address_and_the_pager(
    vendor: Vendor, above: tuple[Resource, ...], resource: Resource, operation: Operation
) -> None:
    assert operation.path.startswith("/") and "?" not in operation.path
    fillable = {each.id_name for each in above}
    if operation.name not in ("list", "create", "export"):
        fillable.add(resource.id_name)
    if operation.name == "export":
        fillable.add("cursor")
    assert set(re.findall(r"\{([^}]*)\}", operation.path)) <= fillable


@each_operation
def test_parameters_and_includes_are_clear(
    vendor: Vendor, above: tuple[Resource, ...], resource: Resource, operation: Operation
) -> None:
    names = {each.name for each in operation.parameters}
    assert not _twice(each.name for each in operation.parameters)
    assert not _twice(each.name for each in operation.includes)
    assert bool(operation.includes) == bool(operation.include_parameters)
    assert not names & set(operation.include_parameters)
    assert {each.parameter for each in operation.includes} - {""} <= set(operation.include_parameters)
    for parameter in operation.parameters:
        _check_parameter(parameter, names)


def _check_parameter(parameter: Parameter, names: set[str]) -> None:
    assert set(parameter.needs) <= names - {parameter.name}
    assert not parameter.choices or parameter.kind in ("choice", "texts")
    assert parameter.kind != "choice" or parameter.choices
    assert not parameter.default or parameter.kind != "choice" or parameter.default in parameter.choices
    assert len(set(parameter.wire)) == 2
    if parameter.minimum is not None and parameter.maximum is not None:
        assert parameter.minimum <= parameter.maximum


@each_operation
def test_a_write_says_how_it_is_checked_and_taken_back(
    vendor: Vendor, above: tuple[Resource, ...], resource: Resource, operation: Operation
) -> None:
    assert operation.summary
    assert not (operation.retry and operation.writes), "only reads are repeated"
    assert not (operation.form and not operation.writes)
    if operation.undo:
        assert resource.operation(operation.undo) is not None
        assert not operation.final
    if operation.name == "delete" or (operation.final and operation in resource.actions):
        assert operation.typed_confirmation
    assert not _twice(str(status) for status, _ in operation.errors)
    assert all(400 <= status < 600 and words for status, words in operation.errors)


@pytest.mark.parametrize("operation", FORMS)
def test_its_form_loads_and_marks_every_member(operation: Operation) -> None:
    assert issubclass(load(operation.form), Form)
    assert load(operation.form).model_json_schema()
    members = attributes(operation.form)
    assert members
    assert not {each.name for each in members} & operation.fixed.keys()
    for attribute in members:
        assert (attribute.field.kind == "choice") == bool(attribute.field.choices)
        if attribute.field.refers:
            assert attribute.field.kind in ("id", "ids")


@each_vendor
def test_references_lead_to_resources(vendor: Vendor) -> None:
    names = {resource.name for _, resource in vendor.walk()}
    for _, resource in vendor.walk():
        references: list[TypeReference] = [resource.record, *(each.form for each in resource.operations if each.form)]
        referred = {each.field.refers for reference in references for each in attributes(reference)}
        referred |= {each.refers for operation in resource.operations for each in operation.parameters}
        assert referred - {""} <= names


# Against the OpenAPI document


def _calls(vendor: Vendor) -> dict[Call, list[tuple[Resource, Operation]]]:
    calls: dict[Call, list[tuple[Resource, Operation]]] = {}
    for _, resource in vendor.walk():
        for operation in resource.operations:
            calls.setdefault((operation.method, shape(operation.path)), []).append((resource, operation))
    return calls


def _compared(vendor: Vendor, contract: Contract) -> Iterator[tuple[Documented, list[tuple[Resource, Operation]]]]:
    calls = _calls(vendor)
    for call, documented in contract.calls().items():
        if call in calls:
            yield documented, calls[call]


@each_contract
def test_declares_the_documented_calls_and_no_other(vendor: Vendor, path: Any) -> None:
    assert _calls(vendor).keys() == Contract(path).calls().keys()


def _paged_by(resource: Resource, operation: Operation, answers: tuple[Any, ...]) -> set[str]:
    """The parameters that the operation's pager sets, found by paging through the documented answers."""
    pager: Pager | None = {"list": resource.pager, "export": resource.export}.get(operation.name)
    if pager is None:
        return set()
    cursors = [pager.start(), *([pager.cursor(2)] if pager.numbered else [])]
    for answer in answers:
        following = pager.read(answer, pager.start()).next
        cursors += [following] if following is not None else []
    requests = [pager.request(cursor, PAGE_SIZE) for cursor in cursors]
    return {name for request in requests for name in (*request.parameters, *request.size)}


@each_contract
def test_declares_the_documented_query_parameters_and_no_other(vendor: Vendor, path: Any) -> None:
    for documented, declared in _compared(vendor, Contract(path)):
        for resource, operation in declared:
            named = {each.name for each in operation.parameters} | set(operation.include_parameters)
            paged = _paged_by(resource, operation, documented.answers)
            assert named | paged == documented.query.keys(), f"{resource.name}.{operation.name}"
            for parameter in operation.parameters:
                _compare_parameter(parameter, documented.query[parameter.name])


def _compare_parameter(parameter: Parameter, documented: Any) -> None:
    schema = documented["schema"]
    assert parameter.required == documented.get("required", False), parameter.name
    assert parameter.source == documented.get("x-source", parameter.source), parameter.name
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


@each_contract
def test_declares_the_documented_includes(vendor: Vendor, path: Any) -> None:
    for documented, declared in _compared(vendor, Contract(path)):
        for _, operation in declared:
            for name in operation.include_parameters:
                items = documented.query[name]["schema"]["items"]
                carried = {
                    each.name
                    for each in operation.includes
                    if (each.parameter or operation.include_parameters[0]) == name
                }
                known = items.get("enum") or [
                    each["value"] for each in documented.query[name].get("x-known-values", ())
                ]
                assert not known or carried == set(known)


@each_contract
def test_declares_the_documented_bodies(vendor: Vendor, path: Any) -> None:
    for documented, declared in _compared(vendor, Contract(path)):
        for resource, operation in declared:
            where = f"{resource.name}.{operation.name}"
            members = attributes(operation.form) if operation.form else ()
            sent = {each.name for each in members} | operation.fixed.keys()
            given = {each.name for each in attributes(resource.record) if each.field.readonly}
            assert sent <= documented.body.keys(), where
            assert documented.body.keys() - sent <= given, f"{where}: only what the vendor itself gives is left out"
            assert operation.wrap == documented.wrap, where
            required = {each.name for each in members if each.required} | operation.fixed.keys()
            assert documented.required <= required, where
            _compare_members(operation, documented)


def _compare_members(operation: Operation, documented: Documented) -> None:
    if not operation.form:
        return
    schema = load(operation.form).model_json_schema()
    for name, asked in documented.body.items():
        declared = schema["properties"].get(name, {})
        for limit in ("minLength", "maxLength", "minimum", "maximum"):
            if limit in asked:
                assert limit in json.dumps(declared), f"{name}: {limit} of {asked[limit]}"


@each_contract
def test_fixed_members_take_the_documented_values(vendor: Vendor, path: Any) -> None:
    for documented, declared in _compared(vendor, Contract(path)):
        for name, schema in documented.body.items():
            sent = {operation.fixed[name] for _, operation in declared if name in operation.fixed}
            assert not sent or sent == set(schema.get("enum", sent))


@each_contract
def test_names_the_documented_refusals(vendor: Vendor, path: Any) -> None:
    for documented, declared in _compared(vendor, Contract(path)):
        for resource, operation in declared:
            assert {status for status, _ in operation.errors} == documented.statuses, (
                f"{resource.name}.{operation.name}"
            )


@each_contract
def test_sends_the_documented_headers(vendor: Vendor, path: Any) -> None:
    credentials = {name: "x" for name in vendor.auth.alternatives[0]}
    sent = {name.lower() for name in (*vendor.headers, *vendor.auth.headers(credentials, None))}
    for documented, _ in _compared(vendor, Contract(path)):
        assert {name.lower() for name in documented.headers} <= sent


@each_contract
def test_forms_take_the_documented_examples(vendor: Vendor, path: Any) -> None:
    for documented, declared in _compared(vendor, Contract(path)):
        for _, operation in declared:
            if not operation.form:
                continue
            for example in documented.examples:
                body = example[operation.wrap] if operation.wrap else example
                given = {name: value for name, value in body.items() if name not in operation.fixed}
                load(operation.form).model_validate(given)


def _documented_rows(resource: Resource, operation: Operation, answer: Any) -> tuple[Any, ...]:
    pager = {"list": resource.pager, "export": resource.export}.get(operation.name)
    if pager is not None:
        return pager.read(answer, pager.start()).rows
    for name in operation.unwrap:
        answer = answer.get(name, answer)
    return (answer,) if isinstance(answer, dict) else tuple(answer)


@each_contract
def test_records_read_the_documented_answers(vendor: Vendor, path: Any) -> None:
    read = 0
    for documented, declared in _compared(vendor, Contract(path)):
        for resource, operation in declared:
            for answer in documented.answers if operation.method == "GET" else ():
                for row in _documented_rows(resource, operation, loads(json.dumps(answer))):
                    assert check(resource.record, row).problems == {}, f"{resource.name}.{operation.name}"
                    assert resource.key_of(row)
                    read += 1
    assert read
