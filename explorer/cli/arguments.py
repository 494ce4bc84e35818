"""The command line as a grammar. Imports nothing but argparse: what a command needs is loaded when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

from explorer.model.errors import UsageError

SCREEN: Final = "screen"
"""The command meant when none is named."""
SHELLS: Final = ("bash", "zsh", "fish")
FORMATS: Final = ("table", "json", "ndjson", "csv")

_USAGE: Final = "explorer [ADDRESS | @NAME | URL | ID]\n       explorer COMMAND ..."
_DESCRIPTION: Final = """\
Browse people records in RepCard, Repsly, Assemble and Gormic: on a screen without a command, else on the command line.
An address is ACCOUNT/RESOURCE[/ID[/SUBRESOURCE[/ID]]], such as assemble/users/46485/notes. @NAME is a saved view (b on
the screen): it opens there, and list prints it."""
_EXIT_CODES: Final = """\
exit codes: 0 done, 1 the vendor or the network refused, 2 usage or config, 3 incomplete (what arrived was printed, or
what was written is listed), 4 a write whose outcome is unknown, 5 not sent: changed by someone else, or an earlier
write is unknown, 70 a bug in explorer, 129 the terminal was closed, 130 interrupted, 143 terminated"""


class _Parser(argparse.ArgumentParser):
    """Raises what argparse would print and exit with. The terminal is measured when help is printed: argparse makes a
    formatter for each argument, too."""

    def __init__(self, *, formatter_class: type[argparse.HelpFormatter] = argparse.HelpFormatter, **rest: Any) -> None:
        super().__init__(formatter_class=lambda prog: formatter_class(prog, width=80), **rest)
        self._formatter_class = formatter_class

    def format_help(self) -> str:
        self.formatter_class = self._formatter_class
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, next_step=f"see {self.prog} --help")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What `arguments` ask for; `command` names it. Raises UsageError; prints and exits for `--help`, `--version`."""
    given = list(arguments)
    if given[-1:] == ["--config"]:  # what is put in for the command would be its file
        raise UsageError("--config needs a file", next_step="write --config FILE")
    if "--" in given[: first_word(given)]:  # options end before any command: then it says nothing
        given.remove("--")
    place = first_word(given)
    if place is None or given[place] not in COMMANDS:
        if place is not None and first_word(given[place + 1 :]) is not None:
            refuse_mistyped_command(given[place])
        given.insert(len(given) if place is None else place, SCREEN)
    named = first_word(given)
    whole = not {"-h", "--help"}.isdisjoint(given[:named])
    parser = grammar("" if whole or named is None else given[named])
    options, rest = parser.parse_known_args(given)
    fields = getattr(options, "fields", None)
    if fields is not None:  # argparse takes no positionals from both sides of an option
        fields += [each for each in rest if not each.startswith("-")]
        rest = [each for each in rest if each.startswith("-")]
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if getattr(options, "config_file", None) == "":
        raise UsageError("--config needs a file, and got an empty name", next_step="write --config FILE")
    for name, default in (("config_file", ""), ("offline", False), ("read_only", False)):
        setattr(options, name, getattr(options, name, default))
    return options


def refuse_mistyped_command(word: str) -> None:
    """Raises UsageError when `word`, which is no command, looks like a command with a slip in it."""
    from explorer.model.nearest import hint  # not for completing

    if word == SCREEN:
        raise UsageError(
            f"there is no command, account or record called “{word}”",
            next_step="explorer alone opens the screen, explorer ADDRESS opens it there",
        )
    if word.isalpha() and (likely := hint(word, (*COMMANDS,))).startswith("did you mean"):
        raise UsageError(f"there is no command, account or record called “{word}”", next_step=likely)


def first_word(arguments: Sequence[str]) -> int | None:
    """Where the first one stands that is no option: a command, or an address."""
    skip = False
    for place, argument in enumerate(arguments):
        if skip:
            skip = False
        elif argument == "--config":
            skip = True
        elif not argument.startswith("-"):
            return place
    return None


def grammar(only: str = "") -> _Parser:
    """All commands with their options, or what takes `only` for its first word: to make all takes as long as some
    commands do."""
    common = _common()
    parser = _Parser(
        prog="explorer",
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EXIT_CODES,
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    families = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", prog="explorer", parser_class=_Parser
    )
    if not only or only not in COMMANDS:
        screen = families.add_parser(SCREEN, parents=[common], allow_abbrev=False)  # without help: it is not listed
        screen.add_argument("place", nargs="?", default="", metavar="ADDRESS")
    for name, (summary, options) in COMMANDS.items():
        if only in ("", name):
            options(families.add_parser(name, help=summary, description=summary, parents=[common], allow_abbrev=False))
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        from explorer import __version__

        print(f"explorer {__version__}")
        parser.exit()


def _common() -> _Parser:
    """Options that may stand before or after the command; those left out stay unset, so that neither place hides the
    other."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--config", dest="config_file", metavar="FILE", help="the config file to use")
    common.add_argument("--offline", action="store_true", help="ask no vendor: use what is held on this machine")
    common.add_argument("--read-only", action="store_true", help="refuse every write, whatever the config says")
    common.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    return common


def _demo(parser: _Parser) -> None:
    add = parser.add_argument
    add("--serve", action="store_true", help="only run the demo vendors, and print a config for them")
    add("--port", type=_positive, metavar="N", help="with --serve: listen on ports N to N+3 (default: free ports)")
    add("--people", type=_positive, default=3000, metavar="N", help="people of each vendor (default: 3000)")
    add("--seed", type=int, default=1, metavar="N", help="another seed makes other people (default: 1)")
    add("--latency", type=_milliseconds, default=0, metavar="MS", help="milliseconds before every answer (default: 0)")
    add("--faults", metavar="FILE|NAME", help="what goes wrong on the way (see the README), such as flaky")
    add("--two-factor", action="store_true", help="Assemble asks for a code, which the demo vendors print")


def _ls(parser: _Parser) -> None:
    parser.add_argument("address", nargs="?", default="", metavar="ADDRESS")
    _format(parser)


def _list(parser: _Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS")
    _filters(parser)
    parser.add_argument("--search", default="", metavar="TEXT", help="the vendor's own search")
    reach = parser.add_mutually_exclusive_group()
    reach.add_argument("--page", type=_positive, metavar="N", help="this page only, where pages have numbers")
    reach.add_argument("--limit", type=_positive, metavar="N", help="this many records")
    reach.add_argument("--all", action="store_true", help="all records, printed as they arrive")
    _output(parser, "parquet")


def _get(parser: _Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS")
    _filters(parser)
    _output(parser)


def _sync(parser: _Parser) -> None:
    parser.add_argument("addresses", nargs="*", metavar="ACCOUNT[/RESOURCE]", help="default: all accounts")
    _format(parser)


def _search(parser: _Parser) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="words, in any order; - reads them from standard input")
    parser.add_argument("--limit", type=_positive, default=50, metavar="N", help="hits of each account (default: 50)")
    parser.add_argument("--server", action="store_true", help="have the vendors search as well, where they can")
    _format(parser)


def _same(parser: _Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS")
    _format(parser)


def _compare(parser: _Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS")
    parser.add_argument("other", metavar="ADDRESS")
    parser.add_argument("--differences", action="store_true", help="only what differs")
    _format(parser)


def _changed(parser: _Parser) -> None:
    parser.add_argument(
        "address", nargs="?", default="", metavar="ADDRESS", help="with what lies below it; default: all"
    )
    parser.add_argument(
        "--since",
        default="last visit",
        metavar="WHEN",
        help="“last visit” (on the screen, to each collection; the default), today, yesterday, 2h, 3d, 2026-11-01, "
        "2026-11-01T10:00; in the time zone of this machine unless it ends in one, such as Z or +01:00",
    )
    parser.add_argument(
        "--limit", type=_positive, default=1000, metavar="N", help="records of each account (default: 1000)"
    )
    _format(parser)


def _health(parser: _Parser) -> None:
    parser.add_argument("account", nargs="?", default="", metavar="ACCOUNT", help="default: all")
    _format(parser)


def _account(parser: _Parser) -> None:
    parser.add_argument("account", metavar="ACCOUNT")


def _create(parser: _Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS")
    _values(parser)
    _data(parser)
    _sending(parser)


def _delete(parser: _Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS")
    _sending(parser)


def _run(parser: _Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS")
    parser.add_argument("action", metavar="ACTION", help="explorer ls ADDRESS lists them")
    _values(parser)
    _data(parser)
    _sending(parser)


def _undo(parser: _Parser) -> None:
    parser.add_argument("entry", type=_positive, metavar="ENTRY", help="its number in explorer journal")
    _values(parser)
    _sending(parser)


def _journal(parser: _Parser) -> None:
    _format(parser)
    parser.set_defaults(action="list")
    common = _common()
    actions = parser.add_subparsers(dest="action", metavar="ACTION", parser_class=_Parser)
    verify = actions.add_parser("verify", help="read again what became of a write", parents=[common])
    verify.add_argument("entry", type=_positive, metavar="ENTRY")
    resolve = actions.add_parser("resolve", help="say what became of a write", parents=[common], allow_abbrev=False)
    resolve.add_argument("entry", type=_positive, metavar="ENTRY")
    outcome = resolve.add_mutually_exclusive_group(required=True)
    outcome.add_argument("--applied", action="store_true", dest="applied", default=None)
    outcome.add_argument("--not-applied", action="store_false", dest="applied", default=None)


def _cache(parser: _Parser) -> None:
    common = _common()
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    info = actions.add_parser("info", help="how much of what is held, and where", parents=[common], allow_abbrev=False)
    _format(info)
    purge = actions.add_parser("purge", help="delete what is held", parents=[common], allow_abbrev=False)
    purge.add_argument("account", nargs="?", default="", metavar="ACCOUNT", help="default: all")
    purge.add_argument("--yes", action="store_true", help="do not ask")


def _config(parser: _Parser) -> None:
    common = _common()
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    for name, summary in (
        ("path", "where the config file is"),
        ("show", "every value that is in force, and where it comes from; credentials masked"),
        ("check", "every mistake in the config file"),
        ("init", "write a commented config file to fill in"),
    ):
        actions.add_parser(name, help=summary, description=summary, parents=[common], allow_abbrev=False)
    summary = "let an account's credentials go to the host that the config names now"
    trust = actions.add_parser("trust", help=summary, description=summary, parents=[common], allow_abbrev=False)
    trust.add_argument("account", metavar="ACCOUNT")


def _completion(parser: _Parser) -> None:
    parser.add_argument("shell", choices=SHELLS)


def _values(parser: _Parser) -> None:
    parser.add_argument(
        "fields",
        nargs="*",
        default=[],
        metavar="FIELD=VALUE",
        help="dotted where nested; FIELD:=JSON for null, numbers and structures",
    )
    parser.add_argument(
        "--ask", action="append", default=[], metavar="FIELD", help="ask for a value, such as a password, unseen"
    )


def _data(parser: _Parser) -> None:
    parser.add_argument("--data", metavar="FILE", help="one JSON object, or one a line; - reads them")


def _sending(parser: _Parser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask before sending")
    _format(parser)


def _filters(parser: _Parser) -> None:
    parser.add_argument(
        "-w",
        "--where",
        action="append",
        type=_pair,
        default=[],
        metavar="NAME=VALUE",
        help="a documented query parameter (explorer ls ADDRESS lists them); may be repeated",
    )
    parser.add_argument("--include", type=_names, metavar="A,B", help="related data to ask for, too")


def _output(parser: _Parser, *more_formats: str) -> None:
    parser.add_argument(
        "--columns",
        type=_names,
        metavar="A,B.C",
        help="columns of a table or csv, dotted where nested, or their titles (default: a table on a "
        "terminal has those kept on the screen, any other its usual ones)",
    )
    _format(parser, *more_formats)
    help = "write to a new file that only you may read"
    if "parquet" in more_formats:
        help += "; parquet: a name without .parquet is a folder, partitioned by account and resource"
    help += "; - is standard output"
    parser.add_argument("--output", default="-", type=_output_file, metavar="FILE", help=help)
    parser.add_argument("--force", action="store_true", help="with --output: replace a file that is there")
    cells = parser.add_mutually_exclusive_group()
    cells.add_argument(
        "--no-formulas",
        action="store_true",
        default=None,
        help="csv: put an apostrophe before texts that begin with =, +, -, @, tab, return or the like, so that no "
        "spreadsheet takes them for a formula; phone numbers such as +44 20 7946 0123 stay (with --output the default)",
    )
    cells.add_argument(
        "--raw-cells", action="store_false", dest="no_formulas", help="csv: leave them as the vendor sent them"
    )


def _format(parser: _Parser, *more: str) -> None:
    parser.add_argument("--format", choices=(*FORMATS, *more), help="default: table on a terminal, else json")


COMMANDS: Final[Mapping[str, tuple[str, Callable[[_Parser], None]]]] = {
    "demo": ("open the screen on four built-in demo vendors", _demo),
    "ls": ("accounts, an account's resources, and what each offers", _ls),
    "list": ("the records of a collection", _list),
    "get": ("one record", _get),
    "sync": ("bring local copies of whole collections up to date", _sync),
    "search": ("search everything that is held on this machine", _search),
    "same": ("the same person in everything that is held, by e-mail, phone or, perhaps, name", _same),
    "compare": ("two records side by side, as they are held: differences first", _compare),
    "changed": ("what is new, changed or gone in what is held, field by field", _changed),
    "health": ("how full the copies are, requests and errors by the hour, drift, and the sign-in", _health),
    "login": ("sign in to an account", _account),
    "logout": ("forget an account's sign-in", _account),
    "create": ("make a record in a collection", _create),
    "update": ("change a record; of a collection: each record that --data names by id", _create),
    "delete": ("delete a record", _delete),
    "run": ("run an action of a record (explorer ls ADDRESS shows them)", _run),
    "undo": ("take a write back, if its record is still as it left it", _undo),
    "journal": ("what was written, newest first, and what became of it", _journal),
    "cache": ("what is held on this machine", _cache),
    "config": ("the config file", _config),
    "doctor": ("look at terminal, files, network and accounts, and say what mends what is wrong", _format),
    "completion": ("print a script that completes commands and addresses in your shell", _completion),
}
"""What each command does, in the order of the help, and what adds its options."""


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000_000):
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1")
    return int(text)


def _milliseconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 60_000):
        raise argparse.ArgumentTypeError(f"“{text}” is no number of milliseconds up to 60000")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"“{text}” is not NAME=VALUE")
    return name, value


def _output_file(text: str) -> str:
    """The file's name; empty for standard output. An empty one was a variable that is not set."""
    if not text:
        raise argparse.ArgumentTypeError("the name is empty; - is standard output")
    return "" if text == "-" else text


def _names(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(","))
    if names == ("",):
        return ()
    if not all(names):
        raise argparse.ArgumentTypeError(f"“{text}” has an empty name in it")
    return names
