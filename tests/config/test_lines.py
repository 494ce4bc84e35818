"""Lines of keys, held against tomllib's own reading."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from explorer.config.lines import key_lines

_NAMES = st.one_of(st.from_regex(r"[a-z_][a-z0-9_-]{0,6}", fullmatch=True), st.sampled_from(["a.b", "é", "a b", "[x]"]))
_SCALARS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=12),
    st.sampled_from(["[a]", "b = 1", '"""', "'''", "# no comment", "\n[c]\nd = 1\n"]),
    st.integers(-1000, 1000),
    st.booleans(),
)
_DOCUMENTS = st.recursive(
    st.dictionaries(_NAMES, st.one_of(_SCALARS, st.lists(_SCALARS, max_size=3)), max_size=4),
    lambda inner: st.dictionaries(_NAMES, st.one_of(_SCALARS, inner), max_size=3),
    max_leaves=12,
)


@given(_DOCUMENTS, st.booleans())
def test_every_key_is_found_on_the_line_it_stands_on(document: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    lines = key_lines(text)
    paths = set(_paths(tomllib.loads(text)))
    assert paths <= set(lines)
    written = text.split("\n")
    for path in paths:
        assert path[-1].split(".")[0].strip('"') in written[lines[path] - 1], (path, lines[path], text)


@given(st.text(st.sampled_from("ab=.[]{}\"',#\n \\1"), max_size=60))
def test_no_text_makes_it_fail_or_hang(text: str) -> None:
    key_lines(text)


def test_values_hold_no_keys() -> None:
    text = '''
s = """
[not.a.table]
x = 1
"""
a = [
  "b = 2", # [c]
]
[t."q.r"]
u.v = { w = 1, x = [{ y = 2 }] } # z = 3
'''
    assert dict(key_lines(text)) == {
        ("s",): 2,
        ("a",): 6,
        ("t",): 9,
        ("t", "q.r"): 9,
        ("t", "q.r", "u"): 10,
        ("t", "q.r", "u", "v"): 10,
        ("t", "q.r", "u", "v", "w"): 10,
        ("t", "q.r", "u", "v", "x"): 10,
        ("t", "q.r", "u", "v", "x", "y"): 10,
    }


def _paths(value: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, inner in value.items():
        yield (*above, name)
        if isinstance(inner, dict):
            yield from _paths(inner, (*above, name))
