"""Settings: a wrong one is one line that says which and why, and what the example lists is what there is."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest

from bot.keys import obtain_data_key
from bot.settings import PREFIX, Settings, load_settings
from core.errors import SettingProblem

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write(text: str) -> Path:
    path = Path(".env")
    path.write_text(text, "utf-8")
    return path


def test_a_token_is_all_that_is_needed() -> None:
    settings = load_settings(write(f"KHETEN_BOT_TOKEN={TOKEN}\n"))
    assert settings.token == TOKEN
    assert settings.database_url == "sqlite:///var/kheten.db"
    assert TOKEN not in repr(settings)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHETEN_SEND_RATE", "5")
    assert load_settings(write("KHETEN_SEND_RATE=9\n")).send_rate == 5


def test_given_settings_see_nothing_of_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHETEN_SEND_RATE", "nonsense")
    write("KHETEN_LOG_LEVEL=nonsense\n")
    assert Settings.of(log_format="json").send_rate == 28
    assert Settings.of(log_format="json").log_format == "json"


def test_an_empty_value_is_no_value() -> None:
    settings = load_settings(write("KHETEN_WEBHOOK_URL=\nKHETEN_DATABASE_URL=\n"))
    assert settings.webhook_url is None
    assert settings.database_url == "sqlite:///var/kheten.db"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("KHETEN_BOT_TOKEN=abc", "KHETEN_BOT_TOKEN is not of the form 123456:ABC… that @BotFather gives"),
        ("KHETEN_BOT_TOKNE=1", "KHETEN_BOT_TOKNE in .env is not a setting of this bot (see .env.example)"),
        ("KHETEN_BOT_API_URL=api", "KHETEN_BOT_API_URL is not an address that begins with https:// or http://"),
        ("KHETEN_WEBHOOK_LISTEN=8443", "KHETEN_WEBHOOK_LISTEN is not of the form 127.0.0.1:8443"),
        ("KHETEN_WEBHOOK_LISTEN=a:99999", "KHETEN_WEBHOOK_LISTEN is not of the form 127.0.0.1:8443"),
        ("KHETEN_WEBHOOK_SECRET=a b", "KHETEN_WEBHOOK_SECRET may hold only A-Z a-z 0-9 _ -, at most 256 of them"),
        ("KHETEN_WEBHOOK_URL=https://x.lv", "KHETEN_WEBHOOK_SECRET is missing: KHETEN_WEBHOOK_URL needs one"),
        ("KHETEN_DATA_KEY=c2hvcnQ=", "KHETEN_DATA_KEY is not a key of 32 bytes written in base64"),
        ("KHETEN_DATA_KEY=***", "KHETEN_DATA_KEY is not a key of 32 bytes written in base64"),
        ("KHETEN_LOG_LEVEL=loud", "KHETEN_LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("KHETEN_SEND_RATE=0", "KHETEN_SEND_RATE: Input should be greater than 0"),
        (
            "KHETEN_SEND_RATE=much",
            "KHETEN_SEND_RATE: Input should be a valid number, unable to parse string as a number",
        ),
        ("KHETEN_CONTACT_EMAIL=nobody", "KHETEN_CONTACT_EMAIL is not written as .env.example shows it"),
    ],
)
def test_a_wrong_setting_is_one_line_that_says_which_and_why(text: str, line: str) -> None:
    with pytest.raises(SettingProblem) as raised:
        load_settings(write(text))
    assert str(raised.value) == line


def test_the_value_of_a_secret_is_never_in_the_line() -> None:
    for name in ("BOT_TOKEN", "DATA_KEY"):
        with pytest.raises(SettingProblem) as raised:
            load_settings(write(f"KHETEN_{name}=very secret"))
        assert "very" not in str(raised.value)


def test_no_token_at_all_is_told_when_it_is_needed() -> None:
    settings = load_settings(None)
    with pytest.raises(SettingProblem, match="KHETEN_BOT_TOKEN is missing"):
        _ = settings.token


def test_a_token_can_stand_in_a_file() -> None:
    Path("token").write_text(TOKEN + "\n")
    assert load_settings(write("KHETEN_BOT_TOKEN_FILE=token")).token == TOKEN
    Path("token").write_text("what")
    for text in ("KHETEN_BOT_TOKEN_FILE=token", "KHETEN_BOT_TOKEN_FILE=nowhere"):
        with pytest.raises(SettingProblem, match="KHETEN_BOT_TOKEN_FILE"):
            _ = load_settings(write(text)).token


@pytest.mark.parametrize("content", [b"\xff\xfe", b"KHETEN_BOT_TOKEN=\xff\n"])
def test_a_file_that_is_no_text_is_told(content: bytes) -> None:
    Path(".env").write_bytes(content)
    with pytest.raises(SettingProblem, match=r"\.env cannot be read"):
        load_settings(Path(".env"))


def test_the_example_lists_every_setting_and_no_other() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    listed = re.findall(r"^#?(KHETEN_\w+)=", example, re.MULTILINE)
    assert sorted(listed) == sorted(PREFIX + name.upper() for name in Settings.model_fields)


def test_the_example_shows_the_values_that_are_used() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    settings = load_settings(None)
    for name, value in re.findall(r"^#?KHETEN_(\w+)=(.+)$", example, re.MULTILINE):
        shown = getattr(settings, name.lower())
        if shown is not None:
            assert value == (f"{shown:g}" if isinstance(shown, float) else shown)


def test_a_data_key_is_made_once_and_only_for_this_user() -> None:
    path = Path("var/data.key")
    key = obtain_data_key(load_settings(None), path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert obtain_data_key(load_settings(None), path) == key


def test_a_data_key_that_is_named_must_be_there() -> None:
    assert obtain_data_key(load_settings(write(f"KHETEN_DATA_KEY={KEY}"))) == bytes(range(32))
    with pytest.raises(SettingProblem, match="cannot be read"):
        obtain_data_key(load_settings(write("KHETEN_DATA_KEY_FILE=lost.key")))
    Path("short.key").write_text("c2hvcnQ=")
    with pytest.raises(SettingProblem, match="is not a key of 32 bytes"):
        obtain_data_key(load_settings(write("KHETEN_DATA_KEY_FILE=short.key")))
