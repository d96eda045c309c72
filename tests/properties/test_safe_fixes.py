"""A safe fix of a name, of style, of values or of time leaves what rules do as it is: decisions are the same.

What the decisions hold of the text itself does not count: where a failure stands, and the version that a wait belongs
to, with the LETs that it keeps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import given, note
from hypothesis import strategies as st

from tests.lint.cases import mend
from tests.properties.harness import load
from tests.properties.strategies.cases import Case, make_case
from tests.properties.strategies.chooser import Chooser, drawn, seeded
from tests.properties.strategies.contradictions import make_contradictions
from tests.properties.strategies.indexed import make_indexed
from tests.properties.strategies.settings import examples
from tests.properties.test_index import decided
from whenthen import pipeline
from whenthen.diagnostics.model import SAFE, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.register import all_rules
from whenthen.workspace import read_texts

#: Families whose safe fixes leave what a rule does as it is, and do not only mend it.
FAMILIES = ("C", "D", "M", "N", "V", "W")


def safe_fixes(case: Case) -> list[Diagnostic]:
    project = read_texts(case.files, ["main.when"])
    checked, _ = pipeline.check(project)
    context = Context(project.files, project.own, checked)
    found: list[Diagnostic] = []
    for rule in all_rules():
        if rule.code.fix == SAFE and rule.code.id.startswith(FAMILIES):
            for file in context.own_files:
                found += rule.in_file(file, context) if rule.in_file is not None else ()
            found += rule.in_program(context) if rule.in_program is not None else ()
    return [finding for finding in found if finding.fix is not None and finding.fix.safe]


def mended(case: Case, fix: Diagnostic) -> Case:
    rules = {name: text for name, text in case.files.items() if name.endswith(".when")}
    return attrs.evolve(case, files={**case.files, **mend(rules, [fix])})


def without_places(decisions: list[Any]) -> list[Any]:
    """Decisions without what they hold of the text of the rules."""

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: cleaned(v) for k, v in value.items() if k not in ("version", "lets", "failures")}
        return [cleaned(item) for item in value] if isinstance(value, list) else value

    failed = [[f["rule"] for f in d["failures"]] for d in decisions if isinstance(d, dict)]
    return [cleaned(decisions), failed]


def try_some(case: Case, choose: Chooser, most: int) -> Counter[str]:
    """Apply so many safe fixes, each by itself; how many there were of each code. Raises AssertionError."""
    by_code: dict[str, list[Diagnostic]] = {}
    for finding in safe_fixes(case):
        by_code.setdefault(finding.code, []).append(finding)
    tried = Counter[str]()
    if by_code:
        expected = without_places(decided(load(case)))
        for code in choose.some(sorted(by_code), 1, most):
            found = choose.pick(by_code[code])
            after = mended(case, found)
            assert without_places(decided(load(after))) == expected, f"{code} in {after.files['main.when']}"
            tried[code] += 1
    return tried


@st.composite
def _cases(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[Case, int]:
    choose = drawn(draw)
    return choose.pick((make_case, make_contradictions, make_indexed))(choose), choose.integer(0, 1000)


@examples(0.3)
@given(_cases())
def test_rules_do_the_same_with_them(drawn: tuple[Case, int]) -> None:
    case, seed = drawn
    note(str(case))
    try_some(case, seeded(seed), most=2)


def test_there_are_some_to_apply() -> None:
    counted: Counter[str] = Counter()
    for seed in range(6):
        counted += try_some(make_case(seeded(seed)), seeded(seed), most=20)
    assert len(counted) > 6, counted
