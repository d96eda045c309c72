"""The register: every code explained, and its examples true."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.lint.cases import mend
from whenthen import pipeline, workspace
from whenthen.analysis.program import CheckedProgram
from whenthen.diagnostics.codes import ALL
from whenthen.diagnostics.model import SAFE, UNSAFE, Code, Diagnostic
from whenthen.diagnostics.render import render
from whenthen.lint.context import Context
from whenthen.lint.run import look


@pytest.mark.parametrize("code", ALL.values(), ids=lambda code: code.id)
class TestEveryCode:
    def test_is_well_formed(self, code: Code) -> None:
        assert re.fullmatch(r"[SNTVCXPB][0-9]{3}", code.id)
        assert code.severity in {"error", "warning"}
        assert code.title
        assert not code.title.endswith(".")
        assert code.explanation.rstrip().endswith((".", ")", ":", "`", "}"))
        assert code.why.endswith((".", "`"))
        assert code.why not in code.explanation
        assert not code.opinion
        assert bool(code.failing) == bool(code.mended), "both examples or none"

    def test_gets_exactly_itself_for_its_failing_example(self, code: Code) -> None:
        if code.failing:
            _, found = said(code.failing)
            assert [d.code for d in found] == [code.id], render(found)
            assert found[0].severity == code.severity

    def test_gets_nothing_for_its_mended_example(self, code: Code) -> None:
        if code.mended:
            checked, found = said(code.mended)
            assert not found, render(found)
            assert checked is not None

    def test_mends_its_failing_example_if_it_says_so(self, code: Code) -> None:
        _, found = said(code.failing) if code.failing else (None, [])
        fixes = [d.fix for d in found if d.fix is not None]
        assert [SAFE if fix.safe else UNSAFE for fix in fixes] == ([code.fix] if code.fix else [])
        if code.fix:
            texts = {name: text for name, text in code.failing.items() if isinstance(text, str)}
            fixed = mend(texts, found)
            assert fixed != texts
            checked, left = said({**code.failing, **fixed})
            assert not left, render(left)
            assert checked is not None


def test_many_codes_can_be_mended() -> None:
    assert sum(bool(code.fix) for code in ALL.values()) >= 90


def said(files: Mapping[str, str | bytes]) -> tuple[CheckedProgram | None, list[Diagnostic]]:
    """What checking says, and what the linter says of its settings."""
    project = workspace.read_texts(files)
    checked, found = pipeline.check(project)
    looked = look(Context(project.files, project.own, checked), found, project.settings.lint)
    return checked, [d for d in looked.diagnostics if d in found or d.severity == "error"]


def test_no_code_is_declared_twice() -> None:
    from whenthen.diagnostics.codes import bindings, flow, later, names, project, syntax, time, types

    families = (bindings, flow, later, names, project, syntax, time, types)
    assert len(ALL) == sum(len(family.CODES) for family in families)


def test_the_codes_that_are_used_are_those_that_are_declared() -> None:
    """Every id in the sources of the package is registered, and every registered one is used somewhere."""
    from pathlib import Path

    package = Path(workspace.__file__).parents[1]
    used = set()
    for file in package.rglob("*.py"):
        if not {"codes", "cli"} & set(file.parts) and not {"lint", "rules"} <= set(file.parts):
            used |= set(re.findall(r'"([SNTVCXPB][0-9]{3})"', file.read_text("utf-8")))
    assert used - set(ALL) == set()
    assert set(ALL) - used == set()
