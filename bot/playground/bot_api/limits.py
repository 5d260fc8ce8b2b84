"""What the Bot API refuses and in which words; lengths are in UTF-16 units, as clients count them."""

import json
from typing import Any

Json = dict[str, Any]

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
TEXT_BYTES = 1 << 15
CALLBACK_BYTES = 64
INLINE_BUTTONS = 100
MARKUP_LENGTH = 10_240
ANSWER_LENGTH = 200
ANSWER_SECONDS = 15
UPLOAD_BYTES = 50 << 20
PHOTO_BYTES = 10 << 20
DOWNLOAD_BYTES = 20 << 20

_PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
_WORDS = {
    401: "Unauthorized",
    404: "Not Found",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


class Refusal(Exception):
    """An answer with `ok: false`: the HTTP status, Telegram's sentence, and its `parameters` if it has any."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Json:
        """Return the answer's body."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | {"parameters": self.parameters} if self.parameters else body


def bad_request(message: str) -> Refusal:
    """Refuse with 400; the first letter becomes small unless the message is one of Telegram's CODE_WORDS."""
    return Refusal(400, f"Bad Request: {_beginning(message)}")


def forbidden(message: str) -> Refusal:
    """Refuse with 403, as for a person who has blocked the bot."""
    return Refusal(403, f"Forbidden: {_beginning(message)}")


def too_many_requests(seconds: int) -> Refusal:
    """Refuse with 429 and say in how many seconds to come again."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def refusal_with_code(code: int, description: str | None = None) -> Refusal:
    """Refuse with a wanted status, in the words Telegram most often uses with it."""
    if description is None:
        description = {403: "Forbidden: bot was blocked by the user"}.get(code) or _WORDS.get(code)
    return Refusal(code, description or f"{_PREFIXES.get(code, 'Error')}: fault of the playground")


def decoded_json(written: str | bytes) -> Any:
    """Decode JSON; raise ValueError for what is none, Refusal for halves of letters, which are no text."""
    text = written.decode() if isinstance(written, bytes) else written
    value = json.loads(text)
    if "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return value


def whole_number(value: object, name: str) -> int:
    """Return a field of a JSON object as a whole number, which may be written as text."""
    try:
        return int(value)  # type: ignore[call-overload,no-any-return]  # whatever it is, int() says what it is not
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f'field "{name}" must be of type Number') from None


def utf16_length(text: str) -> int:
    """Count a text in UTF-16 units: an emoji beyond the basic plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _beginning(message: str) -> str:
    is_code_word = len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z")
    return message if is_code_word else message[:1].lower() + message[1:]
