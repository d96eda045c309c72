"""Broken texts, each with what has to be said about it: `broken/*.txt` hold the text, a line of `=`, and the answer.

To see what changed after a change of the messages, run with `ACCEPT=1` and look at the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from whenthen.source import Source
from whenthen.syntax import parse

FOLDER = Path(__file__).parent / "broken"
CASES = sorted(FOLDER.glob("*.txt"))
LINE = "=" * 40 + "\n"


def answer(text: str) -> str:
    """All that is said about a text, one block a problem, with the places shown."""
    file, problems = parse(Source("broken.when", text))
    blocks = []
    for problem in problems:
        line, column = problem.span.position
        shown = (
            problem.span.text.encode("unicode_escape").decode("ascii") if not problem.span.text.isprintable() else ""
        )
        blocks.append(
            f"{problem.code} at {line}:{column} `{shown or problem.span.text}`\n{problem.message}\n"
            + "".join(f"  {row}\n" for row in (problem.help or "").splitlines())
            + "".join(
                f"  ({label.text}: {label.span.position[0]}:{label.span.position[1]})\n" for label in problem.labels
            )
        )
    items = " ".join(f"{type(item).__name__}{list(getattr(item, 'names', ())) or ''}" for item in file.items)
    return "\n".join(blocks) + f"\nread: {items}\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_mistake_gets_its_message(path: Path) -> None:
    text, _, expected = path.read_bytes().decode("utf-8").partition(LINE)
    said = answer(text)
    if os.environ.get("ACCEPT"):
        path.write_bytes((text + LINE + said).encode("utf-8"))
        expected = said
    assert said == expected


def test_there_are_many_mistakes() -> None:
    assert len(CASES) >= 60
