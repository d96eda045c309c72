"""Fixes of mistakes of meaning: what they make of a program, and where there is none because nobody knows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.lint.cases import mend
from whenthen import pipeline, workspace
from whenthen.diagnostics.model import Diagnostic

HEAD = 'USE helpdesk\nRULE "Example"\n  WHEN ticket is created\n'


def found(files: Mapping[str, str | bytes]) -> tuple[Diagnostic, ...]:
    return pipeline.check(workspace.read_texts(files))[1]


def only(files: Mapping[str, str | bytes], code: str) -> Diagnostic:
    (d,) = found(files)
    assert d.code == code
    return d


def condition(text: str) -> dict[str, str | bytes]:
    return {"rules.when": f"{HEAD}  IF {text}\n  THEN stop\n"}


@pytest.mark.parametrize(
    ("code", "written", "mended", "safe"),
    [
        ("N103", "ticket.status is Open", "ticket.status is open", True),
        ("N103", 'ticket.status is "On Hold"', 'ticket.status is "on_hold"', True),
        ("N103", "ticket.status is opne", "ticket.status is open", False),
        ("N102", "ticket.Priority is high", "ticket.priority is high", True),
        ("T101", 'ticket.nudges is above "3"', "ticket.nudges is above 3", False),
        ("T101", 'ticket.nudges is one of ["2"]', "ticket.nudges is one of [2]", False),
        ("T101", 'today is "2026-03-02"', "today is 2026-03-02", False),
        ("T101", "ticket.status is [open, new]", "ticket.status is one of [open, new]", True),
        ("T108", 'ticket.status does not contain "open"', 'ticket.status is not "open"', False),
        ("T110", 'ticket.subject contains any of "a"', 'ticket.subject contains any of ["a"]', True),
        ("T122", "ticket.nudges is between 5 and 1", "ticket.nudges is between 1 and 5", False),
        (
            "V101",
            'ticket.category does not contain "x"',
            '(ticket.category is not set OR ticket.category does not contain "x")',
            False,
        ),
        (
            "V102",
            'NOT (ticket.category is "x")',
            'NOT ((ticket.category is set AND ticket.category is "x"))',
            False,
        ),
    ],
)
def test_conditions(code: str, written: str, mended: str, safe: bool) -> None:
    d = only(condition(written), code)
    assert d.fix is not None
    assert d.fix.safe == safe
    after = mend(condition(written), [d])
    assert after == condition(mended)
    assert found(after) == ()


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("N103", "ticket.status is xyzzy"),
        ("N103", "ticket.status is null"),
        ("T101", 'ticket.nudges is "three"'),
        ("T101", 'ticket.nudges is "1,000"'),
        ("T101", 'today is "2026-02-30"'),
        ("T108", 'ticket.status contains "zzz"'),
        ("T108", 'ticket.status contains any of ["open"]'),
        ("T122", "time_of(now) is between 22:00 and 06:00"),  # a night
        ("T122", "ticket.priority is not set"),
    ],
)
def test_conditions_that_only_their_author_can_mend(code: str, written: str) -> None:
    assert only(condition(written), code).fix is None


def test_a_value_that_has_to_be_quoted() -> None:
    declared = 'RECORD door KEY id\n  id: text\n  state: "half open" | "set" | closed\nEVENT door is moved\n'
    rule = 'RULE "r" WHEN door is moved IF door.state is {} THEN stop\n'
    before = {"rules.when": declared + rule.format("half_open")}
    d = only(before, "N103")
    assert mend(before, [d])["rules.when"] == declared + rule.format('"half open"')
    before = {"rules.when": declared + rule.format('"{Set"')}
    assert [d.fix for d in found(before) if d.code == "N103"] in ([], [None])


def test_a_name_that_has_to_stand_in_backticks() -> None:
    text = 'LET `refund-words` = ["refund"]\n' + HEAD + "  IF ticket.subject contains any of {}\n  THEN stop\n"
    before = {"rules.when": text.format("refund_words")}
    d = only(before, "N101")
    after = mend(before, [d])
    assert after["rules.when"] == text.format("`refund-words`")
    assert found(after) == ()


class TestUse:
    SHARED = "RECORD order KEY id\n  id: text readonly\n  paid: boolean\nEVENT order is placed\n"
    RULE = 'RULE "Paid" WHEN order is placed IF order.paid THEN stop\n'

    def mended(self, before: str, name: str = "rules.when", shared: str = "schema.when") -> str:
        files = {shared: self.SHARED, name: before}
        every = [d for d in found(files) if d.code == "N110"]
        assert [d.fix and d.fix.safe for d in every[:1]] == [True]
        after = mend(files, every[:1])
        assert not [d for d in found(after) if d.code == "N110"]
        return str(after[name])

    def test_before_the_first_item(self) -> None:
        assert self.mended(self.RULE) == 'USE "schema.when"\n\n' + self.RULE

    def test_behind_others(self) -> None:
        assert (
            self.mended("# desk\nUSE helpdesk # all of it\n\n" + self.RULE)
            == '# desk\nUSE helpdesk # all of it\nUSE "schema.when"\n\n' + self.RULE
        )

    def test_before_what_is_written_about_the_first_item(self) -> None:
        about = '# about the rule\n"""\nIts documentation.\n"""\n'
        assert self.mended("# the file\n\n" + about + self.RULE) == (
            '# the file\n\nUSE "schema.when"\n\n' + about + self.RULE
        )

    def test_of_a_file_in_another_folder(self) -> None:
        assert self.mended(self.RULE, "desk/rules.when", "shared/schema.when").startswith(
            'USE "../shared/schema.when"\n'
        )

    def test_of_a_file_whose_name_ends_like_the_library(self) -> None:
        assert self.mended(self.RULE, shared="my-helpdesk.when").startswith('USE "my-helpdesk.when"\n')

    def test_of_the_library(self) -> None:
        before = {"rules.when": HEAD.removeprefix("USE helpdesk\n") + "  THEN close ticket\n"}
        first = next(d for d in found(before) if d.code == "N110")
        after = mend(before, [first])
        assert str(after["rules.when"]).startswith("USE helpdesk\n\nRULE")
        assert found(after) == ()


@pytest.mark.parametrize(
    ("first", "last", "is_mended"), [("2026-12-31", "2026-12-24", True), ("2026-12-24", "2026-01-02", False)]
)
def test_days_are_swapped_where_no_year_was_mistyped(first: str, last: str, is_mended: bool) -> None:
    text = "CALENDAR desk\n  monday 09:00 to 17:00\n  except {} to {}\n"
    before = {"rules.when": text.format(first, last)}
    d = only(before, "C111")
    assert (d.fix is not None) == is_mended
    assert mend(before, [d])["rules.when"] == (text.format(last, first) if is_mended else text.format(first, last))


def test_a_period_is_swapped_where_no_year_was_mistyped() -> None:
    text = 'USE helpdesk\nRULE "r"\n  ACTIVE FROM {} UNTIL {}\n  WHEN ticket is created\n  THEN stop\n'
    assert only({"r.when": text.format("2026-12-01", "2026-11-20")}, "N223").fix is not None
    assert only({"r.when": text.format("2026-12-01", "2026-01-31")}, "N223").fix is None


def test_no_comment_is_lost() -> None:
    before = {"rules.when": f'{HEAD}  IF ticket.status # here\n contains "open"\n  THEN stop\n'}
    assert only(before, "T108").fix is None


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ('email customer on "a" saying "b"', 'email customer about "a" saying "b"'),
        ('email customer on "a" into "b"', None),
        ('email customer about "a" saying "b" into "c"', None),
    ],
)
def test_the_one_word_that_a_call_lacks(written: str, mended: str | None) -> None:
    before = {"rules.when": f"{HEAD}  THEN {written}\n"}
    fixes = [d for d in found(before) if d.code == "N108"]
    assert [d.fix is not None for d in fixes] == [mended is not None] * len(fixes)
    assert mend(before, fixes)["rules.when"] == f"{HEAD}  THEN {mended or written}\n"


def test_names_of_files_and_libraries() -> None:
    before = {"rules.when": 'USE "wrods.when"\n', "words.when": "LET limit = 1\n"}
    assert mend(before, list(found(before)))["rules.when"] == 'USE "words.when"\n'
    assert [d.fix for d in found({"rules.when": 'USE "words.csv"\n', "words.when": "LET limit = 1\n"}) if d.fix] == []
    assert only({"rules.when": "USE Helpdesk\n"}, "P008").fix is not None
