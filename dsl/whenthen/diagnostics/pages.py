"""The page of a code, and the lists of codes, as plain data: `whenthen explain` and `docs/codes/` say the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

import attrs

from whenthen.diagnostics.codes import FAMILIES
from whenthen.diagnostics.model import SAFE, Code

_MOST_LINES = 40  # of a file in an example
_LONGEST_LINE = 200  # characters
_LEFT_OUT = "…"


@attrs.frozen
class File:
    """A file of an example, in the lines that are shown of it. What is hostile in them is not escaped yet."""

    name: str
    lines: tuple[str, ...]


@attrs.frozen
class Section:
    """A part of a page: paragraphs, or the files of an example. Code in a paragraph is one that is indented."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@attrs.frozen
class Page:
    """What is to be known of a code. `severity` is error or warning."""

    id: str
    title: str
    severity: str
    sections: tuple[Section, ...]


@attrs.frozen
class Entry:
    """A code in a list; `marks` are short words such as "fix" and "opinion"."""

    id: str
    title: str
    severity: str
    marks: tuple[str, ...]


@attrs.frozen
class Family:
    """The codes that begin with a letter."""

    letter: str
    title: str
    entries: tuple[Entry, ...]


#: What the marks of a list say, in the order in which they stand.
MARKS = {
    "fix": "`whenthen check --fix` mends it",
    "unsafe fix": "`whenthen check --unsafe-fixes` mends it, and what the rules do may change",
    "opinion": "reported where somebody asks for it",
}


def page(code: Code) -> Page:
    """The page of a code."""
    is_error = code.severity == "error"
    sections = [
        Section("What it is" if is_error else "What is found", _paragraphs(code.explanation)),
        Section("Why it is bad", _paragraphs(code.why)),
        Section("How it is reported", tuple(_reported(code))),
        Section("This is refused" if is_error else "This is reported", files=_files(code.failing)),
        Section("This is accepted" if is_error else "This is better", files=_files(code.mended)),
    ]
    return Page(code.id, code.title, code.severity, tuple(s for s in sections if s.paragraphs or s.files))


def families(codes: Iterable[Code]) -> tuple[Family, ...]:
    """The families that have codes, in their order, with the entries in the order of `codes`."""
    entries: dict[str, list[Entry]] = {letter: [] for letter in FAMILIES}
    for code in codes:
        entries[code.id[0]].append(Entry(code.id, code.title, code.severity, tuple(_marks(code))))
    return tuple(Family(letter, FAMILIES[letter], tuple(found)) for letter, found in entries.items() if found)


def _marks(code: Code) -> Iterable[str]:
    if code.fix:
        yield "fix" if code.fix == SAFE else "unsafe fix"
    if code.opinion:
        yield "opinion"


def _reported(code: Code) -> Iterable[str]:
    if code.severity == "error":
        yield "As an error: nothing runs before it is mended."
    elif code.opinion:
        yield f"As an opinion, where somebody asks for it: `whenthen check --select {code.id}`."
    else:
        yield "As a warning, unless somebody asks not to. The rules run all the same."
    if code.fix == SAFE:
        yield "`whenthen check --fix` mends it."
    elif code.fix:
        yield (
            "`whenthen check --unsafe-fixes` mends it. What the rules do may change, so look at the difference first: "
            "`whenthen check --unsafe-fixes --diff`."
        )


def _paragraphs(text: str) -> tuple[str, ...]:
    """Prose without its line ends; what is indented stays as it is."""
    parts = [part for part in text.strip("\n").split("\n\n") if part.strip()]
    return tuple(part if part.startswith("    ") else " ".join(part.split()) for part in parts)


def _files(files: Mapping[str, str | bytes]) -> tuple[File, ...]:
    return tuple(File(name, _lines(content)) for name, content in files.items())


def _lines(content: str | bytes) -> tuple[str, ...]:
    text = content.decode("utf-8", "backslashreplace") if isinstance(content, bytes) else content
    lines = text.replace("\t", "    ").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    shown = [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}{_LEFT_OUT}" for line in lines]
    if len(shown) > _MOST_LINES:
        shown = [*shown[: _MOST_LINES - 1], _LEFT_OUT]
    return tuple(line.rstrip() for line in shown) or ("(empty)",)


def filled(paragraph: str, width: int, first: str = "", rest: str = "") -> str:
    """A paragraph in lines of at most so many characters. Code in backticks is not broken, where it fits."""
    if paragraph.startswith("    "):
        return paragraph
    pieces = paragraph.split("`")
    held = "`".join(piece.replace(" ", "\0") if at % 2 else piece for at, piece in enumerate(pieces))
    lines = textwrap.fill(
        held, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return lines.replace("\0", " ")
