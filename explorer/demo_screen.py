"""`explorer demo`: the screen on demo vendors of its own."""

from __future__ import annotations

import secrets
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.cli import demo
from explorer.cli.ending import ending_on_signals
from explorer.config.files import Folders, create
from explorer.demo.config import CONTROL, bind_sockets, child_command, config_text, ports_of
from explorer.demo.faults.read import FaultFileError, find_faults
from explorer.loading import load_config
from explorer.model.errors import UsageError
from explorer.screen import Start, show


def open_demo(options: Namespace) -> int:
    """Opens the screen on demo vendors, which end with it, as do its config and cache; or becomes the vendors alone.
    Returns the exit code."""
    faults = _fault_set(options.faults) if options.faults is not None else ""
    if options.serve:
        demo.serve(options)
    with ending_on_signals() as ending, TemporaryDirectory(prefix="explorer-demo-") as name:
        folder = Path(name)
        sockets = bind_sockets()
        file, log = folder / "config.toml", folder / "vendors.log"
        token = secrets.token_urlsafe()
        create(file, config_text(ports_of(sockets), token))
        config, notices = load_config(str(file))
        if faults:
            notices.append(f"these faults are on: {faults}")
        if options.two_factor:
            notices.append(f"the codes Assemble asks for are in {log}")
        # Requests wait in the sockets' backlog until the child is up.
        command = child_command(sockets, *demo.vendor_options(options))
        with demo.child(command, sockets, log, {CONTROL: token}):
            start = Start(config, Folders.under(folder), file, str(file), notices, faults=faults, temporary=True)
            return show(start, ending) or 0


def _fault_set(name: str) -> str:
    """Reads the faults of the demo; returns what they are called. Raises UsageError."""
    try:
        return find_faults(name).name
    except FaultFileError as error:
        raise UsageError(str(error), next_step=error.next_step) from None
