"""The edits that the checker offers: what they leave, and when a name is clearly meant."""

from __future__ import annotations

import pytest

from whenthen.diagnostics.fixes import (
    as_text,
    clearly_meant,
    differs_in_look_alone,
    enclose,
    insert,
    leave_out,
    replace,
)
from whenthen.diagnostics.model import Fix
from whenthen.source import Source, Span


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(Source("rules.when", text), start, start + len(words))


def apply(text: str, fix: Fix | None) -> str | None:
    if fix is None:
        return None
    for edit in sorted(fix.edits, key=lambda e: (e.span.start, e.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("THEN: stop", ":", "THEN stop"),
        ("THEN:stop", ":", "THEN stop"),
        ("close ticket;\nstop", ";", "close ticket\nstop"),
        ("close ticket ; # now\nstop", ";", "close ticket # now\nstop"),
        ("close the ticket", "the", "close ticket"),
        ("RULE x\nEND\nRULE y", "END", "RULE x\nRULE y"),
        ("RULE x\nEND", "END", "RULE x\n"),
        ("  the ticket", "the", "  ticket"),
        ('about="x"', "=", 'about "x"'),
        ("stop # END", "# END", None),
        ("a\nb", "a\nb", None),
    ],
)
def test_leaving_out(text: str, words: str, left: str | None) -> None:
    assert apply(text, leave_out(place(text, words))) == left


def test_replacing_and_putting_in() -> None:
    text = "IF a == b # why\n"
    assert apply(text, replace(place(text, "=="), "is")) == "IF a is b # why\n"
    assert apply(text, insert(Source("rules.when", text), 3, "NOT ")) == "IF NOT a == b # why\n"
    assert apply(text, enclose(place(text, "a == b"), "(", ")")) == "IF (a == b) # why\n"


def test_no_comment_is_taken_away_and_nothing_endless_is_written() -> None:
    text = "IF a # why\n == b\n"
    assert replace(place(text, "a # why\n =="), "a is") is None
    assert replace(place(text, "a"), "x" * 3_000) is None
    assert enclose(Span(Source("rules.when", "x" * 3_000), 0, 3_000), "(", ")") is None


def test_titles_show_what_is_written() -> None:
    text = "a"
    assert replace(place(text, "a"), "b\n  c").title == "write `b c`"  # type: ignore[union-attr]
    assert replace(place(text, "a"), "\u202e`x").title == "write `\\u{202E}'x`"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "candidates", "meant"),
    [
        ("priorty", ["priority", "status"], "priority"),
        ("Priority", ["priority", "status"], "priority"),
        ("onhold", ["on_hold", "open"], "on_hold"),
        ("opne", ["open", "opine"], None),  # two are near
        ("open", ["open_"], "open_"),
        ("Open", ["open", "OPEN"], None),
        ("vip", ["zip"], None),  # too short to tell
        ("replied_at", ["first_replied_at"], None),  # part of another name
        ("refundword", ["refund_words"], "refund_words"),
        ("elephant", ["giraffe"], None),
        ("x", [], None),
    ],
)
def test_the_name_that_is_clearly_meant(name: str, candidates: list[str], meant: str | None) -> None:
    assert clearly_meant(name, candidates) == meant


def test_names_that_differ_in_look_alone() -> None:
    assert differs_in_look_alone("On Hold", "on_hold")
    assert not differs_in_look_alone("on_hold", "on_hold2")


@pytest.mark.parametrize(
    ("value", "written"),
    [("Billing", '"Billing"'), ('a "b"', r'"a \"b\""'), ("{x}\\", r'"\{x\}\\"'), ("a\nb\tc", r'"a\nb\tc"')],
)
def test_texts_are_quoted(value: str, written: str) -> None:
    assert as_text(value) == written
