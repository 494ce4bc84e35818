"""Where keys come from, and what is said when one cannot be had."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import explorer.config.secrets
from explorer.cli.arguments import grammar
from explorer.config import Document, parse
from explorer.config.secrets import COMMAND_SECONDS, SIZE_LIMIT
from explorer.config.show import show
from explorer.model.account import Secret, hidden_variables
from explorer.model.errors import ConfigError, SignInNeeded
from explorer.vendors import discover
from tests.api.conftest import PEOPLE, Rig, operation
from tests.cli.conftest import Run
from tests.config.test_secrets import CANARY, account, keyring, python, read, refused
from tests.fault_server import Reply, Seen, json_reply
from tests.waiting import LONGEST

__all__ = ["keyring"]
GET = operation("get")
PERSON = ("people", "1")
VENDORS = discover()


def test_s01_no_shell_reads_a_command(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    assert read(Secret("command", ("echo", f"$(touch {marker}); x"))) == f"$(touch {marker}); x"
    assert not marker.exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"import sys; print('{CANARY}', file=sys.stderr); sys.exit(3)", "failed with exit code 3"),
        (f"print('{CANARY}' * 1000)", "more than a credential can be"),
        (f"print('\\x07{CANARY}')", "control character"),
        (f"print('\\n{CANARY}')", "is empty"),
        ("pass", "is empty"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "is not UTF-8"),
        (f"import sys; print('{CANARY}' if sys.stdin.read() else '')", "is empty"),
    ],
)
def test_s01_a_command_that_does_not_answer_well(code: str, said: str) -> None:
    assert said in refused(python(code))


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z")


def test_s01_a_command_that_takes_too_long_ends_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(explorer.config.secrets, "COMMAND_SECONDS", 2.0)
    pid = tmp_path / "pid"
    begun = time.monotonic()
    command = Secret("command", ("sh", "-c", f"sleep 600 & echo $! > {pid}; wait"))
    assert "took longer than 2 s" in refused(command)
    assert time.monotonic() - begun < LONGEST
    with pytest.raises(ProcessLookupError):
        while True:  # the kernel takes a moment
            os.kill(int(pid.read_text()), 0)
            if time.monotonic() - begun > LONGEST or _is_zombie(int(pid.read_text())):
                raise ProcessLookupError


def test_s04_a_keyring_that_cannot_be_asked(keyring: Callable[[Callable[[str, str], str | None]], None]) -> None:
    entry = Secret("keyring", "explorer/repcard")
    keyring(lambda service, user: f"{service}-{user}")
    assert read(entry) == "explorer-repcard"
    keyring(lambda service, user: None)
    assert "the keyring holds nothing for explorer/repcard" in refused(entry)

    def locked(service: str, user: str) -> str:
        raise RuntimeError(CANARY)

    keyring(locked)
    assert "the keyring cannot be asked" in refused(entry)


def test_s04_no_keyring_library_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "install explorer with the extra keyring" in refused(Secret("keyring", "explorer/repcard"))


def test_s06_commands_are_started_without_the_other_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_KEY", CANARY)
    monkeypatch.setenv("HARMLESS", "yes")
    hidden = hidden_variables([account(Secret("env", "OTHER_KEY")), account(Secret("inline", "x"))])
    assert hidden == {"OTHER_KEY"}
    asked = python("import os; print(os.environ.get('OTHER_KEY', 'none'), os.environ.get('HARMLESS'))")
    assert read(asked, hidden=hidden) == "none yes"


@pytest.mark.parametrize("key", ["canary\n", " canary", "canary ", "can\tary", "canarý", ""])
async def test_s08_a_key_that_cannot_be_in_a_header_is_refused_by_name(rig: Rig, key: str) -> None:
    rig.credentials["key"] = key
    client = rig.client()
    with pytest.raises(ConfigError, match=r"^account acme: the credential “key”") as caught:
        await client.get(PEOPLE, GET, PERSON)
    assert "canar" not in str(caught.value)
    assert "auth.key" in caught.value.next_step


async def test_s24_a_changed_key_is_read_again_once(rig: Rig) -> None:
    def answer(seen: Seen) -> Reply:
        return json_reply({"id": 1}) if seen.headers["x-api-key"] == "k-2" else json_reply({}, 401)

    rig.server.otherwise = answer
    client = rig.client()
    with pytest.raises(SignInNeeded):
        await client.get(PEOPLE, GET, PERSON)
    assert (rig.reads, len(rig.server.seen)) == (2, 1)
    rig.credentials["key"] = "k-2"
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert (rig.reads, len(rig.server.seen)) == (3, 3)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=6, max_size=30))
@example("password")
def test_s09_no_credential_is_ever_shown(secret: str) -> None:
    secret = CANARY + secret
    written = secret.replace("\\", "\\\\").replace('"', '\\"')
    for text in (
        f'[accounts.a]\nvendor = "repsly"\nauth = {{ username = "u", password = "{written}" }}\n',
        f'[accounts.a]\nvendor = "repsly"\nauth = {{ username = "u", pasword = "{written}" }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = ["{written}"] }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = "{written}\n" }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = {{ env = "{written}=" }} }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = {{ command = ["pass", "{written}"] }} }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ "{written}" }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = {{ env: "{written}" }} }}\n',
        f'[accounts.a]\nvendor = "repcard"\nbase_url = "https://u:{written}@a.example"\nauth = {{ api_key = {{}} }}\n',
    ):
        config = parse(text, VENDORS, "c.toml")
        said = [*map(str, config.problems), repr(config), *show(config, Document(text, "c.toml"))]
        assert not [line for line in said if CANARY in line], text


def test_s01_the_limits_are_ten_seconds_and_four_kibibytes() -> None:
    assert (COMMAND_SECONDS, SIZE_LIMIT) == (10.0, 4096)
    assert read(python("print('k' * 4095)")) == "k" * 4095
    assert "more than a credential can be (4 KiB)" in refused(python("print('k' * 4097)"))


@pytest.mark.parametrize(("on_terminal", "own_session"), [(False, True), (True, False)])
def test_s02_only_a_command_line_lets_it_ask_on_the_terminal(on_terminal: bool, own_session: bool) -> None:
    """While the screen is there, a command has no terminal to ask on: it fails instead of spoiling what is shown."""
    session = read(python("import os; print(os.getsid(0))"), terminal=on_terminal)
    assert (session != str(os.getsid(0))) is own_session


def test_s03_each_credential_comes_from_one_place_and_the_weakest_is_warned_of() -> None:
    def told(auth: str) -> list[str]:
        text = f"[accounts.a]\nvendor = 'repcard'\nauth = {{ api_key = {auth} }}\n"
        return [f"{each.warning} {each.message}" for each in parse(text, VENDORS).problems]

    one = "has to name exactly one of env, command, file and keyring"
    assert told("{ env = 'A', file = 'b' }") == told("{ command = ['a'], keyring = 'a/b' }") == [f"False {one}"]
    assert told("'in the file itself'") == ["True stands in the file itself"]
    for better in ("{ env = 'A' }", "{ command = ['a'] }", "{ file = 'b' }", "{ keyring = 'a/b' }"):
        assert told(better) == []


def test_s05_no_option_takes_a_key(run: Run) -> None:
    def options(parser: argparse.ArgumentParser) -> set[str]:
        found = {each for action in parser._actions for each in action.option_strings}
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                found.update(*(options(each) for each in action.choices.values()))
        return found

    offered = options(grammar())
    assert "--output" in offered
    assert [each for each in offered if any(word in each for word in ("key", "token", "passw", "secret", "user"))] == []
    assert run("--api-key", CANARY, "ls").code == 2
    assert run("list", "demo-repcard/users", f"--token={CANARY}").code == 2


TRACEABLE = """
import sys
from ctypes import CDLL
from resource import RLIMIT_CORE, getrlimit
from explorer.__main__ import main
PR_GET_DUMPABLE = 3
before = CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
code = main(["list", "demo-repcard/users"])
after = CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
print("was", before, "is", after, "core", getrlimit(RLIMIT_CORE), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_s07_no_core_is_written_and_nobody_reads_our_memory(run: Run) -> None:
    ran = subprocess.run([sys.executable, "-c", TRACEABLE], capture_output=True, text=True, timeout=LONGEST)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.splitlines()[-1] == "was 1 is 0 core (0, 0)"
