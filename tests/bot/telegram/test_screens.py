"""Screens as Telegram takes them: lengths in UTF-16 units, nothing that could be read as markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Letter
from bot.telegram.screens import CAPTION_UNITS, TEXT_UNITS, call, fitted, toast_text, units, upload
from core.messages import Attachment, Button, FileKind, Press, Screen

YES = Button("Jā", Press.of("answer", 5, 2, "yes"))


def test_a_question_with_buttons_and_a_strong_part() -> None:
    screen = Screen(
        "😀 Pārskats\nVai strādājāt?", ((YES, Button("Nē", Press.of("answer", 5, 2, "no"))),), ("Pārskats",)
    )
    shown = call(Letter("501", screen))
    assert shown.method == "sendMessage"
    assert shown.parameters == {
        "chat_id": "501",
        "text": "😀 Pārskats\nVai strādājāt?",
        "link_preview_options": {"is_disabled": True},
        "entities": [{"type": "bold", "offset": 3, "length": 8}],
        "reply_markup": {
            "inline_keyboard": [
                [
                    {"text": "Jā", "callback_data": "1:answer:5:2:yes"},
                    {"text": "Nē", "callback_data": "1:answer:5:2:no"},
                ]
            ]
        },
    }


def test_an_edit_without_buttons_takes_the_old_ones_away() -> None:
    shown = call(Letter("501", Screen("✓ 12"), changes="6"))
    assert shown.method == "editMessageText"
    assert shown.parameters["message_id"] == 6
    assert shown.parameters["reply_markup"] == {"inline_keyboard": []}


def test_markup_of_a_person_stays_text() -> None:
    shown = call(Letter("501", Screen("<b>*_[x](y)`</b> {} %s")))
    assert shown.parameters["text"] == "<b>*_[x](y)`</b> {} %s"
    assert "parse_mode" not in shown.parameters


def test_equal_strong_parts_are_marked_one_after_the_other() -> None:
    shown = call(Letter("501", Screen("12 un 12", strong=("12", "12", "nav", ""))))
    assert [mark["offset"] for mark in shown.parameters["entities"]] == [0, 6]


def test_a_link_is_a_button_too() -> None:
    shown = call(Letter("501", Screen("?", ((Button("Karte", url="https://example.org"),), ()))))
    assert shown.parameters["reply_markup"]["inline_keyboard"] == [[{"text": "Karte", "url": "https://example.org"}]]


@pytest.mark.parametrize(
    "screen",
    [
        Screen(""),
        Screen(" \n"),
        Screen("?", ((Button("Jā", Press.of("answer", "ж" * 30)),),)),
        Screen("?", ((Button(" ", Press.of("a")),),)),
        Screen("?", ((Button("Jā"),),)),
        Screen("?", ((YES,) * 9,)),
        Screen("?", ((YES,),) * 101),
        Screen("?", attachment=Attachment(FileKind.DOCUMENT, "x.pdf")),
    ],
)
def test_what_telegram_would_refuse_is_refused_here(screen: Screen) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each of them is a fault of the screen
        call(Letter("501", screen))


def test_sixty_four_bytes_of_a_press_still_fit() -> None:
    press = Press.of("answer", "x" * (64 - len("1:answer:")))
    assert call(Letter("501", Screen("?", ((Button("Jā", press),),)))).parameters["reply_markup"]


def test_a_long_text_is_cut_at_a_line_end() -> None:
    lines = "\n".join(f"{number}: desmit vārdi par darbu mēnesī" for number in range(300))
    shown = call(Letter("501", Screen(lines)))
    text = shown.parameters["text"]
    assert units(text) <= TEXT_UNITS
    assert text.endswith("mēnesī\n…")


@given(st.text(alphabet=st.sampled_from("a\nž😀 \ud800"), max_size=5000))
def test_a_text_always_fits_and_can_be_sent(text: str) -> None:
    for most in (TEXT_UNITS, CAPTION_UNITS, 10):
        cut = fitted(text, most)
        assert units(cut) <= most
        cut.encode()
        assert cut == cut.strip() or cut.endswith("…")


def test_a_text_of_just_the_limit_is_left_alone() -> None:
    assert fitted("😀" * 2048, TEXT_UNITS) == "😀" * 2048
    assert fitted("😀" * 2048 + "a", TEXT_UNITS) == "😀" * 2047 + "…"


def test_a_file_keeps_its_name_without_what_could_break_a_header() -> None:
    assert upload(Attachment(FileKind.DOCUMENT, 'pār"ska\r\nts.pdf', b"x")).filename == "pārskats.pdf"
    assert upload(Attachment(FileKind.VOICE, "\n", b"x")).filename == "voice"


def test_a_toast_is_at_most_two_hundred_letters() -> None:
    assert toast_text("x" * 200) == "x" * 200
    assert len(toast_text("x" * 201)) == 200
