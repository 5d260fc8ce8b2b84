"""A Bot API server on 127.0.0.1 with people to try a bot on: the real bot talks to it as it would to Telegram."""
