"""Seeded random walks through any form: right and wrong answers to whatever is asked at that moment."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import Any

from core.forms.headless import Session
from core.forms.model import Env, Form, Question, Repeat
from core.forms.view import NodeView

TEXTS = ("x", "Anna", "3", "0", " a  b ", "ā ž 🎶", "<&>\"'", "2026-11-01", "yes", "no", "-", "1,5", "007", "x" * 300)
NUMBERS = ("0", "1", "2", "3", "5", "12", "18", "50", "250", "251", "301", "1001", "-1", "2147483647")


def walk(form: Form, env: Env, seed: int, length: int) -> list[dict[str, Any]]:
    """Return the steps of one walk."""
    chance = random.Random(seed)
    session = Session(form, env)
    steps: list[dict[str, Any]] = []
    for number in range(length):
        step = _next(session, chance)
        if step is None:
            break
        steps.append(step)
        session.take(number, step)
    return steps


def _next(session: Session, chance: random.Random) -> dict[str, Any] | None:
    repeats = [node for node in session.form.repeats if _can_be_added(session, node)]
    if repeats and chance.random() < 0.15:
        return {"add": _outer(session, chance.choice(repeats), chance)}
    asked = [found for found in session.view.asked if isinstance(found.node, Question) and found.node.type != "note"]
    hidden = [found for found in session.view.nodes if _is_hidden(found)]
    blank = [found for found in asked if not found.value]
    pool = blank if blank and chance.random() < 0.6 else hidden if hidden and chance.random() < 0.1 else asked
    if not pool:
        return None
    found = chance.choice(pool)
    return {"ref": found.position_ref, "value": _value(session, found, chance)}


def _is_hidden(found: NodeView) -> bool:
    node = found.node
    return isinstance(node, Question) and not node.control and not node.calculate and not node.preload


def _can_be_added(session: Session, repeat: Repeat) -> bool:
    if repeat.count is not None or repeat.fixed:
        return False
    instances = [found for found in session.view.nodes if found.node is repeat]
    return len(instances) < 6 and bool(instances) and all(found.relevant for found in instances)


def _outer(session: Session, repeat: Repeat, chance: random.Random) -> str:
    places = [found.position_ref for found in session.view.nodes if found.node is repeat]
    return chance.choice(places).rpartition("[")[0]


def _value(session: Session, found: NodeView, chance: random.Random) -> str:
    node = found.node
    assert isinstance(node, Question)
    if chance.random() < 0.08:
        return ""
    if node.choices is not None:
        return _choice(found, node, chance)
    day = session.env.now.date() + timedelta(days=chance.choice((-400, -8, -7, -1, 0, 1, 7, 40, -9000)))
    match node.data:
        case "int":
            return "abc" if chance.random() < 0.05 else chance.choice((*NUMBERS, *_numbers_near(node)))
        case "decimal":
            return chance.choice(
                (*NUMBERS[:-1], "0.5", "-2.25", "37129123456", "0.0001", "100.10", *_numbers_near(node))
            )
        case "date":
            return "tomorrow" if chance.random() < 0.05 else day.isoformat()
        case "dateTime":
            return f"{day.isoformat()}T10:30:00.000+02:00"
        case "time":
            return chance.choice(("09:00:00.000+02:00", "23:59:00.000+02:00"))
        case "geopoint":
            return "56.95 24.1 0 0"
        case _:
            return "OK" if node.type == "trigger" else chance.choice((*TEXTS, *_texts_near(session, node)))


def _choice(found: NodeView, node: Question, chance: random.Random) -> str:
    names = [choice.name for choice in found.choices]
    if not names or chance.random() < 0.03:
        return "no_such_choice"
    if node.type == "select1":
        return chance.choice(names)
    return " ".join(chance.sample(names, min(len(names), chance.choice((1, 1, 2, 3, len(names))))))


def _numbers_near(node: Question) -> list[str]:
    source = node.constraint.source if node.constraint else ""
    return [str(int(text) + more) for text in re.findall(r"\b\d{1,6}\b", source) for more in (-1, 0, 1)]


def _texts_near(session: Session, node: Question) -> list[str]:
    sources = " ".join(
        other.relevant.source
        for other in session.form.nodes.values()
        if other.relevant and node.ref in other.relevant.reads
    )
    return [text for pair in re.findall(r"'([^']*)'|\"([^\"]*)\"", sources) for text in pair if text]
