"""`explorer ls`: accounts, resources, and what each offers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer.vendors import discover
from tests.cli.conftest import Run


def test_ls_shows_the_accounts(run: Run) -> None:
    assert [each["account"] for each in run("ls").json] == [
        "demo-repcard",
        "demo-repsly",
        "demo-assemble",
        "demo-gormic",
    ]


def test_ls_shows_all_58_operations_with_method_and_path(run: Run) -> None:
    calls = {
        f"{vendor} {each['method']} {each['path']}"
        for vendor in discover()
        for each in run("ls", f"demo-{vendor}").json
    }
    assert len(calls) == 58  # RepCard's one call to activate and deactivate is two actions here
    assert calls == {
        f"{vendor.name} {operation.method} {operation.path}"
        for vendor in discover().values()
        for _, resource in vendor.walk()
        for operation in resource.operations
    }


def test_ls_shows_every_parameter_with_what_it_takes(run: Run) -> None:
    shown = next(each for each in run("ls", "demo-assemble/users").json if each["operation"] == "list")
    documented = discover()["assemble"].resources[0].operation("list")
    assert documented is not None
    assert [each["name"] for each in shown["parameters"]] == [each.name for each in documented.parameters]
    assert [each["name"] for each in shown["includes"]] == [each.name for each in documented.includes]
    text = run("ls", "demo-assemble/users", "--format", "table").out
    assert re.search(r"^    -w s=a\|d  default d; direction: a ascending, d descending$", text, re.MULTILINE)
    assert re.search(r"^    -w distance=NUMBER  .*needs lat, long", text, re.MULTILINE)
    assert all(f"-w {each.name}=" in text for each in documented.parameters)


def test_ls_tells_in_a_narrow_terminal_what_is_offered(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("ls", "demo-assemble")
    assert "offers" in shown.lines[0] and "what it does" in shown.lines[0] and max(map(len, shown.lines)) <= 80
    assert "give a role" in shown.out and "no room" not in shown.err
    assert "method and path of a call: explorer ls demo-assemble/users" in shown.err


def test_ls_of_a_record_shows_what_lies_below_it(run: Run) -> None:
    shown = {each["address"] for each in run("ls", "demo-assemble/users/46485").json}
    assert "demo-assemble/users/{user_id}/notes" in shown
    assert run("ls", "demo-assemble/user").err == "explorer: Assemble has no “user” there; it has users\n"


def test_ls_shows_an_override(run: Run, config_file: Path) -> None:
    text = config_file.read_text()
    override = 'operations = { "roles.list" = "GET /users/{user_id}/role-associations" }\n'
    config_file.write_text(text.replace("[accounts.demo-gormic]", override + "[accounts.demo-gormic]"))
    (shown,) = (each for each in run("ls", "demo-assemble/users/1/roles").json if each["operation"] == "list")
    assert shown["path"] == "/users/{user_id}/role-associations"
