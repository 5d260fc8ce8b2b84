"""The `kheten` command: one file a group of sub-commands; nothing heavy is imported before it is asked for."""


def main() -> None:
    """Run the command line."""
