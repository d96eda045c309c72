"""Each rule of the linter finds what it is for, leaves alone what looks like it, and mends what it says it mends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lint.cases import CASES, CODES, Case, all_cases, look, mark, mend, of_code
from whenthen.diagnostics.codes import FAMILIES
from whenthen.diagnostics.model import SAFE, UNSAFE, Code
from whenthen.lint.register import all_rules

ACCEPT = bool(os.environ.get("WHENTHEN_ACCEPT"))


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
class TestEveryCase:
    def test_finds_what_is_expected(self, case: Case) -> None:
        found = of_code(look(case.bare, case.today), case.code)
        marked = mark(case.bare, found)
        if ACCEPT and case.is_finding:
            _write(case, marked)
        else:
            assert marked == case.marked
        assert bool(found) == case.is_finding

    def test_mends_what_it_finds(self, case: Case) -> None:
        found = of_code(look(case.bare, case.today), case.code)
        if not any(d.fix for d in found):
            assert not case.fixed_path.exists()
            return
        fixed = mend(case.bare, found)
        changed = {name: text for name, text in fixed.items() if text != case.bare[name]}
        again = of_code(look(fixed, case.today), case.code)
        assert len(again) < len(found), "a fix leaves what it is to mend"
        if ACCEPT:
            _write_fixed(case, changed)
        elif case.path.is_dir():
            expected = {p.relative_to(case.fixed_path).as_posix(): p.read_text("utf-8") for p in _below(case)}
            assert changed == expected
        else:
            assert changed["rules.when"] == case.fixed_path.read_text("utf-8")


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
class TestEveryCode:
    def test_is_well_formed(self, code: Code) -> None:
        assert code.severity == "warning"
        assert code.id[0] in FAMILIES
        assert not code.title.endswith(".")
        assert code.explanation.endswith((".", "`", "}"))
        assert code.why.endswith((".", "`"))
        assert code.fix in ("", SAFE, UNSAFE)
        assert code.failing
        assert code.mended

    def test_finds_exactly_itself_in_its_failing_example(self, code: Code) -> None:
        """Opinions about the example do not count, unless it is one of them."""
        found = [d for d in look(code.failing) if d.code == code.id or not CODES[d.code].opinion]
        assert [d.code for d in found] == [code.id]

    def test_finds_nothing_in_its_mended_example(self, code: Code) -> None:
        assert [d.code for d in look(code.mended) if d.code == code.id or not CODES[d.code].opinion] == []

    def test_mends_its_failing_example_if_it_says_so(self, code: Code) -> None:
        (found,) = of_code(look(code.failing), code.id)
        assert (found.fix is not None) == bool(code.fix)
        if found.fix is not None:
            assert found.fix.safe == (code.fix == SAFE)
            assert not of_code(look(mend(code.failing, [found])), code.id)

    def test_has_cases(self, code: Code) -> None:
        names = [path.name for path in (CASES / code.id).iterdir()]
        assert any(name.startswith("finding") for name in names)
        assert any(name.startswith("near_miss") for name in names)


def test_no_code_is_declared_twice() -> None:
    assert len(CODES) == len(all_rules())


def test_there_are_no_cases_of_other_codes() -> None:
    assert {path.name for path in CASES.iterdir()} <= set(CODES)


def _below(case: Case) -> list[Path]:
    return [path for path in sorted(case.fixed_path.rglob("*")) if path.is_file()]


def _write(case: Case, files: dict[str, str]) -> None:
    for name, text in files.items():
        (case.path / name if case.path.is_dir() else case.path).write_text(text, "utf-8")


def _write_fixed(case: Case, files: dict[str, str]) -> None:
    for name, text in files.items():
        place = case.fixed_path / name if case.path.is_dir() else case.fixed_path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
