"""The one place that makes what widgets draw. Every text passes `safe` here, whoever wrote it; while masking is on,
what is known to be personal is taken out of it.

Widgets outside the table take `Content` from these functions and literals, nothing else; a test holds them to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual.content import Content

from explorer.model.display import cell
from explorer.model.field import Kind
from explorer.model.json_text import JsonValue, dumps
from explorer.model.text import BLOCK_LIMIT, LINE_LIMIT, SafeText, safe, safe_block
from explorer.ui.masking import current
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.wording import Part, Tone

STYLES: Final[dict[Tone, str]] = {
    "": "",
    "dim": "$foreground-muted",
    "strong": "bold",
    "failed": "$error",
    "unsure": "$warning",
    "changed": "$accent",
    "key": "bold",
    "cursor": "reverse",
}
"""Tone to style; every colour is the theme's."""

NOTHING: Final = Content()


def text(words: str, tone: Tone = "", *, limit: int = LINE_LIMIT) -> Content:
    """One line of `words`."""
    return Content.styled(safe(current().scrub(words), limit), STYLES[tone])


def line(*parts: Part) -> Content:
    """One line of parts, each in its tone."""
    scrub = current().scrub
    return Content.assemble(*((safe(scrub(words), BLOCK_LIMIT), STYLES[tone]) for words, tone in parts))


def lines(sentences: Iterable[Iterable[Part]]) -> Content:
    """Several lines."""
    return Content("\n").join(line(*parts) for parts in sentences)


def plain(sentences: Iterable[Iterable[Part]]) -> SafeText:
    """Several lines without their tones."""
    scrub = current().scrub
    return SafeText("\n".join("".join(safe(scrub(words), BLOCK_LIMIT) for words, _ in parts) for parts in sentences))


def wrapped(sentence: Iterable[Part], width: int, indent: int = 3) -> list[Content]:
    """A sentence on as many lines of `width` cells as it takes, indented."""
    margin = text(" " * indent)
    return [margin + each for each in line(*sentence).wrap(max(width - indent - 1, 8))] or [margin]


def value(content: JsonValue, kind: Kind, signs: Signs = UNICODE, *, marked: bool = False) -> Content:
    """A present value of a record: empty text, null and an empty list are told apart.

    `marked`: its mark has said whether it is personal, as a table's cells are; then only what may speak of anybody, a
    long text or a structure, is searched for personal texts, and a job that somebody is called after stays.
    """
    if content is None:
        return text("null", "dim")
    if content in ([], {}):
        return text(dumps(content), "dim")
    if isinstance(content, str) and not content.strip():
        return text(f"{signs.opening}{content}{signs.closing}", "dim")
    if isinstance(content, str) and kind == "long":
        return Content(safe_block(current().scrub(content)))
    shown = cell(content, kind, BLOCK_LIMIT) or SafeText("")
    return Content(shown if marked and kind != "json" and isinstance(content, str) else current().scrub(shown))


def side_by_side(cells: Iterable[tuple[Content, int]]) -> Content:
    """Contents in columns of the given widths, cut with `…` where they are longer."""
    return Content("").join(fitted(content, width) for content, width in cells)


def fitted(content: Content, width: int) -> Content:
    """`content` in exactly `width` cells."""
    return content.truncate(width, ellipsis=True, pad=True)
