"""The order in which rules run, and what their settings come to."""

from __future__ import annotations

import datetime as dt

import pytest

from whenthen import pipeline
from whenthen.analysis.program import CheckedRule, Period
from whenthen.workspace import read_texts

_RECORD = "RECORD x KEY id\n  id: text\nEVENT x is created\n"


def _rule(title: str, order: str = "") -> str:
    return f'RULE "{title}"\n  {order}\n  WHEN x is created\n  THEN stop\n'


def test_lower_orders_come_first_and_then_files_and_rules_in_their_order() -> None:
    files = {
        "b.when": _RECORD + _rule("b1", "ORDER 1") + _rule("b2") + _rule("b3", "ORDER -1"),
        "a.when": 'USE "b.when"\n' + _rule("a1") + _rule("a2", "ORDER 1") + _rule("a3", "ORDER 0"),
    }
    checked, diagnostics = pipeline.check(read_texts(files))
    assert checked is not None, diagnostics
    assert [rule.title for rule in checked.rules] == ["b3", "a1", "a3", "b2", "a2", "b1"]


def _checked(text: str) -> dict[str, CheckedRule]:
    checked, diagnostics = pipeline.check(read_texts({"a.when": _RECORD + text}))
    assert checked is not None, diagnostics
    return {rule.title: rule for rule in checked.rules}


def _titles(text: str) -> str:
    return "".join(_checked(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("".join([_rule("a"), _rule("b", 'OVERRIDES "a"')]), "ba"),
        ("".join([_rule("a", 'OVERRIDES "b"'), _rule("b")]), "ab"),
        ("".join([_rule("a"), _rule("b"), _rule("c"), _rule("d", 'OVERRIDES "b"')]), "adbc"),
        ("".join([_rule("a"), _rule("b"), _rule("c", 'OVERRIDES "b" OVERRIDES "a"')]), "cab"),
        ("".join([_rule("a"), _rule("b", 'OVERRIDES "a"'), _rule("c", 'OVERRIDES "a"')]), "bca"),
        ("".join([_rule("a"), _rule("b", 'OVERRIDES "a"'), _rule("c", 'OVERRIDES "b"')]), "cba"),
        ("".join([_rule("a"), _rule("b", 'OVERRIDES "a"'), _rule("c", 'OVERRIDES "b" OVERRIDES "a"')]), "cba"),
        ("".join([_rule("a", "ORDER 1"), _rule("b", "ORDER 2"), _rule("c", 'ORDER 3 OVERRIDES "b"')]), "acb"),
        ("".join([_rule("a", "ORDER 9"), _rule("b", "ORDER 2"), _rule("c", 'ORDER 3 OVERRIDES "b"')]), "cba"),
        ("".join([_rule("a"), _rule("b", 'DISABLED OVERRIDES "a"')]), "ba"),
    ],
)
def test_an_overriding_rule_moves_right_before_the_first_one_that_it_overrides(text: str, expected: str) -> None:
    assert _titles(text) == expected


def test_a_long_chain_of_overriding_rules_is_put_in_order() -> None:
    many = 3_000
    rules = [_rule("0"), *(_rule(str(i), f'OVERRIDES "{i - 1}"') for i in range(1, many))]
    assert list(_checked("".join(rules))) == [str(i) for i in reversed(range(many))]


def test_overriding_is_kept_by_id() -> None:
    text = _rule("a", 'OVERRIDES "b" OVERRIDES "c"') + _rule("b", "ID two") + _rule("c")
    assert _checked(text)["a"].overrides == ("two", "c")


def test_settings_of_a_group_and_of_its_rules_add_up() -> None:
    text = (
        'DEFINE GROUP "first" AS FIRST MATCH\n  SHADOW\n  ACTIVE UNTIL 2026-12-31\n'
        'DEFINE GROUP "off"\n  DISABLED\n'
        + _rule("a", 'GROUP "first" ACTIVE FROM 2026-12-01')
        + _rule("b", 'GROUP "off" SHADOW')
        + _rule("c", "DISABLED")
    )
    rules = _checked(text)
    a, b, c = (rules[title] for title in "abc")
    assert (a.shadow, a.disabled, a.group) == (True, False, "first")
    assert a.active == (Period(dt.date(2026, 12, 1), None), Period(None, dt.date(2026, 12, 31)))
    assert (b.shadow, b.disabled, b.group, b.active) == (True, True, None, ())  # no FIRST MATCH
    assert (c.shadow, c.disabled, c.group) == (False, True, None)


def test_the_variable_of_for_each_is_the_last_binding() -> None:
    text = (
        "RECORD y KEY id\n  id: text\n  xs: list of x\n"
        'RULE "all"\n  WHEN x is created\n  FOR EACH y WHERE y.id is x.id\n  THEN stop\n'
        'RULE "list"\n  WHEN y.id changes\n  FOR EACH one IN y.xs\n  THEN stop\n'
    )
    rules = _checked(text)
    assert dict(rules["all"].bindings) == {"x": False, "y": False}
    assert list(rules["list"].bindings) == ["y", "one"]
    for rule, variable, record in ((rules["all"], "y", "y"), (rules["list"], "one", "x")):
        assert rule.each is not None
        assert (rule.each.variable, rule.each.record) == (variable, record)


def test_rules_and_groups_of_files_that_are_not_used_are_not_seen() -> None:
    files = {
        "a.when": 'USE "schema.when"\nDEFINE GROUP "g"\n' + _rule("a"),
        "b.when": 'USE "schema.when"\n' + _rule("b", 'OVERRIDES "a"') + _rule("c", 'GROUP "g"'),
        "schema.when": _RECORD,
    }
    _, diagnostics = pipeline.check(read_texts(files))
    assert [(d.code, d.help) for d in diagnostics] == [("N110", 'add `USE "a.when"` at the top of this file')]
    files["b.when"] = 'USE "a.when"\n' + files["b.when"]
    checked, diagnostics = pipeline.check(read_texts(files))
    assert checked is not None, diagnostics
    assert [rule.title for rule in checked.rules] == ["b", "a", "c"]
