"""The forms that come with the bot, as text; each is published at the first start after it changed."""
