"""Writing from the command line, over real HTTP: every documented write, and every refusal that can be told apart."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from explorer.model.resource import walk
from explorer.vendors import discover
from tests.cli.conftest import Ran, Run
from tests.cli.writing import USER, WRITES, Write
from tests.demo_vendors import DemoVendors


@pytest.fixture
def config_file(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> Path:
    """Vendors of this test's own, in place of the shared ones."""
    file = tmp_path / "config.toml"
    file.touch(0o600)
    file.write_text(fresh_demo_vendors.config_text)
    return file


def made(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    address: str = ran.json[0]["address"]
    return address


def member(record: Any, path: str) -> Any:
    if isinstance(record, list):
        place, _, path = path.partition(".")
        record = record[int(place)]
    return walk(record, path)


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_each_write_leaves_what_it_says(run: Run, write: Write) -> None:
    address = write.address
    if write.first:
        address = made(run("create", *write.first, "--yes"))
    ran = run(write.command, address, *write.fields, "--yes")
    assert ran.code == 0, ran.err
    outcome = ran.json[0]
    assert outcome["state"] in ("applied", "accepted"), ran.err
    where = outcome["address"]
    looked = run("list" if where.endswith("/skills") else "get", where)
    if write.left is None:
        gone = looked.code == 1 or json.loads(looked.out).get("archivedAt") is not None
        assert gone, looked.out
        return
    assert looked.code == 0, looked.err
    record = json.loads(looked.out)
    assert {path: member(record, path) for path in write.left} == write.left
    entries = json.loads(run("journal", "--format", "json").out)
    assert entries[0]["entry"] == int(outcome["entry"])
    assert entries[0]["state"] == outcome["state"]


def test_all_documented_writes_are_written() -> None:
    documented = {
        (f"demo-{vendor.name}", "/".join(each.name for each in (*above, resource)), operation.name)
        for vendor in discover().values()
        for above, resource in vendor.walk()
        for operation in resource.operations
        if operation.writes
    }
    written = set()
    for write in WRITES:
        account, *segments = write.address.split("/")
        written.add((account, "/".join(segments[0::2]), write.fields[0] if write.command == "run" else write.command))
    assert written == documented
    assert len(documented) == 33  # RepCard's one call to activate and deactivate is two actions here


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("delete", f"{USER}/email-addresses/534"), 1, "it is the primary e-mail address, which cannot be deleted"),
        (("delete", f"{USER}/postal-addresses/353"), 1, "it is the primary postal address, which cannot be deleted"),
        (("update", f"{USER}/touchpoints/42", "subject=Later"), 1, "older than four hours"),
        (("create", f"{USER}/supervisors", "user.id=1"), 1, "no such user"),
        (("create", "demo-gormic/customers", "firstName=A", "phone=5550100", "phoneCallingCode=1"), 1, "PHONE_EXISTS"),
        (("update", "demo-gormic/customers/c-51", "firstName=A"), 1, "ARCHIVED"),
        (("update", "demo-gormic/customers/c-2", "id=c-3"), 2, "id cannot be edited: repeats the id"),
        (("update", "demo-gormic/customers/c-2", "birthDate=soon"), 1, "birthDate is not valid"),
        (("update", "demo-repcard/users/26682", "jobTitle=Lead"), 2, "roleName is required"),
        (("update", "demo-repcard/users/26682", "username=x"), 2, "username cannot be edited: sent back unchanged"),
        (("run", "demo-repcard/users/26682", "unlink", "leadToUser=26682"), 2, "customerToUser is required"),
        (("run", "demo-repcard/users/26682", "promote"), 2, "it can update, activate, deactivate, unlink"),
        (("run", "demo-repcard/users/26682", "update"), 2, "use explorer update"),
        (("create", "demo-repsly/users", "Name=x"), 2, "Repsly is read-only"),
        (("delete", "demo-assemble/users/234523"), 2, "Assemble cannot delete users"),
        (("update", USER, "status.id=2"), 2, "status cannot be edited: set by Assemble"),
        (("update", USER, "first_nam=Jo"), 2, "did you mean first_name?"),
        (("update", USER, "dob=yesterday"), 2, "year-month-day"),
        (("update", USER, "on_call:={"), 2, "the value of on_call cannot be taken: not JSON"),
        (("update", USER, "on_call:=NaN"), 2, "the value of on_call cannot be taken: NaN is not JSON"),
        (("update", USER, 'title:="a\\ud800"'), 2, "title holds half a character"),
        (("update", USER, 'address:={"": 1}', ".=x"), 2, "a member without a name is no field"),
        (("update", USER, "--data", ""), 2, "--data names cannot be read"),
        (("update", USER, "on_call"), 2, "is not FIELD=VALUE"),
        (("update", "demo-assemble/users", "title=Dr"), 2, "write demo-assemble/users/ID"),
        (("create", USER, "title=Dr"), 2, "write demo-assemble/users"),
        (("create", "demo-gormic/customers", "passcode=1234"), 2, "passcode is secret"),
        (("--read-only", "update", USER, "title=Dr"), 2, "is read-only"),
        (("--offline", "update", USER, "title=Dr"), 2, "offline"),
    ],
)
def test_each_refusal_is_said(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = run(*arguments, "--yes")
    assert ran.code == code, ran.err
    assert words in ran.err


def test_the_last_role_and_contact_stay(run: Run) -> None:
    for name, words in (("roles", "the user's last role"), ("emergency-contacts", "the last emergency contact")):
        rows = json.loads(run("list", f"{USER}/{name}").out)
        codes = [run("delete", f"{USER}/{name}/{row['id']}", "--yes") for row in rows]
        assert [ran.code for ran in codes] == [0] * (len(rows) - 1) + [1]
        assert words in codes[-1].err


def test_without_a_terminal_nothing_is_sent_unless_told_so(run: Run) -> None:
    ran = run("update", USER, "title=Dr")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert json.loads(run("journal").out) == []


def test_a_dry_run_shows_the_exact_request_and_sends_nothing(run: Run, tmp_path: Path) -> None:
    """W28"""
    file = tmp_path / "new.json"
    file.write_text('{"firstName": "Ada", "phone": "5550178", "phoneCallingCode": "1", "passcode": "hush"}')
    ran = run("create", "demo-gormic/customers", "--data", str(file), "--dry-run")
    assert ran.code == 0, ran.err
    shown = ran.json[0]
    assert (shown["method"], shown["body"]["params"]["passcode"]) == ("POST", "***")
    assert "hush" not in ran.out + ran.err
    assert run("journal").json == []
    sent = run("create", "demo-gormic/customers", "--data", str(file), "--yes")
    assert sent.code == 0, sent.err
    assert "EMAIL_MISSING" in sent.err
    assert "hush" not in sent.out + sent.err + run("journal").out


def test_nothing_is_sent_when_nothing_changes(run: Run) -> None:
    """W20, W21"""
    title = json.loads(run("get", USER).out)["preferred_name"]
    ran = run("update", USER, f"preferred_name={title}", "--yes")
    assert ran.code == 0
    assert "nothing would change" in ran.err
    assert run("journal").json == []


def test_many_are_written_one_by_one(run: Run, tmp_path: Path) -> None:
    """W25"""
    file = tmp_path / "changes.ndjson"
    rows = [("c-2", "A"), ("c-51", "B"), ("c-4", "C")]
    file.write_text("".join(json.dumps({"id": key, "firstName": name}) + "\n" for key, name in rows))
    ran = run("update", "demo-gormic/customers", "--data", str(file), "--yes")
    assert ran.code == 3, ran.err
    assert [each["address"] for each in ran.json] == ["demo-gormic/customers/c-2", "demo-gormic/customers/c-4"]
    assert "demo-gormic/customers/c-51" in ran.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": "c-2", "id": "c-3"}', "--data cannot be taken: an object holds the same key twice"),
        (
            '{\n  "id": "c-2",\n  "firstName": \n}\n',
            "--data cannot be taken: not JSON: Expecting value at character 33",
        ),
        ('{"id": "c-2"}\n\n{"id": }\n', "line 3 of --data cannot be taken: not JSON"),
        ("", "--data cannot be taken: not JSON"),
        ("1\n2\n", "--data has to hold one JSON object"),
    ],
)
def test_what_is_wrong_with_the_data_is_said_of_its_place(run: Run, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "changes.ndjson"
    file.write_text(text)
    ran = run("update", "demo-gormic/customers", "--data", str(file), "--yes")
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_data_in_place_of_its_files_name_is_not_repeated(run: Run) -> None:
    ran = run("update", "demo-gormic/customers/c-2", "--data", '{"passcode": "canary-7731"}', "--yes")
    assert (ran.code, "canary" in ran.out + ran.err) == (2, False)
    assert "it takes the name of a file, or -" in ran.err


def test_a_dry_run_for_people_shows_the_body_as_it_is_sent(run: Run) -> None:
    ran = run("update", "demo-assemble/users/46485", "title=Dr", "--dry-run", "--format", "table")
    assert '{"title":"Dr"}' in ran.out


def test_of_many_the_one_that_is_wrong_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "changes.ndjson"
    file.write_text('{"id": "c-2", "firstName": "A"}\n{"id": "nobody", "firstName": "B"}\n')
    ran = run("update", "demo-gormic/customers", "--data", str(file), "--dry-run")
    assert ran.code != 0 and "demo-gormic/customers/nobody: " in ran.err
    ran = run("create", f"{USER}/notes", "subject=Call", "reminder.date=tomorrow", "--dry-run")
    assert "reminder.date: write date and time with a zone" in ran.err


def test_an_update_is_undone_and_only_while_it_stands(run: Run) -> None:
    """W27"""
    before = json.loads(run("get", USER).out)["preferred_name"]
    first = run("update", USER, "preferred_name=Jo", "--yes").json[0]["entry"]
    assert run("undo", first, "--yes").code == 0
    assert json.loads(run("get", USER).out)["preferred_name"] == before
    again = run("undo", first, "--yes")
    assert (again.code, "taken back already" in again.err) == (2, True)


def test_what_a_later_write_of_ours_has_changed_is_undone_after_that_one(run: Run) -> None:
    first, second, third = (
        run("update", USER, f"preferred_name={name}", "--yes").json[0]["entry"] for name in ("Jo", "Joe", "Jon")
    )
    late = run("undo", first, "--yes")
    assert (late.code, "someone else" in late.err) == (5, False)
    assert (
        f"entry {third} of the journal changed preferred_name since; nothing was sent; undo {third} first" in late.err
    )
    assert run("undo", third, "--yes").code == 0
    assert f"; undo {second} first: explorer undo {second}" in run("undo", first, "--yes").err
    assert run("undo", second, "--yes").code == 0
    assert run("undo", first, "--yes").code == 0


def test_what_somebody_else_has_changed_since_is_not_undone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = run("update", USER, "preferred_name=Jo", "--yes").json[0]["entry"]
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_STATE_HOME", f"{os.environ['XDG_STATE_HOME']}-theirs")
        run("update", USER, "preferred_name=Theirs", "--yes")
    late = run("undo", entry, "--yes")
    assert (late.code, "changed by someone else meanwhile: preferred_name" in late.err) == (5, True)


@pytest.mark.parametrize("write", [each for each in WRITES if each.command == "create"], ids=str)
def test_what_was_made_is_deleted_again_or_said_to_stay(run: Run, write: Write) -> None:
    entry = run("create", write.address, *write.fields, "--yes").json[0]["entry"]
    ran = run("undo", entry, "--yes")
    assert ran.code == 0 or (ran.code == 2 and "no way to delete" in ran.err), ran.err


def test_undo_asks_for_the_role_that_no_answer_tells(run: Run) -> None:
    fields = ("jobTitle=Lead", "roleName=sales", "officeName=Corporate Office", "teamName=office team")
    entry = run("update", "demo-repcard/users/26682", *fields, "--yes").json[0]["entry"]
    without = run("undo", entry, "--yes")
    assert (without.code, "roleName" in without.err) == (2, True)
    assert run("undo", entry, "roleName=sales", "--yes").code == 0
