"""What is shown without a config: the two ways to begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from explorer.ui import cells
from explorer.ui.widgets.lines import Lines
from explorer.ui.wording import Sentence

_WAYS: tuple[Sentence, ...] = (
    (),
    (("   explorer", "strong"), ("  people records in RepCard, Repsly, Assemble and Gormic", "")),
    (),
    (("   No account is set up yet. Two ways to begin:", ""),),
    (),
    (("   explorer demo          ", "key"), ("four demo systems with made-up people", "")),
    (
        ("   explorer config init   ", "key"),
        ("writes a commented config to fill in", ""),
    ),
    (),
    (("   q ", "key"), ("quit", "dim")),
)


class WelcomeScreen(Screen[None]):
    """Says how to begin."""

    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "leave", "Quit", show=False)]

    def __init__(self, notices: Sequence[str]) -> None:
        super().__init__()
        self._notices = notices

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines()

    def on_mount(self) -> None:
        """Show them."""
        lines = self.query_one(Lines)
        lines.show(
            [
                *(cells.line(*each) for each in _WAYS),
                cells.NOTHING,
                *(cells.text(f"   {each}", "unsure") for each in self._notices),
            ]
        )
        lines.focus()

    def action_leave(self) -> None:
        """Quit."""
        self.app.exit(return_code=0)
