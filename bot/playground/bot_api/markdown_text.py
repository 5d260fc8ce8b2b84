"""Telegram's Markdown in both versions: the old one is forgiving, V2 refuses every reserved letter not escaped."""

from dataclasses import dataclass

from bot.playground.bot_api.html_text import link_entity
from bot.playground.bot_api.limits import Json, Refusal, bad_request, utf16_length

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_MARKS = {"*": "bold", "~": "strikethrough", "_": "italic", "__": "underline", "||": "spoiler", "[": "text_link"}
_MARKS |= {"`": "code", "```": "pre", "![": "custom_emoji", ">": "blockquote"}
_ENDS = {"bold": "*", "strikethrough": "~", "italic": "_", "underline": "__", "spoiler": "||", "text_link": "]"}
_ENDS |= {"code": "`", "pre": "```", "custom_emoji": "]"}
_NAMES = {"bold": "Bold", "strikethrough": "Strikethrough", "italic": "Italic", "underline": "Underline"}
_NAMES |= {"spoiler": "Spoiler", "text_link": "TextUrl", "code": "Code", "pre": "Pre", "custom_emoji": "CustomEmoji"}
_NAMES |= {"blockquote": "BlockQuote"}


def parse_markdown_v2(text: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities; raise Refusal ("can't parse entities: …")."""
    return _MarkdownV2(text).parsed()


def parse_markdown(text: str) -> tuple[str, list[Json]]:
    """Do the same for the old Markdown: no nesting, only underscore, star, bracket and backtick mean anything."""
    return _Markdown(text).parsed()


@dataclass(frozen=True, slots=True)
class _Open:
    kind: str
    offset: int
    at: int
    written: int
    language: str = ""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.plain: list[str] = []
        self.length = 0
        self.entities: list[Json] = []

    def write(self, letter: str) -> None:
        self.plain.append(letter)
        self.length += utf16_length(letter)

    def byte(self, position: int) -> int:
        return len(self.text[:position].encode("utf-8", "surrogatepass"))

    def finished(self) -> tuple[str, list[Json]]:
        self.entities.sort(key=lambda mark: (mark["offset"], -mark["length"]))
        return "".join(self.plain), self.entities

    def language(self) -> str:
        """Read the language after three backticks and the one line break that follows it."""
        end = self.position
        while end < len(self.text) and not self.text[end].isspace() and self.text[end] != "`":
            end += 1
        language = ""
        if self.position < end < len(self.text) and self.text[end] != "`":
            language, self.position = self.text[self.position : end], end
        if self.text.startswith("\r\n", self.position):
            self.position += 2
        elif self.text[self.position : self.position + 1] in {"\n", "\r"}:
            self.position += 1
        return language


class _MarkdownV2(_Reader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.open: list[_Open] = []
        self.line_starts = True

    def parsed(self) -> tuple[str, list[Json]]:
        while self.position < len(self.text):
            self._step()
        self._end_quote(at_end=True)
        if self.open:
            raise self._unended(self.open[-1])
        return self.finished()

    def _step(self) -> None:
        letter = self.text[self.position]
        following = self.text[self.position + 1 : self.position + 2]
        inside_code = bool(self.open) and self.open[-1].kind in {"code", "pre"}
        if letter == "\\" and following and "\0" < following <= "~":
            self.position += 2
            self._write(following)
        elif letter not in _RESERVED or (inside_code and letter != "`"):
            self.position += 1
            self._write(letter)
        elif letter == "\n":
            self._new_line()
        elif self.open and self._ends(self.open[-1].kind):
            self._close()
        else:
            self._begin(letter)

    def _write(self, letter: str) -> None:
        self.write(letter)
        self.line_starts = letter == "\n" or (letter == "\r" and self.line_starts)

    def _new_line(self) -> None:
        self.position += 1
        if not self.text.startswith(">", self.position):
            self._end_quote()
        self._write("\n")

    def _end_quote(self, at_end: bool = False) -> None:
        if not any(entity.kind == "blockquote" for entity in self.open):
            return
        kind = "blockquote"
        if self.open[-1].kind == "spoiler" and self.open[-1].offset == self.length:
            self.open.pop()
            kind = "expandable_blockquote"
        quote = self.open[-1]
        if quote.kind != "blockquote":
            raise self._unended(quote)
        self.open.pop()
        length = self.length - quote.offset + (0 if at_end else 1)
        if length:
            self.entities.append({"type": kind, "offset": quote.offset, "length": length})

    def _ends(self, kind: str) -> bool:
        end = _ENDS.get(kind)
        if end is None or not self.text.startswith(end, self.position):
            return False
        return kind != "italic" or not self.text.startswith("__", self.position)

    def _begin(self, letter: str) -> None:
        at = self.byte(self.position)
        mark = next((m for m in ("```", "__", "||", "![") if self.text.startswith(m, self.position)), letter)
        is_quote = mark == ">" and self.line_starts
        if mark not in _MARKS or (mark == ">" and not is_quote):
            raise _error(f"Character '{letter}' is reserved and must be escaped with the preceding '\\'")
        self.position += len(mark)
        if is_quote and any(entity.kind == "blockquote" for entity in self.open):
            return
        language = self.language() if mark == "```" else ""
        self.open.append(_Open(_MARKS[mark], self.length, at, len(self.plain), language))

    def _close(self) -> None:
        entity = self.open.pop()
        self.position += len(_ENDS[entity.kind])
        mark: Json = {"type": entity.kind, "offset": entity.offset, "length": self.length - entity.offset}
        if entity.kind == "text_link":
            url = self._url() if self.text.startswith("(", self.position) else "".join(self.plain[entity.written :])
            linked = link_entity(mark, url)
            if linked and mark["length"]:
                self.entities.append(linked)
            return
        if entity.kind == "custom_emoji":
            mark["custom_emoji_id"] = self._emoji()
        if entity.language:
            mark["language"] = entity.language
        if mark["length"]:
            self.entities.append(mark)

    def _emoji(self) -> str:
        if not self.text.startswith("(", self.position):
            raise _error("The entity must contain a tg://emoji or tg://time URL")
        head, _, identifier = self._url().partition("tg://emoji?id=")
        if head or not identifier.isdecimal():
            raise _error("Invalid tg://emoji or tg://time URL specified")
        return identifier

    def _url(self) -> str:
        begin = self.position + 1
        self.position = begin
        url: list[str] = []
        while self.position < len(self.text) and self.text[self.position] != ")":
            if self.text[self.position] == "\\" and self.position + 1 < len(self.text):
                self.position += 1
            url.append(self.text[self.position])
            self.position += 1
        if self.position >= len(self.text):
            raise _error(f"Can't find end of a URL at byte offset {self.byte(begin)}")
        self.position += 1
        return "".join(url)

    def _unended(self, entity: _Open) -> Refusal:
        name = "PreCode" if entity.language else _NAMES[entity.kind]
        return _error(f"Can't find end of {name} entity at byte offset {entity.at}")


class _Markdown(_Reader):
    def parsed(self) -> tuple[str, list[Json]]:
        while self.position < len(self.text):
            letter = self.text[self.position]
            following = self.text[self.position + 1 : self.position + 2]
            if letter == "\\" and following in {"_", "*", "`", "["}:
                self.write(following)
                self.position += 2
            elif letter in "_*`[":
                self._entity(letter)
            else:
                self.write(letter)
                self.position += 1
        return self.finished()

    def _entity(self, letter: str) -> None:
        begin = self.position
        is_pre = self.text.startswith("```", begin)
        end_mark = "```" if is_pre else {"[": "]"}.get(letter, letter)
        self.position += len(end_mark)
        language = self.language() if is_pre else ""
        end = self.text.find(end_mark, self.position)
        if end < 0:
            raise _error(f"Can't find end of the entity starting at byte offset {self.byte(begin)}")
        inner = self.text[self.position : end]
        mark: Json = {"type": "pre" if is_pre else _MARKS[letter], "offset": self.length}
        self.write(inner)
        mark["length"] = self.length - mark["offset"]
        self.position = end + len(end_mark)
        if language:
            mark["language"] = language
        linked = link_entity(mark, self._url(inner)) if letter == "[" else mark
        if linked and mark["length"]:
            self.entities.append(linked)

    def _url(self, inner: str) -> str:
        if not self.text.startswith("(", self.position):
            return inner
        end = self.text.find(")", self.position)
        end = end if end >= 0 else len(self.text)
        url = self.text[self.position + 1 : end]
        self.position = end + 1
        return url


def _error(message: str) -> Refusal:
    return bad_request(f"can't parse entities: {message}")
