"""`whenthen.toml`: where it is looked for, what it may say, and what is said of mistakes in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from whenthen import pipeline, resources
from whenthen.pipeline import Project, ProjectSettings
from whenthen.workspace import read_material, read_project, read_projects, read_texts, roots

RULE = 'USE helpdesk\nRULE "a" WHEN ticket is created THEN stop\n'
HOURS = "\n  monday to friday 09:00 to 17:00\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def zone(name: str) -> str:
    return f'[time]\nzone = "{name}"\n'


def said(project: Project) -> list[tuple[str, str, tuple[int, int], str, str | None]]:
    """Code, file, place, message and help of every problem."""
    return [(d.code, d.span.source.name, d.span.position, d.message, d.help) for d in pipeline.check(project)[1]]


def of(text: str | bytes, rules: str = RULE) -> Project:
    return read_texts({"a.when": rules, "whenthen.toml": text})


# What it may say ---------------------------------------------------------------------------------------------------


def test_what_holds_without_settings() -> None:
    assert read_texts({"a.when": RULE}).settings == ProjectSettings("UTC", None, None, "report")
    assert of("").settings == of("# nothing yet\n[time]\n").settings == ProjectSettings()
    assert said(of("")) == []


def test_all_settings() -> None:
    text = '\ufeff[time]\r\nzone = "Europe/Berlin"\r\ncalendar = "hours"\r\npast_moments = "fire"\r\n'
    project = of(text, RULE + "CALENDAR hours" + HOURS)
    found = project.settings
    assert (found.zone, found.calendar, found.past_moments) == ("Europe/Berlin", "hours", "fire")
    assert found.calendar_place is not None
    assert found.calendar_place.position == (3, 1)


IANA = "zones have the names of the IANA time zone database, such as `Europe/Berlin`"
LONG = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q = 1"


@pytest.mark.parametrize(
    ("text", "code", "place", "message", "help"),
    [
        ("[t", "P050", (1, 3), "this is not TOML: expected ']' at the end of a table declaration", None),
        ("[time\n", "P050", (1, 6), "this is not TOML: expected ']' at the end of a table declaration", None),
        (
            LONG,
            "P050",
            (1, 1),
            "dots join more than 16 names into one key",
            "the keys of this file have at most four names",
        ),
        ("tmie = 1\n", "P051", (1, 1), "there is no setting `tmie`", "did you mean `time`?"),
        ("\n[Time]\n", "P051", (2, 2), "there is no setting `Time`", "did you mean `time`?"),
        (
            "[format]\nstrict = true\n",
            "P051",
            (1, 2),
            "there is no setting `format`",
            "the settings here are `time` and `lint`",
        ),
        ('[time]\nzoen = "UTC"\n', "P051", (2, 1), "there is no setting `zoen`", "did you mean `zone`?"),
        (
            '[time]\n"x y" = 1\n',
            *("P051", (2, 1), "there is no setting `x y`"),
            "the settings here are `zone`, `calendar` and `past_moments`",
        ),
        ('time = "x"\n', "P052", (1, 1), "`time` is a text, not a table", None),
        ("[[time]]\n", "P052", (1, 3), "`time` is a list, not a table", None),
        ("time = {zone = 1}\n", "P052", (1, 9), "`zone` is a number, not a text", None),
        ("time.calendar = true\n", "P052", (1, 1), "`calendar` is true, not a text", None),
        ('[time]\nzone = ""\n', "P052", (2, 1), "`zone` is an empty text, not a text", None),
        (
            '[time]\n\n  past_moments = "fired"\n',
            *("P052", (3, 3), "`past_moments` is `report` or `fire`, not `fired`"),
            "did you mean `fire`?",
        ),
        *(
            (zone(name), "P053", (2, 1), f"there is no time zone `{name}`", help)
            for name, help in {
                "Berlin": "did you mean `Europe/Berlin`?",
                "new york": "did you mean `America/New_York`?",
                "europe/berlin": "did you mean `Europe/Berlin`?",
                "Europe/Belrin": "did you mean `Europe/Berlin`?",
                "+01:00": IANA,
                "../../etc/passwd": IANA,
                "localtime": IANA,
            }.items()
        ),
    ],
)
def test_a_mistake_is_told_at_its_place(
    text: str, code: str, place: tuple[int, int], message: str, help: str | None
) -> None:
    assert said(of(text)) == [(code, "whenthen.toml", place, message, help)]
    assert of(text).settings == ProjectSettings()
    assert all(problem.span.end <= len(text) for problem in pipeline.check(of(text))[1])


def test_settings_that_are_not_utf8() -> None:
    ((code, name, place, message, help),) = said(of(b"[time]\nzone = '\xff'\n"))
    assert (code, name, place, help) == ("P050", "whenthen.toml", (2, 9), "save it as UTF-8")
    assert message == "this is not UTF-8: byte 16, in line 2, is 0xff"


def test_texts_of_any_kind_are_read() -> None:
    for text in ("\ud800", "\0", "\r", "time = " + "[" * 30_000, "time = " + "9" * 5_000, "'" * 10, b"\xff\xfe\x00"):
        assert [code for code, *_ in said(of(text))] in (["P050"], ["P052"])


def test_all_mistakes_come_at_once_with_those_of_the_rules() -> None:
    text = '[time]\nzone = "Berlin"\ncalendar = 3\npast_moments = 4\nmore = 5\n'
    project = of(text, 'USE helpdesk\nRULE "a" WHEN ticket is created IF ticket.sbject is "x" THEN stop\n')
    assert [(code, place[0]) for code, name, place, *_ in said(project) if name == "whenthen.toml"] == [
        ("P053", 2),
        ("P052", 3),
        ("P052", 4),
        ("P051", 5),
    ]
    assert len(said(project)) == 5


# The calendar ------------------------------------------------------------------------------------------------------


def test_a_calendar_that_no_file_declares() -> None:
    text = '[time]\ncalendar = "suport_hours"\n'
    message = "there is no calendar `suport_hours`"

    def advice(rules: str) -> str | None:
        ((code, name, place, told, help),) = said(of(text, rules))
        assert (code, name, place, told) == ("P054", "whenthen.toml", (2, 1), message)
        return help

    assert advice(RULE) == "declare it in a rule file: CALENDAR suport_hours …"


def test_a_calendar_is_meant_by_its_name(here: Path) -> None:
    text = '[time]\ncalendar = "suport_hours"\n'
    checked = of(text, RULE + "CALENDAR support_hours" + HOURS + "CALENDAR nights" + HOURS)
    (problem,) = [p for p in said(checked) if p[0] == "P054"]
    assert problem[4] == "did you mean `support_hours`?"
    other = of(text, RULE + "CALENDAR days" + HOURS + "CALENDAR nights" + HOURS)
    (problem,) = [p for p in said(other) if p[0] == "P054"]
    assert problem[4] == "the calendars are `days` and `nights`"


def test_a_calendar_is_not_missed_where_it_could_not_be_read() -> None:
    text = '[time]\ncalendar = "hours"\n'
    assert "P054" not in {code for code, *_ in said(of(text, RULE + "CALENDAR hours\n  monday to\n"))}
    assert "P054" not in {code for code, *_ in said(of(text, 'USE "gone.when"\n' + RULE))}


def test_files_by_name_miss_the_calendar_only_where_they_need_it(here: Path) -> None:
    write(
        here,
        {
            "whenthen.toml": '[time]\ncalendar = "hours"\n',
            "plain.when": RULE,
            "timed.when": RULE.replace('"a"', '"b"') + "LET soon = 3 business hours\n",
            "calendars.when": "CALENDAR hours" + HOURS,
        },
    )
    codes = {
        name: [code for code, *_ in said(p)] for name in ("plain.when", "timed.when") for p in read_projects([name])
    }
    assert codes == {"plain.when": [], "timed.when": ["P054"]}


# Where it is looked for --------------------------------------------------------------------------------------------


def zones(paths: list[str]) -> dict[str, str]:
    """The zone that each rule file stands under."""
    return {name: project.settings.zone for project in read_projects(paths) for name in sorted(project.own)}


def test_the_nearest_one_holds(here: Path) -> None:
    write(here, {"whenthen.toml": zone("Asia/Tokyo"), "a.when": "", "x/y/b.when": "", "x/y/z/c.when": ""})
    assert zones(["x/y"]) == {"x/y/b.when": "Asia/Tokyo", "x/y/z/c.when": "Asia/Tokyo"}
    assert zones(["x/y/b.when"]) == {"x/y/b.when": "Asia/Tokyo"}
    assert zones([str(here / "x/y/z")]) == {str(here / "x/y/z/c.when"): "Asia/Tokyo"}
    write(here, {"x/whenthen.toml": zone("Europe/Berlin")})
    assert zones(["x/y"]) == {"x/y/b.when": "Europe/Berlin", "x/y/z/c.when": "Europe/Berlin"}


def test_it_is_not_looked_for_beyond_the_repository(here: Path) -> None:
    write(here.parent, {"whenthen.toml": zone("Asia/Tokyo")})
    write(here, {"x/a.when": ""})
    assert zones(["x"]) == {"x/a.when": "UTC"}
    write(here, {"whenthen.toml": zone("Europe/Berlin")})  # the folder itself is looked at
    assert zones(["x"]) == {"x/a.when": "Europe/Berlin"}
    (here / "whenthen.toml").unlink()
    (here / ".git").rmdir()
    (here / ".git").write_text("gitdir: elsewhere\n")  # a work tree
    assert zones(["x"]) == {"x/a.when": "UTC"}


def test_other_names_are_none(here: Path) -> None:
    write(here, {"a.when": "", "WhenThen.toml": zone("Asia/Tokyo"), "x.whenthen.toml": "?"})
    assert zones(["."]) == {"a.when": "UTC"}


def test_problems_show_the_path_as_the_user_would_write_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"p/whenthen.toml": "x = 1\n", "p/rules/a.when": ""})

    def shown(path: str) -> str:
        (project,) = read_projects([path])
        ((_, name, *_),) = said(project)
        assert read_material(project.material).material == project.material
        assert said(read_material(project.material)) == said(project)
        return name

    assert shown("p") == shown("p/rules") == shown("p/rules/a.when") == "p/whenthen.toml"
    assert shown(str(here / "p/rules")) == str(here / "p/whenthen.toml")
    monkeypatch.chdir(here / "p/rules")
    assert shown(".") == shown("a.when") == "../whenthen.toml"
    monkeypatch.chdir(here)
    (here / "elsewhere").mkdir()
    (here / "elsewhere/link").symlink_to(here / "p/rules")
    (project,) = read_projects(["elsewhere/link"])
    assert [name for _, name, *_ in said(project)] == [str(here / "p/whenthen.toml")]


def test_it_is_part_of_the_material(here: Path) -> None:
    write(here, {"whenthen.toml": zone("Asia/Tokyo"), "rules/a.when": RULE})
    (project,) = read_projects(["rules"])
    assert project.material.settings == "../whenthen.toml"
    assert set(project.material.contents) == {"a.when", "../whenthen.toml"}
    assert read_material(project.material).settings == project.settings


def test_texts_have_the_nearest_one() -> None:
    files = {
        "whenthen.toml": zone("Asia/Tokyo"),
        "x/whenthen.toml": zone("Europe/Berlin"),
        "x/y/a.when": "",
        "b.when": "",
    }
    assert read_texts(files, ["x/y/a.when"]).settings.zone == "Europe/Berlin"
    assert read_texts(files, ["b.when"]).settings.zone == "Asia/Tokyo"
    assert read_texts(files).settings.zone == "Asia/Tokyo"
    assert read_texts(files, []).settings.zone == "Asia/Tokyo"


# What cannot be read -----------------------------------------------------------------------------------------------


def refused(paths: list[str]) -> list[tuple[str, str, str]]:
    return [(d.code, d.span.source.name, d.message) for p in read_projects(paths) for d in p.refused]


def test_settings_that_cannot_be_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"rules/a.when": "", "other.toml": ""})
    place = here / "rules" / "whenthen.toml"
    name = "rules/whenthen.toml"

    place.mkdir()
    assert refused(["rules"]) == [("P002", name, f"`{name}` is a folder, not a file")]
    place.rmdir()
    place.symlink_to("../other.toml")
    assert refused(["rules"]) == [("P006", name, f"`{name}` is a link that leaves the folder of the project")]
    place.unlink()
    place.symlink_to("gone.toml")
    assert refused(["rules"]) == [("P002", name, f"`{name}` cannot be read: no such file or directory")]
    place.unlink()
    place.symlink_to("whenthen.toml")
    assert [code for code, *_ in refused(["rules"])] == ["P002"]
    place.unlink()
    os.mkfifo(place)
    assert refused(["rules"]) == [("P002", name, f"`{name}` cannot be read: it is not a regular file")]
    place.unlink()
    place.write_text("#" * 70_000)
    assert refused(["rules"]) == [("P005", name, f"`{name}` is too large: it has 70,000 bytes")]
    assert [d.code for d in read_texts({"a.when": "", "whenthen.toml": "#" * 70_000}).refused] == ["P005"]
    place.unlink()
    (here / "rules/real.toml").write_text(zone("Asia/Tokyo"))
    place.symlink_to("real.toml")
    assert zones(["rules"]) == {"rules/a.when": "Asia/Tokyo"}


def test_a_file_that_the_user_may_not_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"a.when": "", "whenthen.toml": ""})
    opening = Path.open

    def refuse(path: Path, *arguments: object, **named: object) -> object:
        if path.name == roots.NAME:
            raise PermissionError(13, "Permission denied", str(path))
        return opening(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(["."]) == [("P002", "whenthen.toml", "`whenthen.toml` cannot be read: permission denied")]


# Projects in a folder ----------------------------------------------------------------------------------------------


def projects(paths: list[str]) -> dict[str, list[str]]:
    """The rule files of each project, by what stands before their paths in messages."""
    return {project.material.shown: sorted(project.own) for project in read_projects(paths)}


@pytest.fixture
def shop(here: Path) -> Path:
    """Two projects, one of them in a folder of the other, in a folder with a file of its own; names clash."""
    write(
        here,
        {
            "all/rules.when": RULE,
            "all/one/whenthen.toml": zone("Europe/Berlin"),
            "all/one/rules/a.when": RULE,
            "all/one/rules/inner/whenthen.toml": "",
            "all/one/rules/inner/b.when": RULE,
            "all/two/whenthen.toml": zone("Asia/Tokyo"),
            "all/two/a.when": RULE,
            "all/plain/c.when": RULE.replace('"a"', '"c"'),
        },
    )
    return here


def test_folders_with_settings_are_projects_of_their_own(shop: Path) -> None:
    assert projects(["all"]) == {
        "all": ["all/plain/c.when", "all/rules.when"],
        "all/one": ["all/one/rules/a.when"],
        "all/one/rules/inner": ["all/one/rules/inner/b.when"],
        "all/two": ["all/two/a.when"],
    }
    assert zones(["all"])["all/one/rules/a.when"] == "Europe/Berlin"
    assert zones(["all"])["all/one/rules/inner/b.when"] == "UTC"
    assert [said(project) for project in read_projects(["all"])] == [[]] * 4


def test_a_file_belongs_to_one_project_however_often_it_is_given(shop: Path) -> None:
    everything = projects(["all"])
    for more in (["all/one"], ["all/one/rules"], ["all/two/a.when"], ["all/one/rules/inner/b.when"], ["all/plain"]):
        assert projects(["all", *more]) == projects([*more, "all"]) == everything
    assert projects(["all/one/rules", "all/two/a.when"]) == {
        "all/one/rules": ["all/one/rules/a.when"],
        "all/one/rules/inner": ["all/one/rules/inner/b.when"],
        "all/two": ["all/two/a.when"],
    }


def test_what_is_loaded_is_one_project(shop: Path) -> None:
    assert sorted(read_project(["all"]).own) == ["all/plain/c.when", "all/rules.when"]
    assert sorted(read_project(["all/one"]).own) == ["all/one/rules/a.when"]
    assert read_project(["all/one/rules", "all/one/rules/a.when"]).settings.zone == "Europe/Berlin"
    assert sorted(read_project(["all/plain", "all/rules.when"]).own) == ["all/plain/c.when", "all/rules.when"]


@pytest.mark.parametrize("paths", [["all/one", "all/two"], ["all", "all/two"], ["all/two/a.when", "all/plain/c.when"]])
def test_rules_of_two_projects_are_not_loaded_as_one(shop: Path, paths: list[str]) -> None:
    (problem,) = read_project(paths).refused
    assert (problem.code, problem.span.source.name) == ("P055", paths[1])
    assert problem.message == f"`{paths[0]}` and `{paths[1]}` belong to two projects, and have other settings"


def test_a_folder_that_holds_projects_only(shop: Path) -> None:
    (shop / "all/rules.when").unlink()
    (shop / "all/plain/c.when").unlink()
    assert set(projects(["all"])) == {"all/one", "all/one/rules/inner", "all/two"}
    (problem,) = read_project(["all"]).refused
    assert problem.code == "P003"
    assert problem.help == "a folder with a `whenthen.toml` is a project of its own: load `all/one` or `all/two`"


def test_a_link_to_a_project_is_that_project_once(shop: Path) -> None:
    (shop / "all/again").symlink_to("two")
    found = projects(["all"])
    assert len([name for names in found.values() for name in names if name.endswith("/a.when")]) == 2
    assert sorted(read_project(["all"]).own) == ["all/plain/c.when", "all/rules.when"]


def test_settings_without_rules_make_no_project(here: Path) -> None:
    write(here, {"a.when": RULE, "data/whenthen.toml": "nonsense"})
    assert projects(["."]) == {"": ["a.when"]}
    (here / "a.when").unlink()
    assert refused(["."]) == [("P003", ".", "the folder `.` holds no rule files")]


def test_paths_that_a_link_leads_away_are_read_together(here: Path) -> None:
    write(here, {"one/a.when": RULE, "far/away/b.when": RULE.replace('"a"', '"b"')})
    (here / "link").symlink_to("far/away")
    assert len(read_project(["one/a.when", "link/b.when"]).own) == 2


def test_the_libraries_are_there_as_ever(here: Path) -> None:
    write(here, {"whenthen.toml": zone("Asia/Tokyo"), "core.when": resources.library("core") or ""})
    (project,) = read_projects(["."])
    assert [code for code, *_ in said(project)] == []
