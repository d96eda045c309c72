"""What the domain says of conditions is true: what can never be never is, and what always is always is.

Each condition of a generated program, and each part of one, is asked for. What the domain claims of it is put to the
test twice: by a rule of its own before the rule that it stands in, with the same trigger; and in that rule, which then
does the same whether it is so or not. Which of the two branches ran, tells each firing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import attrs
from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.harness import RefusedError, load, process
from tests.properties.strategies.cases import Case, make_case
from tests.properties.strategies.chooser import drawn, seeded
from tests.properties.strategies.contradictions import make_contradictions
from tests.properties.strategies.settings import examples
from whenthen import pipeline
from whenthen.analysis.domain.assuming import Assuming, Situations
from whenthen.analysis.domain.starts import Starting
from whenthen.analysis.program import CheckedProgram, CheckedRule
from whenthen.syntax import nodes
from whenthen.workspace import read_texts

NEVER, ALWAYS = "never", "always"
#: Functions that every file sees.
PURE = frozenset(("length", "lowercase", "hour_of", "time_of"))


@attrs.frozen
class Finding:
    """Something that is claimed: what never (or always) holds in a rule, and the text of a rule that tries it."""

    claim: str
    rule: CheckedRule
    condition: nodes.Expression

    def trial(self, number: int) -> str:
        """A rule that runs its first branch where the condition holds, and its second one where it does not."""
        rule = self.rule.node
        parts = [f'RULE "trial {number}"']
        parts += [f"  {s.span.text}" for s in rule.settings if isinstance(s, nodes.OrderSetting | nodes.ActiveSetting)]
        parts.append(f"  WHEN {rule.triggers[0].span.to(rule.triggers[-1].span).text}")
        if rule.for_each is not None:
            parts.append(f"  {rule.for_each.span.text}")
        parts += [f"  {let.span.text}" for let in rule.lets]
        parts += [f"  IF {self.condition.span.text}", '  THEN tried "it"', '  ELSE tried "it"']
        return "\n".join(parts)

    def is_wrong(self, branch: int) -> bool:
        return branch == (0 if self.claim == NEVER else 1)


def findings(checked: CheckedProgram, file: str) -> Iterator[Finding]:
    """What the domain says of the conditions of the rules of a file, and of their parts."""
    starting = Starting(checked, PURE)
    for rule in checked.rules:
        if rule.node.span.source.name != file or rule.disabled:
            continue
        assuming = starting.assuming(rule)
        situations = starting.situations(rule, assuming)
        for condition in conditions_of(rule.node):
            for claim in claims(assuming, situations, condition):
                yield Finding(claim, rule, condition)


def claims(assuming: Assuming, situations: Situations, condition: nodes.Expression) -> Iterator[str]:
    if assuming.never(situations, condition):
        yield NEVER
    if assuming.always(situations, condition):
        yield ALWAYS


def conditions_of(rule: nodes.Rule) -> Iterator[nodes.Expression]:
    """The conditions of its branches, and what AND, OR and NOT join in them."""
    waiting = [branch.condition for branch in rule.branches if branch.condition is not None]
    while waiting:
        condition = waiting.pop()
        yield condition
        if isinstance(condition, nodes.And | nodes.Or):
            waiting += condition.operands
        elif isinstance(condition, nodes.Not):
            waiting.append(condition.operand)


def with_trials(case: Case, found: list[Finding]) -> Case:
    """The case with a rule for each finding, right before the rule that it is about."""
    text = str(case.files["main.when"])
    in_text = sorted(enumerate(found), key=lambda entry: entry[1].rule.node.span.start, reverse=True)
    for number, finding in in_text:
        start = finding.rule.node.span.start
        text = f"{text[:start]}{finding.trial(number)}\n\n{text[start:]}"
    return attrs.evolve(case, files={**case.files, "main.when": f"{text}\n\nACTION tried(what: text)\n"})


def tried_in_place(case: Case, found: list[Finding]) -> Case:
    """The case with rules that ask for the conditions of findings instead of their own; a rule has one of them."""
    text = str(case.files["main.when"])
    for finding in sorted(found, key=lambda finding: finding.rule.node.span.start, reverse=True):
        rule = finding.rule.node
        statements = rule.branches[0].statements
        done = statements[0].span.to(statements[-1].span).text
        asked = f"IF {finding.condition.span.text} THEN\n    {done}\n  ELSE\n    {done}"
        text = text[: rule.branches[0].span.start] + asked + text[rule.span.end :]
    return attrs.evolve(case, files={**case.files, "main.when": text})


def try_in_place(case: Case, found: list[Finding], counted: Counter[str]) -> None:
    """Let rules ask for what is claimed of them: of each rule one finding, and then another one."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in found:
        by_rule.setdefault(finding.rule.id, []).append(finding)
    for at in (0, -1):
        chosen = [several[at] for several in by_rule.values()]
        while chosen:
            try:
                fired = _fired(tried_in_place(case, chosen))
            except RefusedError:
                chosen = chosen[:-1]  # what it does may hang on what it asked
                continue
            claimed = {finding.rule.title: finding for finding in chosen}
            for firing in fired:
                if firing.title in claimed and firing.resumed is None:
                    counted["in place"] += 1
                    finding = claimed[firing.title]
                    assert not finding.is_wrong(firing.branch), (
                        f"in place, {finding.claim}: {finding.rule.node.span.text}"
                    )
            break


def _fired(case: Case) -> list[Any]:
    loaded = load(case)
    session = loaded.session()
    decisions: list[Any] = []
    for event in case.events:
        decided, _ = process(session, event)
        decisions += decided or ()
    if case.until is not None:
        decisions += session.advance(case.until)
    return [firing for decision in decisions for firing in decision.fired]


def look(case: Case) -> list[Finding]:
    """All findings that can be tried alone: a part of a condition may hang on what stands before it."""
    checked, _ = pipeline.check(read_texts(case.files, ["main.when"]))
    assert checked is not None
    found = list(findings(checked, "main.when"))
    tried = with_trials(case, found)
    project = read_texts(tried.files, ["main.when"])
    _, problems = pipeline.check(project)
    refused = set()
    for number in range(len(found)):
        title = f'RULE "trial {number}"'
        start = str(tried.files["main.when"]).index(title)
        end = start + len(found[number].trial(number))
        refused |= {number for problem in problems if start <= problem.span.start < end}
    return [finding for number, finding in enumerate(found) if number not in refused]


def try_all(case: Case) -> Counter[str]:
    """Run a case with its trials; how often the domain claimed something that was tried. Raises AssertionError."""
    found = look(case)
    counted: Counter[str] = Counter(finding.claim for finding in found)
    if not found:
        return counted
    for firing in _fired(with_trials(case, found)):
        if firing.title.startswith("trial "):
            finding = found[int(firing.title.removeprefix("trial "))]
            counted["fired"] += 1
            wrong = finding.is_wrong(firing.branch)
            assert not wrong, f"{finding.claim}: {finding.condition.span.text}\nin {finding.rule.node.span.text}"
    try_in_place(case, found, counted)
    return counted


@st.composite
def _cases(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Case:
    choose = drawn(draw)
    return make_case(choose, rules=8, events=5) if choose.chance(25) else make_contradictions(choose)


@examples(0.7)
@given(_cases())
def test_what_it_says_is_true(case: Case) -> None:
    note(str(case))
    try_all(case)


def test_it_says_something() -> None:
    """Many claims of both kinds, and rules that fire where the opposite is asked."""
    counted: Counter[str] = Counter()
    for seed in range(40):
        counted += try_all(make_contradictions(seeded(seed)))
    assert counted[NEVER] > 80, counted
    assert counted[ALWAYS] > 60, counted
    assert counted["fired"] > 200, counted
    assert counted["in place"] > 100, counted


def test_a_claim_that_is_wrong_is_noticed() -> None:
    """The trial of a claim that does not hold fires: the test above can fail."""
    wrong = 0
    for seed in range(4):
        case = make_contradictions(seeded(seed))
        checked, _ = pipeline.check(read_texts(case.files, ["main.when"]))
        assert checked is not None
        for rule in checked.rules:
            for condition in conditions_of(rule.node):
                wrong += _is_noticed(case, Finding(NEVER, rule, condition))
    assert wrong > 10


def _is_noticed(case: Case, finding: Finding) -> bool:
    try:
        fired = _fired(with_trials(case, [finding]))
    except RefusedError:
        return False
    return any(firing.title == "trial 0" and finding.is_wrong(firing.branch) for firing in fired)
