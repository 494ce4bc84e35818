"""The way in: the arguments decide whether the screen is opened or a command run.

What a command does not need is not imported for it: `explorer --version` loads next to nothing.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # what `typing` calls so takes a tenth of the start to import
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs explorer and returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["__complete"]:
        from explorer.complete import complete

        return complete(given[1:])
    if given == ["--version"]:
        from explorer import __version__

        try:
            print(f"explorer {__version__}", flush=True)
        except OSError:
            pass  # what takes nothing is told of as for every command
        else:
            return 0
    # Loading makes much and throws little away: to look through it for garbage takes a sixth of the start.
    gc.disable()
    try:
        from explorer.cli.outcome import report_folder, run

        _keep_to_ourselves()
        return run(lambda: _run(given), report_folder)
    except KeyboardInterrupt:  # while this was loaded
        return 130
    finally:
        gc.enable()


def _keep_to_ourselves() -> None:
    """New files are for this user alone, and memory, which holds credentials, is never written to a core file."""
    from resource import RLIMIT_CORE, setrlimit

    os.umask(0o077)
    setrlimit(RLIMIT_CORE, (0, 0))


def _run(given: list[str]) -> int:
    from explorer.cli.arguments import SCREEN, parse
    from explorer.importing import import_one_at_a_time

    import_one_at_a_time()
    options = parse(given)
    if options.command == SCREEN:
        from explorer.screen import open_screen

        code = open_screen(options)
        if code is not None:
            return code
        options = parse(["demo"])
    if options.command == "demo":
        from explorer.demo_screen import open_demo

        return open_demo(options)
    from explorer.commands import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
