"""Everybody and everything in the playground: people, groups, bots, their chats and messages, in memory only.

A chat belongs to one bot; each numbers its messages from 1, so that nobody comes to rely on ids being unique.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.bot_api.limits import Json, Refusal
from bot.playground.bot_api.updates import UpdateQueue
from bot.playground.clock import Clock
from bot.playground.events import CallLog, Events
from bot.playground.files import Files

TOKEN = re.compile(r"([1-9]\d{0,15}):[A-Za-z0-9_-]{20,64}")
FIRST_PERSON_ID = 10_001
FIRST_GROUP_ID = -4_001
DEFAULT_TOKEN = "7000000001:AAPlayground-token-for-the-embedded-bot"  # noqa: S105 a token of nobody


@dataclass(slots=True)
class Person:
    """Somebody with a phone; one who has not `has_started` cannot be written to first."""

    id: int
    name: str
    language_code: str
    role: str | None = None
    municipality: str | None = None
    has_started: bool = True
    username: str | None = None

    @property
    def phone_number(self) -> str:
        """Return the number that a shared contact carries."""
        return f"+371200{self.id:05d}"

    def names(self) -> Json:
        """Return first and last name as Telegram splits them."""
        first, _, last = self.name.partition(" ")
        names: Json = {"first_name": first} | ({"last_name": last} if last else {})
        return names | ({"username": self.username} if self.username else {})

    def user(self) -> Json:
        """Return the person as a Telegram User."""
        return {"id": self.id, "is_bot": False, **self.names(), "language_code": self.language_code}

    def chat(self) -> Json:
        """Return the person's private chat as a Telegram Chat."""
        return {"id": self.id, **self.names(), "type": "private"}


@dataclass(slots=True)
class Group:
    """A group of people and bots."""

    id: int
    title: str
    members: list[int]

    def chat(self) -> Json:
        """Return the group as a Telegram Chat."""
        kind = "supergroup" if self.id < -1_000_000_000_000 else "group"
        return {"id": self.id, "title": self.title, "type": kind}


@dataclass(slots=True)
class Conversation:
    """One bot's chat with a person or group: messages as the bot sees them, oldest first."""

    id: int
    messages: dict[int, Json] = field(default_factory=dict)
    next_message_id: int = 1
    is_blocked: bool = False
    keyboards: dict[int, Json] = field(default_factory=dict)
    keyboard_of: int | None = None
    uneditable: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)
    menu_button: Json | None = None
    has_left: bool = False


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed, and how that went."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str | None = None
    last_error: tuple[datetime, str] | None = None


class Bot:
    """One bot: whoever calls with its token."""

    def __init__(self, token: str, username: str) -> None:
        self.token = token
        self.id = int(token.split(":", maxsplit=1)[0])
        self.username = username
        self.first_name = username
        self.queue = UpdateQueue()
        self.webhook: Webhook | None = None
        self.deliveries = 0
        self.chats: dict[int, Conversation] = {}
        self.callbacks: dict[str, datetime] = {}
        self.callback_people: dict[str, int] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.settings: dict[str, Json] = {}
        self.last_call = 0.0

    def user(self) -> Json:
        """Return the bot as a Telegram User."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def conversation(self, chat_id: int) -> Conversation:
        """Return this bot's chat with somebody, new if there was none."""
        chat = self.chats.get(chat_id)
        if chat is None:
            chat = self.chats[chat_id] = Conversation(chat_id)
        return chat


class World:
    """The whole state behind one playground."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.bots: dict[str, Bot] = {}
        self.files = Files()
        self.events = Events()
        self.calls = CallLog()
        self._callback_number = 0

    def add_person(self, name: str, language_code: str, role: str | None, municipality: str | None) -> Person:
        """Add somebody; ids count up from 10001."""
        person = Person(FIRST_PERSON_ID + len(self.people), name, language_code, role, municipality)
        self.people[person.id] = person
        self.events.emit("people", person=person.id)
        return person

    def add_group(self, title: str, members: list[int]) -> Group:
        """Add a group; ids count down from -4001."""
        group = Group(FIRST_GROUP_ID - len(self.groups), title, members)
        self.groups[group.id] = group
        return group

    def bot_with_token(self, token: str, username: str | None = None) -> Bot:
        """Return the bot of a token, new for a token not seen before; raise Refusal for a malformed one."""
        bot = self.bots.get(token)
        if bot is None:
            if ":" not in token:
                raise Refusal(404, "Not Found")
            if not TOKEN.fullmatch(token):
                raise Refusal(401, "Unauthorized")
            bot = self.bots[token] = Bot(token, username or f"bot{token.split(':', maxsplit=1)[0]}_bot")
        return bot

    def bot_named(self, name: str | None) -> Bot | None:
        """Return a bot by token, username or id; the first one without a name."""
        if not name:
            return next(iter(self.bots.values()), None)
        wanted = name.removeprefix("@")
        return next((bot for bot in self.bots.values() if wanted in {bot.token, bot.username, str(bot.id)}), None)

    def chat_json(self, chat_id: int) -> Json:
        """Return the Telegram Chat of an id that is known to exist."""
        return self.people[chat_id].chat() if chat_id > 0 else self.groups[chat_id].chat()

    def timestamp(self) -> int:
        """Return the present as Telegram writes it: whole seconds since 1970."""
        return int(self.clock.now().timestamp())

    def store(self, bot: Bot, chat_id: int, sender: Json, content: Json) -> Json:
        """Put a new message into a chat and return it as the bot sees it."""
        chat = bot.conversation(chat_id)
        number = chat.next_message_id
        chat.next_message_id += 1
        base = {"message_id": number, "from": sender, "chat": self.chat_json(chat_id), "date": self.timestamp()}
        message = chat.messages[number] = base | content
        return message

    def new_callback(self, bot: Bot, person: int) -> str:
        """Return the id of a new callback query and start its time for an answer."""
        self._callback_number += 1
        identifier = str(4_000_000_000_000_000_000 + self._callback_number)
        bot.callbacks[identifier] = self.clock.now()
        bot.callback_people[identifier] = person
        return identifier
