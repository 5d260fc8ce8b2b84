"""Telegram's Bot API as the playground serves it: methods by theme, what Telegram refuses, updates and webhooks."""
