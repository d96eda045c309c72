"""What formats for people print, exactly, and JSON; the files of expectations are in `golden/`, see `accepting.py`."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest

from tests.diagnostics.accepting import agrees_with
from tests.diagnostics.cases import CASES
from whenthen.diagnostics.escape import can_encode, columns
from whenthen.diagnostics.formats.full import full
from whenthen.diagnostics.look import Look
from whenthen.diagnostics.model import Diagnostic, Label
from whenthen.diagnostics.render import FORMATS, render
from whenthen.source import NOWHERE, Source, Span

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def titled(pages: dict[str, str]) -> str:
    return "\n".join(f"==== {title}\n\n{page}\n" for title, page in pages.items())


def test_full() -> None:
    agrees_with("full.txt", titled({title: full(diagnostic) for title, diagnostic in CASES.items()}))


def test_full_in_ascii() -> None:
    look = Look(can_show=can_encode("ascii"))
    titles = ("wide characters", "combining marks and emoji", "a long line is cut around the problem")
    text = titled({title: full(CASES[title], look) for title in titles})
    assert text.isascii()
    agrees_with("ascii.txt", text)


def test_full_on_a_narrow_terminal() -> None:
    look = Look(width=40)
    agrees_with("narrow.txt", titled({title: full(d, look) for title, d in CASES.items() if "long" in title}))


def test_full_in_colour() -> None:
    text = render([CASES["further places in this file and in another"]], look=Look(colour=True))
    agrees_with("colour.txt", text.replace("\x1b", "ESC"))


def test_colours_change_nothing_but_colours() -> None:
    for diagnostic in CASES.values():
        painted = full(diagnostic, Look(colour=True))
        assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == full(diagnostic)


def test_concise() -> None:
    agrees_with("concise.txt", render(list(CASES.values()), "concise"))


def test_json() -> None:
    names = (
        "further places in this file and in another",
        "characters that hide or command",
        "an unsafe fix without help",
    )
    agrees_with("diagnostics.json", render([CASES[name] for name in names], "json"))


def test_json_says_all_there_is() -> None:
    document = json.loads(render(list(CASES.values()), "json"))
    assert document["version"] == 1
    for diagnostic, plain in zip(CASES.values(), document["diagnostics"], strict=True):
        assert set(plain) == {"code", "severity", "message", "file", "start", "end", "labels", "help", "fix"}
        assert (plain["message"], plain["help"]) == (diagnostic.message, diagnostic.help)
        assert (plain["fix"] is None) == (diagnostic.fix is None)
        assert plain["end"]["offset"] == diagnostic.span.end
        assert [label["message"] for label in plain["labels"]] == [label.text for label in diagnostic.labels]


def test_nothing_to_say() -> None:
    assert render([], "full") == render([], "concise") == ""
    assert json.loads(render([], "json")) == {"version": 1, "diagnostics": []}


@pytest.mark.parametrize("format", FORMATS)
def test_no_output_holds_what_cannot_be_seen(format: str) -> None:
    """The characters of Unicode in every place where users write: all that could hide, and many others."""
    alphabet = [c for c in map(chr, range(0x3000)) if c != "`"]
    alphabet += [c for c in map(chr, range(0x3000, 0x110000)) if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]
    alphabet += map(chr, range(0x3000, 0x110000, 101))
    for start in range(0, len(alphabet), 0x800):
        text = "".join(alphabet[start : start + 0x800])
        source = Source(text, f"IF {text} is x")
        span = Span(source, 3, len(text))
        diagnostic = Diagnostic("N001", f"`{text}`", span, (Label(Span(source, 0, 9), text),), text.replace("\n", ""))
        printed = render([diagnostic], format, Look(width=100_000))
        assert not {c for c in printed if c != "\n" and unicodedata.category(c) in HIDDEN}
        printed.encode("utf-8")


def test_marks_stand_under_what_they_mark() -> None:
    """By columns of a terminal, whatever stands before them in the line."""
    for before in ("", "\t", "漢字", "e\u0301", "\u202e", "a" * 300, "字" * 300, "\t" * 50):
        for width in (40, 99, 100):
            source = Source("x.when", f"{before}TARGET" + " b" * 200)
            start = len(before)
            rows = full(Diagnostic("N001", "m", Span(source, start, start + 6)), Look(width=width)).splitlines()
            line, under = rows[-2], rows[-1]
            assert columns(line[: line.index("TARGET")]) == under.index("^")
            assert under.count("^") == 6
            assert columns(line) <= width


def test_a_place_in_no_text() -> None:
    assert full(Diagnostic("B001", "no function `f`", NOWHERE, help="bind one")) == (
        "error[B001]: no function `f`\n  = help: bind one"
    )


def test_spans_beyond_the_text() -> None:
    source = Source("x.when", "ab\n")
    for start, end in ((0, 99), (99, 120), (3, 3), (2, 3), (1, 0)):
        for format in FORMATS:
            assert render([Diagnostic("N001", "m", Span(source, start, end))], format)


def test_a_huge_line_is_quick() -> None:
    source = Source("x.when", "x" * 5_000_000)
    problems = [Diagnostic("N001", "m", Span(source, at, at + 3)) for at in range(0, 5_000_000, 50_000)]
    assert len(render(problems)) < 100 * 1000


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="no such format"):
        render([], "xml")
