"""Pages and lists of codes as Markdown, as they stand in `docs/codes/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from whenthen.diagnostics.escape import escape
from whenthen.diagnostics.pages import MARKS, Family, File, Page, filled

_WIDTH = 120
_MADE = "<!-- Made from the register of codes by `tests/docs/test_codes.py`; change that, not this file. -->"
_SPECIAL = re.compile(r"[\\*_<>\[\]#|]")
#: The language of a block, by the ending of the file in it.
_LANGUAGES = {"when": "when", "toml": "toml", "csv": "csv", "json": "json"}


def page_as_markdown(page: Page) -> str:
    """The file of a code."""
    parts = [_MADE, f"# {page.id}: {_prose(page.title)}"]
    for section in page.sections:
        parts.append(f"## {section.heading}")
        parts += [filled(_prose(paragraph), _WIDTH) for paragraph in section.paragraphs]
        for file in section.files:
            parts += [f"`{escape(file.name)}`:"] if len(section.files) > 1 else []
            parts.append(_block(file))
    return "\n\n".join([*parts, "[All codes](README.md)"]) + "\n"


def index_as_markdown(families: Iterable[Family]) -> str:
    """The list of all codes."""
    return "\n\n".join([_MADE, "# Codes", *_introduction(), *_families(families)]) + "\n"


def _introduction() -> Iterator[str]:
    yield filled(
        "What the checker and the linter say begins with a code. It stands for one kind of problem, for ever, and has "
        "a page here; `whenthen explain CODE` shows the same page in a terminal, and `whenthen explain L` the codes of "
        "a family. Codes are chosen, and findings silenced, by code or by family.",
        _WIDTH,
    )
    yield "\n".join(filled(f"- **{mark}**: {words}", _WIDTH, rest="  ") for mark, words in MARKS.items())


def _families(families: Iterable[Family]) -> Iterator[str]:
    for family in families:
        yield f"## {family.letter}: {_prose(family.title)}"
        yield "\n".join(
            f"- [{entry.id}]({entry.id}.md) {_prose(entry.title)}" + "".join(f" · **{mark}**" for mark in entry.marks)
            for entry in family.entries
        )


def _prose(text: str) -> str:
    """Words in which nothing is taken for Markdown but code in backticks; what is indented is code already."""
    if text.startswith("    "):
        return "\n".join(f"    {escape(line[4:])}" for line in text.split("\n"))
    pieces = escape(text).split("`")
    return "`".join(piece if at % 2 else _SPECIAL.sub(r"\\\g<0>", piece) for at, piece in enumerate(pieces))


def _block(file: File) -> str:
    """The file between fences that are longer than any row of backticks in it."""
    text = "\n".join(map(escape, file.lines))
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{_LANGUAGES.get(file.name.rpartition('.')[2], 'text')}\n{text}\n{fence}"
