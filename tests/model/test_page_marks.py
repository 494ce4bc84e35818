"""Pages that are held of a listing, as they are looked up."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from explorer.model.page_marks import PageMark, PageMarks


@st.composite
def held(draw: st.DrawFn) -> list[PageMark]:
    """Pages with gaps between them; some lost all their rows to other pages."""
    marks: list[PageMark] = []
    number = end = 0
    for _ in range(draw(st.integers(0, 12))):
        number += draw(st.integers(1, 3))
        end += draw(st.sampled_from((0, 0, 7)))
        count = draw(st.integers(0, 5))
        marks.append(PageMark(number, end, count, draw(st.floats(0, 2e9)), draw(st.sampled_from(("", "cut")))))
        end += count
    return marks


@example(marks=[PageMark(1, 0, 2, 0.0)], number=1, start=1, rows=0)
@given(held(), st.integers(0, 40), st.integers(0, 90), st.integers(0, 20))
def test_each_look_up_finds_what_a_search_through_all_finds(
    marks: list[PageMark], number: int, start: int, rows: int
) -> None:
    pages = PageMarks.of(*marks)
    assert (list(pages), pages[:2], len(pages)) == (marks, tuple(marks[:2]), len(marks))
    assert pages == PageMarks.of(*marks) and (not marks or pages != PageMarks.of(*marks[1:]))
    assert pages.numbered(number) == next((each for each in marks if each.number == number), None)
    assert pages.at(start) == next((each for each in marks if each.first <= start < each.first + each.count), None)
    stop = start + rows
    on = [each for each in marks if any(start <= row < stop for row in range(each.first, each.first + each.count))]
    assert [each for each in pages.between(start, stop) if each.count] == on
    assert pages.end == (marks[-1].first + marks[-1].count if marks else 0)
    assert pages.size == max((each.count for each in marks), default=0)
    assert pages.oldest == min((each.fetched_at for each in marks), default=None)
