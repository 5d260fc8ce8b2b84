"""The data key that seals voice messages; made at the first start when none is named, never kept in the database."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from bot.clock import new_key
from bot.settings import Settings, decode_key, read_secret
from core.errors import SettingProblem

DEFAULT_FILE = Path("var/data.key")


def obtain_data_key(settings: Settings, default_file: Path = DEFAULT_FILE) -> bytes:
    """Return the key the settings give, else the one in `default_file`, which is made when it is not there.

    A file that is named but missing is a SettingProblem: a new key could not open what the old one sealed.
    """
    if settings.data_key is not None:
        return decode_key(settings.data_key.get_secret_value())
    if settings.data_key_file is None and not default_file.exists():
        make_key_file(default_file)
    path = settings.data_key_file or default_file
    try:
        return decode_key(read_secret("DATA_KEY_FILE", path))
    except ValueError as error:
        raise SettingProblem(f"KHETEN_DATA_KEY_FILE: the content of {path} {error}") from None


def make_key_file(path: Path) -> None:
    """Write a new key that only this user may read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SettingProblem(f"KHETEN_DATA_KEY_FILE: {path} cannot be made ({error.strerror})") from None
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(new_key()) + b"\n")
