"""The bot as a process of its own, beside the playground: killed, stopped, refused and lied to."""
