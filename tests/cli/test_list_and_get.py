"""`explorer list` and `get`: what is asked for, what is refused, and what is said beside the data."""

from __future__ import annotations

import csv
import errno
import io
import os
import resource
import signal
from pathlib import Path

import pytest

from explorer.cli.output import output
from explorer.model.errors import ExplorerError, Incomplete, UsageError
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors
from tests.filling_disk import filling_disk

USERS = "demo-repcard/users"


def test_without_a_flag_the_first_page_and_how_many_there_are(run: Run) -> None:
    ran = run("list", USERS)
    assert (ran.code, len(ran.json)) == (0, 50)
    assert ran.err == "50 of 200, --all for all\n"


def test_all_pages_in_order_and_without_doubles(run: Run) -> None:
    ran = run("list", USERS, "--all", "--format", "ndjson")
    assert (ran.code, ran.err, len(set(ran.lines))) == (0, "", 200)
    pages = [run("list", USERS, "--page", str(number), "--format", "ndjson").lines for number in (1, 2, 3, 4)]
    assert ran.lines == [line for page in pages for line in page]


def test_a_page_and_a_limit(run: Run) -> None:
    assert run("list", USERS, "--page", "2").err == "50 of 200, --all for all\n"
    assert len(run("list", USERS, "--limit", "7").json) == 7
    assert len(run("list", USERS, "--limit", "73").json) == 73
    assert run("list", USERS, "--page", "5").err == "explorer: there is no page 5: the last is 4\n"
    assert run("list", "demo-repsly/users", "--limit", "60").code == 0


def test_filters_and_search_narrow_at_the_vendor(run: Run) -> None:
    assert [each["id"] for each in run("list", USERS, "--search", "adaowner").json] == ["1466"]
    assert len(run("list", USERS, "-w", "per_page=20").json) == 20
    found = run("list", "demo-assemble/users", "-w", "view=non-volunteers", "-w", "s=a", "--all")
    assert 0 < len(found.json) < 177 and found.code == 0
    nothing = run("list", USERS, "--search", "nobody is called this")
    assert (nothing.code, nothing.out) == (0, "[]\n")


def test_includes_are_asked_for(run: Run) -> None:
    plain, with_phones = (
        run("list", "demo-assemble/users", "--limit", "3", *more) for more in ((), ("--include", "phoneNumbers,roles"))
    )
    assert all({"phoneNumbers", "roles"} <= set(each) for each in with_phones.json)
    assert not any({"phoneNumbers", "roles"} & set(each) for each in plain.json)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "demo-repcrd/users"), "there is no account “demo-repcrd”; did you mean demo-repcard?"),
        (("list", "demo-repcard/usrs"), "RepCard has no “usrs” there; it has users, customers"),
        (("list", USERS, "-w", "serch=x"), "there is no filter “serch”; did you mean “search”?"),
        (("list", USERS, "-w", "firstAppointment=maybe"), "“firstAppointment” takes yes or no"),
        (("list", USERS, "-w", "search"), "“search” is not NAME=VALUE"),
        (("list", "demo-assemble/users", "--include", "role"), "there is no include “role”; did you mean “roles”?"),
        (("list", USERS, "--columns", "emial", "--format", "csv"), "there is no column “emial”; did you mean email?"),
        (("list", USERS, "--columns", "email"), "json has no columns"),
        (("list", USERS, "--page", "0"), "“0” is no number from 1"),
        (("list", USERS, "--page", "1", "--all"), "not allowed with argument"),
        (("list", USERS, "--fromat", "csv"), "unrecognized arguments"),
        (("list", "demo-repcard/users/1476"), "is no collection; explorer get demo-repcard/users/1476"),
        (("list", "demo-repcard"), "is no collection; explorer ls demo-repcard shows its collections"),
        (("get", USERS), "is no record; explorer list demo-repcard/users"),
        (("get", "demo-repcard//5"), "is not an address"),
        (("get", "demo-gormic/customers/export"), "“export” is not the id of a customer"),
        (
            ("list", "demo-gormic/customers", "--page", "2"),
            "pages of customers have no numbers; use --limit N or --all",
        ),
        (("list", "demo-gormic/customers", "--search", "x"), "Gormic cannot search customers"),
        (("list", "demo-repsly/users", "-w", "x=1"), "nothing can be asked for with -w here"),
        (("list", "demo-repcard/customers"), "RepCard cannot list customers, and none was opened here before"),
        (("lsit", USERS), "there is no command, account or record called “lsit”; did you mean list?"),
        (("get", f"{USERS}/1476/foo"), "RepCard has no “foo” there"),
        (("list", "demo-repsly/users", "--page", "1"), "pages of users have no numbers"),
        (("list", USERS, "-w", "per_page=1", "-w", "per_page=2"), "“per_page” is given twice"),
        (("list", USERS, "--search", "a", "-w", "search=b"), "“search” is given twice; --search means the same"),
        (
            ("list", "demo-assemble/users", "-w", "include=roles", "--include", "phoneNumbers"),
            "“include” is given twice; name all after --include",
        ),
        (("--offline", "sync"), "a sync cannot be made offline"),
        (("bogus",), "the screen needs a terminal"),
        (("serch",), "there is no command, account or record called “serch”; did you mean search?"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_way_on(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err and ran.err.count("\n") == 1


def test_what_the_vendor_refuses_is_said_by_name(run: Run) -> None:
    ran = run("get", "demo-repcard/users/99999999")
    assert (ran.code, ran.out) == (1, "") and "demo-repcard" in ran.err


def test_records_opened_by_id_are_listed_where_the_vendor_cannot(run: Run) -> None:
    assert run("get", "demo-repcard/customers/25997808").code == 0
    ran = run("list", "demo-repcard/customers")
    assert [each["id"] for each in ran.json] == ["25997808"]
    assert "RepCard cannot list customers: these were opened before" in ran.err


def test_a_record_without_a_call_of_its_own_comes_from_its_list(run: Run, demo_vendors: DemoVendors) -> None:
    user = run("list", "demo-repsly/users", "--limit", "1").json[0]
    assert run("get", f"demo-repsly/users/{user['ID']}").json == user


def test_offline_tells_the_age_and_what_is_missing(run: Run) -> None:
    nothing = run("--offline", "list", USERS)
    assert (nothing.code, nothing.out) == (1, "") and "nothing of it is held here" in nothing.err
    online = run("list", USERS)
    held = run("list", USERS, "--offline")
    assert held.out == online.out and held.code == 0
    assert "50 of 200, --all for all\noffline: as of 20" in held.err
    part = run("--offline", "list", USERS, "--all")
    assert (part.code, part.json) == (3, online.json)
    assert "only 50 rows of it are held here" in part.err
    assert run("--offline", "list", USERS, "--page", "2").code == 1
    record = run("--offline", "get", f"{USERS}/1476")
    assert record.code == 0 and "offline: as of 20" in record.err


def test_a_broken_run_gives_what_arrived_and_says_so(
    run: Run, fresh_demo_vendors: DemoVendors, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config_file.write_text(fresh_demo_vendors.config_text)
    from explorer.export.formats import JsonArray

    write = JsonArray.rows

    def stop_after_the_first_page(self: JsonArray, batch: list[object]) -> None:
        write(self, batch)  # type: ignore[arg-type]  # rows, whatever they hold
        fresh_demo_vendors.stop()

    monkeypatch.setattr(JsonArray, "rows", stop_after_the_first_page)
    ran = run("list", USERS, "--all", "-w", "per_page=10")
    assert ran.code == 3
    assert len(ran.json) in range(10, 60, 10)  # whole JSON, whatever had arrived
    assert f"{len(ran.json)} of 60" in ran.err and "failed" in ran.err


def test_a_vendor_that_is_not_there(run: Run, config_file: Path, fresh_demo_vendors: DemoVendors) -> None:
    config_file.write_text(fresh_demo_vendors.config_text)
    fresh_demo_vendors.stop()
    ran = run("list", USERS)
    assert (ran.code, ran.out) == (1, "") and "127.0.0.1" in ran.err


def test_csv_has_dotted_names_raw_values_and_lists_as_json(run: Run) -> None:
    ran = run("list", "demo-assemble/users", "--include", "phoneNumbers", "--format", "csv", "--limit", "60")
    rows = list(csv.DictReader(io.StringIO(ran.out, newline="")))
    records = run("list", "demo-assemble/users", "--include", "phoneNumbers", "--limit", "60").json
    assert len(rows) == len(records) == 60
    assert [row["status.name"] for row in rows] == [each["status"]["name"] for each in records]
    assert [row["display_name"] for row in rows] == [each["display_name"] for each in records]
    assert ran.out.endswith("\r\n")
    chosen = run("list", USERS, "--format", "csv", "--columns", "lastName,id", "--limit", "1")
    assert chosen.lines == ["lastName,id", "Owner,1466"]


def test_columns_that_are_documented_or_there_may_be_chosen(run: Run) -> None:
    ran = run("list", USERS, "--columns", "badgeId,company_id", "--format", "csv", "--limit", "1")
    assert ran.code == 2  # company_id is a filter, no member of a record
    assert run("list", USERS, "--columns", "badgeId,qrCode", "--format", "table", "--limit", "1").code == 0
    assert run("list", "demo-assemble/users", "--columns", "status.name", "--format", "table").code == 0


def test_columns_may_be_called_by_their_titles(run: Run) -> None:
    asked = ("--format", "csv", "--limit", "1")
    assert run("list", USERS, "--columns", "Last Name,id", *asked).lines[0] == "lastName,id"
    assert run("get", f"{USERS}/1476", "--columns", "badge", "--format", "csv").lines[0] == "badgeId"
    assert run("list", "demo-assemble/users", "--columns", "team,name", *asked).lines[0] == "team_name,display_name"
    assert "did you mean lastName?" in run("list", USERS, "--columns", "lost name", *asked).err


@pytest.mark.parametrize(("format", "name"), [("csv", "o.json"), ("json", "o.csv"), ("table", "o.ndjson")])
def test_a_format_that_the_files_name_contradicts_is_refused(run: Run, tmp_path: Path, format: str, name: str) -> None:
    ran = run("list", USERS, "--limit", "1", "--format", format, "--output", str(tmp_path / name))
    assert ran.code == 2 and "contradict each other; leave --format out for" in ran.err
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(("format", "name"), [("ndjson", "o.json"), ("csv", "o.txt"), ("json", "o.data")])
def test_a_format_that_suits_the_files_name_is_taken(run: Run, tmp_path: Path, format: str, name: str) -> None:
    assert run("list", USERS, "--limit", "1", "--format", format, "--output", str(tmp_path / name)).code == 0
    assert (tmp_path / name).exists()


def test_a_table_shows_the_usual_columns(run: Run) -> None:
    ran = run("list", USERS, "--format", "table", "--limit", "2")
    header, first, second = ran.lines
    place = header.index("first")
    assert (first[place:].split()[0], second[place:].split()[0]) == ("Ada", "New")


def test_a_record_as_a_table_has_a_line_for_each_member(run: Run) -> None:
    ran = run("get", f"{USERS}/1476", "--format", "table")
    record = run("get", f"{USERS}/1476").json
    assert [line.split()[0] for line in ran.lines] == list(record)


def test_a_failure_leaves_no_empty_file_and_the_old_one_as_it_was(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "record.json"
    assert run("get", f"{USERS}/99999999", "--output", str(target)).code == 1
    assert not target.exists()
    target.write_text("old")
    assert run("get", f"{USERS}/99999999", "--output", str(target), "--force").code == 1
    assert target.read_text() == "old" and os.listdir(tmp_path).count("record.json") == 1
    assert not list(tmp_path.glob("*.new"))


def test_only_a_plain_file_is_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    for name in ("folder", "link", "pipe"):
        ran = run("get", f"{USERS}/1466", "--output", str(tmp_path / name), "--force")
        assert ran.code == 2 and "is no plain file" in ran.err
    assert sorted(tmp_path.iterdir()) == before and (tmp_path / "file").read_text() == "kept"


def test_a_part_does_not_replace_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = tmp_path / "users.csv"
    whole.write_text("all of them")
    (tmp_path / "users.part-2.csv").mkdir()
    for name in ("users.part.csv", "users.part-3.csv"):
        with pytest.raises(Incomplete), output(None, str(whole), force=True) as out:
            out.stream.write(f"some of {name}")
            raise Incomplete("page 2 failed")
        assert f"what arrived is in {tmp_path / name}; {whole} stays as it was" in capsys.readouterr().err
    for name in ("users.part.csv", "users.part-3.csv"):
        assert (tmp_path / name).read_text() == f"some of {name}"
    assert whole.read_text() == "all of them"


@pytest.mark.parametrize("force", [False, True])
def test_a_part_of_a_new_file_does_not_have_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], force: bool
) -> None:
    new, part = tmp_path / "new.csv", tmp_path / "new.part.csv"
    with pytest.raises(Incomplete), output(None, str(new), force=force) as out:
        assert part.stat().st_mode & 0o777 == 0o600
        out.stream.write("some")
        raise Incomplete("page 2 failed")
    assert f"what arrived is in {part}; there is no {new}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [part] and part.read_text() == "some"


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_a_file_that_comes_meanwhile_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refused(source: str, target: str) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")  # as FAT does, see link(2)

    if not links:
        monkeypatch.setattr(os, "link", refused)
    new, part = tmp_path / "new.csv", tmp_path / "new.part.csv"
    with output(None, str(new)) as out:
        out.stream.write("ours")
    assert list(tmp_path.iterdir()) == [new] and new.read_text() == "ours" and new.stat().st_mode & 0o777 == 0o600
    new.unlink()
    with (
        pytest.raises(UsageError, match="came meanwhile, and is not replaced") as raised,
        output(None, str(new)) as out,
    ):
        out.stream.write("ours")
        new.symlink_to("elsewhere")
    assert f"{part} is whole: rename it" in raised.value.next_step
    assert f"what arrived is in {part}; {new} stays as it was" in capsys.readouterr().err
    assert new.is_symlink() and not new.exists() and part.read_text() == "ours"


def test_a_file_that_cannot_be_written_whole_is_not_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    before = sorted(tmp_path.iterdir())
    bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, bounds[1]))
    try:
        with (
            pytest.raises(ExplorerError, match="cannot be written: File too large"),
            output(None, str(tmp_path / "file"), force=True) as out,
        ):
            out.stream.write("x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
        signal.signal(signal.SIGXFSZ, handler)
    assert sorted(tmp_path.iterdir()) == before and (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "demo-repcard/users", "--all"),
        ("list", "demo-repcard/users", "--limit", "150"),
        ("list", "demo-repcard/users", "--page", "2"),
        ("list", "demo-gormic/customers", "--all"),
        ("get", "demo-assemble/users/46485"),
        ("get", "demo-assemble/users/46485/roles/{role}"),
    ],
)
def test_when_the_disk_fills_up_what_arrives_is_given_out_and_once_said_not_to_be_kept(
    run: Run, arguments: tuple[str, ...]
) -> None:
    role = run("list", "demo-assemble/users/46485/roles", "--format", "json").json[0]["id"]
    command = (*(each.format(role=role) for each in arguments), "--format", "json")
    wanted = run(*command)
    assert wanted.code == 0, wanted.err
    run("cache", "purge", "--yes")
    run("search", "nobody")  # makes the file
    with filling_disk():
        ran = run(*command)
    assert (ran.code, ran.json) == (0, wanted.json)
    assert ran.err.count("the disk is full or failing") == 1
    assert ran.err.count("what was read is not kept") == 1


def test_when_the_disk_is_full_a_page_that_is_not_there_is_said_so(run: Run) -> None:
    run("search", "nobody")
    with filling_disk():
        ran = run("list", USERS, "--page", "99")
    assert ran.code == 2 and "there is no page 99: the last is" in ran.err


def test_a_sync_that_cannot_be_kept_fails(run: Run) -> None:
    run("search", "nobody")
    with filling_disk():
        ran = run("sync", USERS)
    assert ran.code == 1 and "the disk is full or failing" in ran.err


def test_a_csv_file_holds_no_formulas_unless_asked_for(
    run: Run, tmp_path: Path, config_file: Path, fresh_demo_vendors: DemoVendors
) -> None:
    config_file.write_text(fresh_demo_vendors.config_text)
    formula, phone = '=HYPERLINK("http://x.example")', "+44 20 7946 0123"
    one = "demo-gormic/customers/c-2"
    assert run("update", one, f"internalNote={formula}", f"number={phone}", "--yes").code == 0

    def cells(*more: str) -> tuple[list[str], str]:
        ran = run("get", one, "--columns", "internalNote,number", "--format", "csv", *more)
        assert ran.code == 0
        target = tmp_path / "kept.csv"
        text = target.read_text("utf-8") if "--output" in more else ran.out
        target.unlink(missing_ok=True)
        return next(csv.reader(text.splitlines()[1:])), ran.err

    in_file = ("--output", str(tmp_path / "kept.csv"))
    for protected in (in_file, ("--no-formulas",)):
        held, said = cells(*protected)
        assert held == [f"'{formula}", phone], "a phone number is no formula"
        assert "1 cell begins with an apostrophe" in said
    for raw in ((*in_file, "--raw-cells"), ()):
        held, said = cells(*raw)
        assert held == [formula, phone]
        assert "apostrophe" not in said


def test_what_narrows_what_is_held_goes_into_the_address(run: Run) -> None:
    ran = run("list", "demo-assemble/users", "-w", "~team_name=Kent")
    assert ran.code == 2 and "put it into the address" in ran.err and "did you mean" not in ran.err


def test_where_nothing_matches_that_is_said(run: Run) -> None:
    ran = run("list", "demo-assemble/users", "-w", "team=99999")
    assert (ran.code, ran.out) == (0, "[]\n")
    assert ran.err.startswith("demo-assemble/users: nothing matches team=99999\n")
    named = run("list", "demo-assemble/users", "-w", "team=Kent")
    assert named.code == 2 and "the filter on the screen finds ids by names" in named.err
