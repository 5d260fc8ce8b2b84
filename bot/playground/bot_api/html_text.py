"""Telegram's HTML: a handful of tags, strict nesting, errors that name the byte where parsing stopped."""

import re
from dataclasses import dataclass

from bot.playground.bot_api.limits import Json, Refusal, bad_request, utf16_length
from bot.playground.bot_api.links import link_problem, mentioned_user

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([A-Za-z]+));?")
_KINDS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"}
_KINDS |= {"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler"}
_KINDS |= {"span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link"}
_KINDS |= {"tg-emoji": "custom_emoji", "tg-time": "date_time"}
_ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']*)\s*(?:(=)\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]*)))?")


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    offset: int
    written: int


def parse_html(text: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities; raise Refusal ("can't parse entities: …")."""
    return _HtmlText(text).parsed()


def decoded(text: str) -> str:
    """Resolve the character references Telegram knows and leave every other one as it stands."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED.get(name, match[0])
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    is_character = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else match[0]


class _HtmlText:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.plain: list[str] = []
        self.length = 0
        self.open_tags: list[_Tag] = []
        self.entities: list[Json] = []

    def parsed(self) -> tuple[str, list[Json]]:
        while self.position < len(self.text):
            if self.text[self.position] != "<":
                self._plain_run()
            elif self.text.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open_tags:
            name = self.open_tags[-1].name
            raise _error(f'Can\'t find end tag corresponding to start tag "{name}"')
        self.entities.sort(key=lambda mark: (mark["offset"], -mark["length"]))
        return "".join(self.plain), self.entities

    def _plain_run(self) -> None:
        end = self.text.find("<", self.position)
        run = decoded(self.text[self.position : end if end >= 0 else None])
        self.position = end if end >= 0 else len(self.text)
        self.plain.append(run)
        self.length += utf16_length(run)

    def _start_tag(self) -> None:
        begin = self.position
        match = re.compile(r"<([^\s>]*)").match(self.text, begin)
        name = match[1].lower() if match else ""
        at = self._byte(begin)
        self.position = begin + 1 + len(name)
        if self.position >= len(self.text):
            raise _error(f"Unclosed start tag at byte offset {at}")
        if name not in _KINDS:
            raise _error(f'Unsupported start tag "{name}" at byte offset {at}')
        attributes = self._attributes(name, at)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.open_tags.append(_Tag(name, attributes, self.length, len(self.plain)))

    def _attributes(self, name: str, at: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            match = _ATTRIBUTE.match(self.text, self.position)
            if match is None or match.end() >= len(self.text):
                raise _error(f'Unclosed start tag "{name}" at byte offset {at}')
            attribute, has_value, double, single, token = match.groups()
            self.position = match.end()
            if not attribute and self.text[self.position] == ">" and not has_value:
                self.position += 1
                return found
            if not attribute:
                raise _error(f'Empty attribute name in the tag "{name}" at byte offset {at}')
            if has_value and double is None and single is None and self.text[self.position] not in "> \t\n":
                offset = self._byte(match.start(5))
                raise _error(f"Unexpected end of name token at byte offset {offset}")
            found[attribute] = decoded(next((v for v in (double, single, token) if v is not None), ""))

    def _end_tag(self) -> None:
        begin, at = self.position, self._byte(self.position)
        if not self.open_tags:
            raise _error(f"Unexpected end tag at byte offset {at}")
        match = re.compile(r"</([^\s>]*)\s*(>?)").match(self.text, begin)
        if match is None or not match[2]:
            raise _error(f"Unclosed end tag at byte offset {at}")
        tag, name = self.open_tags[-1], match[1].lower()
        if name and name != tag.name:
            raise _error(f'Unmatched end tag at byte offset {at}, expected "</{tag.name}>", found "</{name}>"')
        self.position = match.end()
        self.open_tags.pop()
        if self.length > tag.offset:
            self._add(tag)

    def _add(self, tag: _Tag) -> None:
        mark: Json = {"type": _KINDS[tag.name], "offset": tag.offset, "length": self.length - tag.offset}
        if tag.name == "a":
            address = link_entity(mark, tag.attributes.get("href") or "".join(self.plain[tag.written :]))
            if address:
                self.entities.append(address)
            return
        if tag.name == "blockquote" and "expandable" in tag.attributes:
            mark["type"] = "expandable_blockquote"
        elif tag.name == "tg-emoji":
            mark["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
            if not mark["custom_emoji_id"].isdecimal():
                raise _error("Invalid custom emoji identifier specified")
        elif tag.name in {"code", "pre"} and self._joins_preformatted(tag, mark):
            return
        self.entities.append(mark)

    def _joins_preformatted(self, tag: _Tag, mark: Json) -> bool:
        """Merge `<pre><code class="language-x">` (in either nesting) into one entity with a language."""
        if tag.name == "code":
            language = tag.attributes.get("class", "").removeprefix("language-")
            parent = self.open_tags[-1] if self.open_tags else None
            if language and parent and parent.name == "pre" and parent.offset == tag.offset:
                mark |= {"type": "pre", "language": language}
            return False
        last = self.entities[-1] if self.entities else {}
        same = (last.get("offset"), last.get("length")) == (mark["offset"], mark["length"])
        return bool(same and last.get("language"))

    def _byte(self, position: int) -> int:
        return len(self.text[:position].encode("utf-8", "surrogatepass"))


def link_entity(mark: Json, url: str) -> Json | None:
    """Return a link's entity, a mention for `tg://user?id=…`, or None for an address Telegram drops silently."""
    person = mentioned_user(url)
    if person is not None:
        return mark | {"type": "text_mention", "user": {"id": person, "is_bot": False, "first_name": str(person)}}
    if not url or link_problem(url):
        return None
    address = url if "://" in url or url.lower().startswith("tg:") else f"http://{url}"
    bare_host = re.fullmatch(r"https?://[^/?#]+", address)
    return mark | {"type": "text_link", "url": address + "/" if bare_host else address}


def _error(message: str) -> Refusal:
    return bad_request(f"can't parse entities: {message}")
