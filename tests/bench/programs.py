"""How each program is started, when it is ready, which keys move its cursor, and how it is left."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench import people
from tests.bench.first_time import explorer_command
from tests.bench.people import Made
from tests.bench.running import Running, running

EXPLORER: Final = "explorer"
FEW: Final = "explorer, few people"
VISIDATA: Final = "visidata"
HARLEQUIN: Final = "harlequin"
POSTING: Final = "posting"
HELLO: Final = "textual hello"
PYTHON: Final = "python -c pass"
_KINDS: Final = ("CONFIG", "CACHE", "STATE", "DATA")


@dataclass(frozen=True, slots=True)
class Program:
    """One that is measured."""

    name: str
    command: tuple[str, ...]
    ready: str
    """A regular expression: the first screen that can be used."""
    environ: Mapping[str, str] = field(default_factory=dict)
    home: Path | None = None
    """Its home folder, which is emptied before each start: what it did before is forgotten."""
    quit_keys: tuple[str, ...] = ("ctrl+c",)
    down: str = "down"
    page_down: str = "pagedown"
    open_table: Callable[[Running], None] = lambda program: None
    """From being ready to a table of people that has the focus."""

    @contextmanager
    def ready_to_use(self) -> Iterator[tuple[Running, float]]:
        """The program with its first screen, and the milliseconds that took. Raises BenchError."""
        environ = dict(self.environ)
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home.mkdir(parents=True)
            environ |= {
                "HOME": str(self.home),
                **{f"XDG_{each}_HOME": str(self.home / each.lower()) for each in _KINDS},
            }
        with running(self.command, environ, self.quit_keys) as program:
            came = program.wait_for(self.ready)
            yield program, (came - program.began) * 1000


def explorer(made: Made, *options: str, name: str = EXPLORER) -> Program:
    """The program as it is installed, at the table of `made`."""
    return Program(
        name=name,
        command=(*explorer_command(made.config), *options, people.PLACE),
        ready=people.FIRST,
        environ=made.environ,
        quit_keys=("q",),
        open_table=lambda program: program.settle(1.0, 8.0),
    )


def hello() -> Program:
    """The floor of the start."""
    return Program(
        HELLO, (sys.executable, str(Path(__file__).with_name("hello.py"))), "hello, world", quit_keys=("ctrl+q",)
    )


def visidata(commands: Path, made: Made, home: Path) -> Program:
    """VisiData on the CSV file."""

    def wait(program: Running) -> None:
        # It goes on reading the file behind its first screen.
        program.settle(1.5, 20.0)

    return Program(
        name=VISIDATA,
        command=(str(commands / "vd"), str(made.csv)),
        ready=people.FIRST,
        home=home,
        quit_keys=("q", "q"),
        open_table=wait,
    )


def harlequin(commands: Path, made: Made, home: Path) -> Program:
    """Harlequin on the table in SQLite; ready before its query."""

    def query(program: Running) -> None:
        program.settle(1.0, 8.0)
        program.paste("select * from people")
        program.wait_for(r"select .{1,3}from people")
        program.settle(0.7, 5.0)
        program.press("ctrl+j")
        program.wait_for(people.FIRST)
        program.settle(1.0, 8.0)

    return Program(
        name=HARLEQUIN,
        command=(str(commands / "harlequin"), "-a", "sqlite", "--limit", str(made.count), str(made.sqlite)),
        ready="main +db",
        home=home,
        quit_keys=("ctrl+q",),
        open_table=query,
    )


def posting(commands: Path, home: Path) -> Program:
    """Posting with an empty collection."""
    return Program(
        name=POSTING,
        command=(str(commands / "posting"), "--collection", str(home)),
        ready=r"Collection is empty",
        home=home,
        quit_keys=("ctrl+c",),
    )


def _empty_home(home: Path) -> Mapping[str, str]:
    """A user's folders, all in `home`."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    return {"HOME": str(home), **{f"XDG_{each}_HOME": str(home / each.lower()) for each in _KINDS}}
