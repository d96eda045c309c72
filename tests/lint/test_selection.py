"""Which codes are reported: the more specific wins, and what is said of a path comes first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from whenthen.lint import register
from whenthen.lint.reporting.selection import NOTHING_ASKED, Asked, Catalogue, Selection, problem_of, read_words
from whenthen.lint.reporting.settings import LintSettings, PathSettings

#: W101 and L103 are opinions; N104 is an error in a family that has warnings too.
CATALOGUE = Catalogue(
    errors=frozenset({"S001", "S002", "N104"}),
    warnings=frozenset({"L101", "L102", "L103", "N301", "W101"}),
    opinions=frozenset({"L103", "W101"}),
)
DEFAULTS = "L101 L102 N301"
ALL = "L101 L102 L103 N301 W101"


def reported(settings: LintSettings = LintSettings(), asked: Asked = NOTHING_ASKED, name: str = "a.when") -> str:  # noqa: B008
    selection = Selection(settings, asked, CATALOGUE.opinions)
    return " ".join(code for code in sorted(CATALOGUE.warnings) if selection.reports(code, name))


def lists(select: str | None = None, ignore: str = "", *entries: tuple[str, str, str]) -> LintSettings:
    per_path = tuple(PathSettings(p, tuple(s.split()), tuple(i.split())) for p, s, i in entries)
    return LintSettings(("default",) if select is None else tuple(select.split()), tuple(ignore.split()), per_path)


def line(select: str | None = None, ignore: str = "") -> Asked:
    return Asked(None if select is None else tuple(select.split()), tuple(ignore.split()))


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (None, "", DEFAULTS),
        ("default", "", DEFAULTS),
        ("all", "", ALL),
        ("", "", ""),
        ("L", "", "L101 L102 L103"),  # who names a family gets its opinions too
        ("default W101", "", DEFAULTS + " W101"),
        ("all", "W", "L101 L102 L103 N301"),
        ("all", "default", "L103 W101"),
        (None, "L", "N301"),
        ("L101", "L", "L101"),  # a code over a family
        ("L", "L101", "L102 L103"),
        ("L", "all", "L101 L102 L103"),  # a family over all
        ("all", "all", ""),  # at a tie it is ignored
        ("L101", "L101", ""),
        ("L", "L", ""),
        ("default", "all", ""),
        ("all L101", "L", "L101 N301 W101"),
    ],
)
def test_the_more_specific_wins(select: str | None, ignore: str, expected: str) -> None:
    assert reported(lists(select, ignore)) == expected


@pytest.mark.parametrize(
    ("settings", "asked", "expected"),
    [
        (lists("all"), line("L101"), "L101"),  # in the place of what the settings select
        (lists(None, "L101"), line("L"), "L102 L103"),  # what they ignore stays
        (lists(None, "L101"), line("L101"), ""),
        (lists(None, "L101"), line("all", "W"), "L102 L103 N301"),
        (lists(), line(None, "L"), "N301"),
        (lists("L101 N"), line(None, "L"), "L101 N301"),
        (lists(), line("", ""), ""),
        (lists(), line("L101", "L"), "L101"),
    ],
)
def test_the_command_line(settings: LintSettings, asked: Asked, expected: str) -> None:
    assert reported(settings, asked) == expected


LEGACY = lists("default", "N", ("legacy/**", "", "L"), ("legacy/new/*", "L101 N", ""))


@pytest.mark.parametrize(
    ("asked", "name", "expected"),
    [
        (line(), "a.when", "L101 L102"),
        (line(), "legacy/a.when", ""),
        (line(), "legacy/new/a.when", "L101 N301"),  # what two patterns say is taken together
        (line("all"), "legacy/new/a.when", "W101"),  # --select also stands in for what is selected for paths
        (line(None, "L101"), "legacy/new/a.when", "N301"),  # and --ignore holds there too
        (line(None, "L"), "legacy/new/a.when", "L101 N301"),
        (line("N301"), "a.when", "N301"),
    ],
)
def test_what_is_said_of_a_path_comes_first(asked: Asked, name: str, expected: str) -> None:
    assert reported(LEGACY, asked, name) == expected


def test_a_path_may_ignore_a_family_of_which_a_code_is_selected_for_all_files() -> None:
    settings = lists("L101 W101", "", ("legacy/", "", "L"))
    assert reported(settings, name="legacy/a.when") == "W101"


@pytest.mark.parametrize(
    ("shown", "inside", "name", "path"),
    [
        ("", "", "a.when", "a.when"),
        ("desk", "", "desk/x/a.when", "x/a.when"),
        ("desk/rules", "rules", "desk/rules/a.when", "rules/a.when"),
        ("", "legacy/x", "a.when", "legacy/x/a.when"),
        ("../rules", "rules", "../rules/a.when", "rules/a.when"),
        ("desk", "", "desktop/a.when", "../desktop/a.when"),
        ("/", "", "/a.when", "a.when"),
    ],
)
def test_paths_begin_at_the_settings(shown: str, inside: str, name: str, path: str) -> None:
    assert LintSettings(shown=shown, inside=inside).path(name) == path


# Words -------------------------------------------------------------------------------------------------------------


def test_lists_of_the_command_line() -> None:
    assert read_words(["L101, l102,,W", "ALL,n,L101", ""], CATALOGUE, False) == (
        ("L101", "L102", "W", "all", "N"),
        (),
    )


@pytest.mark.parametrize(
    ("word", "ignored", "message", "help"),
    [
        ("L1O1", False, "there is no code `L1O1`", "did you mean `L101`?"),
        ("defualt", False, "there is no code `defualt`", "did you mean `default`?"),
        ("Q", False, "there is no family `Q`", "the families are `L`, `N`, `S` and `W`"),
        ("something", True, "there is no code `something`", "`whenthen explain` lists all codes"),
        (
            "S001",
            True,
            "`S001` is an error, and errors cannot be ignored",
            "`whenthen explain S001` tells how it is mended",
        ),
        (
            "S",
            True,
            "all codes of `S` are errors, and errors cannot be ignored",
            "`whenthen explain S001` tells how it is mended",
        ),
        ("", True, "there is no code ``", "`whenthen explain` lists all codes"),
        ("\u202e", True, "there is no code `\\u{202E}`", "`whenthen explain` lists all codes"),
    ],
)
def test_words_that_are_wrong(word: str, ignored: bool, message: str, help: str) -> None:
    wrong = problem_of(word, CATALOGUE, ignored)
    assert wrong is not None
    assert (wrong.message, wrong.help) == (message, help)


@pytest.mark.parametrize(
    ("word", "ignored"), [("S001", False), ("S", False), ("N", True), ("N104", False), ("all", True)]
)
def test_words_that_are_right(word: str, ignored: bool) -> None:
    assert problem_of(word, CATALOGUE, ignored) is None


def test_the_catalogue_has_every_code() -> None:
    found = register.catalogue()
    assert found.errors | found.warnings == set(register.all_codes())
    assert found.opinions < found.warnings
    assert not found.errors & found.warnings


def test_nothing_of_the_rules_is_imported_to_select() -> None:
    """So that `check` of files that have not changed stays fast."""
    code = (
        "import sys\nsys.path.insert(0, 'dsl')\nimport whenthen.lint.reporting.report\n"
        "heavy = ('syntax', 'analysis', 'lint.register', 'lint.rules', 'lint.run', 'lint.views')\n"
        "print([m for m in sys.modules if m.startswith(tuple(f'whenthen.{room}' for room in heavy))])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
