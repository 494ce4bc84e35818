"""`TerminalApp`: what the terminal is given, in which colours, and lending it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from textual.app import SuspendNotSupported
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter, Monochrome, NoColor

from explorer.model.errors import ConfigError
from explorer.ui.alt_keys import tell_alt_keys
from explorer.ui.continuing import Continuing
from explorer.ui.fewer_bytes import ShortWrites
from explorer.ui.line_filter import SafetyFilter, narrow_encoding
from explorer.ui.notifying import NotifyingApp
from explorer.ui.pasting import keep_pastes_whole
from explorer.ui.signs import ASCII, signs_for
from explorer.ui.terminal_filter import TerminalFilter
from explorer.ui.theme import ExplorerTheme, load_theme, packaged_folder, wanted

_MOUSE_MODES: Final = (1000, 1003, 1015, 1006)
"""Private modes of xterm: buttons, every move, and two ways to write them. Those that Textual sets."""


class TerminalApp(NotifyingApp):
    """An app that sends its terminal what that can show, as little of it as will do."""

    def __init__(self, theme_folders: Sequence[Path] = (), keep_theme: Callable[[str], str] | None = None) -> None:
        """`keep_theme` keeps the name of a theme for the next time and says where; it blocks, and raises
        ConfigError."""
        super().__init__()
        self.theme_folders = tuple(theme_folders) or (packaged_folder(),)
        self.keep_theme = keep_theme
        tell_alt_keys()
        keep_pastes_whole()
        self.colorless = bool(os.environ.get("NO_COLOR"))
        """The user wants no colours, whatever the theme."""
        self.signs = signs_for(os.environ)
        """Those that the terminal has."""
        self.encoding = narrow_encoding(sys.__stderr__)  # which Textual draws on
        """The locale's, where that has no letters for some names; else empty."""
        self.is_lent = False
        """Another program has the terminal."""

    def begin_look(self, theme: str) -> list[str]:
        """Look like `theme`, or like the first that this terminal can show; what has to be told of that and of its
        letters."""
        told: list[str] = []
        if self.encoding:
            told.append(f"the locale's {self.encoding} has no letters for some names: set LC_ALL=C.UTF-8")
        for name in wanted(theme, os.environ, self.console.color_system):
            try:
                self.use_theme(load_theme(name, self.theme_folders))
            except ConfigError as error:
                told.append(str(error))
            else:
                break
        self.stylesheet.set_variables(self.get_css_variables())
        self.animation_level = "none"
        return told

    def use_theme(self, theme: ExplorerTheme) -> None:
        """Look so from now on."""
        self.register_theme(theme)
        if self.theme == theme.name:
            self._watch_theme(theme.name)  # another file of the same name
        self.theme = theme.name

    def refresh_css(self, animate: bool = True) -> None:
        """Not before the first frame, as Textual does: the style sheet has the theme's colours from the beginning."""
        if self._dom_ready:
            super().refresh_css(animate)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, the theme's, and last the one that keeps from the terminal what it must not get."""
        theme = self.current_theme
        filters = [each for each in super().get_line_filters() if not isinstance(each, (Monochrome, NoColor))]
        if isinstance(theme, ExplorerTheme) and theme.ansi:
            filters.append(TerminalFilter(mono=theme.mono))
        return [*filters, SafetyFilter(ascii_only=self.signs is ASCII, encoding=self.encoding)]

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this platform, with fewer bytes; that for terminals with a memory of what they were."""
        driver = super().get_driver_class()
        return type("ShortDriver", (ShortWrites, Continuing if driver is LinuxDriver else driver), {})

    def toggle_mouse(self) -> bool:
        """Have the terminal tell of its mouse, or no longer; returns which. Where it does not tell, it selects text."""
        driver = self._driver
        assert driver is not None
        driver._mouse = not driver._mouse
        ending = "h" if driver._mouse else "l"
        driver.write("".join(f"\x1b[?{mode}{ending}" for mode in _MOUSE_MODES))
        driver.flush()
        return driver._mouse

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Lend the terminal to another program. The loop may go on meanwhile: nothing is drawn. Raises
        SuspendNotSupported, also while one has it already."""
        if self.is_lent:
            raise SuspendNotSupported("another program has the terminal")
        self.is_lent = True
        try:
            with super().suspend(), self.batch_update():
                yield
        finally:
            self.is_lent = False

    def action_suspend_process(self) -> None:
        """`ctrl+z`: stop until the shell has it go on; nothing could, where no shell with jobs has started it."""
        parent = os.getppid()
        if os.getsid(parent) != os.getsid(0) or os.getpgid(parent) == os.getpgrp():
            self.say("ctrl+z stops it only where a shell has started it, for fg to go on")
            return
        super().action_suspend_process()
