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
        self._rights: tuple[Content, ...] = (Content(),)
        self._needed: int | None = None
        self._strip: Strip | None = None

    @property
    def shown(self) -> str:
        """The text that stands here."""
        return f"{self._content.plain}{self._rights[0].plain}"

    def show(
        self, content: Content, right: Content | None = None, *briefer: Content, needed: int | None = None
    ) -> None:
        """Put `content` here, and `right` at the right end; only the cells that differ are drawn anew. In place of
        `right` stands the first of `briefer` that leaves room for the first `needed` cells of `content` (None: for
        all), or the last."""
        before, now = (self._content, *self._rights), (content, right or Content(), *briefer)
        if needed == self._needed and len(before) == len(now) and all(map(Content.is_same, before, now)):
            return
        self._content, self._rights, self._needed = content, now[1:], needed
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
        return bool(self.size.width) and self._content.rstrip().cell_length + self._taken(self._right) > self.size.width

    @property
    def _right(self) -> Content:
        return next(filter(self._fits, self._rights), self._rights[-1])

    def _fits(self, right: Content) -> bool:
        needed = self._content.rstrip().cell_length  # blanks that are cut are no loss
        if self._needed is not None:
            needed = min(needed, self._needed)
        return needed + self._taken(right) <= self.size.width

    @staticmethod
    def _taken(right: Content) -> int:
        return _gap(right) + right.cell_length

    def render_line(self, y: int) -> Strip:
        """The line; `y` is 0."""
        if self._strip is None or self._strip.cell_length != self.size.width:
            right = self._right
            gap = _gap(right)
            room = max(self.size.width - right.cell_length, 0)
            fitted = self.fitted(self._content, max(room - gap, 0)).truncate(room, pad=True)
            self._strip = strip_of(self, fitted + right, self.size.width)
        return self._strip

    def fitted(self, content: Content, room: int) -> Content:
        """`content` in `room` cells."""
        if content.cell_length > room:
            content = content.rstrip()
        return content.truncate(room, ellipsis=True)

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn in the old ones is dropped."""
        self._strip = None
        super().notify_style_update()


def _gap(right: Content) -> int:
    return 1 if right.plain and not right.plain.startswith(" ") else 0
