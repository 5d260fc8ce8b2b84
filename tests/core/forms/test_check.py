"""Every problem of a form is told with its sheet and row."""

from __future__ import annotations

import pytest

from core.forms.check import check_form
from tests.core.forms.building import MONTHLY_REPORT, workbook

HEAD = "type | name | label | relevant | constraint | calculation | required | appearance | default | trigger |"
CHOICES = ("list_name | name | label |", "yn | yes | Yes |", "yn | no | No |", "other | x | X |")


def faults(*rows: str, choices: tuple[str, ...] = CHOICES) -> list[tuple[str, int, str]]:
    """Return (sheet, row, message) of the faults of a form."""
    checked = check_form(workbook(HEAD, *rows, choices=choices), ".md")
    return [(problem.sheet, problem.row, problem.message) for problem in checked.faults]


def test_the_shipped_form_has_no_problem_at_all() -> None:
    checked = check_form(MONTHLY_REPORT.read_bytes(), ".md")
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("text | b | B | nonsense(${a}) | | | | | | |", "no function nonsense()"),
        ("text | b | B | ${a} == 'yes' | | | | | | |", 'one "="'),
        ("text | b | B | count-selected() > 1 | | | | | | |", "takes 1 argument"),
        ("text | b | B | selected(${a}, 'maybe') | | | | | | |", "a has no choice 'maybe'"),
        ("text | b | B | ${a} = 'maybe' | | | | | | |", "a has no choice 'maybe'"),
        ("text | b | B | ${b} = 'x' | | | | | | |", "depends on itself"),
        ("text | b | B | ${nobody} = 'x' | | | | | | |", "nobody"),
        ("integer | b | B | | . > 5 and . < 3 | | | | | |", "no answer to b"),
        ("select_one yn | b | B | | selected(., 'yes') and selected(., 'no') | | | | | |", "no answer to b"),
        ("text | b | B | | regex(., '[a') | | | | | |", "regex() does not understand"),
        ("rank yn | b | B | | | | | | | |", "rank"),
        ("geotrace | b | B | | | | | | | |", "geotrace"),
        ("geoshape | b | B | | | | | | | |", "geoshape"),
        ("barcode | b | B | | | | | | | |", "barcode"),
        ("text | b | B | | | | | | ${last-saved#a} | |", "last-saved"),
        ("calculate | b | | | | today() | | | | ${a} |", "trigger"),
        ('select_one other | b | B | | | | | search("f") | | |', "search()"),
        ("select_one_from_file f.csv | b | B | | | | | | | |", "from a file"),
        ("foo | b | B | | | | | | | |", "foo"),
        ("select_one nolist | b | B | | | | | | | |", "nolist"),
        ("text | b c | B | | | | | | | |", "name"),
        ("calculate | b | | | | pulldata('f', 'a', 'b', 'c') | | | | |", "pulldata"),
    ],
)
def test_a_problem_has_its_row(row: str, words: str) -> None:
    found = faults("select_one yn | a | A | | | | | | | |", row)
    assert any(sheet == "survey" and number == 3 and words in message for sheet, number, message in found), found


def test_two_questions_that_need_each_other_are_a_circle() -> None:
    found = faults("text | a | A | ${b} = 'x' | | | | | | |", "text | b | B | ${a} = 'x' | | | | | | |")
    assert any("circle" in message for _, _, message in found)


def test_problems_inside_groups_have_their_row_too() -> None:
    found = faults(
        "begin_group | g | G | | | | | | | |",
        "begin_repeat | r | R | | | | | | | |",
        "integer | n | N | | . == 1 | | | | | |",
        "end_repeat | | | | | | | | | |",
        "end_group | | | | | | | | | |",
    )
    assert [(sheet, row) for sheet, row, _ in found] == [("survey", 4)]


def test_constraints_that_some_answer_satisfies_are_left_alone() -> None:
    assert faults("integer | n | N | | . > 3 and . < 5 | | | | | |") == []
    assert faults("decimal | n | N | | . > 3 and . < 4 | | | | | |") == []
    assert faults("select_multiple yn | n | N | | count-selected(.) = 2 | | | | | |") == []
    assert faults("text | n | N | | string-length(.) > 5 | | | | | |") == []


def test_a_language_without_a_code_is_a_problem() -> None:
    book = b"| survey |\n| | type | name | label::Latvian |\n| | text | a | A |"
    assert "has no code" in check_form(book, ".md").faults[0].message


@pytest.mark.parametrize("kind", [".xlsx", ".xls", ".csv", ".md", ".xml", ".pdf", ""])
@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"PK\x03\x04rest", "āžš".encode(), b"<a/>", b"| survey |", b"a,b\n1,2"]
)
def test_rubbish_is_a_problem_and_never_an_exception(content: bytes, kind: str) -> None:
    checked = check_form(content, kind)
    assert checked.form is None
    assert checked.faults
