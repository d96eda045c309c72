"""Why records that nothing connects could matter to each other."""

from __future__ import annotations

import pytest

from whenthen import pipeline
from whenthen.analysis.independence import Independence, independence_of
from whenthen.workspace import read_texts

SCHEMA = """RECORD team KEY name
  name: text
  load: number default 0
RECORD customer KEY id
  id: text
  tickets: number default 0
RECORD ticket KEY id
  id: text readonly
  subject: text default ""
  nudges: number default 0
  team: team?
  customer: customer?
EVENT ticket is created
EVENT ticket is updated
ACTION notify(recipient: text, saying body: text)
ACTION page(recipient: team)
DEFINE ACTION load(team: team) AS
  increase team.load by 1
DEFINE busy AS ticket.team is team "Busy"
"""


def independence(rules: str) -> Independence:
    text = SCHEMA + rules
    checked, diagnostics = pipeline.check(read_texts({"a.when": text}))
    assert checked is not None, diagnostics
    return independence_of(checked)


def rule(then: str, settings: str = "", condition: str = "", when: str = "ticket is created") -> str:
    return f'RULE "R" {settings}\nWHEN {when}\n{condition}\nTHEN {then}\n'


NOTIFY = 'notify "kim" saying "x"'


@pytest.mark.parametrize(
    ("rules", "moved", "looks"),
    [
        (rule(NOTIFY), [], []),
        (rule("increase ticket.nudges by 1"), ["ticket"], []),
        (rule("increase ticket.customer.tickets by 1", "", "IF ticket.customer is set"), ["customer"], []),
        # Through definitions, and in what is asked only.
        (rule("load ticket.team", "", "IF ticket.team is set"), ["team"], []),
        (rule(NOTIFY, "", "IF busy"), [], ["names team `Busy`"]),
        (rule('set ticket.team to team "Sales"'), ["ticket"], ["names team `Sales`"]),
        (rule('page team "{ticket.subject}"'), [], ["names a team by a key that it works out"]),
        (
            rule(NOTIFY, "", "FOR EACH other team", when="every day at 09:00").replace("other team", "team"),
            [],
            ["goes through all records of the type team"],
        ),
        # What is counted for each ticket is the ticket's.
        (rule(NOTIFY, "ONCE PER ticket"), ["ticket"], []),
        (rule(NOTIFY, "AT MOST 3 TIMES PER ticket.customer, ticket PER day"), ["ticket"], []),
        # A rule that never runs says nothing.
        (rule("load ticket.team", "DISABLED", "IF ticket.team is set"), [], []),
    ],
)
def test_what_rules_write_and_what_they_look_at(rules: str, moved: list[str], looks: list[str]) -> None:
    found = independence(rules)
    assert sorted(found.moved) == moved
    assert [look.how for look in found.looks] == looks
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (rule(NOTIFY, "AT MOST 3 TIMES PER day"), "the rule `R` (a.when:20) counts how often it fires"),
        (rule(NOTIFY, "AT MOST 3 TIMES PER ticket.subject PER day"), "the rule `R` (a.when:20) counts how often"),
        # The keys `A` and `a` count as one.
        (rule(NOTIFY, "ONCE PER ticket.id"), "the rule `R` (a.when:20) fires once, not for each record apart"),
        # All tickets without a team share one count.
        (rule(NOTIFY, "ONCE PER ticket.team"), "the rule `R` (a.when:20) fires once, not for each record apart"),
        (rule('load team "Sales"'), "the rule `R` (a.when:23) names team `Sales`, and the rule `R` (a.when:18) writes"),
        (
            rule("increase ticket.nudges by 1", "", "FOR EACH ticket", when="every day at 09:00"),
            "the rule `R` (a.when:22) goes through all records of the type ticket, and the rule `R` (a.when:23) writes",
        ),
        (
            rule(NOTIFY, "ONCE PER team", "FOR EACH team", when="every day at 09:00"),
            "the rule `R` (a.when:22) goes through all records of the type team, and the rule `R` (a.when:20) counts",
        ),
    ],
)
def test_what_makes_records_matter_to_each_other(rules: str, reason: str) -> None:
    found = independence(rules)
    assert [str(one)[: len(reason)] for one in found.reasons] == [reason]
