"""`action.yml`: its shape, and its scripts run as GitHub runs them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.ci.scripts import Runner, read
from tests.diagnostics import readers
from whenthen.diagnostics.formats import FORMATS

ACTION = read("action.yml")
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
#: How GitHub starts the scripts of a composite action.
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")


def test_it_is_a_composite_action() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert ACTION["name"]
    assert ACTION["description"]
    for step in STEPS.values():
        assert ("run" in step) == ("shell" in step) == ("uses" not in step)


def test_nothing_that_is_given_becomes_part_of_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")


def test_every_input_is_described_and_used() -> None:
    used = {name for step in STEPS.values() for name in _inputs(step)}
    assert used == set(ACTION["inputs"])
    assert all(given["description"] and "default" in given for given in ACTION["inputs"].values())


def _inputs(step: dict[str, Any]) -> set[str]:
    given = [*step.get("env", {}).values(), *step.get("with", {}).values()]
    return {name for text in given for name in re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", str(text))}


def test_the_workflow_of_the_documentation_asks_for_what_there_is() -> None:
    workflow = read("docs/ci/github-workflow.yml")
    (job,) = workflow["jobs"].values()
    (step,) = [step for step in job["steps"] if "/whenthen@" in step.get("uses", "")]
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert workflow["permissions"] == {"contents": "read"}


# The scripts ------------------------------------------------------------------------------------------------------


def check(runner: Runner, paths: str, args: str = "", **variables: str) -> int:
    return runner.run(STEPS["Check rules"]["run"], BASH, PATHS=paths, ARGS=args, **variables).returncode


@pytest.mark.parametrize(
    ("paths", "given"),
    [
        (".", ["."]),
        ("rules\n", ["rules"]),
        ("rules\nmore rules\n\n", ["rules", "more rules"]),
        ("", []),
        ("*\n--help\n~\n", ["*", "--help", "~"]),
        ('$(touch x)\n`touch x`\n; touch x\n"; touch x; "\n\'; touch x\n', None),
    ],
)
def test_paths_stay_what_they_are(runner: Runner, paths: str, given: list[str] | None) -> None:
    runner.noting("whenthen")
    wanted = [path for path in paths.split("\n") if path] if given is None else given
    assert check(runner, paths) == 0
    assert runner.calls == [["whenthen", "check", "--format", "github", "--", *wanted]]
    assert list(runner.folder.iterdir()) == []


@pytest.mark.parametrize("args", ["--select L101 --ignore W", "--select L101\n--ignore   W\n"])
def test_options_are_words(runner: Runner, args: str) -> None:
    runner.noting("whenthen")
    assert check(runner, ".", args) == 0
    assert runner.calls[0][4:] == ["--select", "L101", "--ignore", "W", "--", "."]


def test_options_are_no_commands(runner: Runner) -> None:
    runner.noting("whenthen")
    assert check(runner, ".", "$(touch x) `touch x` ; touch x && * ${HOME}") == 0
    words = ["$(touch", "x)", "`touch", "x`", ";", "touch", "x", "&&", "*", "${HOME}"]
    assert runner.calls[0][4:-2] == words
    assert list(runner.folder.iterdir()) == []


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_step_ends_as_the_check_does(runner: Runner, code: int) -> None:
    runner.noting("whenthen")
    assert check(runner, ".", EXIT=str(code)) == code


def test_what_is_found_annotates_its_line(runner: Runner) -> None:
    runner.whenthen()
    (runner.folder / "my rules").mkdir()
    (runner.folder / "my rules" / "a,b.when").write_text("USE helpdesk\nLET x = nothing_there\n", "utf-8")
    ended = runner.run(STEPS["Check rules"]["run"], BASH, PATHS="./my rules\n", ARGS="--select all")
    assert ended.returncode == 1, ended.stderr
    (command,) = [found for found in readers.github(ended.stdout) if found.name == "error"]
    assert command.properties["file"] == "my rules/a,b.when"
    assert (command.properties["line"], command.properties["col"]) == ("2", "9")


@pytest.mark.parametrize(("version", "what"), [("", "/the action"), ("0.2.0", "whenthen==0.2.0"), ("-e x", None)])
def test_the_version_that_is_asked_for_is_installed(runner: Runner, version: str, what: str | None) -> None:
    runner.noting("made")
    runner.program("python", 'mkdir -p "$3/bin" && cp "$(command -v made)" "$3/bin/python"')
    ended = runner.run(
        STEPS["Install WhenThen"]["run"],
        BASH,
        PYTHON=str(runner.programs / "python"),
        HERE="/the action",
        VERSION=version,
        RUNNER_TEMP=str(runner.folder),
        GITHUB_PATH=str(runner.folder / "path"),
    )
    assert ended.returncode == 0, ended.stderr
    ((*_, last),) = runner.calls
    assert last == (what or f"whenthen=={version}")
    assert (runner.folder / "path").read_text("utf-8") == f"{runner.folder}/whenthen/bin\n"


def test_the_format_is_one_that_there_is() -> None:
    (named,) = re.findall(r"--format (\w+)", STEPS["Check rules"]["run"])
    assert named in FORMATS


# Code scanning ----------------------------------------------------------------------------------------------------

(SCAN,) = read("docs/ci/github-code-scanning.yml")["jobs"].values()
(SCANNING,) = [step["run"] for step in SCAN["steps"] if "--format" in step.get("run", "")]
(UPLOAD,) = [step for step in SCAN["steps"] if "/upload-sarif@" in step.get("uses", "")]


@pytest.mark.parametrize(("field", "count"), [("priorty", 1), ("priority", 0)])
def test_findings_are_uploaded_whether_there_are_any_or_not(runner: Runner, field: str, count: int) -> None:
    runner.whenthen()
    (runner.folder / "rules").mkdir()
    rules = f'USE helpdesk\nRULE "a"\n  WHEN ticket is created\n  THEN set ticket.{field} to urgent\n'
    (runner.folder / "rules" / "a.when").write_text(rules, "utf-8")
    ended = runner.run(SCANNING, BASH)
    assert ended.returncode == 0, ended.stderr
    found = readers.sarif((runner.folder / UPLOAD["with"]["sarif_file"]).read_text("utf-8"))
    assert len(found["results"]) == count


def test_nothing_is_uploaded_where_it_could_not_run(runner: Runner) -> None:
    runner.whenthen()
    assert runner.run(SCANNING, BASH).returncode == 1
