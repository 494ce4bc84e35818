"""Completion in real shells, of commands, options and addresses; and what a hostile key can do there: nothing."""

from __future__ import annotations

import os
import pty
import re
import resource
import select
import shutil
import subprocess
import sys
import termios
import time
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.accounts import Accounts
from explorer.config import parse
from explorer.config.files import Folders
from explorer.config.views_file import ViewsFile
from explorer.model.address import Address
from explorer.model.kept_views import keep_view
from explorer.store.cache import Cache
from explorer.vendors import discover
from tests.cli.conftest import Run
from tests.waiting import LONGEST

PROGRAM = Path(sys.executable).with_name("explorer")
HOSTILE = ("$(touch pwned)", "`touch pwned`;touch pwned", "a b'c\"d", "x\n\x1b[31m", "-rf", "é/../~", ":files")
HEAVY = {"pydantic", "httpx", "textual", "rich", "asyncio", "dataclasses", "explorer.config", "explorer.vendors"}


@pytest.fixture(autouse=True)
def _held(run: Run, config_file: Path) -> None:
    """Some users are held, and some whose keys are not kind."""
    assert run("list", "demo-repcard/users").code == 0
    account = parse(config_file.read_text(), discover()).accounts["demo-repcard"]
    accounts = Accounts(parse(config_file.read_text(), discover()), Folders.of_user())
    file = accounts.cache_file(account)
    assert file is not None
    users = account.vendor.resources[0]
    cache = Cache(file)
    for key in HOSTILE:
        body = {"id": key, "firstName": "$(touch pwned)\n\x1b]0;x\a", "lastName": "`x`"}
        cache.put_record(users, Address("demo-repcard", ("users", key)), body, fetched_at=time.time()).result()
    cache.close()


def complete(run: Run, *words: str) -> list[str]:
    """The words that are offered."""
    ran = run("__complete", *words)
    assert ran.code == 0, ran.err
    return [line.partition("\t")[0] for line in ran.lines]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("jour",), ["journal"]),
        (("demo-re",), ["demo-repcard/", "demo-repsly/"]),
        (("list", "demo-g"), ["demo-gormic/"]),
        (("--offline", "list", "demo-repcard/"), ["demo-repcard/users/", "demo-repcard/customers/"]),
        (("sync", "demo-repcard/u"), ["demo-repcard/users"]),
        (("sync", "demo-repcard/users", "demo-rep"), ["demo-repcard/", "demo-repsly/"]),
        (("get", "demo-repcard/users/147"), ["demo-repcard/users/1476", "demo-repcard/users/1477"]),
        (("get", "demo-assemble/users/1/no"), ["demo-assemble/users/1/notes/"]),
        (("run", "demo-repcard/users/1476", "de"), ["deactivate"]),
        (("list", "demo-assemble/users", "-w", "search_s"), []),
        (("list", "--format", "nd"), ["ndjson"]),
        (("list", "demo-repcard/users", "--col"), ["--columns"]),
        (("config", "tru"), ["trust"]),
        (("config", "trust", "demo-gor"), ["demo-gormic"]),
        (("--config", ""), [":files"]),
        (("completion", "z"), ["zsh"]),
        (("get", "nobody/users/1"), []),
        (("get", "demo-repcard/nothing/1"), []),
    ],
)
def test_what_may_stand_next(run: Run, words: tuple[str, ...], offered: list[str]) -> None:
    found = complete(run, *words)
    assert found[: len(offered)] == offered if words[-1].endswith("147") else found == offered


def test_every_command_is_offered_and_none_that_is_hidden(run: Run) -> None:
    offered = complete(run, "")
    assert {"list", "doctor", "completion", "demo-repcard/"} <= set(offered)
    assert "screen" not in offered
    assert "q=" in " ".join(complete(run, "list", "demo-assemble/users", "-w", ""))


def test_a_changed_config_counts_at_once(run: Run, config_file: Path) -> None:
    assert complete(run, "list", "demo-g") == ["demo-gormic/"]
    config_file.write_text(config_file.read_text().replace("demo-gormic", "demo-green"))
    assert complete(run, "list", "demo-g") == ["demo-green/"]
    (kept,) = Folders.of_user().cache.glob("completion.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "demo-repcard-key" not in kept.read_text()
    kept.write_text("{broken")
    assert complete(run, "list", "demo-g") == ["demo-green/"]


def test_saved_views_are_offered_where_they_can_stand(run: Run) -> None:
    file = ViewsFile(Folders.of_user().config)
    for name in ("kent-volunteers", "kent leads", "$(touch pwned)", "leeds"):
        file.change(lambda kept, name=name: replace(kept, views={**kept.views, name: "demo-assemble/users"}))  # type: ignore[misc]  # a default binds the loop's value
    assert complete(run, "list", "@kent") == ["@kent-volunteers"]
    assert complete(run, "@l") == ["@leeds"]
    assert complete(run, "sync", "@l") == []
    file.path.write_text("[views")
    assert complete(run, "list", "@kent") == []


def test_a_broken_config_completes_what_can_be(run: Run, config_file: Path) -> None:
    config_file.write_text(config_file.read_text().replace('vendor = "gormic"', 'vendor = "gromic"'))
    assert complete(run, "list", "demo-") == ["demo-repcard/", "demo-repsly/", "demo-assemble/"]
    config_file.unlink()
    assert run("__complete", "list", "demo-").out == ""
    assert "list" in run("__complete", "lis").out


def test_nothing_heavy_is_loaded(run: Run) -> None:
    complete(run, "get", "demo-repcard/users/14")
    report = "import sys; from explorer.__main__ import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", report, "__complete", "get", "demo-repcard/users/14"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "demo-repcard/users/1476" in ran.stdout
    assert not set(ran.stderr.split()) & HEAVY


def test_it_takes_less_than_100_ms_of_a_processor(run: Run) -> None:
    complete(run, "get", "demo-repcard/users/14")

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    taken = []
    for _ in range(8):
        before = spent()
        subprocess.run([PROGRAM, "__complete", "get", "demo-repcard/users/14"], capture_output=True, check=True)
        taken.append(spent() - before)
    assert min(taken) < 0.1


def test_keys_need_no_quoting(run: Run) -> None:
    ran = run("__complete", "get", "demo-repcard/users/")
    words = [line.partition("\t")[0] for line in ran.lines]
    assert "demo-repcard/users/%24%28touch%20pwned%29" in words
    assert complete(run, "get", "demo-repcard/users/%24%2") == ["demo-repcard/users/%24%28touch%20pwned%29"]
    assert complete(run, "get", "demo-repcard/users/%C3%A9") == ["demo-repcard/users/%C3%A9%2F..%2F~"]
    assert all(character.isalnum() or character in "-_./%~" for word in words for character in word)
    assert "\x1b" not in ran.out
    assert run("--offline", "get", words[words.index("demo-repcard/users/%24%28touch%20pwned%29")]).code == 0


# In shells

INSTALLED = ["bash", *filter(shutil.which, ("zsh", "fish"))]
REGISTERED = {
    "bash": "\ncomplete -F _explorer explorer\n",
    "zsh": "\n    compdef _explorer explorer\n",
    "fish": "\ncomplete -c explorer -f -a '(__explorer_complete)'\n",
}
ASKED = {
    "bash": """ < <("$1" __complete "${words[@]}" 2>/dev/null)""",
    "zsh": """ < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)""",
    "fish": """ ($words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null)""",
}
"""How each script asks: the program that stands on the line, with its words up to the cursor, each as one argument."""


@pytest.mark.parametrize("shell", REGISTERED)
def test_a_script_asks_with_the_words_as_they_are_and_runs_none(run: Run, shell: str) -> None:
    script = run("completion", shell).out
    assert REGISTERED[shell] in script
    assert ASKED[shell] in script
    assert script.count("__complete ") == 1
    assert ":files" in script
    assert not re.search(r"`|\beval\b|\$\((?!\()", script)


@pytest.mark.parametrize("shell", INSTALLED)
def test_a_shell_takes_its_script(run: Run, shell: str) -> None:
    script = run("completion", shell).out
    ran = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if name.startswith(("XDG_", "EXPLORER_", "HOME"))}
    return {
        **kept,
        "PATH": f"{PROGRAM.parent}:/usr/bin:/bin",
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "PS1": "READY> ",
        "INPUTRC": "/dev/null",
        "ZDOTDIR": str(tmp_path),
    }


def typed(command: list[str], tmp_path: Path, *keys: str) -> str:
    """What an interactive shell shows when these are typed, each after the last one was answered."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (40, 200))
    shell = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(tmp_path),
        cwd=tmp_path,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""

    def read(awaited: str) -> bytes:
        got, deadline = b"", time.monotonic() + LONGEST
        while awaited.encode() not in got and time.monotonic() < deadline:
            if select.select([ours], [], [], 0.1)[0]:
                got += os.read(ours, 65536)
        return got

    try:
        read("READY> ")
        for each in keys:
            text, _, awaited = each.partition("→")
            os.write(ours, text.encode())
            shown += read(awaited)
        return shown.decode(errors="replace")
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)


def in_bash(tmp_path: Path) -> None:
    shown = typed(
        ["bash", "--norc", "--noprofile", "-i"],
        tmp_path,
        "source <(explorer completion bash); echo loaded\r→loaded\r\nREADY> ",
        "explorer get demo-repc\t→demo-repcard/",
        "us\t→users/",
        "%24\t→touch%20pwned%29 ",
        "--off\t→--offline ",
        "--format json\r→READY> ",
    )
    assert "get demo-repcard/users/%24%28touch%20pwned%29 --offline " in shown
    assert '"id": "$(touch pwned)"' in shown


def test_bash_completes_the_name_of_a_saved_view(tmp_path: Path) -> None:
    ViewsFile(Folders.of_user().config).change(keep_view("leeds-leads", "demo-assemble/users", instead=False))
    shown = typed(
        ["bash", "--norc", "--noprofile", "-i"],
        tmp_path,
        "source <(explorer completion bash); echo loaded\r→loaded\r\nREADY> ",
        "explorer list @lee\t→@leeds-leads ",
        "--form\t→--format ",
    )
    assert "explorer list @leeds-leads --format " in shown.replace("@lee\b\b\b\b", "")


def in_zsh(tmp_path: Path) -> None:
    (tmp_path / ".zshrc").write_text("PS1='READY> '; unset zle_bracketed_paste; autoload -U compinit; compinit -u -D\n")
    shown = typed(
        ["zsh", "-i"],
        tmp_path,
        "source <(explorer completion zsh); echo loa''ded\r→loaded\r\n",
        "explorer get demo-repc\t→ard/",
        "us\t→ers/",
        "%24\t→touch%20pwned%29",
        "--off\t→line",
        "--format json\r→touch pwned)",
    )
    assert '"id": "$(touch pwned)"' in shown


def in_fish(tmp_path: Path) -> None:
    script = "explorer completion fish | source; complete -C 'explorer get demo-repcard/users/'"
    ran = subprocess.run(
        ["fish", "--no-config", "-c", script],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        cwd=tmp_path,
        check=True,
    )
    words = [line.partition("\t")[0] for line in ran.stdout.splitlines()]
    assert "demo-repcard/users/1476" in words
    assert "demo-repcard/users/%24%28touch%20pwned%29" in words


@pytest.mark.parametrize("shell", INSTALLED)
def test_completing_in_a_shell_runs_nothing_of_a_key(tmp_path: Path, shell: str) -> None:
    {"bash": in_bash, "zsh": in_zsh, "fish": in_fish}[shell](tmp_path)
    assert not (tmp_path / "pwned").exists()
