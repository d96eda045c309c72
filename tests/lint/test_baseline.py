"""Baselines: what they keep back, what disturbs them and what does not, and that no file can do harm."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whenthen.diagnostics.escape import is_hidden
from whenthen.diagnostics.model import Diagnostic
from whenthen.lint.reporting.baseline import Baseline, Entry, Titles, baseline_text, read_baseline
from whenthen.source import Source, Span

TEXT = '''\
USE helpdesk

"""
Says RULE "of the text", and more.
"""
RULE "One"
  WHEN ticket is created
  LET subject = "RULE here"
  THEN set ticket.priority to high
# RULE "Commented out"
LET limit = 3
rule "Two" WHEN ticket is created THEN stop
DEFINE late = ticket.status is open
'''


def at(
    word: str, code: str = "L101", message: str = "a finding", text: str = TEXT, severity: str = "warning"
) -> Diagnostic:
    source = Source("rules/a.when", text)
    return Diagnostic(code, message, Span(source, text.index(word), text.index(word) + 1), severity=severity)


def read(text: str) -> Baseline:
    baseline, problems = read_baseline(Source("known.json", text))
    assert problems == ()
    return baseline


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("helpdesk", ""),
        ("Says", "One"),
        ('"One"', "One"),
        ("subject", "One"),
        ("set ticket", "One"),
        ("limit", ""),
        ('"Two"', "Two"),
        ("stop", "Two"),
        ("late", ""),
    ],
)
def test_the_rule_that_a_place_is_in(word: str, title: str) -> None:
    source = Source("a.when", TEXT)
    assert Titles().at(Span(source, TEXT.index(word), TEXT.index(word))) == title


def test_the_text_of_one() -> None:
    found = [at("set", "M101", "b"), at("limit"), at("subject"), at("THEN", "L101"), at("stop", severity="error")]
    text = baseline_text(found)
    assert text == (
        "{\n"
        '  "whenthen-baseline": 1,\n'
        '  "findings": [\n'
        '    {"file": "rules/a.when", "rule": "", "code": "L101", "message": "a finding"},\n'
        '    {"file": "rules/a.when", "rule": "One", "code": "L101", "message": "a finding", "count": 2},\n'
        '    {"file": "rules/a.when", "rule": "One", "code": "M101", "message": "b"}\n'
        "  ]\n"
        "}\n"
    )
    assert baseline_text(reversed(found)) == text
    assert read(text).counts == {
        Entry("rules/a.when", "", "L101", "a finding"): 1,
        Entry("rules/a.when", "One", "L101", "a finding"): 2,
        Entry("rules/a.when", "One", "M101", "b"): 1,
    }


def test_an_empty_one() -> None:
    assert baseline_text([]) == '{\n  "whenthen-baseline": 1,\n  "findings": []\n}\n'
    assert read(baseline_text([])) == Baseline({})


def test_work_elsewhere_does_not_disturb_it() -> None:
    known = read(baseline_text([at("set")]))
    moved = TEXT.replace("USE helpdesk\n", 'USE helpdesk\n\nRULE "New"\n  WHEN ticket is created\n  THEN stop\n\n')
    left = known.left([at("set", text=moved)])
    assert (left.new, left.kept_back, left.gone) == ((), 1, ())


def test_what_is_new_and_what_is_gone() -> None:
    known = read(baseline_text([at("set"), at("set", "M101"), at("subject", "M101")]))
    found = [at("set"), at("THEN"), at("set", "M101", "another message"), at("limit"), at("set", severity="error")]
    left = known.left(found)
    assert left.new == tuple(found[1:])  # the second one of its kind in this rule, and what is known elsewhere only
    assert left.kept_back == 1
    assert left.gone == ((Entry("rules/a.when", "One", "M101", "a finding"), 2),)
    assert known.left(found, looked_for=lambda file, code: code == "L101").gone == ()


def test_files_are_named_as_the_caller_likes() -> None:
    def naming(name: str) -> str:
        return name.removeprefix("rules/")

    text = baseline_text([at("set")], naming)
    assert '"file": "a.when"' in text
    assert read(text).left([at("set")], naming).new == ()
    assert len(read(text).left([at("set")]).new) == 1


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=4))
def test_any_text_comes_back(findings: list[tuple[str, str, str]]) -> None:
    found = [
        Diagnostic("L101", message, Span(Source(name, f'RULE "{title}"'), 0, 0), severity="warning")
        for name, title, message in findings
    ]
    text = baseline_text(found)
    assert not any(is_hidden(char) for char in text.replace("\n", ""))
    assert read(text).left(found).new == ()


LINE = '{"file": "a", "rule": "", "code": "L101", "message": "m"}'


def one(*lines: str) -> str:
    return '{\n"whenthen-baseline": 1,\n"findings": [\n' + ",\n".join(lines) + "\n]}\n"


def test_the_same_line_twice_counts_once() -> None:
    """A merge may leave it so."""
    more = LINE.replace("}", ', "count": 3}')
    assert read(one(LINE, more, LINE)).counts == {Entry("a", "", "L101", "m"): 3}


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("", (1, 1), "it is not JSON: expecting value"),
        ("<<<<<<< HEAD\n{}", (1, 1), "it is not JSON: expecting value"),
        (one(LINE, "=======", LINE), (5, 1), "it is not JSON: expecting value"),
        ("[" * 100_000, (1, 1), "it is not JSON that can be read"),
        ("1" * 10_000, (1, 1), "it is not JSON that can be read"),
        ("[]", (1, 1), "it was not written by `whenthen check`"),
        ('{"version": "2.1.0", "runs": []}', (1, 1), "it was not written by `whenthen check`"),
        (one().replace("1,", "2,"), (2, 1), "its version is not 1: another version of WhenThen wrote it"),
        (one().replace("1,", "true,"), (2, 1), "its version is not 1: another version of WhenThen wrote it"),
        ('{"whenthen-baseline": 1, "findings": {}}', (1, 26), "its `findings` are no list"),
        ('{"whenthen-baseline": 1}', (1, 1), "its `findings` are no list"),
        (one(LINE, "[]"), (5, 1), "this is no finding"),
        (one(LINE, LINE, LINE.replace('"m"', "3")), (6, 1), "this is no finding"),
        (one(LINE, LINE.replace("rule", "line")), (5, 1), "this is no finding"),
        (one(LINE.replace("}", ', "x": 1}')), (4, 1), "this is no finding"),
        (one(LINE.replace("}", ', "count": 0}')), (4, 1), "this is no finding"),
        (one(LINE.replace("}", ', "count": true}')), (4, 1), "this is no finding"),
        (one(LINE.replace("}", ', "count": 1e99}')), (4, 1), "this is no finding"),
        ('{"whenthen-baseline": 1, "f\\u0069ndings": [1]}', (1, 1), "this is no finding"),
    ],
)
def test_files_that_are_none(text: str, place: tuple[int, int], why: str) -> None:
    baseline, (problem,) = read_baseline(Source("known.json", text))
    assert baseline == Baseline({})
    assert (problem.code, problem.severity, problem.span.position) == ("P063", "error", place)
    assert problem.message == f"the baseline cannot be read: {why}"


def test_what_it_keeps_is_json() -> None:
    assert json.loads(baseline_text([at("set", message='"\\ \u2028 \U000e0001 ü')]))["findings"][0]["message"] == (
        '"\\ \u2028 \U000e0001 ü'
    )
