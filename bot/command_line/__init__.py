"""The `kheten` command: what it can do stands here, how it is done is imported only when it is asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.form import app as form
from core.errors import KhetenError, OperatorMustAct
from core.people import Role

MUST_ACT = 78
"""The exit code for a wrong setting or surroundings; a service manager need not try again (EX_CONFIG)."""

app = typer.Typer(
    name="kheten",
    help="The chatbot of the Latvian Roma Platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(form, name="form")


@app.command()
def run() -> None:
    """Run the bot, with the settings from the environment and .env."""
    from bot.command_line.run import run_bot

    run_bot()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the playground listens on 127.0.0.1; 0 takes a free port.")] = 8765,
    folder: Annotated[
        Path, typer.Option("--dir", help="Where its files are kept; those of an earlier demo are replaced.")
    ] = Path("var/demo"),
    now: Annotated[str, typer.Option(help="When the demo's clock begins; it runs from there.")] = (
        "2026-11-02T09:00+02:00"
    ),
    browser: Annotated[bool, typer.Option(help="Open the page where there is a desktop.")] = True,
) -> None:
    """Run the real bot in a browser: phones side by side, no Telegram account needed."""
    from bot.command_line.demo import run_demo

    run_demo(port, folder, now, browser)


@app.command()
def invite(
    role: Annotated[Role, typer.Option(help="coordinator or mediator")],
    municipality: Annotated[
        str, typer.Option(help="Where a mediator works, for example Talsi; one not known yet is added.")
    ] = "",
) -> None:
    """Print a one-time link (and QR code) that gives a role; it is good for three days."""
    from bot.command_line.invite import print_invitation

    print_invitation(role, municipality)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    print(f"kheten {installed('kheten')}")


def main() -> None:
    """Run the command line; what somebody must mend is told in one line, never as a traceback."""
    try:
        app()
    except KhetenError as error:
        print(f"kheten: {error}", file=sys.stderr)
        sys.exit(MUST_ACT if isinstance(error, OperatorMustAct) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
