"""One call of the Bot API: its parameters, whatever form they came in, read as the types a method wants."""

import json
from dataclasses import dataclass

from bot.playground.bot_api.limits import Json, bad_request, decoded_json, forbidden
from bot.playground.files import Upload
from bot.playground.world import Bot, Conversation, World


@dataclass(slots=True)
class Call:
    """What a method is given: the bot that calls, the parameters (JSON values or strings), the uploaded files."""

    world: World
    bot: Bot
    method: str
    parameters: Json
    uploads: dict[str, Upload]

    def text(self, name: str) -> str:
        """Return a parameter as text, empty when absent."""
        value = self.parameters.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return str(value) if type(value) is int else json.dumps(value, ensure_ascii=False)

    def required_text(self, name: str) -> str:
        """Return a parameter that must be there."""
        value = self.text(name)
        if not value:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """Return a parameter as whole number; what is not one counts as 0, as it does at Telegram."""
        value = self.parameters.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return 0

    def number(self, name: str) -> float:
        """Return a required parameter as a number, such as a latitude in degrees."""
        value = self.parameters.get(name)
        if value is None or value == "":
            raise bad_request(f"{name} is empty")
        try:
            return float(value)
        except (TypeError, ValueError):
            return 0.0

    def flag(self, name: str) -> bool:
        """Return a parameter as a Boolean."""
        value = self.parameters.get(name)
        return value is True or value == 1 or (isinstance(value, str) and value.lower() in {"true", "yes", "1"})

    def value(self, name: str, what: str) -> object:
        """Return a JSON parameter decoded, None when absent; `what` names it in the refusal."""
        value = self.parameters.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            decoded: object = decoded_json(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None
        return decoded

    def chat(self, name: str = "chat_id") -> Conversation:
        """Return the chat to write to; raise Refusal when there is none or the bot may not write there."""
        chat_id = self.chat_id(name)
        chat = self.bot.conversation(chat_id)
        if chat_id < 0:
            if chat.has_left:
                raise forbidden("bot is not a member of the group chat")
            return chat
        if chat.is_blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.messages and not self.world.people[chat_id].has_started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def chat_id(self, name: str = "chat_id") -> int:
        """Return the id of an existing chat, given as number or @username."""
        given = self.text(name).strip()
        if not given:
            raise bad_request(f"{name} is empty")
        if given.startswith("@"):
            return self._chat_named(given[1:])
        try:
            chat_id = int(given)
        except ValueError:
            raise bad_request("chat not found") from None
        if chat_id not in self.world.people and chat_id not in self.world.groups:
            raise bad_request("chat not found")
        return chat_id

    def message(self, chat: Conversation, purpose: str, name: str = "message_id") -> Json:
        """Return a message of a chat; `purpose` is Telegram's word in "message to edit not found"."""
        number = self.integer(name)
        if not number and purpose in {"edit", "react"}:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(number)
        if message is None:
            raise bad_request(f"message to {purpose} not found")
        return message

    def _chat_named(self, username: str) -> int:
        for person in self.world.people.values():
            if person.username and person.username.lower() == username.lower():
                return person.id
        raise bad_request("chat not found")
