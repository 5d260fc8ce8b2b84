"""Telegram: updates in, screens out; the only package that imports python-telegram-bot."""
