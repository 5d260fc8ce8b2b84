"""Space out what nobody asked for: evenly overall and for each chat, and never catching up after a pause."""

from __future__ import annotations

Chat = tuple[str, str]


class Pacer:
    """Says how long to wait; seconds come from the caller's monotonic clock."""

    def __init__(self, per_second: float = 25.0, chat_seconds: float = 1.0) -> None:
        self._gap = 1.0 / per_second
        self._chat_seconds = chat_seconds
        self._next = 0.0
        self._chats: dict[Chat, float] = {}

    def wait(self, now: float) -> float:
        """Return the seconds until the next message may go to anybody."""
        return max(0.0, self._next - now)

    def chat_wait(self, chat: Chat, now: float) -> float:
        """Return the seconds until the next message may go to this chat."""
        return max(0.0, self._chats.get(chat, 0.0) - now)

    def cooling(self, now: float) -> set[Chat]:
        """Return the chats that have to wait."""
        return {chat for chat, until in self._chats.items() if until > now}

    def sent(self, chat: Chat, now: float) -> None:
        """Count a message that goes out now."""
        self._next = now + self._gap
        self._chats[chat] = now + self._chat_seconds
        if len(self._chats) > 1000:
            self._chats = {one: until for one, until in self._chats.items() if until > now}
