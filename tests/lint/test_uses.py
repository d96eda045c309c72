"""What counts as used, seen from the whole project: who is asked, and who stays silent."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from tests.lint.cases import TODAY
from whenthen import pipeline, workspace
from whenthen.diagnostics.model import Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.register import all_rules
from whenthen.lint.run import findings
from whenthen.pipeline import Project
from whenthen.workspace import read_texts

ROOT = Path(__file__).parents[2]
#: Each thing that may be used elsewhere, and is used nowhere here; with a parameter and a LET that are nobody else's.
UNUSED = {
    "whenthen.toml": '[time]\ncalendar = "days"\n',
    "teams.csv": "name\nBilling\n",
    "words.when": 'LET words = ["refund"]\n',
    "rules.when": """USE helpdesk
USE "words.when"
USE DATA "teams.csv" AS team
LET limit = 3
CALENDAR days
  monday to friday 09:00 to 17:00
CALENDAR nights
  monday to friday 17:00 to 23:00
DEFINE big AS ticket.nudges > 3
DEFINE GROUP "Routing"
DEFINE ACTION calm(ticket: ticket, because reason: text) AS
  lower ticket.priority
RULE "Spam"
  WHEN ticket is created
  LET name = 3
  IF ticket.spam
  THEN discard ticket
""",
}

#: A group with one rule, a change that no rule makes, and a test that repeats a trigger which no rule interferes with.
ELSEWHERE = """USE helpdesk
DEFINE GROUP "Routing" AS FIRST MATCH
RULE "Route"
  GROUP "Routing"
  WHEN ticket is created
  IF customer.vip
  THEN mute ticket
RULE "Watch"
  WHEN ticket.priority changes by a rule
  THEN log "{ticket.id}"
RULE "Open"
  WHEN ticket.status changes to open
  IF ticket.status is open AND customer.vip
  THEN log "{ticket.id}"
"""


def look(project: Project) -> list[Diagnostic]:
    checked, problems = pipeline.check(project)
    assert checked is not None, problems
    return list(findings(Context(project.files, project.own, checked, TODAY, project.partial)))


def codes_of_names(project: Project) -> list[str]:
    return sorted({d.code for d in look(project) if d.code.startswith("N3")})


def test_all_of_a_folder_is_asked_for() -> None:
    found = codes_of_names(read_texts(UNUSED))
    assert found == ["N301", "N302", "N303", "N304", "N305", "N306", "N308", "N309", "N310"]


def test_of_files_that_are_named_one_by_one_only_what_nobody_else_can_use_is_told() -> None:
    project = attrs.evolve(read_texts(UNUSED), partial=True)
    assert codes_of_names(project) == ["N302", "N305", "N306"]


def test_of_files_that_are_named_one_by_one_nothing_is_told_that_hangs_on_rules_elsewhere() -> None:
    whole = read_texts({"rules.when": ELSEWHERE})
    assert {"L109", "R116", "R120"} <= {d.code for d in look(whole)}
    assert {d.code for d in look(attrs.evolve(whole, partial=True))}.isdisjoint({"L109", "R116", "R120"})


def test_a_circle_of_files_without_rules_is_an_offer() -> None:
    circle = {"a.when": 'USE "b.when"\nLET one = 1\n', "b.when": 'USE "a.when"\nLET two = 2\n'}
    assert codes_of_names(read_texts(circle)) == []


def test_an_entry_that_brings_rules_is_no_library() -> None:
    files = {name: text for name, text in UNUSED.items() if name != "rules.when"}
    files["main.when"] = 'USE "spam.when"\nUSE "words.when"\n'
    files["whenthen.toml"] = ""
    files["spam.when"] = (
        'USE helpdesk\nRULE "Spam"\n  WHEN ticket is created\n  IF ticket.spam\n  THEN discard ticket\n'
    )
    assert "N301" in codes_of_names(read_texts(files))


def test_a_calendar_that_the_settings_name_is_not_taken_away() -> None:
    found = [d for d in look(read_texts(UNUSED)) if d.code == "N309"]
    assert [d.message for d in found] == ["nothing is measured by `nights`"]


@pytest.mark.parametrize("folder", ["stdlib", "examples/helpdesk", "examples/real-world", "examples/servicenow"])
def test_what_we_write_ourselves_has_nothing_of_it(folder: str) -> None:
    mine = {rule.code.id for rule in all_rules() if rule.code.id[0] in "NDW" and not rule.code.opinion}
    for project in workspace.read_projects([str(ROOT / folder)]):
        assert [(d.code, d.message) for d in look(project) if d.code in mine] == []
