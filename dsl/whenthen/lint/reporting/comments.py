"""Comments to the linter, as they are written: `# whenthen: ignore[L101, M102] because …`, and what was meant as one.

A comment may begin with other words, and the one to the linter follow after a further `#`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

import attrs

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Edit, Fix
from whenthen.diagnostics.nearest import distance
from whenthen.lint.context import Context
from whenthen.source import Span

LINE, FILE = "ignore", "ignore-file"
#: How a comment to the linter is written, for advice.
FORM = "`# whenthen: ignore[L101] because …`"

_MARK = re.compile(r"(?:^|(?<=\s))#+[ \t]*whenthen\b[ \t]*(?P<colon>:?)[ \t]*(?P<rest>.*)", re.IGNORECASE)
_RIGHT = re.compile(r"(?P<what>ignore(?:-file)?)\[(?P<words>[^\[\]]*)\][ \t]*(?:because\b[ \t:]*(?P<reason>.*))?")
_FIRST = re.compile(r"[\w-]*")
_CODE = re.compile(r"(?<![\w-])(?:[A-Za-z][0-9]{3}|[A-Z])(?![\w-])")
_WHOLE_CODE = re.compile(r"[A-Za-z][0-9]{3}")
_OPENING = ("[", "(")
#: Codes in any kind of list, and what follows; of a text in which blanks stand one by one.
_LISTED = re.compile(
    r"[\[(:]? ?(?P<codes>[A-Za-z][0-9]{3}(?: ?,? ?[A-Za-z][0-9]{3})*)(?![\w-]) ?[\])]?[ :,;-]*(?P<reason>.*)"
)
_BECAUSE = re.compile(r"^because\b ?", re.IGNORECASE)
#: Words with which other tools' comments keep findings back.
_ALIKE = (LINE, FILE, "disable", "suppress", "noqa", "skip", "allow", "nolint", "off")


@attrs.frozen
class Word:
    """A code or a family where it is written, as it is written."""

    text: str
    span: Span


@attrs.frozen
class Written:
    """A comment to the linter. `span` is all of it from its `#` on; `line`, from 1, is the one that it is for, None
    for the whole file. `reason` is what follows on `because`.
    """

    span: Span
    words: tuple[Word, ...]
    line: int | None
    reason: str


@attrs.frozen
class Misspelt:
    """What was meant as a comment to the linter, and is none. `meant` is how it is written right, if that is plain."""

    span: Span
    message: str
    help: str
    meant: str | None = None


@attrs.frozen
class Comments:
    """The comments to the linter of one file, in the order of the text."""

    written: tuple[Written, ...]
    misspelt: tuple[Misspelt, ...]


def comments_to_linter(context: Context) -> Mapping[str, Comments]:
    """Those of all files of the project, by the names of their sources; for `Context.get`."""
    return {file.source.name: read_comments(file) for file in context.own_files}


def read_comments(file: ProgramFile) -> Comments:
    """Those of one file."""
    written: list[Written] = []
    misspelt: list[Misspelt] = []
    lines: _Lines | None = None
    for comment in file.tree.comments:
        found = _MARK.search(comment.text)
        if found is None:
            continue
        lines = lines or _Lines(file)
        span = Span(comment.source, comment.start + found.start(), comment.end)
        result = _read(span, comment, found, lines)
        if isinstance(result, Written):
            written.append(result)
        elif result is not None:
            misspelt.append(result)
    return Comments(tuple(written), tuple(misspelt))


class _Lines:
    """Which lines of a file have code."""

    def __init__(self, file: ProgramFile) -> None:
        lines = file.source.text.split("\n")
        starts = [comment.position for comment in file.tree.comments]
        self._comment_lines = {line for line, column in starts if not lines[line - 1][: column - 1].strip()}
        self._next = [len(lines) + 1]  # with code, from the line after the last one back to the first
        for number in range(len(lines), 0, -1):
            has_code = number not in self._comment_lines and lines[number - 1].strip()
            self._next.append(number if has_code else self._next[-1])
        self._next.reverse()

    def is_alone(self, comment: Span) -> bool:
        return comment.position[0] in self._comment_lines

    def next_with_code(self, line: int) -> int:
        """The next line that has code; the one after the last if there is none."""
        return self._next[line]


def _read(span: Span, comment: Span, mark: re.Match[str], lines: _Lines) -> Written | Misspelt | None:
    rest = mark["rest"]
    offset = comment.start + mark.start("rest")
    right = _RIGHT.fullmatch(rest) if mark["colon"] else None
    if right is None:
        return _meant(span, rest, bool(mark["colon"]))
    words = tuple(_words(span, right["words"], offset + right.start("words")))
    if not words:
        return Misspelt(span, "this comment names no code to ignore", f"write the codes between the brackets: {FORM}")
    alone, line = lines.is_alone(comment), comment.position[0]
    reason = (right["reason"] or "").strip()
    if right["what"] == FILE:
        if not alone:
            advice = f"write it on a line of its own, or `{LINE}[…]` for what this line does"
            return Misspelt(span, f"`{FILE}` stands at the end of a line of code", advice)
        return Written(span, words, None, reason)
    return Written(span, words, lines.next_with_code(line) if alone else line, reason)


def _words(span: Span, text: str, offset: int) -> Iterator[Word]:
    at = 0
    for part in text.split(","):
        word = part.strip()
        if word:
            start = offset + at + part.index(word)
            yield Word(word, Span(span.source, start, start + len(word)))
        at += len(part) + 1


def _meant(span: Span, rest: str, colon: bool) -> Misspelt | None:
    """What is said of a comment that begins like one to the linter and does not go on like one; None for prose."""
    first = _FIRST.match(rest)
    word = (first[0] if first else "").lower()
    after = " ".join(rest[len(word) :].split())
    if not _is_like(word, colon) or not (_CODE.search(after) or after[:1] in _OPENING or (colon and not after)):
        return None
    message = f"this comment keeps nothing back: it is not written like {FORM}"
    listed = _LISTED.fullmatch(after)
    if listed is None:
        return Misspelt(span, message, "write the codes between brackets, and the reason after `because`")
    what = FILE if "file" in word else LINE
    codes = ", ".join(dict.fromkeys(code.upper() for code in _WHOLE_CODE.findall(listed["codes"])))
    reason = _BECAUSE.sub("", listed["reason"])
    meant = f"# whenthen: {what}[{codes}]" + (f" because {reason}" if reason else "")
    return Misspelt(span, message, f"write {quote(meant, 100)}", meant)


def _is_like(word: str, colon: bool) -> bool:
    limit = 2 if colon else 1
    return any(word == known or distance(word, known, limit) <= limit for known in _ALIKE if len(known) > 4 or colon)


# Codes that are ignored twice ---------------------------------------------------------------------------------------

#: A word of a comment that ignores nothing more, and the other word that ignores it already.
Repeated = tuple[Written, Word, Word]


def repeated(context: Context) -> Mapping[str, tuple[Repeated, ...]]:
    """The words that ignore what is ignored already, by the names of the sources; for `Context.get`."""
    return {name: tuple(_repeated(of.written)) for name, of in context.get(comments_to_linter).items()}


def _repeated(comments: tuple[Written, ...]) -> Iterator[Repeated]:
    first: dict[tuple[int | None, str], Word] = {}
    for written in comments:
        for word in written.words:
            first.setdefault((written.line, word.text), word)
    for written in comments:
        for word in written.words:
            family, here = word.text[0], written.line
            for key in ((None, family), (None, word.text), (here, family), (here, word.text)):
                other = first.get(key, word)
                if other is not word:
                    yield written, word, other
                    break
                if key == (here, word.text):
                    break


# Fixes --------------------------------------------------------------------------------------------------------------


def leave_out_word(written: Written, word: Word) -> Fix:
    """Leaves one code of a comment out; the only one goes with the comment, and the line if that has nothing else."""
    if len(written.words) == 1:
        return Fix("leave out the comment", (Edit(_with_blanks(written.span), ""),))
    at = bisect_left(written.words, word.span.start, key=lambda other: other.span.start)
    if at:
        span = Span(word.span.source, written.words[at - 1].span.end, word.span.end)
    else:
        span = Span(word.span.source, word.span.start, written.words[1].span.start)
    return Fix(f"leave out {quote(word.text)}", (Edit(span, ""),))


def _with_blanks(span: Span) -> Span:
    text = span.source.text
    before = len(text[: span.start].rstrip(" \t"))
    line = text.rfind("\n", 0, span.start) + 1
    if before > line:
        return Span(span.source, before, span.end)
    end = text.find("\n", span.end)
    return Span(span.source, line, len(text) if end < 0 else end + 1)
