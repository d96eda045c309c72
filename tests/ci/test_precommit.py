"""The hooks for pre-commit: which commands they are, and for which files."""

from __future__ import annotations

import re
from typing import Any

import click
import pytest

from tests.ci.scripts import read
from whenthen.cli import group

HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in read(".pre-commit-hooks.yaml")}


def test_there_is_one_for_each_command_that_looks_at_rules() -> None:
    assert list(HOOKS) == ["whenthen-format", "whenthen-check"]
    for id, hook in HOOKS.items():
        assert hook["entry"].split() == id.split("-")
        assert hook["language"] == "python"
        assert hook["name"]
        assert hook["description"]


@pytest.mark.parametrize("id", HOOKS)
def test_its_command_exists(id: str) -> None:
    command = group.get_command(click.Context(group), HOOKS[id]["entry"].split()[1])
    assert command is not None


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("rules/vip.when", {"whenthen-format", "whenthen-check"}),
        ("whenthen.toml", {"whenthen-check"}),
        ("desk/pyproject.toml", {"whenthen-check"}),
        ("rules/teams.csv", {"whenthen-check"}),
        ("rules/vip.when.md", set()),
        ("my-whenthen.toml", set()),
        ("src/main.py", set()),
    ],
)
def test_it_is_for_what_it_reads(file: str, hooks: set[str]) -> None:
    assert {id for id, hook in HOOKS.items() if re.search(hook["files"], file)} == hooks


def test_rules_are_checked_together_and_formatted_one_by_one() -> None:
    assert HOOKS["whenthen-check"]["pass_filenames"] is False
    assert "pass_filenames" not in HOOKS["whenthen-format"]


def test_the_settings_of_the_documentation_name_hooks_that_there_are() -> None:
    (repository,) = read("docs/ci/pre-commit-config.yaml")["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == set(HOOKS)
