"""Parquet files, read back as those read them who get them."""

from __future__ import annotations

import io
import os
import stat
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from explorer.export import partitions
from explorer.export.files import new_folders
from explorer.export.partitions import Destination
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.field import Kind
from explorer.model.json_text import loads
from explorer.model.resource import Resource
from explorer.model.validate import attributes
from explorer.vendors import discover
from tests.cli.conftest import Run
from tests.filling_disk import filling_disk
from tests.vendors.test_contract import each_resource

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from explorer.export.parquet import GROUP_ROWS, Parquet, new_parquet, typed

USERS = discover()["repcard"].resource(("users",))


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of one file."""
    rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
    return rows


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("true", "bool", True),
        ("1", "bool", None),
        ("7", "integer", 7),
        ("7.0", "integer", 7),
        ("7.5", "integer", None),
        ("9223372036854775808", "integer", None),
        ('"1.4"', "number", 1.4),
        ("1e3", "number", 1000.0),
        ('"NaN"', "number", None),
        ('""', "number", None),
        ("true", "number", None),
        ('"1985-01-31"', "date", date(1985, 1, 31)),
        ('"1985-01-31 00:00:00"', "date", date(1985, 1, 31)),
        ('"1985-01-31T10:00:00Z"', "date", None),
        ('"1985-13-01"', "date", None),
        ('"2024-01-02T10:24:10.500Z"', "datetime", datetime(2024, 1, 2, 10, 24, 10, 500_000)),
        ('"2024-01-02T10:24:10+02:00"', "datetime", datetime(2024, 1, 2, 8, 24, 10)),
        ('"2024-01-02 10:24:10"', "datetime", datetime(2024, 1, 2, 10, 24, 10)),
        ('"0001-01-01T00:00:00+02:00"', "datetime", None),
        ("46485", "id", "46485"),
        ('"a\\ud800b"', "text", "a?b"),
        ('{"b": [1.10, null]}', "json", '{"b":[1.10,null]}'),
        ("null", "bool", None),
    ],
)
def test_a_value_has_the_type_of_its_column_or_does_not_fit(written: str, kind: Kind, value: object) -> None:
    found = typed(loads(written), kind)
    assert found == value and type(found) is type(value)


def test_what_has_no_column_or_does_not_fit_is_kept_as_text() -> None:
    stream = io.BytesIO()
    writer = Parquet(stream, USERS)
    writer.rows([loads('{"id": 1, "dob": "", "rating": 4.50, "new": {"a": 1.10}}'), loads('{"dob": "1985-01-01"}')])
    writer.end()
    one, two = pq.read_table(stream).to_pylist()
    assert (one["id"], one["dob"], one["rating"]) == ("1", None, 4.5)
    assert one["_rest"] == '{"new":{"a":1.10},"dob":""}'
    assert (two["id"], two["dob"], two["_rest"]) == (None, date(1985, 1, 1), None)


def test_rows_are_written_in_groups(tmp_path: Path) -> None:
    file = Destination(str(tmp_path / "users.parquet"), "", {})
    with new_parquet(file, USERS) as writer:
        for start in range(0, GROUP_ROWS + 1000, 500):
            writer.rows([{"id": number} for number in range(start, start + 500)])
    assert pq.ParquetFile(file.path).num_row_groups == 2
    assert [row["id"] for row in read(tmp_path / "users.parquet")] == [str(n) for n in range(GROUP_ROWS + 1000)]


@each_resource
def test_no_column_is_taken_for_another_or_for_a_partition(above: tuple[Resource, ...], resource: Resource) -> None:
    """Those that read it do not tell capitals."""
    names = [each.name.lower() for each in attributes(resource.record)]
    assert len(set(names)) == len(names)
    assert not {"account", "resource", "_rest"} & set(names)


def test_one_folder_takes_the_collections_of_all_accounts(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out"
    expected: dict[tuple[str, str], int] = {}
    for address in ("demo-repcard/users", "demo-gormic/customers", "demo-repsly/users"):
        ran = run("list", address, "--all", "--format", "parquet", "--output", str(target))
        assert (ran.code, ran.out) == (0, "")
        account, resource = address.split("/")
        assert f"written to {target}/account={account}/resource={resource}/part-0.parquet" in ran.err
        expected[account, resource] = len(run("list", address, "--all").json)
    run("list", "demo-assemble/users/46485/roles", "--format", "parquet", "--output", str(target))
    (part,) = target.glob("account=demo-assemble/resource=users.roles/*")
    assert part.name == "part-46485.parquet" and {row["user_id"] for row in read(part)} == {"46485"}

    for folder, _, files in os.walk(target):
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        assert all(stat.S_IMODE(os.stat(os.path.join(folder, each)).st_mode) == 0o600 for each in files)
    found = ds.dataset(target, partitioning="hive").to_table(columns=["account", "resource"]).to_pylist()
    for (account, resource), count in expected.items():
        assert found.count({"account": account, "resource": resource}) == count

    by_id = {row["id"]: row for row in run("list", "demo-gormic/customers", "--all").json}
    for row in read(target / "account=demo-gormic/resource=customers/part-0.parquet"):
        theirs = by_id[row["id"]]
        assert (row["firstName"], row["unsubscribed"]) == (theirs["firstName"], theirs["unsubscribed"])
        assert (row["birthDate"] and row["birthDate"].isoformat()) == theirs["birthDate"]
        assert row["createdAt"].isoformat(timespec="milliseconds") + "Z" == theirs["createdAt"]


def test_a_file_that_is_there_is_replaced_only_when_told_to(run: Run, tmp_path: Path) -> None:
    target = str(tmp_path / "u.parquet")
    asked = ("list", "demo-repcard/users", "--limit", "3", "--columns", "id,dob", "--output", target)
    assert run(*asked).code == 0
    again = run(*asked)
    assert again.code == 2 and "is there already; name another place, or add --force" in again.err
    assert run(*asked[:3], "2", *asked[4:], "--force").code == 0
    rows = read(tmp_path / "u.parquet")
    assert len(rows) == 2 and list(rows[0]) == ["id", "dob", "_rest"]


def test_what_arrived_can_be_read_when_not_all_does(run: Run, tmp_path: Path) -> None:
    assert run("list", "demo-repcard/users").code == 0
    ran = run("--offline", "list", "demo-repcard/users", "--all", "--output", str(tmp_path / "u.parquet"))
    assert ran.code == 3
    assert len(read(tmp_path / "_u.part.parquet")) == 50 and not (tmp_path / "u.parquet").exists()
    ran = run(
        "--offline", "list", "demo-repcard/users", "--all", "--format", "parquet", "--output", str(tmp_path / "o")
    )
    assert ran.code == 3
    (part,) = (tmp_path / "o" / "account=demo-repcard" / "resource=users").iterdir()
    assert part.name == "_part-0.part.parquet" and f"what arrived is in {part}; there is no " in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "demo-repcard/users", "--format", "parquet"), "add --output FOLDER or FILE.parquet"),
        (("get", "demo-repcard/users/1476", "--output", "u.parquet"), "explorer list writes it"),
        (
            ("list", "demo-repcard/users", "--format", "parquet", "--output", "o.csv"),
            "--format parquet and a file that ends with .csv contradict each other; leave --format out for csv, or "
            "name a FILE.parquet or a FOLDER",
        ),
        (
            ("list", "demo-repcard/users", "--columns", "dbo", "--format", "parquet", "--output", "o"),
            "did you mean dob?",
        ),
        (("list", "demo-repcard/customers", "--format", "parquet", "--output", "o"), "cannot list customers"),
    ],
)
def test_a_refusal_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    ran = run(*arguments)
    assert ran.code == 2 and said in ran.err
    assert os.listdir() == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    file = Destination(str(tmp_path / "out" / "part-0.parquet"), str(tmp_path / "out"), {})
    with (
        filling_disk(1000),
        pytest.raises(ExplorerError, match="cannot be written"),
        new_parquet(file, USERS) as writer,
    ):
        writer.rows([{"id": str(number), "firstName": os.urandom(8).hex()} for number in range(1000)])
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be made"):
        new_folders(str(tmp_path / "file" / "account=a" / "resource=b"))


def test_without_the_extra_the_command_that_installs_it_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "find_spec", lambda name: None)
    ran = run("list", "demo-repcard/users", "--format", "parquet", "--output", str(tmp_path / "out"))
    assert ran.code == 2 and "-m pip install 'explorer[parquet]'" in ran.err
    assert not (tmp_path / "out").exists()
