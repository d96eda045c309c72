"""Every rule of `examples/real-world` does what it must, and nothing less than its conditions starts it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.examples.real_world as package
import whenthen
from tests.examples.real_world import project
from tests.examples.real_world.case import Case
from tests.examples.real_world.run import failures_of_all, fired_with, like, run


def _cases() -> Iterator[Case]:
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        yield from getattr(module, "CASES", ())


#: The ids of the rules of real help desks that the examples restate.
IDS = Path(__file__).with_name("ids.txt").read_text(encoding="utf-8").split()
CASES = list(_cases())
NEAR_MISSES = [(case, words) for case in CASES for words in case.near]


def test_the_project_loads_without_a_word() -> None:
    assert whenthen.load(project.FOLDER).rules


def test_every_case_is_written_or_declined() -> None:
    readme = (project.FOLDER / "README.md").read_text(encoding="utf-8")
    declined = set(re.findall(r"^\| `([\w-]+)` ", readme.partition("\n## Declined\n")[2], re.MULTILINE))
    written = {id for id in IDS if any(name == id or re.fullmatch(rf"{id}-\d+", name) for name in project.rules())}
    assert written | declined == set(IDS)
    assert written & declined == set()
    assert len(declined) <= 5


def test_the_readme_has_a_row_for_every_rule() -> None:
    readme = (project.FOLDER / "README.md").read_text(encoding="utf-8")
    for id, (file, rule) in project.rules().items():
        (row,) = (line for line in readme.splitlines() if line.startswith(f"| `{id}` "))
        assert rule.title.span.text.strip('"') in row
        assert f"[{file}]({file})" in row


@pytest.mark.parametrize("case", [each for case in CASES for each in case.variants()], ids=lambda case: case.rule)
def test_fires(case: Case) -> None:
    outcome = run(case)
    assert outcome.failures == []
    expected = sorted((name, case.branch) for name in project.parts(case.rule) for _ in range(case.times))
    assert sorted((name, branch) for name, branch, _ in outcome.fired) == expected
    assert like(dict(case.leaves), outcome.leaves) == case.leaves
    assert _shaped(case, outcome.effects) == list(case.effects)


def _shaped(case: Case, effects: list[tuple[str, dict[str, object]]]) -> list[tuple[str, object]]:
    wanted = [arguments for _, arguments in case.effects]
    wanted += [{}] * (len(effects) - len(wanted))
    return [(action, like(expected, found)) for expected, (action, found) in zip(wanted, effects, strict=False)]


@pytest.mark.parametrize(("case", "words"), NEAR_MISSES, ids=lambda part: getattr(part, "rule", part))
def test_near_miss(case: Case, words: str) -> None:
    outcome = run(case.differing(*case.near[words]))
    assert outcome.failures == []
    fired = [(branch, about) for _, branch, about in outcome.fired]
    if case.times > 1 or words.startswith(("AT MOST", "ONCE PER")):
        assert len(fired) < case.times
        return
    assert [one for one in fired if one[0] == case.branch and (not case.about or case.about in one[1])] == []
    if not fired:
        assert (outcome.leaves, outcome.effects) == ({}, [])


@pytest.mark.parametrize(("case", "words"), NEAR_MISSES, ids=lambda part: getattr(part, "rule", part))
def test_without_the_condition_the_near_miss_fires(case: Case, words: str) -> None:
    condition = project.condition(case.rule, words)
    relaxed = None if condition is None else project.relaxed(case.rule, condition)
    if relaxed is not None:
        assert len(fired_with(relaxed, case.differing(*case.near[words]))) >= case.times


def test_together_no_rule_fails() -> None:
    rules = whenthen.load(project.FOLDER)
    for case in CASES:
        assert failures_of_all(rules, case) == [], case.rule


@pytest.mark.parametrize("id", list(project.rules()))
def test_no_condition_is_without_a_near_miss(id: str) -> None:
    cases = [case for case in CASES if case.rule == id]
    assert cases, f"the rule {id} has no case"
    assert project.demanded(id) - {words for case in cases for words in case.near} == set()
