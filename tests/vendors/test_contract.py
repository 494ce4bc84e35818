"""What every vendor's declaration keeps to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pytest

from explorer.model.field import Column
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Parameter, Resource, TypeReference, Vendor
from explorer.model.validate import Form, Record, attributes, load
from explorer.vendors import discover
from tests.fifth_vendor import VENDOR as FIFTH

VENDORS = (*discover().values(), FIFTH)
RESOURCES = [
    pytest.param(above, resource, id="/".join([vendor.name, *(each.name for each in above), resource.name]))
    for vendor in VENDORS
    for above, resource in vendor.walk()
]
OPERATIONS = [
    pytest.param(above, resource, operation, id=f"{vendor.name}/{resource.name}.{operation.name}")
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
each_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
each_resource = pytest.mark.parametrize(("above", "resource"), RESOURCES)
each_operation = pytest.mark.parametrize(("above", "resource", "operation"), OPERATIONS)
each_form = pytest.mark.parametrize("operation", FORMS)


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
def test_names_and_letters_are_clear(above: tuple[Resource, ...], resource: Resource) -> None:
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
def test_columns_say_the_same_as_the_record(above: tuple[Resource, ...], resource: Resource) -> None:
    for column in resource.columns:
        _check_column(resource, column)
    assert any(column.shown for column in resource.columns)
    assert all(2 <= column.width <= 60 for column in resource.columns)


@each_resource
def test_key_label_and_search_are_members(above: tuple[Resource, ...], resource: Resource) -> None:
    members = {each.name: each for each in attributes(resource.record)}
    paths = (*resource.label, *resource.personal_texts, *filter(None, (resource.archived,)))
    assert {path.split(".")[0] for path in (*resource.key, *paths)} <= members.keys()
    assert any(members[name].field.kind == "id" for name in resource.key)


@each_resource
def test_orders_search_and_includes_are_documented(above: tuple[Resource, ...], resource: Resource) -> None:
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
def test_a_list_and_an_export_are_paged_by_a_pager(above: tuple[Resource, ...], resource: Resource) -> None:
    assert (resource.export is not None) == (resource.operation("export") is not None)
    assert resource.pager is None or resource.operation("list") is not None


@each_resource
def test_its_record_reads_leniently(above: tuple[Resource, ...], resource: Resource) -> None:
    assert issubclass(load(resource.record), Record)
    for attribute in attributes(resource.record):
        assert not attribute.field.secret, f"{attribute.name}: an answer shows no secret"
        assert (attribute.field.kind == "choice") == bool(attribute.field.choices)


@each_operation
def test_path_is_filled_from_the_address_and_the_pager(
    above: tuple[Resource, ...], resource: Resource, operation: Operation
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
    above: tuple[Resource, ...], resource: Resource, operation: Operation
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
    above: tuple[Resource, ...], resource: Resource, operation: Operation
) -> None:
    assert operation.summary
    assert operation.effect if operation.writes else not operation.effect
    assert not operation.prefill or operation.form
    assert not (operation.retry and operation.writes), "only reads are repeated"
    assert not (operation.form and not operation.writes)
    if operation.undo:
        assert resource.operation(operation.undo) is not None
        assert not operation.final
    if operation.name == "delete" or (operation.final and operation in resource.actions):
        assert operation.typed_confirmation
    assert not _twice(str(status) for status, _ in operation.errors)
    assert all(400 <= status < 600 and words for status, words in operation.errors)


@each_form
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
    assert prefilled(operation, {}).keys() <= {each.name for each in members}


@each_vendor
def test_references_lead_to_resources(vendor: Vendor) -> None:
    names = {resource.name for _, resource in vendor.walk()}
    for _, resource in vendor.walk():
        references: list[TypeReference] = [resource.record, *(each.form for each in resource.operations if each.form)]
        referred = {each.field.refers for reference in references for each in attributes(reference)}
        referred |= {each.refers for operation in resource.operations for each in operation.parameters}
        assert referred - {""} <= names
