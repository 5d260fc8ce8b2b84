"""`python -m bot` is `kheten`."""

from bot.command_line import main

main()
