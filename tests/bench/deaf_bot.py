"""The negative control: fetches and confirms every update and never answers, so every figure must stay zero."""

from __future__ import annotations

import asyncio
import sys

from bot.telegram.connection import connect


async def main(server: str, token: str) -> None:
    """Run until killed."""
    async with connect(token, server) as connection:
        offset = 0
        while True:
            for update in await connection.call("getUpdates", {"offset": offset, "timeout": 10}):
                offset = update["update_id"] + 1


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
