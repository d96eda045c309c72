"""From findings to what is reported: suppressions, selection and baseline together."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from whenthen import pipeline, workspace
from whenthen.lint.context import Context
from whenthen.lint.register import catalogue
from whenthen.lint.reporting.baseline import Entry, baseline_text, read_baseline
from whenthen.lint.reporting.report import Findings, Reported, report
from whenthen.lint.reporting.selection import Asked
from whenthen.lint.run import look
from whenthen.source import Source

TWICE = "  IF ticket.status is open AND ticket.status is open"
RULE = 'USE helpdesk\nRULE "One"\n  WHEN ticket is created\n{line}\n  THEN set ticket.priority to high\n'
DAY = dt.date(2026, 3, 2)
L101_AND_COMMENTS = Asked(select=("L101", "I001"))


def found(files: dict[str, str], today: dt.date | None = DAY, partial: bool = False) -> Findings:
    project = workspace.read_texts(files)
    checked, said = pipeline.check(project)
    context = Context(project.files, project.own, checked, today, partial)
    return look(context, said, project.settings.lint)


def of(line: str, settings: str = "") -> Findings:
    return found({"a.when": RULE.format(line=line), "whenthen.toml": settings})


def codes(reported: Reported) -> list[str]:
    return [f"{d.code} {d.span.position[0]}" for d in reported.diagnostics]


def reported(line: str, *select: str, settings: str = "") -> Reported:
    return report([of(line, settings)], catalogue(), Asked(select=select or ("L101", "I")))


def test_a_comment_keeps_back_and_is_counted() -> None:
    assert codes(reported(TWICE)) == ["L101 4"]
    kept = reported(TWICE + "  # whenthen: ignore[L101] because the form does")
    assert (codes(kept), kept.suppressed) == ([], 1)
    not_asked = reported(TWICE + "  # whenthen: ignore[L101] because the form does", "M")
    assert (codes(not_asked), not_asked.suppressed) == ([], 0)


def test_errors_are_not_kept_back() -> None:
    (problem,) = (
        d for d in reported("  IF ticket.size is 3  # whenthen: ignore[N, T] because").diagnostics if d.code[0] in "NT"
    )
    assert problem.severity == "error"


UNNEEDED = "  # whenthen: ignore[L101] because the form does\n  IF ticket.status is open"


def test_a_comment_is_unneeded_only_where_its_code_is_reported() -> None:
    assert codes(reported(UNNEEDED)) == ["I001 4"]
    assert codes(reported(UNNEEDED, "I001")) == []
    assert codes(reported(UNNEEDED, "L102", "I001")) == []
    assert codes(reported(UNNEEDED, "default")) == ["I001 4"]
    assert codes(reported(UNNEEDED, "L101")) == []
    assert codes(reported(UNNEEDED.replace("L101", "L"), "L102", "I001")) == ["I001 4"]


def test_a_comment_is_needed_for_what_is_found_and_not_reported() -> None:
    line = TWICE + "  # whenthen: ignore[L] because the form does"
    assert codes(reported(line, "L102", "I001")) == []


@pytest.mark.parametrize(
    ("line", "partial", "today"),
    [(UNNEEDED.replace("status is", "size is"), False, True), (UNNEEDED, True, True), (UNNEEDED, False, False)],
    ids=["with errors", "some files of a folder", "without a date"],
)
def test_who_has_not_seen_all_says_nothing_of_needs(line: str, partial: bool, today: bool) -> None:
    findings = found({"a.when": RULE.format(line=line)}, DAY if today else None, partial)
    assert not findings.complete
    assert "I001" not in [d.code for d in report([findings], catalogue(), Asked(select=("all",))).diagnostics]


def test_unneeded_comments_can_be_kept_back_too() -> None:
    line = "  # whenthen: ignore-file[I001] because they come and go\n" + UNNEEDED
    result = reported(line)
    assert (codes(result), result.suppressed) == ([], 1)
    alone = reported("  # whenthen: ignore-file[I001] because they come and go\n  IF ticket.status is open")
    assert (codes(alone), alone.suppressed) == (["I001 4"], 0)


def test_a_comment_in_the_wrong_place_is_not_left_out_unasked() -> None:
    """It says something that somebody wants to keep: it is to be moved."""
    text = RULE.format(line=TWICE).replace("  WHEN", "  # whenthen: ignore[L101] because the form does\n  WHEN")
    problem, twice = report([found({"a.when": text})], catalogue(), L101_AND_COMMENTS).diagnostics
    assert (problem.code, twice.code) == ("I001", "L101")
    assert problem.fix is None
    advice = "leave it out; for the finding in line 5 it stands at the end of that line or on the line before"
    assert problem.help == advice


def test_settings_select() -> None:
    assert codes(report([of(TWICE, '[lint]\nignore = ["L"]\n')], catalogue(), L101_AND_COMMENTS)) == ["L101 4"]
    assert codes(report([of(TWICE, '[lint]\nignore = ["L101"]\n')], catalogue(), L101_AND_COMMENTS)) == []
    assert "L101 4" not in codes(report([of(TWICE, '[lint]\nignore = ["L"]\n')], catalogue()))
    assert "L101 4" in codes(report([of(TWICE)], catalogue()))


def test_wrong_codes_in_settings_are_reported_whatever_is_asked_for() -> None:
    text = (
        '[lint]\nselect = ["default",\n  "L1O1"]\nignore = [\'P050\', "S"]\n[lint.per-path]\nx = { ignore = ["Q"] }\n'
    )
    result = report([of(TWICE, text)], catalogue(), Asked(select=("M",)))
    assert [(d.code, *d.span.position, d.span.text) for d in result.diagnostics] == [
        ("P060", 3, 4, "L1O1"),
        ("P060", 4, 12, "P050"),
        ("P060", 4, 20, "S"),
        ("P060", 6, 18, "Q"),
    ]


def test_a_baseline_over_several_projects() -> None:
    one = found({"one/a.when": RULE.format(line=TWICE)})
    other = found({"other/a.when": RULE.format(line=TWICE)})
    text = baseline_text(report([one, other], catalogue(), L101_AND_COMMENTS).diagnostics)
    known, problems = read_baseline(Source("known.json", text))
    assert problems == ()
    again = report([one, other], catalogue(), L101_AND_COMMENTS, known)
    assert (codes(again), again.in_baseline, again.gone) == ([], 2, ())
    gone = ((Entry("other/a.when", "One", "L101", "`ticket.status is open` stands twice in this AND"), 1),)
    mended = found({"other/a.when": RULE.format(line="  IF ticket.status is open")})
    assert report([one, mended], catalogue(), L101_AND_COMMENTS, known).gone == gone
    assert report([one], catalogue(), L101_AND_COMMENTS, known).gone == ()  # it was not looked at
    assert report([one, mended], catalogue(), Asked(select=("M",)), known).gone == ()
    broken = attrs.evolve(mended, complete=False)
    assert report([one, broken], catalogue(), L101_AND_COMMENTS, known).gone == ()


def test_findings_are_plain_data_of_which_nothing_is_left_of_the_reading() -> None:
    findings = of(TWICE, '[lint]\nselect = ["L"]\n')
    assert findings.settings.places == ()
    assert (findings.files, findings.complete) == (("a.when",), True)
