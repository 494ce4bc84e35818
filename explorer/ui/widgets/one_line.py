"""`OneLine`: a line of text that sends only the cells that changed."""

from __future__ import annotations

from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from explorer.ui.widgets.repaint import repainted, strip_of


class OneLine(Widget):
    """One line of `Content`; set it with `show`. What is too long is cut with `…`, and
    stands off what is at the right."""

    DEFAULT_CSS = "OneLine { height: 1; width: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._content = Content()
        self._right = Content()
        self._brief: Content | None = None
        self._strip: Strip | None = None

    @property
    def shown(self) -> str:
        """The text that stands here."""
        return f"{self._content.plain}{self._right.plain}"

    def show(self, content: Content, right: Content | None = None, brief: Content | None = None) -> None:
        """Put `content` here, and `right` at the right end; only the cells that differ are drawn anew. `brief` stands
        in place of `right` where that leaves no room for all of `content`."""
        right = right or Content()
        if content.is_same(self._content) and right.is_same(self._right):
            return
        self._content, self._right, self._brief = content, right, brief
        old, self._strip = self._strip, None
        if old is None or not self.is_attached or old.cell_length != self.size.width:
            self.refresh()
            return
        self._strip, regions = repainted(old, self.render_line(0), 0)
        if regions:
            self.refresh(*regions)

    @property
    def is_cut(self) -> bool:
        """There is no room for all of the text."""
        return bool(self.size.width) and not self._fits(self._right)

    def _fits(self, right: Content) -> bool:
        return self._content.cell_length + _gap(right) + right.cell_length <= self.size.width

    def render_line(self, y: int) -> Strip:
        """The line; `y` is 0."""
        if self._strip is None or self._strip.cell_length != self.size.width:
            right = self._right if self._brief is None or self._fits(self._right) else self._brief
            gap = _gap(right)
            room = max(self.size.width - right.cell_length, 0)
            content = self._content
            if content.cell_length > room - gap:
                content = content.rstrip()  # blanks that are cut are no loss
            fitted = content.truncate(max(room - gap, 0), ellipsis=True).truncate(room, pad=True)
            self._strip = strip_of(self, fitted + right, self.size.width)
        return self._strip

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn in the old ones is dropped."""
        self._strip = None
        super().notify_style_update()


def _gap(right: Content) -> int:
    return 1 if right.plain and not right.plain.startswith(" ") else 0
