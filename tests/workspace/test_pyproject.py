"""Settings in `pyproject.toml`: which ones are settings, and how they stand beside a `whenthen.toml`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.workspace.test_settings import here, refused, said, write, zone, zones
from whenthen import api
from whenthen.workspace import read_material, read_projects, read_texts, roots

__all__ = ["here"]  # the fixture

RULES = 'USE helpdesk\nRULE "a" WHEN ticket is created THEN stop\n'
OTHER = '[project]\nname = "desk"\ndependencies = ["whenthen"]\n'


def tool(name: str) -> str:
    return f'{OTHER}\n[tool.whenthen.time]\nzone = "{name}"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        (OTHER, False),
        ("[tool.ruff]\nsrc = ['whenthen']\n", False),
        ("[tool.whenthenx]\n", False),
        ('x = """\n[tool.whenthen]\n"""\n', False),
        ("tool = 3\nwhenthen = 1\n", False),
        ("[tool.whenthen]\n", True),
        ("[tool.whenthen.time]\n", True),
        ("[ tool . \"whenthen\" . 'time' ]\n", True),
        ("[tool]\nwhenthen.time.zone = 'UTC'\n", True),
        ("tool.whenthen = {}\n", True),
        ("[tool]\nwhenthen = 3\n", True),
        # no TOML
        ("[project\n", False),
        ("name = whenthen\n", False),
        ("# [tool.whenthen]\n[project\n", False),
        ("[project\n[tool.whenthen]\n", True),
        ("a" + ".a" * 100 + " = 'whenthen'\n", False),
        (f"a{'.a' * 100} = 1\n[tool.whenthen.lint]\n", True),
        (f"x = {'[' * 5000}\n# whenthen\n", False),
    ],
)
def test_which_have_settings(text: str, expected: bool) -> None:
    assert roots.has_settings(text.encode()) == expected
    assert roots.has_settings(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()) == expected


def test_one_that_is_not_utf_8() -> None:
    assert not roots.has_settings(b"name = 'whenthen \xff'\n")
    assert roots.has_settings(b"name = '\xff'\n[tool.whenthen]\n")


def test_it_is_settings_like_the_other_file(here: Path) -> None:
    write(here, {"p/pyproject.toml": tool("Asia/Tokyo"), "p/a.when": "", "p/x/b.when": "", "c.when": ""})
    expected = {"p/a.when": "Asia/Tokyo", "p/x/b.when": "Asia/Tokyo"}
    assert zones(["p"]) == expected
    assert zones(["p/x"]) == zones(["p/x/b.when"]) == {"p/x/b.when": "Asia/Tokyo"}
    assert zones(["."]) == {"c.when": "UTC", **expected}  # the folder is a project of its own
    write(here, {"p/x/pyproject.toml": OTHER})
    assert zones(["."]) == {"c.when": "UTC", **expected}  # and this one is not
    write(here, {"p/x/whenthen.toml": zone("Europe/Berlin")})
    assert zones(["p"]) == {"p/a.when": "Asia/Tokyo", "p/x/b.when": "Europe/Berlin"}


def test_it_is_part_of_the_material(here: Path) -> None:
    write(here, {"pyproject.toml": tool("Asia/Tokyo"), "rules/a.when": RULES})
    (project,) = read_projects(["rules"])
    material = project.material
    assert (material.settings, material.inside) == ("../pyproject.toml", "rules")
    assert set(material.contents) == {"a.when", "../pyproject.toml"}
    again = read_material(material)
    assert (again.material, again.settings) == (material, project.settings)


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        (OTHER + "[tool.whenthen.tmie]\n", "P051", (4, 2), "there is no setting `tmie`"),
        (OTHER + "[tool.whenthen.time]\nzoen = 1\n", "P051", (5, 1), "there is no setting `zoen`"),
        (OTHER + "[tool]\nwhenthen = 3\n", "P052", (5, 1), "`whenthen` is a number, not a table"),
        (OTHER + "[tool.whenthen]\ntime = 3\n", "P052", (5, 1), "`time` is a number, not a table"),
        ("[tool.whenthen.time]\nzone = 'Berlin'\n", "P053", (2, 1), "there is no time zone `Berlin`"),
        ("[tool.whenthen]\nlint.per-path.'/x'.ignore = []\n", "P061", (2, 1), "the pattern `/x` is absolute"),
        ("[tool.whenthen]\n[x\n", "P050", (2, 3), "this is not TOML: expected ']' at the end of a table declaration"),
    ],
)
def test_mistakes(text: str, code: str, place: tuple[int, int], message: str) -> None:
    (problem,) = said(read_texts({"a.when": RULES, "pyproject.toml": text}))
    assert problem[:4] == (code, "pyproject.toml", place, message)


@pytest.mark.parametrize("text", ["[project\n", "\x00", "x = ", OTHER + "[project\n"])
def test_a_broken_one_without_settings_is_none_of_our_business(here: Path, text: str) -> None:
    write(here, {"a.when": RULES, "pyproject.toml": text})
    (project,) = read_projects(["."])
    assert said(project) == said(read_texts({"a.when": RULES, "pyproject.toml": text})) == []
    assert project.material.settings is None


def test_one_that_cannot_be_read_is_none_of_our_business(here: Path) -> None:
    write(here, {"a.when": RULES})
    place = here / "pyproject.toml"
    place.mkdir()
    assert refused(["."]) == []
    place.rmdir()
    place.symlink_to("gone.toml")
    assert refused(["."]) == []
    place.unlink()
    os.mkfifo(place)
    assert refused(["."]) == []
    place.unlink()
    place.write_text(tool("Asia/Tokyo") + "#" * roots.PYPROJECT_LIMIT)
    assert zones(["."]) == {"a.when": "UTC"}
    assert read_texts({"a.when": RULES, "pyproject.toml": place.read_text()}).settings.zone == "UTC"


def test_it_may_be_larger_than_settings_alone(here: Path) -> None:
    text = tool("Asia/Tokyo") + "#" * 2 * roots.SETTINGS_LIMIT
    write(here, {"a.when": RULES, "pyproject.toml": text})
    assert zones(["."]) == {"a.when": "Asia/Tokyo"}
    assert read_texts({"a.when": RULES, "pyproject.toml": text}).settings.zone == "Asia/Tokyo"


def test_a_link_that_leads_out_is_refused(here: Path) -> None:
    write(here, {"rules/a.when": RULES, "other/pyproject.toml": tool("Asia/Tokyo")})
    (here / "rules/pyproject.toml").symlink_to("../other/pyproject.toml")
    assert [code for code, *_ in refused(["rules"])] == ["P006"]


# Both in one folder ------------------------------------------------------------------------------------------------

BOTH = {"whenthen.toml": zone("Europe/Berlin"), "pyproject.toml": tool("Asia/Tokyo"), "rules/a.when": RULES}


def test_where_both_have_settings_one_holds_and_that_is_told(here: Path) -> None:
    write(here, BOTH)
    (project,) = read_projects(["rules"])
    assert project.settings.zone == "Europe/Berlin"
    message = "these settings do not hold: there is a `whenthen.toml` in the same folder"
    expected = [("P062", "pyproject.toml", (5, 2), message, "move them to `whenthen.toml`, or take them out")]
    assert said(project) == expected
    assert project.material.settings == "../whenthen.toml"
    assert set(project.material.contents) == {"a.when", "../whenthen.toml", "../pyproject.toml"}
    assert said(read_material(project.material)) == expected
    assert said(read_texts(BOTH)) == expected


def test_one_without_settings_beside_it_is_not_even_material(here: Path) -> None:
    write(here, {**BOTH, "pyproject.toml": OTHER})
    (project,) = read_projects(["rules"])
    assert set(project.material.contents) == {"a.when", "../whenthen.toml"}
    assert said(project) == []


def test_the_nearer_one_holds_whatever_its_name(here: Path) -> None:
    write(here, {"whenthen.toml": zone("Europe/Berlin"), "x/pyproject.toml": tool("Asia/Tokyo"), "x/y/a.when": ""})
    assert zones(["x/y"]) == {"x/y/a.when": "Asia/Tokyo"}
    files = {"whenthen.toml": zone("Europe/Berlin"), "x/pyproject.toml": tool("Asia/Tokyo"), "x/y/a.when": ""}
    assert read_texts(files).settings.zone == "Asia/Tokyo"


# What hangs on it ----------------------------------------------------------------------------------------------------


def fingerprint(files: dict[str, str]) -> str:
    return api.load_text(RULES, files=files).fingerprint


def test_the_fingerprint_knows_what_decides_and_nothing_else() -> None:
    plain = fingerprint({"whenthen.toml": zone("Asia/Tokyo")})
    assert plain == fingerprint({"whenthen.toml": zone("Asia/Tokyo") + '[lint]\nignore = ["D"]\n'})
    assert plain == fingerprint({"pyproject.toml": tool("Asia/Tokyo")})
    assert plain == fingerprint({"whenthen.toml": zone("Asia/Tokyo"), "pyproject.toml": tool("Europe/Berlin")})
    assert plain != fingerprint({"pyproject.toml": tool("Europe/Berlin")})
    assert fingerprint({}) == fingerprint({"pyproject.toml": OTHER})
