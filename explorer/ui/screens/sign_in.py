"""A question that the vendor asks while one signs in: a second factor."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from explorer.model.auth import Challenge
from explorer.ui import cells
from explorer.ui.keys import key_of
from explorer.ui.screens.painted_dialog import PaintedDialog, PaintedInput
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.one_line import OneLine


class SignInScreen(PaintedDialog[str]):
    """Asks for a code. Dismisses with what was typed, or None when it is left.

    It comes when the vendor asks, whatever the user is doing: keys that were meant for that do not count.
    """

    CSS_PATH = "sign_in.tcss"

    def __init__(self, account: str, challenge: Challenge) -> None:
        super().__init__()
        self._account = account
        self._challenge = challenge

    def compose(self) -> ComposeResult:
        """The question and a line for the answer."""
        with Vertical():
            yield OneLine(id="title")
            yield OneLine(id="question")
            with Horizontal():
                yield OneLine(id="prompt")
                yield PaintedInput(self.is_early)
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Ask."""
        self.query_one("#title", OneLine).show(cells.text(f" Sign in to {self._account}", "strong"))
        self.query_one("#question", OneLine).show(cells.text(f" {self._challenge.prompt}"))
        self.query_one("#prompt", OneLine).show(cells.text(" code:"))
        self.query_one("#keys", HintsLine).tell(
            (
                (" enter ", "key"),
                ("send  ", "dim"),
                ("esc ", "key"),
                (f"leave; {key_of('refresh', 'r')} asks again", "dim"),
            )
        )

    def painted(self) -> None:
        """From now on keys count."""
        self.set_focus(self.query_one(PaintedInput))

    @on(PaintedInput.Submitted)
    def _submitted(self, event: PaintedInput.Submitted) -> None:
        if event.value.strip():
            self.end(event.value.strip())
