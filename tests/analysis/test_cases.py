"""Small programs with what the analysis must say of them, on the line that it must say it of.

A file of `cases/` holds many programs, each after a line `---- title`. A diagnostic is expected by a comment at the end
of its line, `#! CODE: message`, several one after the other; what is not expected must not come. All programs see
`schema.when`. `WHENTHEN_ACCEPT=1` rewrites the comments: read the difference before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import attrs
import pytest

from whenthen import pipeline, workspace
from whenthen.diagnostics.model import Diagnostic

CASES = Path(__file__).parent / "cases"
SCHEMA = (CASES / "schema.when").read_text(encoding="utf-8")
EXPECTED = re.compile(r"[ ]*#! .*$")
HEADING = re.compile(r"^---- (.+)$", re.MULTILINE)


@attrs.frozen
class Program:
    file: Path
    title: str
    text: str

    @property
    def bare(self) -> str:
        return "\n".join(EXPECTED.sub("", line) for line in self.text.split("\n"))


def read(file: Path) -> list[Program]:
    parts = HEADING.split(file.read_text(encoding="utf-8"))
    return [Program(file, parts[i], parts[i + 1].strip("\n")) for i in range(1, len(parts), 2)]


def diagnose(text: str) -> tuple[Diagnostic, ...]:
    files = {"case.when": f'USE "schema.when"\n{text}', "schema.when": SCHEMA}
    return pipeline.check(workspace.read_texts(files))[1]


def marked(program: Program) -> str:
    """The program with what is said of it now in the comments."""
    lines = program.bare.split("\n")
    for found in diagnose(program.bare):
        line = found.span.position[0] - 2 if found.span.source.name == "case.when" else 0
        lines[line] += f"  #! {found.code}: {found.message}"
    return "\n".join(lines)


PROGRAMS = [program for file in sorted(CASES.glob("*.cases")) for program in read(file)]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: f"{p.file.stem}: {p.title}")
def test_says_what_is_expected(program: Program) -> None:
    found = marked(program)
    if os.environ.get("WHENTHEN_ACCEPT"):
        text = program.file.read_text(encoding="utf-8")
        program.file.write_text(text.replace(program.text, found), encoding="utf-8")
    else:
        assert found == program.text


def test_titles_are_unique() -> None:
    titles = [(program.file.name, program.title) for program in PROGRAMS]
    assert len(titles) == len(set(titles)) > 100
