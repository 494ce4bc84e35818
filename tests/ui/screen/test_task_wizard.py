"""A new account, set up on the screen by keys alone: from the welcome page and from the running program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.accounts import Accounts
from explorer.config import Config, parse
from explorer.config.files import Folders
from explorer.screen import Start, _app, new_accounts
from explorer.ui.app import ExplorerApp
from explorer.ui.screens.main import MainScreen
from explorer.ui.screens.painted_dialog import PaintedInput
from explorer.ui.screens.set_up import SetUpScreen
from explorer.ui.screens.sign_in import SignInScreen
from explorer.ui.screens.welcome import WelcomeScreen
from explorer.ui.widgets.lines import Lines
from explorer.vendors import discover
from tests.demo_vendors import DemoVendors
from tests.ui.screen.by_keys import words
from tests.ui.screen.systems import pane_of, said, screen_of, settle, shown, still_working, type_text
from tests.waiting import in_time

SIZES = [(140, 45), (80, 24)]


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    """No account, as at the first start."""
    with closing(Accounts(Config(), Folders.under(tmp_path), terminal=False)) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the config will be."""
    return tmp_path / "config" / "config.toml"


def app_on(accounts: Accounts, file: Path, config: Config | None = None) -> ExplorerApp:
    repositories = [accounts.repository(each) for each in (config.accounts.values() if config else ())]
    return ExplorerApp(repositories, journal=accounts.journal, new_accounts=new_accounts(accounts, file))


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    async with in_time(lambda: still_working(pilot)):
        while not holds():
            await pilot.pause()
            await asyncio.sleep(0.01)


def wizard(pilot: Pilot[None]) -> SetUpScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SetUpScreen)
    return screen


async def opened(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, SetUpScreen) and wizard(pilot).painted_at is not None)
    await pilot.pause()


async def asked(pilot: Pilot[None]) -> None:
    """The vendor's question is there, and takes keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen) and pilot.app.screen.painted_at is not None)
    await pilot.pause()


async def replace(pilot: Pilot[None], text: str) -> None:
    """Type `text` in place of what stands there."""
    await pilot.press("ctrl+u")
    await type_text(pilot, text)
    await pilot.press("enter")


@pytest.mark.parametrize("demo", [False, True])
def test_a_theme_is_kept_in_the_config_that_was_written_since_the_start(
    accounts: Accounts, file: Path, demo: bool
) -> None:
    app = _app(Start(Config(demo=demo), Folders.under(file.parent), file, named="", notices=[]), accounts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("# mine\n")
    file.chmod(0o600)
    assert app.keep_theme is not None and app.keep_theme("paper") == str(file)
    assert file.read_text() == '# mine\ntheme = "paper"\n'


def test_a_theme_of_what_goes_at_the_end_is_not_kept(accounts: Accounts, file: Path) -> None:
    start = Start(Config(demo=True), Folders.under(file.parent), file, named="", notices=[], temporary=True)
    assert _app(start, accounts).keep_theme is None


async def test_repcard_from_the_welcome_page(
    accounts: Accounts, file: Path, demo_vendors: DemoVendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPCARD_API_KEY", "demo-repcard-key")
    async with app_on(accounts, file).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(pilot.app.screen, WelcomeScreen)
        await pilot.press("enter")
        await opened(pilot)
        await pilot.press("j", "j", "enter")  # RepCard, after Assemble and Gormic
        await pilot.press("enter", "enter")  # name and title as they stand there
        await replace(pilot, "http://example.org")
        assert "! has to be https" in shown(pilot)
        await replace(pilot, demo_vendors.base_urls["repcard"])
        await pilot.press("enter")  # from an environment variable
        assert "REPCARD_API_KEY" in shown(pilot)
        await pilot.press("enter", "enter")  # called so; no company
        await until(pilot, lambda: wizard(pilot).kind == "works")
        await pilot.pause()
        assert "RepCard works" in shown(pilot)
        assert "200 users" in shown(pilot)
        assert not file.exists()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        await settle(pilot)
        assert screen_of(pilot).place.account == "repcard"
        assert pane_of(pilot).table.cursor_key
        assert "repcard is set up" in said(pilot)
    assert file.stat().st_mode & 0o777 == 0o600
    config = parse(file.read_text(), discover(), str(file))
    assert not config.problems
    assert "demo-repcard-key" not in file.read_text()
    assert file.read_text().startswith("# The config of explorer")


@pytest.mark.parametrize(
    ("keys", "chosen"), [(["G", *"ormic"], "gormic"), (["j", "j"], "repcard"), (["G", "k"], "repcard")]
)
async def test_keys_that_arrive_together_choose_in_their_order(
    accounts: Accounts, file: Path, keys: list[str], chosen: str
) -> None:
    async with app_on(accounts, file).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await opened(pilot)
        for key in (*keys, "enter"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: not wizard(pilot).choices)
        await until(pilot, lambda: wizard(pilot).query_one(PaintedInput).value == chosen)


@pytest.mark.parametrize("size", SIZES)
async def test_assemble_beside_another_account(
    accounts: Accounts, file: Path, fresh_demo_vendors: DemoVendors, size: tuple[int, int]
) -> None:
    """With a password typed in, which nobody sees, and beside what others wrote into the config meanwhile."""
    fresh_demo_vendors.stop()
    fresh_demo_vendors.options = ("--people", "60", "--two-factor")
    fresh_demo_vendors.start()
    before = "# mine\n" + fresh_demo_vendors.config_text.replace("demo = true\n", "")
    file.parent.mkdir()
    file.touch(0o600)
    file.write_text(before)
    config = parse(before, discover())
    async with app_on(accounts, file, config).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_text(pilot, "set up")
        await pilot.press("enter")
        await opened(pilot)
        await pilot.press("enter")  # Assemble
        await replace(pilot, "demo-gormic")
        assert "! there is an account “demo-gormic” already" in shown(pilot)
        await replace(pilot, "second")
        await pilot.press("enter")
        await replace(pilot, fresh_demo_vendors.base_urls["assemble"])
        await pilot.press("j", "enter")  # e-mail and password
        await pilot.press("enter")  # the e-mail is typed here
        await type_text(pilot, "operator@example.org")
        await pilot.press("enter", "G", "enter")  # the password, too
        await type_text(pilot, "Demo-Assemble-1")
        assert "Demo-Assemble-1" not in shown(pilot)
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SetUpScreen) and wizard(pilot).kind == "failed")
        await pilot.pause()
        assert "the sign-in was left" in shown(pilot)
        file.write_text(before + "# written by somebody else\n")
        await pilot.press("j")
        assert "write it anyway" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "second is set up" in said(pilot))
        await asked(pilot)  # its tab asks in its turn
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        assert screen_of(pilot).place.account == "second"
        assert list(screen_of(pilot).repositories)[-1] == "second"
        await pilot.press("1")
        await pilot.pause()
        assert screen_of(pilot).place.account == "demo-repcard"
    text = file.read_text()
    assert text.startswith(before + "# written by somebody else\n")
    after = parse(text, discover(), str(file))
    assert list(after.accounts) == [*config.accounts, "second"]
    assert after.accounts["second"].credentials["password"].value == "Demo-Assemble-1"


async def test_what_was_answered_can_be_corrected(accounts: Accounts, file: Path, demo_vendors: DemoVendors) -> None:
    async with app_on(accounts, file).run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await opened(pilot)
        await pilot.press("j", "j", "j", "enter", "enter", "enter")
        await replace(pilot, demo_vendors.base_urls["repsly"])
        await pilot.press("enter")
        await type_text(pilot, "demo-repsly")
        await pilot.press("enter", "G", "enter")
        await type_text(pilot, "wrong")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: wizard(pilot).kind == "failed")
        await pilot.pause()
        assert "401" in shown(pilot) or "refused" in shown(pilot)
        await pilot.press("escape", "escape")  # past the option, to the password
        assert "The password" in shown(pilot)
        await replace(pilot, "demo-repsly-password")
        await pilot.press("enter")
        await until(pilot, lambda: wizard(pilot).kind == "works")
        await pilot.pause()
        assert "users in the first answer" in shown(pilot)
        for _ in range(12):
            await pilot.press("escape")
        assert isinstance(pilot.app.screen, WelcomeScreen)
    assert not file.exists()


async def test_typing_goes_to_a_choice_and_the_one_that_was_made_is_in_view_again(
    accounts: Accounts, file: Path
) -> None:
    async with app_on(accounts, file).run_test(size=(60, 15)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await opened(pilot)
        choices = pilot.app.screen.query_one("#choices", Lines)
        for keys, name in (("g", "Gormic"), ("reps", "Repsly"), ("k", "RepCard"), ("r", "RepCard")):
            await pilot.press(*keys)
            assert choices.text.splitlines()[choices.current].split()[0] == name
        await pilot.press("enter", "enter", "enter", "enter")  # its name, title and address
        for _ in range(2):
            assert "esc back" in words(pilot)
            for line in ("G", "escape", "enter"):
                await pilot.press(line)
            await pilot.pause()
        await pilot.press("G", "enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert "type it here" in words(pilot) and "environment variable" in words(pilot)
        for keys, name in (
            ("key", "the system's keyring"),
            ("a", "an environment"),
            ("jjjk", "a file"),
            ("ty", "type"),
        ):
            await pilot.press(*keys)
            assert choices.text.splitlines()[choices.current].strip().startswith(name)


async def test_the_demo_is_one_key_away(accounts: Accounts, file: Path) -> None:
    app = app_on(accounts, file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await pilot.pause()
    assert app.wants_demo
    assert app.return_code == 0
