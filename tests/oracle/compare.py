"""Compare the engine with ODK's own, node by node after every step: `python -m tests.oracle.compare FOLDER`.

Needs Java and the validator that comes with pyxform. `--record FILE` keeps the answers of one form as a golden file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from core.forms.compile import compile_with_problems
from core.forms.headless import Session
from core.forms.model import Env, Form, Question
from core.forms.problems import FormProblems
from core.forms.submission import submission_xml
from core.forms.xlsform import FILE_TYPES, to_xform
from tests.oracle.walks import walk

FIELDS = ("relevant", "required", "readonly", "value", "constraint_ok")
RIGA = ZoneInfo("Europe/Riga")
HERE = Path(__file__).parent


def read_form(path: Path) -> str:
    """Return the XForm of a file of any kind."""
    return path.read_text(encoding="utf-8") if path.suffix == ".xml" else to_xform(path).xform


def ask_oracle(requests: list[dict[str, Any]], seconds: float) -> list[dict[str, Any]]:
    """Return ODK's answers to (xml, steps) requests; compiles the driver first."""
    import pyxform

    jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["javac", "-nowarn", "-cp", str(jar), "-d", folder, str(HERE / "Oracle.java")], check=True)
        command = ["java", "-Duser.timezone=Europe/Riga", "-Duser.language=en", "-cp", f"{jar}:{folder}", "Oracle"]
        lines = "\n".join(json.dumps(request) for request in requests)
        try:
            done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, timeout=seconds)
            out = done.stdout
        except subprocess.TimeoutExpired as error:
            out = (error.stdout or b"").decode()
    answers = [json.loads(line) for line in out.splitlines()]
    late: dict[str, Any] = {"states": [], "failure": f"no answer within {seconds} s"}
    return answers + [late] * (len(requests) - len(answers))


def moving(form: Form) -> set[str]:
    """Return the refs whose values differ each time by nature: ids, start and end."""
    found = {node.ref for node in form.nodes.values() if isinstance(node, Question) and node.preload}
    volatile = ("now(", "random(", "uuid(", "once(")
    for node in form.nodes.values():
        if isinstance(node, Question) and node.calculate and any(name in node.calculate.source for name in volatile):
            found.add(node.ref)
    return found


def differences(form: Form, session: Session, theirs: dict[str, Any], tally: Counter[str]) -> list[str]:
    """Return what differs between our state and theirs, as lines, and count what was compared."""
    found = []
    skip = moving(form)
    ours = {node["ref"]: node for node in session.nodes()}
    expected = {node["ref"]: node for node in theirs["nodes"]}
    for ref in ours.keys() ^ expected.keys():
        found.append(f"{ref}: only {'ours' if ref in ours else 'theirs'}")
    for ref in ours.keys() & expected.keys():
        for field in FIELDS:
            if field == "value" and plain(ref) in skip:
                continue
            tally[field] += 1
            if ours[ref][field] != expected[ref][field]:
                tally[f"{field} differs"] += 1
                found.append(f"{ref}.{field}: ours {ours[ref][field]!r} theirs {expected[ref][field]!r}")
    tally["submissions"] += 1
    mine, other = (content(xml, skip) for xml in (submission_xml(session.view), theirs["xml"]))
    if mine != other:
        tally["submissions differ"] += 1
        found.append(f"xml: ours {sorted(set(mine) - set(other))} theirs {sorted(set(other) - set(mine))}")
    return found


def plain(ref: str) -> str:
    """Return a ref without places."""
    return "/".join(part.partition("[")[0] for part in ref.split("/"))


def content(xml: str, skip: set[str]) -> list[tuple[str, str]]:
    """Return the elements of a submission in order, as (path, text)."""

    def below(element: ElementTree.Element, path: str) -> list[tuple[str, str]]:
        ref = f"{path}/{element.tag.rpartition('}')[2]}"
        text = "" if ref in skip else (element.text or "")
        return [(ref, text), *(found for child in element for found in below(child, ref))]

    return below(ElementTree.fromstring(xml), "")


def replay(
    form: Form, env: Env, steps: list[dict[str, Any]], states: list[dict[str, Any]], tally: Counter[str]
) -> list[str]:
    """Return the differences of one walk, those of the first step that has any."""
    session = Session(form, env)
    for number, state in enumerate(states):
        if number:
            before = len(session.errors)
            session.take(number, steps[number - 1])
            refused = session.errors[-1]["kind"] if len(session.errors) > before else ""
            tally["verdicts"] += 1
            if refused != state["verdict"]:
                tally["verdicts differ"] += 1
                return [f"{steps[number - 1]}: ours {refused!r} theirs {state['verdict']!r}"]
        found = differences(form, session, state, tally)
        if found:
            return [f"after {steps[number - 1] if number else 'start'}: {line}" for line in found]
    return []


def main() -> int:
    """Compare every form of a folder (or one file) and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", type=Path)
    parser.add_argument("--walks", type=int, default=20)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=600, help="how long to wait for the other engine")
    parser.add_argument("--record", type=Path)
    options = parser.parse_args()
    env = Env(datetime.now(RIGA), "en", "a1")
    paths = sorted(options.forms.iterdir()) if options.forms.is_dir() else [options.forms]
    jobs: list[tuple[Path, Form, list[dict[str, Any]]]] = []
    requests = []
    for path in paths:
        if path.suffix not in (*FILE_TYPES, ".xml"):
            continue
        try:
            xml = read_form(path)
            form, _ = compile_with_problems(xml)
        except FormProblems as error:
            print(f"{path.name}: {error}")
            continue
        assert form is not None
        for seed in range(options.seed, options.seed + options.walks):
            steps = walk(form, env, seed, options.steps)
            jobs.append((path, form, steps))
            requests.append({"xml": xml, "steps": steps})
    answers = ask_oracle(requests, options.seconds)
    if options.record:
        record(options.record, env, jobs, answers)
    return report(jobs, answers, env)


def report(jobs: list[tuple[Path, Form, list[dict[str, Any]]]], answers: list[dict[str, Any]], env: Env) -> int:
    """Print counts and the first differences of each form; return the number of walks that differ."""
    tally: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    differing = 0
    for (path, form, steps), answer in zip(jobs, answers, strict=True):
        tally["walks"] += 1
        tally["steps"] += len(steps)
        if "failure" in answer:
            tally["walks the other engine gave up"] += 1
        lines = replay(form, env, steps, answer["states"], tally)
        differing += bool(lines)
        if "failure" in answer and not shown[f"{path.name}!"]:
            shown[f"{path.name}!"] += 1
            print(f"{path.name}: the other engine failed: {answer['failure'][:300]}")
        for line in lines[:4]:
            if shown[path.name] < 8:
                shown[path.name] += 1
                print(f"{path.name}: {line[:300]}")
    for name, count in sorted(tally.items()):
        print(f"{count:>8} {name}")
    print(f"{differing:>8} walks with a difference")
    return differing


def record(
    path: Path, env: Env, jobs: list[tuple[Path, Form, list[dict[str, Any]]]], answers: list[dict[str, Any]]
) -> None:
    """Write the walks and ODK's answers to a golden file, each state as what changed since the one before."""
    walks = [
        {"steps": steps, "states": changes(answer["states"])}
        for (_, _, steps), answer in zip(jobs, answers, strict=True)
    ]
    lines = ",\n".join(json.dumps(found, ensure_ascii=False) for found in walks)
    path.write_text(f'{{"now": "{env.now.isoformat()}", "walks": [\n{lines}\n]}}\n', encoding="utf-8")


def changes(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return states as differences; the submission is kept of the last one."""
    found: list[dict[str, Any]] = []
    before: dict[str, dict[str, Any]] = {}
    for state in states:
        now = {node["ref"]: node for node in state["nodes"]}
        changed = {
            ref: {field: node[field] for field in FIELDS if before.get(ref, {}).get(field) != node[field]}
            for ref, node in now.items()
        }
        found.append({"verdict": state["verdict"], "changed": {ref: some for ref, some in changed.items() if some}})
        before = now
    found[-1]["xml"] = states[-1]["xml"]
    return found


if __name__ == "__main__":
    sys.exit(min(main(), 1))
