"""The snippet for GitLab, with its script run in a folder of rules."""

from __future__ import annotations

import re

import pytest

from tests.ci.scripts import Runner, read
from tests.diagnostics import readers
from whenthen.diagnostics.formats import FORMATS

JOB = read("docs/ci/gitlab-ci.yml")["whenthen"]
#: A script of GitLab is one for `sh`, and ends with its first command that fails.
SH = ("sh", "-e", "-c")
SCRIPT = "\n".join(JOB["script"])
REPORTS = JOB["artifacts"]["reports"]

WRONG = 'USE helpdesk\nRULE "a"\n  OWNER "Desk"\n  WHEN ticket is created\n  THEN set ticket.priorty to urgent\n'


def test_the_formats_are_those_that_there_are() -> None:
    assert set(re.findall(r"--format (\w+)", SCRIPT)) <= set(FORMATS)


def test_reports_are_kept_also_where_there_are_problems() -> None:
    assert JOB["artifacts"]["when"] == "always"
    assert set(REPORTS) == {"codequality", "junit"}
    assert set(re.findall(r"> (\S+)", SCRIPT)) == set(REPORTS.values())


@pytest.mark.parametrize(("rules", "code"), [(WRONG, 1), (WRONG.replace("priorty", "priority"), 0)])
def test_its_script(runner: Runner, rules: str, code: int) -> None:
    runner.noting("pip")
    runner.whenthen()
    (runner.folder / "rules").mkdir()
    (runner.folder / "rules" / "a.when").write_text(rules, "utf-8")
    ended = runner.run(SCRIPT, SH, **{**JOB["variables"], "RULES": "rules"})
    assert ended.returncode == code, ended.stderr
    assert runner.calls == [["pip", "install", "--quiet", "whenthen"]]
    entries = readers.gitlab((runner.folder / REPORTS["codequality"]).read_text("utf-8"))
    report = readers.junit((runner.folder / REPORTS["junit"]).read_text("utf-8"))
    assert [entry["location"]["path"] for entry in entries] == ["rules/a.when"] * code
    assert [(suite.get("name"), suite.get("failures")) for suite in report] == [("rules/a.when", str(code))]


def test_it_fails_where_a_folder_is_not_there(runner: Runner) -> None:
    runner.noting("pip")
    runner.whenthen()
    assert runner.run(SCRIPT, SH, **{**JOB["variables"], "RULES": "no_such_folder"}).returncode == 2
