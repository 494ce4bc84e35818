"""What is kept of views, in the file: any names, foreign keys, mistakes, and two explorers at once."""

from __future__ import annotations

import stat
import tomllib
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.config.views_file import ViewsFile
from explorer.model.chosen_columns import LEAST_WIDTH, MOST_WIDTH, ChosenColumns
from explorer.model.errors import ConfigError, UsageError
from explorer.model.kept_views import KeptViews, drop_view, keep_columns, keep_view, rename_view

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
KEPT = st.builds(
    KeptViews,
    columns=st.dictionaries(TEXTS, st.lists(TEXTS, min_size=1, unique=True).map(tuple)),
    widths=st.dictionaries(TEXTS, st.dictionaries(TEXTS, st.integers(LEAST_WIDTH, MOST_WIDTH), min_size=1)),
    views=st.dictionaries(TEXTS, TEXTS),
)


@given(first=KEPT, second=KEPT)
def test_any_names_are_read_back_and_what_is_foreign_stays(
    first: KeptViews, second: KeptViews, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = ViewsFile(tmp_path_factory.mktemp("config"))
    file.path.write_text('later = 1\n[views]\n"of another version" = { a = 1 }\n', "utf-8")
    for kept in (first, second):
        assert file.change(lambda _, kept=kept: kept) == kept  # type: ignore[misc]  # a default binds the loop's value
        assert file.read()[0] == kept
    values = tomllib.loads(file.path.read_text("utf-8"))
    assert values["later"] == 1
    assert values["views"]["of another version"] == {"a": 1}


def test_the_file_is_its_owners_alone_and_made_where_it_is_missing(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path / "config" / "explorer")
    assert file.read() == (KeptViews(), [])
    file.change(keep_view("kent", "acme/people?team=12", instead=False))
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert file.read()[0].views == {"kent": "acme/people?team=12"}


def test_a_broken_file_is_named_by_line_and_never_written_over(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path)
    text = '[views]\nkent = "acme/people"\n[columns]\n"acme/people" = ["id"\n'
    file.path.write_text(text)
    kept, notes = file.read()
    assert kept.views == {"kent": "acme/people"}
    assert any(f"{file.path}:" in each and "not TOML" in each for each in notes)
    with pytest.raises(ConfigError, match=r"views\.toml:\d"):
        file.change(drop_view("kent"))
    assert file.path.read_text() == text


def test_what_is_no_text_is_named_and_stays_where_it_is(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path)
    file.path.write_text('[views]\nbad = 3\ngood = "acme/people"\n[columns]\n"acme/people" = "id"\n')
    kept, notes = file.read()
    assert kept == KeptViews(views={"good": "acme/people"})
    assert [each.partition(str(file.path))[2].split(":")[1] for each in notes] == ["5", "2"]
    file.change(keep_view("more", "acme/people", instead=False))
    values = tomllib.loads(file.path.read_text())
    assert values["views"]["bad"] == 3
    assert values["columns"] == {"acme/people": "id"}


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = ViewsFile(tmp_path / "file")
    assert file.read()[0] == KeptViews()
    with pytest.raises(ConfigError, match="cannot be written"):
        file.change(keep_view("kent", "acme/people", instead=False))


def test_a_file_that_others_may_write_is_not_read(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path)
    file.path.write_text("")
    file.path.chmod(0o622)
    with pytest.raises(ConfigError, match="others may write"):
        file.read()


def test_two_explorers_at_once_lose_nothing(tmp_path: Path) -> None:
    context = get_context("spawn")
    writers = [context.Process(target=_write, args=(tmp_path, name)) for name in ("one", "other")]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
        assert each.exitcode == 0
    names = ViewsFile(tmp_path).read()[0].views
    assert set(names) == {f"{writer}-{number}" for writer in ("one", "other") for number in range(20)}


def _write(folder: Path, name: str) -> None:
    for number in range(20):
        ViewsFile(folder).change(keep_view(f"{name}-{number}", "acme/people", instead=False))


def test_a_name_is_taken_only_when_that_is_wanted() -> None:
    kept = keep_view("kent", "acme/people", instead=False)(KeptViews())
    with pytest.raises(UsageError, match="already"):
        keep_view("kent", "acme/other", instead=False)(kept)
    assert keep_view("kent", "acme/other", instead=True)(kept).views == {"kent": "acme/other"}
    kept = keep_view("leeds", "acme/leeds", instead=False)(kept)
    with pytest.raises(UsageError, match="already"):
        rename_view("kent", "leeds")(kept)
    assert list(rename_view("kent", "kent-2")(kept).views) == ["kent-2", "leeds"]
    assert drop_view("kent")(kept).views == {"leeds": "acme/leeds"}
    with pytest.raises(UsageError, match="no saved view “@kemt”") as error:
        kept.view("@kemt")
    assert error.value.next_step == "did you mean @kent?"


def test_columns_without_a_choice_are_not_kept() -> None:
    kept = keep_columns("acme/people", ChosenColumns(("id",), {"id": 9}))(KeptViews())
    assert kept.chosen("acme/people") == ChosenColumns(("id",), {"id": 9})
    assert keep_columns("acme/people", ChosenColumns())(kept) == KeptViews()
