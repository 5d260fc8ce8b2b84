"""Formatting becomes entities counted in UTF-16, and commands and links are found as Telegram finds them."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.bot_api.entities import formatted_text, typed_text
from bot.playground.bot_api.limits import Refusal, utf16_length


def marks(text: str, mode: str = "HTML") -> Any:
    return [(m["type"], m["offset"], m["length"]) for m in formatted_text(text, mode)[1]]


def test_html_nests_and_counts_in_utf16() -> None:
    plain, entities = formatted_text("😀 <b>ā <i>b</i></b> &lt;&amp;&nbsp;", "HTML")
    assert plain == "😀 ā b <&&nbsp;"
    assert [(m["type"], m["offset"], m["length"]) for m in entities] == [("bold", 3, 3), ("italic", 5, 1)]


def test_html_knows_links_mentions_quotes_and_code_with_a_language() -> None:
    text = (
        '<a href="https://a.lv/?a=1&amp;b=2">x</a><a href="tg://user?id=7">y</a><blockquote expandable>q</blockquote>'
    )
    _, (link, mention, quote) = formatted_text(text, "HTML")
    assert link == {"type": "text_link", "offset": 0, "length": 1, "url": "https://a.lv/?a=1&b=2"}
    assert mention["user"]["id"] == 7
    assert quote["type"] == "expandable_blockquote"
    _, (code,) = formatted_text('<pre><code class="language-python">x = 1</code></pre>', "HTML")
    assert code == {"type": "pre", "offset": 0, "length": 5, "language": "python"}


def test_a_link_that_leads_nowhere_is_dropped_silently() -> None:
    assert formatted_text('<a href="localhost">x</a>', "HTML") == ("x", [])


def test_markdown_v2_takes_escapes_and_nesting() -> None:
    assert formatted_text("*a _b_* 1\\. ||s|| __u__ ~t~ `c*`", "MarkdownV2")[0] == "a b 1. s u t c*"
    kinds = [kind for kind, _, _ in marks("*a _b_* 1\\. ||s|| __u__ ~t~ `c*`", "MarkdownV2")]
    assert kinds == ["bold", "italic", "spoiler", "underline", "strikethrough", "code"]


def test_markdown_v2_quotes_end_with_their_line() -> None:
    assert formatted_text(">a\n>b\nc", "MarkdownV2") == ("a\nb\nc", [{"type": "blockquote", "offset": 0, "length": 4}])


def test_old_markdown_is_forgiving_about_everything_else() -> None:
    assert formatted_text("*a* _b_ 1. [x](http://a.lv/y) \\_", "Markdown")[0] == "a b 1. x _"


def test_space_around_a_text_is_dropped_and_entities_move_with_it() -> None:
    assert formatted_text("  <b> a </b> b ", "HTML") == ("a  b", [{"type": "bold", "offset": 0, "length": 2}])


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("/start abc", "bot_command", "/start"),
        ("ej /help@kheten_bot!", "bot_command", "/help@kheten_bot"),
        ("skat. https://talsi.lv/a?b=c.", "url", "https://talsi.lv/a?b=c"),
        ("kur ir km.gov.lv?", "url", "km.gov.lv"),
        ("raksti dace@km.gov.lv", "email", "dace@km.gov.lv"),
        ("@kheten_bot sveiks", "mention", "@kheten_bot"),
        ("😀 #talsi", "hashtag", "#talsi"),
        ("+371 20 000 000", "phone_number", "+371 20 000 000"),
    ],
)
def test_commands_links_and_mentions_are_found_in_what_people_type(text: str, kind: str, found: str) -> None:
    plain, (entity,) = typed_text(text)
    units = plain.encode("utf-16-le")
    part = units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
    assert (entity["type"], part) == (kind, found)


@pytest.mark.parametrize("text", ["a/b 1/2", "12.5", "3.novembris", "plkst. 12.00", "a@b", "://"])
def test_ordinary_text_holds_no_entities(text: str) -> None:
    assert typed_text(text)[1] == []


def test_given_entities_are_checked_against_the_text() -> None:
    assert formatted_text("abc", None, [{"type": "bold", "offset": 0, "length": 3}])[1][0]["type"] == "bold"
    with pytest.raises(Refusal, match="ends after the end of the text"):
        formatted_text("abc", None, [{"type": "bold", "offset": 0, "length": 4}])
    with pytest.raises(Refusal, match='Can\'t find field "length"'):
        formatted_text("abc", None, [{"type": "bold", "offset": 0}])


@pytest.mark.parametrize(("text", "units"), [("a", 1), ("ā", 1), ("😀", 2), ("👨\u200d👩", 5), ("", 0)])
def test_a_text_is_counted_in_utf16_units(text: str, units: int) -> None:
    assert utf16_length(text) == units


_LETTERS = "<>/abi&;=\"' _*[]()~`|>!.\\\nā😀"


@given(st.text(alphabet=_LETTERS, max_size=40), st.sampled_from(["HTML", "MarkdownV2", "Markdown"]))
def test_any_text_is_parsed_or_refused_and_entities_stay_within_it(text: str, mode: str) -> None:
    plain, entities = "", list[Any]()
    with suppress(Refusal):
        plain, entities = formatted_text(text, mode)
    assert all(0 <= m["offset"] < m["offset"] + m["length"] <= utf16_length(plain) for m in entities)
