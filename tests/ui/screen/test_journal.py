"""The journal's screen, alone on an app: what it lists first, filters, explains, asks and hands back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from textual import events
from textual.app import App
from textual.content import Content
from textual.pilot import Pilot

from explorer.api import build
from explorer.demo.config import config_text
from explorer.model.address import Address
from explorer.model.journal import Draft, Entry, Intent, Process, State
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome
from explorer.repository import Repository
from explorer.repository.write_watch import WriteWatch
from explorer.store.journal import Journal
from explorer.ui.screens import journal, journal_items, question
from explorer.ui.screens.journal import JournalChoice, JournalScreen
from explorer.ui.screens.journal_items import Item
from explorer.ui.screens.journal_lines import Drawing
from explorer.ui.screens.question import QuestionScreen
from explorer.ui.signs import UNICODE
from explorer.ui.theme import DEFAULT, load_theme, packaged_folder
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from tests.accounts import accounts_of, open_repository
from tests.fault_server import FaultServer, fault_server, json_reply
from tests.ui.screen.systems import Clock, shown, still_working, type_text
from tests.waiting import in_time

SIZE = (140, 45)
REFUSED = "phone: already in use (400)"
CUSTOMER = {"id": "9f3c", "firstName": "Ada", "phone": "5550100", "phoneCountry": "US", "phoneCountryCalling": "1"}


class Alone(App[None]):
    """Nothing but the theme."""

    CSS = "Screen { background: $background; }"

    def __init__(self) -> None:
        super().__init__()
        theme = load_theme(DEFAULT, (packaged_folder(),))
        self.register_theme(theme)
        self.theme = theme.name
        self.animation_level = "none"


class Scene:
    """A journal of a morning, and the screen on it."""

    def __init__(self, server: FaultServer, folder: Path) -> None:
        self.clock = Clock()
        self.server = server
        self.customer = dict(CUSTOMER)
        self.waiting = asyncio.Event()
        self.waiting.set()
        server.otherwise = lambda seen: json_reply({"data": {"user": self.customer}})
        self.journal = Journal(folder / "journal.sqlite", clock=self.clock, uptime=self.clock)
        port = urlsplit(server.url).port
        assert port is not None
        accounts = accounts_of(config_text([port] * 4))
        self.repositories: dict[str, Repository] = {
            name: open_repository(account, folder, clock=self.clock, sleep=self.sleep)
            for name, account in accounts.items()
        }
        self.watch = WriteWatch(
            self.repositories,
            lambda: self.journal,
            told=lambda outcome: None,
            changed=lambda: None,
            clock=self.clock,
        )
        self.chosen: list[JournalChoice | None] = []

    async def sleep(self, seconds: float) -> None:
        await self.waiting.wait()

    def wrote(
        self,
        place: str,
        operation: str,
        before: JsonObject,
        wanted: JsonObject,
        state: State = "applied",
        *,
        ago: float = 0.0,
        note: str = "",
        batch: str = "",
        after: JsonObject | None = None,
        called: str = "",
    ) -> Entry:
        """A write, so many seconds ago; `called` is the account's name then, where it was another one."""
        name, _, path = place.partition("/")
        account = self.repositories[f"demo-{name}"].account
        self.clock.now -= ago
        entry = self.journal.begin(
            Intent(
                account.identity,
                str(build.base_origin(account)),
                called or account.name,
                tuple(path.split("/")),
                operation,
                "PUT",
                f"{account.base_url}/{path}",
                before,
                wanted,
                {**wanted, "password": "***"},
                batch,
            )
        )
        if state != "sending":
            entry = self.journal.finish(entry, state, note, after)
        self.clock.now += ago
        return entry

    def typed(self, place: str, operation: str, typed: JsonObject, *, ago: float = 0.0) -> Draft:
        """A draft in a form that is closed."""
        name, _, path = place.partition("/")
        account = self.repositories[f"demo-{name}"].account
        origin = str(build.base_origin(account))
        self.clock.now -= ago
        draft = Draft(account.identity, origin, account.name, tuple(path.split("/")), operation, {}, typed)
        self.journal.keep_draft(draft)
        self.journal.close_draft(draft.identity, draft.segments, draft.operation)
        self.clock.now += ago
        return draft

    def morning(self) -> None:
        """One of everything."""
        self.wrote("assemble/users/7", "users.update", {}, {"title": "Dr"}, ago=86400 * 2)
        self.wrote("gormic/customers/9f3c", "customers.update", {}, {"phone": "1"}, "refused", ago=300, note=REFUSED)
        self.wrote(
            "repcard/users/1476", "users.update", {"jobTitle": "Sales"}, {"jobTitle": "Lead"}, "unknown", ago=200
        )
        self.wrote(
            "assemble/users/46485",
            "users.update",
            {"preferred_name": None},
            {"preferred_name": "Jo"},
            ago=100,
            after={"preferred_name": "JO"},
        )
        self.typed("assemble/users/46485", "users.update", {"dob": "1985-13-01", "first_name": "J"}, ago=30)

    @asynccontextmanager
    async def open(self, size: tuple[int, int] = SIZE, within: Address | None = None) -> AsyncIterator[Pilot[None]]:
        """The screen, as soon as it has read."""
        screen = JournalScreen(
            self.repositories, lambda: self.journal, self.watch, signs=UNICODE, clock=self.clock, within=within
        )
        async with Alone().run_test(size=size) as pilot:
            pilot.app.push_screen(screen, self.chosen.append)
            await settle(pilot)
            yield pilot

    def lines(self, pilot: Pilot[None]) -> list[str]:
        """What the list says, one line each."""
        return [" ".join(line.split()) for line in screen_of(pilot).query_one("#list", LiveLines).text.splitlines()]


async def settle(pilot: Pilot[None]) -> None:
    """Until nothing is on its way any more."""
    async with in_time(lambda: still_working(pilot)):
        await pilot.pause()
        while working := [each for each in pilot.app.workers if not each.is_finished]:
            await asyncio.gather(*(each.wait() for each in working), return_exceptions=True)
            await pilot.pause()
        await pilot.pause()


def screen_of(pilot: Pilot[None]) -> JournalScreen:
    """The journal, whatever lies before it."""
    return next(each for each in pilot.app.screen_stack if isinstance(each, JournalScreen))


def answers(pilot: Pilot[None]) -> str:
    """What was said last."""
    return screen_of(pilot).query_one("#said", OneLine).shown.strip()


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(question, "LOOK_SECONDS", 0.0)
    async with fault_server() as server:
        made = Scene(server, tmp_path)
        yield made
        made.waiting.set()
        await made.watch.close()
        for each in made.repositories.values():
            await each.close()
        made.journal.close()


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    """Another explorer, which runs."""
    other = Process(4711, "another")
    monkeypatch.setattr("explorer.store.process.running", lambda process: process == other)
    yield other


async def test_what_is_unfinished_comes_first_then_the_newest(scene: Scene) -> None:
    """X18"""
    scene.morning()
    async with scene.open() as pilot:
        assert scene.lines(pilot) == [
            "10:39:30 ✎ draft demo-assemble/users/46485 born, first name",
            "10:36:40 3 ? unknown demo-repcard/users/1476 job title Sales → Lead",
            "10:38:20 4 ✓ applied demo-assemble/users/46485 preferred name null → Jo",
            f"10:35:00 2 ✗ refused demo-gormic/customers/9f3c {REFUSED}",
            "03-03 10:40 1 ✓ applied demo-assemble/users/7 title not set → Dr",
        ]
        assert "1 draft · 1 unknown · 3 settled" in shown(pilot)
        await pilot.press("escape")
        assert scene.chosen == [None]


async def test_the_filter_narrows_while_it_is_typed(scene: Scene) -> None:
    scene.morning()
    async with scene.open() as pilot:
        for words, found in (
            ("gormic", ["demo-gormic/customers/9f3c"]),
            ("preferred", ["demo-assemble/users/46485"]),
            ("jobTitle", ["demo-repcard/users/1476"]),
            ("applied 46485", ["demo-assemble/users/46485"]),
            ("unknown", ["demo-repcard/users/1476"]),
        ):
            await pilot.press("slash")
            await type_text(pilot, words)
            assert [line.split()[4] for line in scene.lines(pilot)] == found
            await pilot.press("enter", "escape")
        await pilot.press("slash")
        await type_text(pilot, "nothing like it")
        assert scene.lines(pilot) == ["nothing matches “nothing like it”"]
        await pilot.press("escape")
        assert len(scene.lines(pilot)) == 5
        await pilot.press("escape")
        assert scene.chosen == [None]


async def test_it_may_be_about_one_record(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many writes to others there have been since, whatever these are called, and the account was."""
    monkeypatch.setattr(journal_items, "LIMIT", 2)
    scene.wrote("assemble/users/46485", "users.update", {}, {"title": "Dr"}, ago=86400 * 3, called="before")
    scene.morning()
    scene.wrote("assemble/users/464850", "users.update", {}, {"title": "Dr"})
    scene.wrote("repcard/users/1", "users.update", {}, {"jobTitle": "Lead"}, "unknown")
    async with scene.open(within=Address.parse("demo-assemble/users/46485")) as pilot:
        assert [" ".join(line.split()[1:4]) for line in scene.lines(pilot)] == [
            "✎ draft demo-assemble/users/46485",
            "5 ✓ applied",
            "10:40 1 ✓",
        ]
        assert "Write journal of demo-assemble/users/46485" in shown(pilot)
        await pilot.press("escape")
        assert scene.chosen == [None]


async def test_letters_right_behind_the_filter_s_key_are_for_it(scene: Scene) -> None:
    """Else they would undo, resolve and copy."""
    scene.morning()
    async with scene.open() as pilot:
        for key in ("slash", *"unayr"):
            pilot.app.post_message(events.Key(key, "/" if key == "slash" else key))
        await settle(pilot)
        assert scene.lines(pilot) == ["nothing matches “unayr”"]
        assert scene.chosen == []


async def test_a_page_tells_all_of_a_write(scene: Scene) -> None:
    scene.morning()
    async with scene.open((80, 40)) as pilot:
        await pilot.press("j", "j", "enter")
        await settle(pilot)
        page = shown(pilot)
        for words in (
            "Entry 4 · demo-assemble/users/46485",
            "✓ applied",
            "2026-03-05 10:38:20 by this explorer",
            "preferred name  null  →  Jo",
            "PUT http://127.0.0.1",
            '"password":"***"',
            "as it was read again afterwards",
            "preferred name  Jo  →  JO",
            "u reviews it: update demo-assemble/users/46485",
        ):
            assert words in page, words
        await pilot.press("escape", "j", "enter")
        assert "entry 2 cannot be taken back: it is refused" in shown(pilot)
        await pilot.press("escape")
        assert scene.lines(pilot)[3] in " ".join(shown(pilot).split())


async def test_undo_is_handed_back_or_refused_in_words(scene: Scene) -> None:
    scene.morning()
    made = scene.wrote("assemble/users", "users.create", {}, {"first_name": "Zoe"})
    async with scene.open() as pilot:
        await pilot.press("u")
        assert "nothing to undo" in answers(pilot)  # it is a draft
        await pilot.press("j", "j", "u")
        assert answers(pilot) == "! Assemble offers no way to delete a user again."
        await pilot.press("j", "u")
        await settle(pilot)
    assert [each.undo.id for each in scene.chosen if each and each.undo] == [made.id - 1]


async def test_a_change_to_many_is_one_line_until_it_is_unfolded(scene: Scene) -> None:
    for number in range(6):
        state: State = "applied" if number < 4 else "refused"
        scene.wrote(
            f"repcard/users/{number}", "users.update", {"jobTitle": "A"}, {"jobTitle": "B"}, state, batch="b", note="no"
        )
    async with scene.open() as pilot:
        assert scene.lines(pilot) == ["10:40:00 ! many demo-repcard/users 4 applied, 2 refused: job title A → B"]
        await pilot.press("u")
        assert "enter shows those of a change to many" in answers(pilot)
        await pilot.press("enter")
        assert len(scene.lines(pilot)) == 7
        assert scene.lines(pilot)[1] == "10:40:00 6 ✗ refused demo-repcard/users/5 no"
        await pilot.press("enter")
        assert len(scene.lines(pilot)) == 1


async def test_a_change_to_many_tells_no_value_of_before_that_only_one_had(scene: Scene) -> None:
    for number, before in enumerate(("A", "B")):
        place = f"repcard/users/{number}"
        scene.wrote(place, "users.update", {"jobTitle": before}, {"jobTitle": "C"}, "applied", batch="b")
    async with scene.open() as pilot:
        assert scene.lines(pilot) == ["10:40:00 ✓ many demo-repcard/users 2 applied: job title → C"]


async def test_ids_stand_beside_the_names_that_are_known_here(scene: Scene) -> None:
    assemble = scene.repositories["demo-assemble"]
    users = assemble.resource(Address.parse("demo-assemble/users"))
    record: JsonObject = {"id": 1, "roles": [{"id": 3, "team": {"id": 3530, "display_name": "Kent"}}]}
    held = assemble._cache.put_record(users, Address.parse("demo-assemble/users/1"), record, fetched_at=1.0)
    await asyncio.wrap_future(held)
    scene.wrote("assemble/users/1/roles/3", "roles.update", {"team": {"id": 1}}, {"team": {"id": 3530}})
    async with scene.open() as pilot:
        assert "team id 1 → Kent (id 3530)" in " ".join(scene.lines(pilot))


async def test_reading_again_shows_the_result_in_place(scene: Scene) -> None:
    entry = scene.wrote(
        "gormic/customers/9f3c", "customers.update", {"firstName": "Ada"}, {"firstName": "Eve"}, "unknown", ago=60
    )
    async with scene.open() as pilot:
        assert "? unknown" in scene.lines(pilot)[0]
        await pilot.press("r")
        await settle(pilot)
        assert answers(pilot) == f"entry {entry.id} ✗ not applied: it is as before"
        assert "✗ not applied" in scene.lines(pilot)[0]
        scene.customer["firstName"] = "Eve"
        await pilot.press("r")
        await settle(pilot)
        assert "✗ not applied" in scene.lines(pilot)[0]  # what is settled is not looked for again
    assert [each.method for each in scene.server.seen] == ["GET"]


async def test_a_countdown_runs_while_something_is_waited_for(scene: Scene) -> None:
    entry = scene.wrote(
        "gormic/customers/9f3c", "customers.update", {"firstName": "Ada"}, {"firstName": "Eve"}, "unknown", ago=60
    )
    scene.customer["firstName"] = "Eve"
    scene.waiting.clear()
    async with scene.open() as pilot:
        following = asyncio.create_task(scene.watch.follow(Outcome(entry, entry.address)))
        await settle(pilot)
        screen = screen_of(pilot)
        assert scene.lines(pilot)[0].endswith("reading again in 2 s")
        assert screen._ticking is not None
        scene.clock.now += 1
        screen.redraw()
        assert scene.lines(pilot)[0].endswith("reading again in 1 s")
        await pilot.press("r")
        assert answers(pilot) == f"entry {entry.id}: reading again in 1 s anyway"
        scene.waiting.set()
        await following
        await settle(pilot)
        assert screen._ticking is None
        assert "✓ applied" in scene.lines(pilot)[0]


@pytest.mark.parametrize(
    ("key", "word", "state"), [("a", "✓ applied", "verified applied"), ("n", "✗ not", "verified not applied")]
)
async def test_the_user_says_what_became_of_a_write(scene: Scene, key: str, word: str, state: str) -> None:
    entry = scene.wrote("repcard/users/8", "users.deactivate", {}, {}, "unknown", ago=60)
    async with scene.open() as pilot:
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(pilot.app.screen, QuestionScreen)
        await pilot.press("escape", key)
        await settle(pilot)
        assert scene.journal.entry(entry.id).state == "unknown"
        await pilot.press("enter")
        await settle(pilot)
        assert scene.journal.entry(entry.id).state == state
        assert word in scene.lines(pilot)[0]
        await pilot.press(key)
        assert answers(pilot) == f"entry {entry.id} is settled already: {state}"


async def test_what_another_explorer_is_sending_or_typing_is_left_alone(scene: Scene, elsewhere: Process) -> None:
    """X17"""
    scene.journal.process = elsewhere
    entry = scene.wrote("gormic/customers/9f3c", "customers.update", {}, {"firstName": "Eve"}, "sending")
    draft = scene.typed("gormic/customers/9f3c", "customers.update", {"firstName": "E"})
    scene.journal.open_draft(draft.identity, draft.segments, draft.operation)
    scene.journal.process = Process(1)
    async with scene.open() as pilot:
        assert scene.lines(pilot)[0].endswith("first name open in pid 4711")
        assert scene.lines(pilot)[1].endswith("first name not set → Eve by pid 4711")
        for key in ("enter", "f8"):
            await pilot.press(key)
            assert "open in another explorer, pid 4711" in answers(pilot)
        await pilot.press("j", "a")
        assert "still being sent by pid 4711" in answers(pilot)
        await pilot.press("r")
        await settle(pilot)
    assert scene.journal.entry(entry.id).state == "sending"
    assert (scene.chosen, scene.server.seen) == ([], [])


async def test_a_draft_is_gone_on_with_or_discarded_after_a_question(scene: Scene) -> None:
    scene.morning()
    scene.typed("repcard/users", "users.deactivate", {"id": "7"})
    async with scene.open() as pilot:
        await pilot.press("j", "f8")
        await settle(pilot)
        assert "born  not set  →  1985-13-01" in shown(pilot)
        await pilot.press("escape")
        assert len(scene.journal.drafts()) == 2
        await pilot.press("f8")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert answers(pilot) == "the draft is gone"
        assert [each.operation for each in scene.journal.drafts()] == ["users.deactivate"]
        await pilot.press("k", "enter")
        await settle(pilot)
    assert [str(each.reopen.address) for each in scene.chosen if each and each.reopen] == ["demo-repcard/users"]


async def test_a_draft_is_not_undone(scene: Scene) -> None:
    scene.morning()
    async with scene.open() as pilot:
        await pilot.press("u")
        await settle(pilot)
        assert answers(pilot) == "not sent yet: nothing to undo; f8 discards"
        assert len(scene.journal.drafts()) == 1


async def test_keys_that_were_read_before_a_question_do_not_answer_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question, "LOOK_SECONDS", 1000.0)
    scene.morning()
    async with scene.open() as pilot:
        for key in ("f8", "enter", "enter"):
            pilot.app.post_message(events.Key(key, None))
        await settle(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, QuestionScreen)
        assert len(scene.journal.drafts()) == 1


async def test_what_belongs_to_no_account_any_more_is_shown(scene: Scene) -> None:
    scene.morning()
    for each in ("demo-assemble", "demo-repcard"):
        del scene.repositories[each]
    gone = "the account it belongs to, then called “{}”, is not set up any more as it was"
    async with scene.open() as pilot:
        assert scene.lines(pilot)[1] == "10:36:40 3 ? unknown demo-repcard/users/1476 job title Sales → Lead"
        await pilot.press("enter")
        assert gone.format("demo-assemble") in answers(pilot)
        await pilot.press("j", "r")
        await settle(pilot)
        assert gone.format("demo-repcard") in answers(pilot)
        for key in ("y", "u"):
            await pilot.press("j", "k", key)
            assert gone.format("demo-repcard") in answers(pilot)
        await pilot.press("enter")
        assert gone.format("demo-repcard") in shown(pilot)


async def test_a_request_is_copied_without_its_secrets(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(app: App[None], text: str) -> str:
        copied.append(text)
        return "sent to your terminal"

    monkeypatch.setattr(journal, "copy", copy)
    scene.morning()
    async with scene.open() as pilot:
        await pilot.press("j", "y")
        await settle(pilot)
        assert answers(pilot) == "the request as curl: sent to your terminal"
    assert copied[0].startswith("curl") and '"jobTitle":"Lead"' in copied[0]
    assert "demo-repcard-key" not in copied[0]


async def test_many_writes_are_read_in_a_thread_and_cost_one_line_each_in_view(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    entries = Journal.entries

    def noted(self: Journal, **options: Any) -> list[Entry]:
        threads.append(threading.get_ident())
        return entries(self, **options)

    monkeypatch.setattr(Journal, "entries", noted)
    monkeypatch.setattr(journal_items, "LIMIT", 100)
    kept = scene.wrote("repcard/users/1", "users.update", {}, {"jobTitle": "x"}, "unknown")
    for number in range(120):
        scene.wrote(f"assemble/users/{number}", "users.update", {"title": "Mr"}, {"title": "Dr"})
    drawn: set[object] = set()
    line = Drawing.line

    def drawing(self: Drawing, item: Item) -> Content:
        drawn.add(item.key)
        return line(self, item)

    monkeypatch.setattr(Drawing, "line", drawing)
    async with scene.open((80, 24)) as pilot:
        assert threads and threading.get_ident() not in threads
        assert "1 unknown · the newest 100 writes" in shown(pilot)
        assert len(drawn) <= 24
        assert f"/{kept.address.key} " in scene.lines(pilot)[0]
        await pilot.press("G")
        assert "users/20 " in shown(pilot)


async def test_a_journal_that_cannot_be_read_says_so(scene: Scene) -> None:
    scene.journal.close()
    async with scene.open() as pilot:
        assert "closed" in answers(pilot) and "r tries again" in answers(pilot)
        scene.journal = Journal(None, clock=scene.clock)
        await pilot.press("r")
        await settle(pilot)
        assert answers(pilot) == ""
        assert scene.lines(pilot) == ["nothing was written yet, and nothing is kept"]
