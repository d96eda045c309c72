"""`[lint]` in the settings: what it may say, and what is said of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace.test_settings import RULE, here, of, said, write
from whenthen.lint.reporting.settings import LintSettings, PathSettings
from whenthen.workspace import read_material, read_projects

__all__ = ["here"]  # the fixture

PATHS = '[lint.per-path]\n"legacy/**" = { ignore = ["L101"], select = ["W"] }\n"a.when".ignore = ["D"]\n'


def test_what_holds_without_settings() -> None:
    assert of("").settings.lint == of("[lint]\n[lint.per-path]\n").settings.lint == LintSettings()


def test_all_settings() -> None:
    project = of('[lint]\nselect = ["default", "W101"]\nignore = ["D", "L102"]\n' + PATHS)
    assert said(project) == []
    assert project.settings.lint == LintSettings(
        select=("default", "W101"),
        ignore=("D", "L102"),
        per_path=(PathSettings("legacy/**", ("W",), ("L101",)), PathSettings("a.when", (), ("D",))),
    )


def test_codes_are_known_by_their_places() -> None:
    text = (
        '[lint]\nselect = [\n  \'L101\', # not "L102"\n  "L101",\n]\n'
        'ignore = ["\\u004C101", "L102"]\n[lint.per-path]\n"*".ignore = ["M"]\n'
    )
    project = of(text)
    assert [(p.word, p.span.position, p.span.text, p.ignored) for p in project.settings.lint.places] == [
        ("L101", (3, 4), "L101", False),
        ("L101", (4, 4), "L101", False),
        ("L101", (6, 1), "ignore", True),  # it is not written like that
        ("L102", (6, 25), "L102", True),
        ("M", (8, 16), "M", True),
    ]


@pytest.mark.parametrize(
    ("text", "code", "place", "message", "help"),
    [
        ("[lint]\nslect = []\n", "P051", (2, 1), "there is no setting `slect`", "did you mean `select`?"),
        (
            "[lint]\nfix = true\n",
            "P051",
            (2, 1),
            "there is no setting `fix`",
            "the settings here are `select`, `ignore` and `per-path`",
        ),
        ("[lint.per_path]\n", "P051", (1, 2), "there is no setting `per_path`", "did you mean `per-path`?"),
        ("lint = 3\n", "P052", (1, 1), "`lint` is a number, not a table", None),
        ('[lint]\nselect = "L101"\n', "P052", (2, 1), "`select` is a text, not a list of texts", None),
        ("[lint]\nignore = [1]\n", "P052", (2, 1), "`ignore` has a number in it, and may have only texts", None),
        ("[lint]\nper-path = true\n", "P052", (2, 1), "`per-path` is true, not a table", None),
        (
            '[lint.per-path]\n"x/*" = ["L101"]\n',
            "P052",
            (2, 1),
            "`x/*` is a list, not a table",
            'write `"x/*" = { ignore = […] }`',
        ),
        ('[lint.per-path]\n"x/*" = 3\n', "P052", (2, 1), "`x/*` is a number, not a table", None),
        (
            '[lint.per-path]\n"x/*" = { ignore = {} }\n',
            "P052",
            (2, 11),
            "`ignore` is a table, not a list of texts",
            None,
        ),
        (
            '[lint.per-path]\n"x/*" = { slect = [] }\n',
            "P051",
            (2, 11),
            "there is no setting `slect`",
            "did you mean `select`?",
        ),
        (
            '[lint.per-path]\n"../x/*" = { ignore = ["L"] }\n',
            "P061",
            (2, 1),
            "the pattern `../x/*` leaves the folder of this file",
            "it reaches files in this folder and below",
        ),
        (
            '[lint.per-path."{a,b}"]\nignore = []\n',
            "P061",
            (1, 2),
            "`{` means nothing in the pattern `{a,b}`",
            "patterns have `*`, `?` and `**`; for several places write a line for each",
        ),
    ],
)
def test_mistakes(text: str, code: str, place: tuple[int, int], message: str, help: str | None) -> None:
    project = of(text)
    assert said(project) == [(code, "whenthen.toml", place, message, help)]
    assert project.settings.lint.select == ("default",)
    assert [entry for entry in project.settings.lint.per_path if entry.select or entry.ignore] == []


def paths(path: str) -> list[str]:
    """The paths of rule files from the folder of their settings."""
    projects = read_projects([path])
    for project in projects:
        assert read_material(project.material).settings == project.settings
    return [project.settings.lint.path(name) for project in projects for name in sorted(project.own)]


def test_paths_begin_at_the_settings(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"p/whenthen.toml": "", "p/a.when": "", "p/x/y/b.when": "", "c.when": ""})
    assert paths("p") == ["a.when", "x/y/b.when"]
    assert paths("p/x") == paths("p/x/y") == paths("p/x/y/b.when") == paths(str(here / "p/x")) == ["x/y/b.when"]
    assert paths(".") == ["c.when", "a.when", "x/y/b.when"]
    monkeypatch.chdir(here / "p/x")
    assert paths(".") == paths("y") == paths("../x/y") == ["x/y/b.when"]
    monkeypatch.chdir(here)
    (here / "link").symlink_to(here / "p/x")
    assert paths("link") == ["x/y/b.when"]


def test_a_folder_of_its_own_has_its_own_settings(here: Path) -> None:
    ignoring = '[lint]\nignore = ["{}"]\n'
    write(here, {"whenthen.toml": ignoring.format("L"), "a.when": RULE})
    write(here, {"sub/whenthen.toml": ignoring.format("M"), "sub/x/b.when": RULE})
    found = {name: project.settings.lint.ignore for project in read_projects(["."]) for name in project.own}
    assert found == {"a.when": ("L",), "sub/x/b.when": ("M",)}
