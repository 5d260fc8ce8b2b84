"""Updates as Telegram keeps them: handed out again and again until a poll with a higher offset confirms them."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from itertools import islice
from typing import Any

LIMIT = 100


class Mailbox:
    """What a bot has not confirmed yet, oldest first."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._newest = 1_000

    def put(self, content: Mapping[str, Any]) -> int:
        """Add an update and return its number."""
        self._newest += 1
        update = {"update_id": self._newest, **content}
        self._waiting.append((self._newest, json.dumps(update, separators=(",", ":")).encode()))
        return self._newest

    def take(self, offset: int, limit: int = LIMIT) -> list[bytes]:
        """Forget what lies before the offset and return what comes then, which stays until it is confirmed."""
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        return [update for _, update in islice(self._waiting, limit)]

    def __len__(self) -> int:
        return len(self._waiting)
