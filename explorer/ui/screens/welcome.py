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
    (("   d      ", "key"), ("explorer demo: four systems with made-up people to look at", "")),
    (("   enter  ", "key"), ("set up an account, step by step; it is tried out before it is written", "")),
    (),
    (("   By hand: ", "dim"), ("explorer config init", "key"), (" writes a commented config to fill in.", "dim")),
    (("   Something wrong? ", "dim"), ("explorer doctor", "key"), (" looks at terminal, files and network.", "dim")),
    (),
    (("   q esc ", "key"), ("quit", "dim")),
)


class WelcomeScreen(Screen[None]):
    """Says how to begin."""

    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "leave", "Quit", show=False),
        Binding("enter,a", "app.set_up", "Set up", show=False),
        Binding("d", "app.demo", "Demo", show=False),
    ]

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
