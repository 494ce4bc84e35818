"""What the journal's screen does with a write or a draft: undone, read again, settled, gone on with, copied."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.app import App

from explorer.model.journal import Process
from explorer.model.outcome import Outcome
from explorer.store.journal import Journal
from explorer.ui.screens import journal, journal_view, question
from explorer.ui.screens.question import QuestionScreen
from tests.ui.screen.journal_scene import Scene, answers, screen_of, settle
from tests.ui.screen.systems import shown
from tests.waiting import in_time


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


@pytest.mark.parametrize("by_key", [False, True])
async def test_what_another_explorer_found_out_is_shown(
    scene: Scene, elsewhere: Process, monkeypatch: pytest.MonkeyPatch, by_key: bool
) -> None:
    monkeypatch.setattr(journal_view, "LOOK_EVERY", 1000.0 if by_key else 0.05)
    entry = scene.wrote("repcard/users/8", "users.deactivate", {}, {}, "unknown", ago=60)
    scene.wrote("repcard/users/9", "users.deactivate", {}, {}, ago=30)
    async with scene.open() as pilot:
        assert "? unknown" in scene.lines(pilot)[0]
        other = Journal(scene.folder / "journal.sqlite", owner=elsewhere)
        other.resolve(entry.id, applied=True)
        other.close()
        if by_key:
            await pilot.press("j", "r")
        async with in_time(lambda: shown(pilot)):
            while "✓ applied" not in scene.lines(pilot)[1]:
                await pilot.pause(0.01)
        assert "r read again" in shown(pilot)


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
