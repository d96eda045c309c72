"""The code blocks of a document, and what makes a whole rule file of a piece of one.

The words behind the three backticks say what a block is:

| words | what it is |
| --- | --- |
| `when` | a rule file |
| `when alone` | a rule file that uses no library |
| `when rule` | the inside of a rule, from WHEN on |
| `when triggers`, `when conditions`, `when statements`, `when settings` | one of them in each line |
| `when holds` | a condition in each line, which is true, see `test_documents` |
| `when later` | an item in each line, which is refused with X001 |
| `when … error=V101` | the same, with this mistake in it and no other |
| `csv as=agent` | a data file with records of this type |
| `toml` | a mapping |
| `toml settings` | the `whenthen.toml` of a project that declares the calendar `support_hours` |
| `toml settings pyproject` | the same in a `pyproject.toml` |
| `python` | runs; the blocks of one document follow each other |
| `console` | commands after `$ ` and what they print; a line `…` stands for any lines |
| `yaml same=docs/ci/gitlab-ci.yml` | this file of the repository, without the comment at its top; in the guide |

The pages of `docs/guide/` are played from top to bottom, see `story.py`. Those of `docs/codes/` are made from the
register of codes, and held against it by `test_codes`.
"""

from __future__ import annotations

import re
from pathlib import Path

import attrs

ROOT = Path(__file__).resolve().parents[2]

#: A block ends with as many backticks as it begins with, so that one may hold others.
_BLOCK = re.compile(r"^(`{3,})([^\s`]\S*)([^\n]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
#: What the pieces are about: they stand in a desk of which this is known.
AROUND = """USE helpdesk
CALENDAR support_hours monday to friday 09:00 to 17:00 except holidays "DE"
"""


@attrs.frozen
class Block:
    """A block of code. `words` are those after the language; `line` is that of its first line, from 1."""

    document: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def error(self) -> str | None:
        """The code of the one mistake that the block shows."""
        return self._said("error")

    @property
    def file(self) -> str:
        """The path of the file that the block is; empty for one that is none."""
        return self._said("file") or ""

    @property
    def same(self) -> str:
        """The path of the file in the repository that the block shows; empty for one that shows none."""
        return self._said("same") or ""

    @property
    def record(self) -> str:
        """The type of the records in a data file."""
        return self._said("as") or ""

    def _said(self, name: str) -> str | None:
        return next((word.removeprefix(f"{name}=") for word in self.words if word.startswith(f"{name}=")), None)


def documents() -> list[Path]:
    """Everything that users read, but for the pages of codes: what stands there is wrong on purpose."""
    docs = [path for path in sorted((ROOT / "docs").glob("**/*.md")) if not is_of_code(path)]
    return [ROOT / "README.md", *docs, *sorted((ROOT / "examples").glob("**/*.md"))]


def is_of_code(path: Path) -> bool:
    """Whether a file is the page of a code. Their examples are those of the register, which other tests check."""
    return path.parent == ROOT / "docs" / "codes" and path.name != "README.md"


def blocks(path: Path) -> list[Block]:
    """The blocks of a document that name a language."""
    text = path.read_text(encoding="utf-8")
    name = str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
    return [
        Block(name, text.count("\n", 0, match.start()) + 2, match[2], tuple(match[3].split()), match[4])
        for match in _BLOCK.finditer(text)
    ]


def rule_files(block: Block) -> list[str]:
    """The rule files that a `when` block stands for."""
    kind = next((word for word in block.words if "=" not in word), "")
    lines = [line for line in block.text.splitlines() if line.strip()]
    if kind == "rule":
        return [f'{AROUND}RULE "a piece"\n{block.text}']
    if kind == "triggers":
        return [f'{AROUND}RULE "a piece"\nWHEN {line}\nTHEN stop\n' for line in lines]
    if kind == "conditions":
        return [f'{AROUND}RULE "a piece"\nWHEN ticket is updated\nIF {line}\nTHEN stop\n' for line in lines]
    if kind == "settings":
        return [f'{AROUND}RULE "a piece"\n{line}\nWHEN ticket is updated\nTHEN stop\n' for line in lines]
    if kind == "holds":
        return [f'{AROUND}RULE "a piece"\nWHEN ticket is created\nIF {line}\nTHEN stop\n' for line in lines]
    if kind == "statements":
        return [f'{AROUND}RULE "a piece"\nWHEN ticket is updated\nTHEN {line}\n' for line in lines]
    if kind == "later":
        return [f"{AROUND}{line}\n" for line in lines]
    assert kind in ("", "alone"), f"{block}: no test knows what `when {kind}` is"
    return [block.text]
