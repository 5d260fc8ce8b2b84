"""The settings, from the environment and `.env`; a wrong one is a `SettingProblem` of one line and never a traceback.

Only a bot token is needed to begin; every other setting has a value that works.
"""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from core.errors import SettingProblem

PREFIX = "KHETEN_"
ENV_FILE = Path(".env")
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
KEY_BYTES = 32


def token_shape(value: SecretStr) -> SecretStr:
    """Return a token of BotFather's shape."""
    if not TOKEN.fullmatch(value.get_secret_value().strip()):
        raise ValueError("is not of the form 123456:ABC… that @BotFather gives")
    return SecretStr(value.get_secret_value().strip())


def key_shape(value: SecretStr) -> SecretStr:
    """Return a key that is 32 bytes in base64."""
    decode_key(value.get_secret_value())
    return value


def secret_shape(value: SecretStr) -> SecretStr:
    """Return a webhook secret Telegram accepts."""
    if not SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("may hold only A-Z a-z 0-9 _ -, at most 256 of them")
    return value


def web_address(value: str) -> str:
    """Return an address of a server without a slash at its end."""
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", value):
        raise ValueError("is not an address that begins with https:// or http://")
    return value.rstrip("/")


def listen_address(value: str) -> str:
    """Return `host:port`."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("is not of the form 127.0.0.1:8443")
    return value


class Settings(BaseSettings):
    """What the operator decides; every field is the environment variable KHETEN_ and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: Annotated[SecretStr, AfterValidator(token_shape)] | None = None
    bot_token_file: Path | None = None
    bot_username: str = Field(default="", pattern=r"^@?[A-Za-z0-9_]{0,64}$")
    bot_api_url: Annotated[str, AfterValidator(web_address)] = "https://api.telegram.org"
    database_url: str = "sqlite:///var/kheten.db"
    webhook_url: Annotated[str, AfterValidator(web_address)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(secret_shape)] | None = None
    webhook_listen: Annotated[str, AfterValidator(listen_address)] = "127.0.0.1:8443"
    data_key: Annotated[SecretStr, AfterValidator(key_shape)] | None = None
    data_key_file: Path | None = None
    contact_phone: str = Field(default="+371 67330200", min_length=3, max_length=40)
    contact_email: str = Field(default="pasts@km.gov.lv", pattern=r"^[^@\s]+@[^@\s]+$", max_length=100)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    send_rate: float = Field(default=28.0, gt=0, le=1000)

    @classmethod
    def of(cls, **given: Any) -> Settings:
        """Return settings that are only what is given, whatever stands in the surroundings (the demo, tests)."""
        return _Given(**given)

    @property
    def token(self) -> str:
        """The bot's token; SettingProblem when there is none."""
        if self.bot_token is not None:
            return self.bot_token.get_secret_value()
        if self.bot_token_file is None:
            raise SettingProblem("KHETEN_BOT_TOKEN is missing: get one from @BotFather and put it into .env")
        try:
            return token_shape(SecretStr(read_secret("BOT_TOKEN_FILE", self.bot_token_file))).get_secret_value()
        except ValueError as error:
            raise SettingProblem(f"KHETEN_BOT_TOKEN_FILE: its content {error}") from None

    @property
    def username(self) -> str:
        """The bot's own name without @, '' when it must be asked of Telegram."""
        return self.bot_username.removeprefix("@")


class _Given(Settings):
    """Settings read from nowhere."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave only what was given."""
        return (init_settings,)


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """Return the settings; SettingProblem tells the first that is wrong."""
    try:
        refuse_unknown(env_file)
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]  # pydantic-settings takes it, its stub hides it
    except ValidationError as error:
        raise SettingProblem(one_line(error)) from None
    except (SettingsError, OSError, UnicodeDecodeError) as error:
        raise SettingProblem(f"{env_file} cannot be read: {type(error).__name__}") from None
    if settings.webhook_url and settings.webhook_secret is None:
        raise SettingProblem("KHETEN_WEBHOOK_SECRET is missing: KHETEN_WEBHOOK_URL needs one")
    return settings


def refuse_unknown(env_file: Path | None) -> None:
    """Raise for a line of the file that sets nothing we know, because a misspelt setting is otherwise never seen."""
    if env_file is None or not env_file.is_file():
        return
    for line in env_file.read_text("utf-8").splitlines():
        found = re.match(rf"\s*(?:export\s+)?({PREFIX}\w+)\s*=", line, re.IGNORECASE)
        if found and found[1].upper().removeprefix(PREFIX).lower() not in Settings.model_fields:
            raise SettingProblem(f"{found[1]} in {env_file} is not a setting of this bot (see .env.example)")


def one_line(error: ValidationError) -> str:
    """Return the first problem in words, without the value that was given."""
    problem = error.errors(include_url=False, include_input=False)[0]
    name = PREFIX + str(problem["loc"][0]).upper() if problem["loc"] else "the settings"
    reason = "is not written as .env.example shows it"
    if problem["type"] != "string_pattern_mismatch":
        reason = problem["msg"].removeprefix("Value error, ")
    return f"{name} {reason}" if reason.startswith(("is ", "may ")) else f"{name}: {reason}"


def decode_key(text: str) -> bytes:
    """Return the 32 bytes written in base64 of either alphabet; ValueError otherwise."""
    try:
        key = base64.b64decode(text.strip().translate(str.maketrans("-_", "+/")) + "=" * (-len(text.strip()) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("is not a key of 32 bytes written in base64")
    return key


def read_secret(name: str, path: Path) -> str:
    """Return what a file beside the settings holds; SettingProblem when it cannot be read."""
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingProblem(f"{PREFIX}{name}: {path} cannot be read ({reason})") from None
