"""Long texts come in several messages and nothing of them is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.pages import PAGE, pages


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(st.sampled_from("a🏡 \n"), max_size=60).map(lambda text: text * 200))
def test_every_page_fits_and_no_letter_is_lost(text: str) -> None:
    found = pages(text)
    assert all(units(page) <= PAGE for page in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_page_ends_where_a_line_ends() -> None:
    first, second = pages("a" * 2000 + "\n" + "b" * 2000)
    assert (first, second) == ("a" * 2000, "b" * 2000)


def test_a_short_text_is_one_page() -> None:
    assert pages("short") == ["short"]
