"""Vendor text reaches a widget through `explorer.ui.cells` only: a look at the source of everything in `explorer/ui`.

Textual reads markup in any bare string and passes controls on to the terminal. So drawn things are made in `cells`,
whose functions pass every text through `safe`, and in the table's own modules; our widgets take nothing but those, to
which mypy holds their callers. This test sees to it that nobody else makes them, that no widget of Textual's that
takes strings is used besides the input, and that what else of Textual takes strings is given literals or safe text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

import explorer.ui
from explorer.model.text import safe_block
from explorer.ui import cells
from explorer.ui.wording import Tone

ROOT = Path(explorer.ui.__file__).parent
MAKERS = {"cells.py", "line_filter.py", "terminal_filter.py", "widgets/line_cache.py", "widgets/record_table.py"}
"""The modules that make drawn things out of text."""
MADE = {"Content", "Text", "Segment", "Segments", "Strip"}
"""What is drawn. Empty ones are harmless."""
MAKING = {"from_markup", "styled", "assemble", "from_text", "from_rich_text", "render_str", "append_text"}
"""Methods that make it out of text."""
SINKS = {"notify", "copy_to_clipboard"}
"""Methods of Textual's that take text."""
SHOWN = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "placeholder", "loading_text"}
"""Attributes of Textual's that take text."""
ORIGINS = {"cells", "safe", "safe_block"}
"""What makes text safe."""
WIDGETS = {
    # Made by Textual of what `notify` is given; those that have become empty are taken away.
    "notifying.py": {"ToastHolder", "ToastRack"},
    "widgets/line_input.py": {"Input"},
    # Given only text in which everything can be shown; line filters apply to what it draws.
    "widgets/text_area.py": {"TextArea"},
}
"""Who may import which of Textual's widgets."""


def complaints(tree: ast.AST, allowed: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets"):
            yield from (f"{node.lineno}: uses {name.name}" for name in node.names if name.name not in allowed)
        elif isinstance(node, ast.Call):
            yield from _call_complaints(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in SHOWN and not _is_safe(node.value):
                    yield f"{node.lineno}: {target.attr} is given text of unknown origin"


def _call_complaints(node: ast.Call) -> Iterator[str]:
    called = node.func.id if isinstance(node.func, ast.Name) else ""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if called in MADE and not all(_is_safe(each) for each in node.args):
        yield f"{node.lineno}: {called} is made outside of cells"
    if method in MAKING:
        yield f"{node.lineno}: {method} is called outside of cells"
    if method in SINKS and not all(_is_safe(each) for each in node.args):
        yield f"{node.lineno}: {method} is given text of unknown origin"
    if method == "notify" and not any(each.arg == "markup" for each in node.keywords):
        yield f"{node.lineno}: notify reads markup"


def _is_safe(node: ast.expr | None) -> bool:
    """A literal, a call of what makes text safe, or a list of such."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return all(_is_safe(each) for each in node.elts)
    if isinstance(node, ast.Call):
        function = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        made = isinstance(function, ast.Name) and function.id in MADE and all(_is_safe(each) for each in node.args)
        return made or (isinstance(function, ast.Name) and function.id in ORIGINS)
    return isinstance(node, ast.Constant)


def _modules() -> list[str]:
    paths = (str(path.relative_to(ROOT)) for path in sorted(ROOT.rglob("*.py")))
    return [path for path in paths if path not in MAKERS]


@pytest.mark.parametrize("module", _modules())
def test_r17_nothing_is_drawn_but_through_cells(module: str) -> None:
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    assert not list(complaints(tree, frozenset(WIDGETS.get(module, ()))))


@pytest.mark.parametrize(
    "code",
    [
        "Content(name)",
        "Content(f'{name}')",
        "Content.from_markup(name)",
        "Segment(row['name'], style)",
        "self.notify(name, markup=False)",
        "self.notify('done')",
        "self.border_title = name",
        "from textual.widgets import Static",
    ],
)
def test_r17_the_look_sees(code: str) -> None:
    assert list(complaints(ast.parse(code)))


@given(st.text(), st.sampled_from(sorted(cells.STYLES)))
def test_r30_cells_make_every_text_safe(text: str, tone: Tone) -> None:
    made: list[Content] = [
        cells.text(text, tone),
        cells.line((text, tone), ("x", "")),
        cells.value(text, "text"),
        cells.value(text, "long"),
        cells.value([text, {text: text}], "json"),
        cells.fitted(cells.text(text, tone), 8),
    ]
    for content in made:
        assert safe_block(content.plain) == content.plain
        assert all(span.style in cells.STYLES.values() for span in content.spans)
