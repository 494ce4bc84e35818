"""Exporting by keys alone: the volunteers of one team to CSV with four columns, and what an export says of itself."""

from __future__ import annotations

import csv
import json
import os
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.export.fetching import scp_command
from explorer.model.errors import Incomplete
from explorer.repository import Repository
from explorer.ui.screens.export import ExportScreen
from explorer.ui.screens.export_run import ExportRunScreen
from explorer.ui.screens.filter import FilterScreen
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.record_table import RecordTable
from tests.demo_vendors import DemoVendors
from tests.ui.screen.by_keys import SIZE, answered, back_on_main, until, words
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, type_text

USERS = "demo-assemble/users"
COLUMNS = ["id", "display_name", "role_name", "team_name"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program was started."""
    made = tmp_path / "work"
    made.mkdir()
    monkeypatch.chdir(made)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    return made


def app_of(systems: Systems, **options: Any) -> Any:
    """The program on Assemble's users."""
    return systems.app(USERS, only=("demo-assemble",), **options)


async def asked(pilot: Pilot[None]) -> ExportScreen:
    """The screen that asks, opened by its key."""
    await pilot.press("E")
    await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ExportScreen)
    await pilot.pause()
    return screen


async def named(pilot: Pilot[None], name: str) -> None:
    """Give the file another name, and begin."""
    await pilot.press("tab", "ctrl+u")
    await type_text(pilot, name)
    await pilot.press("enter")


async def ended(pilot: Pilot[None]) -> None:
    """Wait for the end of the run."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ExportRunScreen) and "enter close" in words(pilot))


async def test_volunteers_of_one_team_to_csv_with_four_columns(systems: Systems, folder: Path) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await narrowed(pilot, {"any words": "kent volunteer"})
        await pilot.press("S")
        await settle(pilot)
        await until(pilot, lambda: pane_of(pilot).state.listing.complete)
        found = len(pane_of(pilot).table.loaded_keys)
        await asked(pilot)
        assert f"the {found} found on this machine" in words(pilot)
        await choose(pilot, COLUMNS)
        await named(pilot, "team.csv")
        await ended(pilot)
        assert f"{found} of {found} rows" in words(pilot)
        assert f"written to {folder / 'team.csv'}" in words(pilot)
        assert "fetch it: scp " in words(pilot)
        await pilot.press("enter")
        await back_on_main(pilot)
    with (folder / "team.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == found > 1
    assert list(rows[0]) == COLUMNS
    assert {row["team_name"] for row in rows} == {"Kent"}
    assert all("Volunteer" in row["role_name"] for row in rows)
    assert stat.S_IMODE((folder / "team.csv").stat().st_mode) == 0o600


async def narrowed(pilot: Pilot[None], by: Mapping[str, str]) -> None:
    """Fill in the filter form, and show the rows."""
    await pilot.press("f")
    await until(pilot, lambda: isinstance(pilot.app.screen, FilterScreen))
    await until(pilot, lambda: getattr(pilot.app.screen, "painted_at", None) is not None)
    for field, value in by.items():
        await type_text(pilot, field)
        await pilot.press("enter")
        await type_text(pilot, value)
        await pilot.press("enter")
    await pilot.press("ctrl+r")
    await back_on_main(pilot)
    await settle(pilot)


async def choose(pilot: Pilot[None], columns: list[str]) -> None:
    """Have these columns chosen, and no others."""
    screen = pilot.app.screen
    assert isinstance(screen, ExportScreen)
    await pilot.press("a")
    if any(screen._chosen):
        await pilot.press("a")
    assert not any(screen._chosen)
    await pilot.press("j", "j")
    for path, *_ in screen._columns:
        await pilot.press("j")
        if path in columns:
            await pilot.press("space")


async def test_the_marked_ones_as_json_and_a_file_that_is_there(systems: Systems, folder: Path, looked: None) -> None:
    (folder / "mine.json").write_text("[]")
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "space")
        keys = pane_of(pilot).table.marked
        await asked(pilot)
        assert "the 2 marked" in words(pilot)
        await pilot.press("j", "space")
        await named(pilot, "mine.json")
        await until(pilot, lambda: "Replace the file?" in words(pilot))
        question = "".join(pilot.app.screen.query_one(Lines).text.split())  # however the path is broken
        assert "/mine.jsonistherealready." in question
        await until(pilot, lambda: getattr(pilot.app.screen, "painted_at", None) is not None)
        await pilot.press("escape")
        await until(pilot, lambda: "nothing was written" in said(pilot))
        assert (folder / "mine.json").read_text() == "[]"
        await asked(pilot)
        await pilot.press("j", "space")
        await named(pilot, "mine.json")
        await answered(pilot)
        await ended(pilot)
    assert [str(each["id"]) for each in json.loads((folder / "mine.json").read_text("utf-8"))] == list(keys)


async def test_all_that_match_are_asked_for_and_stopping_keeps_what_arrived(
    systems: Systems, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await asked(pilot)
        assert "all that match, asked for now: 177" in words(pilot)
        await pilot.press("j", "space", "space")
        await named(pilot, "all.ndjson")
        await ended(pilot)
        assert "177 of 177 rows" in words(pilot) and "incomplete" not in words(pilot)
        await pilot.press("enter")
        await back_on_main(pilot)

        stream = Repository.stream

        async def stopping(*arguments: Any, **options: Any) -> Any:
            async for batch in stream(*arguments, **options):
                await pilot.app.run_action("stop", pilot.app.screen)
                yield batch

        monkeypatch.setattr(Repository, "stream", stopping)
        await asked(pilot)
        await pilot.press("j", "space", "space")
        await named(pilot, "some.ndjson")
        await ended(pilot)
        assert "incomplete: stopped; what arrived is kept" in words(pilot)
        assert f"writtento{folder / 'some.part.ndjson'}" in "".join(words(pilot).split())
        assert "stays as it was" not in words(pilot), "nothing was there"
        await pilot.press("enter")
        await back_on_main(pilot)

        async def overtaken(*arguments: Any, **options: Any) -> Any:
            async for batch in stream(*arguments, **options):
                (folder / "late.ndjson").write_text("theirs")
                yield batch

        monkeypatch.setattr(Repository, "stream", overtaken)
        await asked(pilot)
        await pilot.press("j", "space", "space")
        await named(pilot, "late.ndjson")
        await ended(pilot)
        told = "".join(words(pilot).split())
        assert "late.ndjsoncamemeanwhile" in told and "allrowsarekept" in told and "incomplete" not in told
    assert not (folder / "some.ndjson").exists() and (folder / "late.ndjson").read_text() == "theirs"
    assert len((folder / "late.part.ndjson").read_text("utf-8").splitlines()) == 177
    assert len((folder / "all.ndjson").read_text("utf-8").splitlines()) == 177
    kept = (folder / "some.part.ndjson").read_text("utf-8").splitlines()
    assert 0 < len(kept) < 177 and json.loads(kept[-1])


@pytest.mark.parametrize("form", ["csv", "parquet"])
async def test_an_incomplete_one_does_not_replace_what_is_there(
    systems: Systems, folder: Path, monkeypatch: pytest.MonkeyPatch, looked: None, form: str
) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    whole = folder / f"users.{form}"
    whole.write_text("all of them")
    stream = Repository.stream

    async def broken(*arguments: Any, **options: Any) -> Any:
        async for batch in stream(*arguments, **options):
            yield batch
            raise Incomplete("page 2 failed")

    monkeypatch.setattr(Repository, "stream", broken)
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await asked(pilot)
        await pilot.press("j", *(["space"] * 3 if form == "parquet" else []))
        await named(pilot, whole.name)
        await until(pilot, lambda: "if not all do, it stays" in words(pilot))
        await answered(pilot)
        await ended(pilot)
        part = "users.part.csv" if form == "csv" else "_users.part.parquet"
        told = "".join(words(pilot).split())
        assert "incomplete:page2failed" in told and "/users." in told and "staysasitwas" in told
        assert f"writtento{folder / part}" in told and told.count(part) == 2, "the line that fetches it, too"
    assert whole.read_text() == "all of them"
    assert sorted(os.listdir(folder)) == sorted([whole.name, part]) and (folder / part).stat().st_size > 100


@pytest.fixture
def many(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> Iterator[Systems]:
    """Vendors with more people than one page has, that are told to fail."""
    fresh_demo_vendors.stop()
    fresh_demo_vendors.options = ("--people", "200")
    fresh_demo_vendors.start()
    with closing(Systems(fresh_demo_vendors, tmp_path)) as made:
        yield made


async def test_one_that_rows_moved_past_is_not_whole(many: Systems, folder: Path) -> None:
    async with app_of(many).run_test(size=SIZE) as pilot:
        await settle(pilot)
        many.vendors.faults('[[fault]]\nvendor = "assemble"\nshift = -1\n')
        await asked(pilot)
        await pilot.press("j", "space", "space")
        await named(pilot, "all.ndjson")
        await ended(pilot)
        told = "".join(words(pilot).split())
        assert "174of177rows" in told and "incomplete:174of177rowscame:some" in told and "all.part.ndjson" in told
    assert len((folder / "all.part.ndjson").read_text("utf-8").splitlines()) == 174


async def test_a_column_that_has_to_be_asked_for_is_and_holds_no_formula(systems: Systems, folder: Path) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await asked(pilot)
        await choose(pilot, ["id", "phoneNumbers.phone_number"])
        await named(pilot, "phones.csv")
        await ended(pilot)
    with (folder / "phones.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 177
    assert sum(bool(row["phoneNumbers.phone_number"].strip("[]")) for row in rows) > 20


async def test_parquet_into_a_folder_with_a_partition_for_account_and_resource(
    systems: Systems, folder: Path, looked: None
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    partition = folder / "out" / "account=demo-assemble" / "resource=users"
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        for again in (False, True):
            await asked(pilot)
            await pilot.press("j", "space", "space", "space")
            assert "Parquet, whole records in typed columns" in words(pilot)
            await named(pilot, "out/")
            if again:
                await until(pilot, lambda: "Replace the file?" in words(pilot))
                await answered(pilot)
            await ended(pilot)
            assert "177 of 177 rows" in words(pilot) and "part-0.parquet" in words(pilot)
            await pilot.press("enter")
            await back_on_main(pilot)
    assert os.listdir(partition) == ["part-0.parquet"]
    assert parquet.ParquetFile(partition / "part-0.parquet").metadata.num_rows == 177


async def test_parquet_without_its_library_tells_the_command_that_installs_it(
    systems: Systems, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.export.partitions.find_spec", lambda name: None)
    monkeypatch.setattr("sys.executable", "/home/a b/python")
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await asked(pilot)
        await pilot.press("j", "space", "space", "space")
        await named(pilot, "out/")
        await ended(pilot)
        assert "nothing was written" in words(pilot)
        assert "'/home/a b/python' -m pip install 'explorer[parquet]'" in words(pilot)


async def test_which_rows_there_are_is_read_beside_the_screen(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million keys take a while."""
    threads: set[int] = set()

    def keys(table: RecordTable) -> tuple[str, ...]:
        threads.add(threading.get_ident())
        return ("300001",)

    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await narrowed(pilot, {"any words": "kent"})
        await settle(pilot)
        assert screen_of(pilot).place.narrows_held
        monkeypatch.setattr(RecordTable, "loaded_keys", property(keys))
        await asked(pilot)
        assert threads and threading.get_ident() not in threads


async def test_a_folder_that_is_not_there(systems: Systems, folder: Path) -> None:
    async with app_of(systems).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await asked(pilot)
        await named(pilot, "none/users.csv")
        await ended(pilot)
        assert "nothing was written" in words(pilot) and "scp" not in words(pilot)
    assert os.listdir(folder) == []


async def test_not_while_personal_data_is_masked(systems: Systems) -> None:
    async with app_of(systems, masked=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await until(pilot, lambda: "not while personal data is masked" in said(pilot))


async def test_plain_text_has_no_drawing_and_leaves_the_mouse_alone(systems: Systems) -> None:
    app = app_of(systems)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        had = app._driver._mouse
        row = pane_of(pilot).table.cursor_row
        assert row is not None
        await pilot.press("Y")
        await until(pilot, lambda: "the mouse selects" in words(pilot))
        assert app._driver._mouse is False
        assert row.key in words(pilot) and "│" not in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
        await pilot.pause()
        assert app._driver._mouse is had


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({}, "scp 'ada@box:/tmp/a b.csv' ."),
        ({"SSH_CONNECTION": "10.0.0.9 50000 10.0.0.1 22"}, "scp 'ada@10.0.0.1:/tmp/a b.csv' ."),
        ({"SSH_CONNECTION": "fe80::2 50000 fe80::1%eth0 2222"}, "scp -P 2222 'ada@[fe80::1]:/tmp/a b.csv' ."),
    ],
    ids=["unknown", "ipv4", "ipv6"],
)
def test_the_line_that_fetches_it(environ: dict[str, str], command: str) -> None:
    assert scp_command("/tmp/a b.csv", "ada", "box", environ) == command


async def test_columns_are_found_by_name_where_few_of_them_are_in_view(systems: Systems, folder: Path) -> None:
    async with app_of(systems).run_test(size=(60, 15)) as pilot:
        await settle(pilot)
        await asked(pilot)
        assert "more" in words(pilot) and "↑" not in words(pilot) and "esc leave" in words(pilot)
        await pilot.press("a", "a")
        for path in COLUMNS:
            await pilot.press("slash")
            await type_text(pilot, path)
            await pilot.press("enter", "space")
        await pilot.press("G")
        assert "↑" in words(pilot) and "↓" not in words(pilot)
        await pilot.press("slash")
        await type_text(pilot, "no such column")
        assert "no line holds it" in words(pilot)
        await pilot.press("escape")
        await named(pilot, "found.csv")
        await ended(pilot)
    with (folder / "found.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == COLUMNS
