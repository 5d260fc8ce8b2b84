"""What people do with their phones: say, tap, send, edit, block; each becomes the update Telegram would make of it."""

from bot.playground.bot_api.entities import typed_text
from bot.playground.bot_api.limits import TEXT_LENGTH, Json, utf16_length
from bot.playground.chat_view import shown_message
from bot.playground.world import Bot, Conversation, Person, World


class CannotError(Exception):
    """A person cannot do this now; the sentence says why, `status` is the HTTP status for it."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Phone:
    """One person's hands on their chat with one bot, or on a group they are in."""

    def __init__(self, world: World, bot: Bot, person: Person, group: int | None = None) -> None:
        self.world = world
        self.bot = bot
        self.person = person
        if group is not None and (group not in world.groups or person.id not in world.groups[group].members):
            raise CannotError(f"{person.name} is not in a group {group}", 404)
        self.chat: Conversation = bot.conversation(person.id if group is None else group)

    def say(self, text: str, reply_to: int | None = None, forwarded_from: object = None) -> list[Json]:
        """Send a text; a long one goes in pieces of 4096, as a phone sends it. Return the messages."""
        if not text.strip():
            raise CannotError("there is no text to send")
        extra = self._origin(forwarded_from)
        messages = []
        for piece in _pieces(text):
            plain, entities = typed_text(piece)
            if plain:
                content = {"text": plain} | ({"entities": entities} if entities else {})
                messages.append(self.put(content | extra, reply_to))
        return messages

    def start(self, payload: str = "") -> list[Json]:
        """Press Start, perhaps through a link with a payload; unblocks as phones do."""
        if self.chat.is_blocked:
            self.unblock()
        return self.say(f"/start {payload}".strip())

    def edit(self, number: int, text: str) -> Json:
        """Change an own message."""
        message = self.chat.messages.get(number)
        if message is None or message["from"]["id"] != self.person.id:
            raise CannotError(f"there is no own message {number} to edit", 404)
        plain, entities = typed_text(text)
        if not plain:
            raise CannotError("there is no text to send")
        field = "text" if "text" in message else "caption"
        kept = {key: value for key, value in message.items() if key not in {field, "entities", "caption_entities"}}
        edited = kept | {"edit_date": self.world.timestamp(), field: plain}
        if entities:
            edited["entities" if field == "text" else "caption_entities"] = entities
        self.chat.messages[number] = edited
        self._show("edit", edited)
        self._tell("edited_message", edited)
        return edited

    def tap(self, button: str | None, data: str | None, number: int | None) -> Json:
        """Press a button by its label or data: the newest message that has it, unless one is named.

        With data and a message both named the button need not be there any more, as when two taps race.
        """
        self._must_not_be_blocked()
        if data is not None and number is not None and number in self.chat.messages:
            return self._press(self.chat.messages[number], {"callback_data": data, "text": ""})
        for message in reversed(self.chat.messages.values()):
            if number is not None and message["message_id"] != number:
                continue
            pressed = self._pressed_on(message, button, data)
            if pressed is not None:
                return pressed
        wanted = f"label {button!r}" if data is None else f"data {data!r}"
        where = "" if number is None else f" on message {number}"
        raise CannotError(f"no button with {wanted}{where}; there are: {', '.join(self._all_labels()) or 'none'}", 404)

    def block(self) -> None:
        """Block the bot."""
        self._change_membership(is_blocked=True)

    def unblock(self) -> None:
        """Let the bot in again."""
        self._change_membership(is_blocked=False)

    def put(self, content: Json, reply_to: int | None = None) -> Json:
        """Send a message of any content and tell the bot; return it."""
        self._must_not_be_blocked()
        if reply_to is not None:
            original = self.chat.messages.get(reply_to)
            if original is None:
                raise CannotError(f"there is no message {reply_to} to reply to", 404)
            content = content | {"reply_to_message": {k: v for k, v in original.items() if k != "reply_to_message"}}
        message = self.world.store(self.bot, self.chat.id, self.person.user(), content)
        self._show("message", message)
        if self.chat.id > 0 or self._is_seen_in_group(message):
            self._tell("message", message)
        return message

    def _is_seen_in_group(self, message: Json) -> bool:
        """Privacy mode: in a group a bot sees commands, its own mentions and replies to itself."""
        kinds = {entity["type"] for entity in message.get("entities", [])}
        if self.chat.has_left:
            return False
        is_reply = message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id
        return "bot_command" in kinds or is_reply or f"@{self.bot.username}" in message.get("text", "")

    def _pressed_on(self, message: Json, button: str | None, data: str | None) -> Json | None:
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for one in row:
                if data is not None and one.get("callback_data") == data:
                    return self._press(message, one)
                if data is None and button is not None and one["text"].strip() == button.strip():
                    return self._press(message, one)
        if data is None and message["message_id"] == self.chat.keyboard_of:
            return self._typed_by_keyboard(message["message_id"], (button or "").strip())
        return None

    def _press(self, message: Json, button: Json) -> Json:
        if "callback_data" not in button:
            return self._opened(button)
        identifier = self.world.new_callback(self.bot, self.person.id)
        query = {
            "id": identifier,
            "from": self.person.user(),
            "message": message,
            "chat_instance": str(8_000_000_000_000 + abs(self.chat.id)),
            "data": button["callback_data"],
        }
        self._tell("callback_query", query)
        return {"callback_query_id": identifier, "message_id": message["message_id"], "data": query["data"]}

    def _opened(self, button: Json) -> Json:
        url = str(button.get("url", ""))
        head, _, payload = url.partition("?start=")
        if payload and head.rsplit("/", 1)[-1].lower() == self.bot.username.lower():
            return {"url": url, "message_id": self.start(payload)[0]["message_id"]}
        return {"url": url} if url else {"opened": button}

    def _typed_by_keyboard(self, number: int, label: str) -> Json | None:
        markup = self.chat.keyboards[number]
        for row in markup["keyboard"]:
            for one in row:
                button = {"text": one} if isinstance(one, str) else one
                if button["text"].strip() == label:
                    if markup.get("one_time_keyboard"):
                        self.chat.keyboard_of = None
                    return {"message_id": self._sent_by(button)["message_id"]}
        return None

    def _sent_by(self, button: Json) -> Json:
        if button.get("request_contact"):
            names = {key: value for key, value in self.person.names().items() if key != "username"}
            contact = {"phone_number": self.person.phone_number, **names, "user_id": self.person.id}
            return self.put({"contact": contact})
        if button.get("request_location"):
            return self.put({"location": {"latitude": 57.2453, "longitude": 22.5814}})
        return self.say(button["text"])[0]

    def _all_labels(self) -> list[str]:
        shown = [shown_message(self.chat, message, self.person.id) for message in self.chat.messages.values()]
        rows = [row for message in shown for row in message["buttons"] + (message["keyboard"] or [])]
        return [f"[{label}]" for row in rows for label in row]

    def _change_membership(self, is_blocked: bool) -> None:
        if self.chat.is_blocked == is_blocked:
            return
        self.chat.is_blocked = is_blocked
        before, after = ("member", "kicked") if is_blocked else ("kicked", "member")
        self._tell(
            "my_chat_member",
            {
                "chat": self.world.chat_json(self.chat.id),
                "from": self.person.user(),
                "date": self.world.timestamp(),
                "old_chat_member": self._membership(before),
                "new_chat_member": self._membership(after),
            },
        )
        self.world.events.emit("blocked", person=self.person.id, bot=self.bot.username, is_blocked=is_blocked)

    def _membership(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.bot.user(), "status": status, **until}

    def _must_not_be_blocked(self) -> None:
        if self.chat.is_blocked:
            raise CannotError(f"{self.person.name} has blocked the bot; unblock it first", 409)

    def _origin(self, forwarded_from: object) -> Json:
        if forwarded_from in {None, ""}:
            return {}
        date = self.world.timestamp()
        other = self.world.people.get(int(str(forwarded_from))) if str(forwarded_from).isdecimal() else None
        if other:
            return {"forward_origin": {"type": "user", "sender_user": other.user(), "date": date}}
        return {"forward_origin": {"type": "hidden_user", "sender_user_name": str(forwarded_from), "date": date}}

    def _tell(self, kind: str, content: Json) -> None:
        self.bot.queue.add(kind, content)

    def _show(self, kind: str, message: Json) -> None:
        if self.world.events.has_listeners:
            shown = shown_message(self.chat, message, self.person.id)
            self.world.events.emit(kind, person=self.chat.id, bot=self.bot.username, message=shown)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    piece: list[str] = []
    length = 0
    for letter in text:
        size = utf16_length(letter)
        if length + size > TEXT_LENGTH:
            pieces.append("".join(piece))
            piece, length = [], 0
        piece.append(letter)
        length += size
    return [*pieces, "".join(piece)]
