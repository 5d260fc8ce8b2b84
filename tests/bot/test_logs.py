"""Logs: canaries of personal data and secrets are sent in every way there is, and none may come out."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import redacted, set_up_logs
from core.errors import OperatorMustAct

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CANARIES = (TOKEN, "anna@example.lv", "010190-12345", "320001-12345", "32000112345", "+371 20 000 001", "20000001")


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_canary_gets_out_whatever_way_it_is_logged(style: str) -> None:
    out = io.StringIO()
    set_up_logs("debug", style, stream=out)
    for canary in CANARIES:
        structlog.get_logger("bot.x").info("sent", what=canary, nested={"a": [canary]})
        logging.getLogger("library").warning("POST https://api.telegram.org/bot%s/sendMessage", canary)
        try:
            raise ValueError(f"cannot read {canary}")
        except ValueError:
            logging.getLogger("library").exception("failed")
            structlog.get_logger("bot.x").exception("failed")
    written = out.getvalue()
    assert len(written.splitlines()) == 4 * len(CANARIES)
    assert not [canary for canary in CANARIES if canary in written]


def test_the_control_without_redaction_does_let_them_out() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger("plain").addHandler(handler)
    logging.getLogger("plain").warning("POST %s", TOKEN)
    logging.getLogger("plain").removeHandler(handler)
    assert TOKEN in out.getvalue()


def test_ids_moments_and_counts_stay_readable() -> None:
    line = "update=900123456 chat=501234567 draft=29412345678901234 at=2026-11-02T09:00:00.123456Z took=12.5 m=2026-10"
    assert redacted(line) == line


def test_a_message_of_an_exception_is_not_printed_but_our_own_is() -> None:
    out = io.StringIO()
    set_up_logs("info", "json", stream=out)
    try:
        try:
            raise KeyError("Pēterim ir parādi")
        except KeyError as error:
            raise OperatorMustAct("the disk is full") from error
    except OperatorMustAct:
        structlog.get_logger("bot.x").exception("failed", update=7)
    line = json.loads(out.getvalue())
    assert line["update"] == 7
    assert line["level"] == "error"
    assert "OperatorMustAct(the disk is full) at tests/bot/test_logs.py:" in line["exception"]
    assert "KeyError at" in line["exception"]
    assert "parādi" not in out.getvalue()


def test_the_given_secrets_and_chatty_libraries_are_kept_out() -> None:
    out = io.StringIO()
    set_up_logs("debug", "text", ["hook-secret", ""], stream=out)
    logging.getLogger("httpx").info("HTTP Request: POST x")
    structlog.get_logger("bot.x").info("hook-secret was sent")
    assert "HTTP" not in out.getvalue()
    assert "hook-secret" not in out.getvalue()
    assert "[secret] was sent" in out.getvalue()
