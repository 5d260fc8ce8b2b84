"""Workbooks into XForms in a process of their own, because pyxform takes half a second and 60 MB to load."""

from __future__ import annotations

import asyncio
import sys
from contextlib import redirect_stdout
from pathlib import Path

from core.errors import CoordinatorMustAct
from core.forms.problems import FormProblem, FormProblems

SECONDS = 60
ROOT = Path(__file__).parent.parent


async def convert(source: Path) -> str:
    """Return the XForm of a workbook, by its absolute path; FormProblems when it cannot be one."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.conversion",
        str(source),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            xform, complaints = await process.communicate()
    except BaseException as error:
        process.kill()
        await process.wait()
        if isinstance(error, TimeoutError):
            raise FormProblems([FormProblem(f"{source.name} takes longer than {SECONDS} s to convert")]) from None
        raise
    if process.returncode:
        lines = complaints.decode("utf-8", "replace").strip().splitlines() or ["it cannot be converted"]
        raise FormProblems([FormProblem(line) for line in lines])
    return xform.decode()


def main(source: Path) -> int:
    """Write the XForm to standard output, or each problem as a line to standard error."""
    from core.forms.xlsform import to_xform  # noqa: PLC0415 - the running bot imports this module too

    try:
        with redirect_stdout(sys.stderr):  # the reader of old .xls files grumbles on standard output
            xform = to_xform(source).xform
        sys.stdout.buffer.write(xform.encode())
    except CoordinatorMustAct as error:
        problems = error.problems if isinstance(error, FormProblems) else (error,)
        sys.stderr.write("".join(f"{problem}\n" for problem in problems))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
