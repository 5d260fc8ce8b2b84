"""What a form knows without asking: the moment it was started, the day, its own id."""

from __future__ import annotations

from core.forms.model import Env, Question
from core.xpath.dates import date_text, moment_text


def preloaded(node: Question, env: Env) -> str:
    """Return the value a question starts with by its preload, '' when it has none."""
    now = env.now.replace(tzinfo=None)
    match (node.preload, node.preload_parameter):
        case ("uid", _):
            return env.instance_id if env.instance_id.startswith("uuid:") else f"uuid:{env.instance_id}"
        case ("date", "today"):
            return date_text(now)
        case ("timestamp", "start"):
            assert env.now.tzinfo is not None
            return moment_text(now, env.now.tzinfo)
        case _:
            return ""


def ending(node: Question, env: Env) -> str:
    """Return the value a question gets when the form is sent: the `end` of a form, '' for all others."""
    if (node.preload, node.preload_parameter) != ("timestamp", "end"):
        return ""
    assert env.now.tzinfo is not None
    return moment_text(env.now.replace(tzinfo=None), env.now.tzinfo)
