"""Diagnostics to draw. In a text, `«…»` marks the problem and `‹…|words›` a further place; the marks are taken out."""

from __future__ import annotations

import re

import attrs

from whenthen.diagnostics.model import Diagnostic, Edit, Fix, Label
from whenthen.source import NOWHERE, Source, Span

_MARKS = re.compile(r"«|»|‹|\|([^|›\n]*)›", re.DOTALL)


def marked(name: str, text: str) -> tuple[Source, list[Span], list[Label]]:
    """The text without its marks, what they mark as the problem, and what as further places."""
    plain, at = "", 0
    spots: list[tuple[int, int, str | None]] = []
    open_at: list[int] = []
    for mark in _MARKS.finditer(text):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark[0] in "«‹":
            open_at.append(len(plain))
        else:
            spots.append((open_at.pop(), len(plain), mark[1]))
    source = Source(name, plain + text[at:])
    problems = [Span(source, start, end) for start, end, words in spots if words is None]
    return (
        source,
        problems,
        [Label(Span(source, start, end), words) for start, end, words in spots if words is not None],
    )


def case(message: str, text: str, help: str | None = None, *others: tuple[str, str]) -> Diagnostic:
    """A diagnostic in rules/vip.when; `others` are further files with marks."""
    _, problems, labels = marked("rules/vip.when", text)
    for name, other in others:
        labels += marked(name, other)[2]
    return Diagnostic("N102", message, problems[0], tuple(labels), help)


def file_problem(name: str, message: str, help: str | None = None) -> Diagnostic:
    return Diagnostic("P001", message, Span(Source(name, ""), 0, 0), help=help)


CASES: dict[str, Diagnostic] = {
    "one place": case(
        "a `ticket` has no field `prioritty`",
        'RULE "VIP"\n  WHEN ticket is created\n  IF ticket.«prioritty» is below urgent\n  THEN stop\n',
        "did you mean `priority`?",
    ),
    "further places in this file and in another": case(
        "the record `ticket` is declared twice",
        "RECORD ‹ticket|declared here first› KEY id\n  id: text\n\n\n\nRECORD «ticket» KEY number\n  number: text\n",
        "give one of the two another name\nor use EXTEND to add fields",
        ("stdlib/helpdesk.when", "# A help desk\nRECORD ‹ticket|and here› KEY id\n"),
    ),
    "several marks in one line": case(
        "`ticket.status` can never be `12`",
        "  IF ‹ticket.status|a choice: new, open› «is» ‹12|a number› AND x\n",
    ),
    "labels that stand close together": case(
        "these do not fit",
        "  IF ‹a|first› ‹b|second› «c» ‹d|third›\n",
    ),
    "two lines with one between": case(
        "`x` is used before it is set",
        "  LET «y» = 1\n  LET z = 2\n  LET ‹x|set here› = 3\n",
    ),
    "a problem of several lines": case(
        "this rule does nothing",
        '# first\n«RULE "VIP"\n  WHEN ticket is created\n  THEN stop»\n# last\n',
        "add an action",
    ),
    "a problem of several lines that begins within one": case(
        "the parenthesis is never closed",
        "  IF a AND «(b\n    OR c\n    OR d»\n  THEN stop\n",
    ),
    "a problem of many lines": case(
        "the text is never closed",
        "\n".join(['  THEN notify team saying «"""', *(f"    line {n}" for n in range(3, 30)), "    end»"]),
    ),
    "the end of the file": case(
        "the rule has no THEN", 'RULE "VIP"\n  WHEN ticket is created\n«»', "add THEN and an action"
    ),
    "tabs": case("there is no name `b`", "\tIF\ta is «b»\t# ‹tab|here›\n"),
    "wide characters": case(
        "a `ticket` has no field `件名`",
        '  IF ticket.«件名» contains "‹返金|全角 is two columns wide›" # ok\n',
    ),
    "combining marks and emoji": case("unknown", '  IF "cafe\u0301 👍🏽" is «x» # e\u0301\n'),
    "a long line is cut around the problem": case(
        "unknown name `here`",
        "  LET words = [" + ", ".join(f'"word {n}"' for n in range(40)) + ", «here», " + '"tail", ' * 40 + "]\n",
    ),
    "a long line whose start is marked": case("unknown name `here`", "  LET «here» = [" + '"tail", ' * 60 + "]\n"),
    "a problem wider than the window": case("too long", '  LET x = "«' + "a long text " * 30 + '»"\n'),
    "a place outside of the window": case(
        "unknown", "  IF ‹x|declared here› " + "AND y " * 60 + "AND «z»\n", "say what `z` is"
    ),
    "characters that hide or command": case(
        "there is no name `a\u202eb\x1b[31m\u200b\x00`",
        '  IF "\u202etxet\u202c \u2066 \x1b]0;title\x07 \u200b\ufeff" is «a\u202eb»\n',
        "did you mean `\x9b2J\u2028`?\nthe \x7f second line",
    ),
    "a file that is not there": file_problem("rulse", "there is no file or folder `rulse`", "did you mean `rules`?"),
    "a file with a hostile name": file_problem("\x1b[2J\u202egpj.when\n--> fake:1:1", "it \x1b]0;x\x07 cannot be read"),
    "words without an end": case(f"there is no name `{'x' * 500}`", "  IF «" + "x" * 500 + "»\n"),
    "markers of line ends": case("windows", "  IF «x»\r\n  THEN stop\r\n"),
    "a problem without words to mark": case("an `=` is missing", "  LET x«» 3\n"),
}
CASES["a warning without a place"] = Diagnostic(
    "B012", "the function `lib.page` is declared nowhere", NOWHERE, severity="warning"
)


def mending(diagnostic: Diagnostic, title: str, *edits: tuple[int, int, str], safe: bool = True) -> Diagnostic:
    """The diagnostic with a fix; edits are offsets in its source, and texts."""
    source = diagnostic.span.source
    made = tuple(Edit(Span(source, start, end), text) for start, end, text in edits)
    return attrs.evolve(diagnostic, fix=Fix(title, made, safe))


_TWICE = case("`is open` stands twice", "  IF is open AND «is open»\n", "leave it out, or change it")
CASES["a safe fix"] = mending(_TWICE, "leave out `is open`", (12, 24, ""))
CASES["an unsafe fix without help"] = attrs.evolve(
    mending(_TWICE, "write `is new`\nand ask `\u202eagain`", (5, 5, "(👍 "), (24, 24, ")"), safe=False), help=None
)
