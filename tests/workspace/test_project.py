"""What a project is made of: USE, USE DATA, libraries, gaps, and the way to another process."""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path

import pytest

from whenthen import pipeline, resources
from whenthen.source import Source
from whenthen.workspace import read_material, read_projects, read_texts
from whenthen.workspace.project import assemble
from whenthen.workspace.shelf import Memory

PRELUDE = "<stdlib>/core.when"
TEAM = "RECORD team KEY name\n  name: text\n  size: number?\n"


def problems(project: pipeline.Project) -> list[tuple[str, str, int]]:
    """Code, file and line of everything that is wrong."""
    return [(d.code, d.span.source.name, d.span.position[0]) for d in pipeline.check(project)[1]]


def sees(project: pipeline.Project) -> dict[str, set[str]]:
    return {f.source.name: set(f.sees) for f in project.files if f.source.name in project.own}


def test_every_file_sees_itself_and_the_prelude() -> None:
    project = read_texts({"a.when": "", "b.when": ""})
    assert sees(project) == {"a.when": {"a.when", PRELUDE}, "b.when": {"b.when", PRELUDE}}
    assert [file.source.name for file in project.files] == [PRELUDE, "a.when", "b.when"]


def test_use_is_followed_through_files_and_libraries_and_circles() -> None:
    files = {
        "a.when": 'USE "sub/b.when"\nUSE helpdesk\n',
        "sub/b.when": 'USE "c.when"\n',
        "sub/c.when": 'USE "../a.when"\n',
        "d.when": 'USE "sub/c.when"\n',
        "unused.when": "",
    }
    project = read_texts(files, asked=["d.when"])
    helpdesk = "<stdlib>/helpdesk.when"
    circle = {"a.when", "sub/b.when", "sub/c.when", helpdesk, PRELUDE}
    assert sees(project) == {
        "a.when": circle,
        "sub/b.when": circle,
        "sub/c.when": circle,
        "d.when": circle | {"d.when"},
    }
    assert problems(project) == []


def test_every_file_is_parsed_and_read_once() -> None:
    parsed: Counter[str] = Counter()

    def parse(source: Source) -> object:
        parsed[source.name] += 1
        return pipeline.parse(source)

    files = {f"{n}.when": "".join(f'USE "{m}.when"\nUSE helpdesk\n' for m in range(5)) for n in range(5)}
    assemble(Memory(files), files, parse=parse)  # type: ignore[arg-type]
    assert set(parsed.values()) == {1}


def test_a_long_chain_of_use() -> None:
    files = {f"{n}.when": f'USE "{n + 1}.when"\n' for n in range(1100)} | {"1100.when": ""}
    project = read_texts(files, asked=["0.when"])
    assert len(project.own) == 1101


@pytest.mark.parametrize(
    ("use", "code", "message"),
    [
        ('USE "wrods.when"', "P007", "there is no file `wrods.when`"),
        ('USE "sub/wrods.when"', "P007", "there is no file `sub/wrods.when`"),
        ('USE "words.when/x.when"', "P007", "there is no file `words.when/x.when`"),
        ('USE "Words.when"', "P007", "there is no file `Words.when`"),
        ('USE "folder.when"', "P007", "`folder.when` is a folder, not a file"),
        ('USE "teams.csv"', "P004", "`teams.csv` is not a rule file"),
        ('USE ""', "P004", "`` is not a rule file"),
        ('USE "."', "P004", "`.` is not a rule file"),
        ('USE "../words.when"', "P006", "the path `../words.when` leaves the folder of the project"),
        ('USE "sub/../../words.when"', "P006", "the path `sub/../../words.when` leaves the folder of the project"),
        ('USE "..\\\\words.when"', "P006", "the path `..\\words.when` leaves the folder of the project"),
        ('USE "/etc/words.when"', "P006", "the path `/etc/words.when` is absolute"),
        ('USE "C:\\\\words.when"', "P006", "the path `C:\\words.when` is absolute"),
        ('USE DATA "team.csv" AS team', "P007", "there is no file `team.csv`"),
        ('USE DATA "../team.csv" AS team', "P006", "the path `../team.csv` leaves the folder of the project"),
        ('USE DATA "folder.when" AS team', "P007", "`folder.when` is a folder, not a file"),
        ("USE helpdsk", "P008", "there is no library `helpdsk`"),
        ("USE words", "P008", "there is no library `words`"),
    ],
)
def test_what_cannot_be_used(use: str, code: str, message: str, tmp_path: Path) -> None:
    """In memory and on disk alike."""
    files = {"a.when": f"{TEAM}\n{use}\n", "words.when": "", "teams.csv": "name\n", "folder.when/x.when": ""}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for project in (read_texts(files, asked=["a.when"]), *read_projects([tmp_path / "a.when"])):
        _, found = pipeline.check(project)
        assert [(d.code, d.message, d.span.position[0]) for d in found] == [(code, message, 5)]
        assert not project.refused


def test_use_does_not_follow_a_link_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "secret.when").write_text("LET x = 1\n")
    (tmp_path / "teams.csv").write_text("name\nA\n")
    (tmp_path / "rules/link.when").symlink_to("../secret.when")
    (tmp_path / "rules/link.csv").symlink_to("../teams.csv")
    (tmp_path / "rules/out").symlink_to("..")
    text = f'{TEAM}USE "link.when"\nUSE DATA "link.csv" AS team\nUSE "out/secret.when"\n'
    (tmp_path / "rules/a.when").write_text(text)
    (project,) = read_projects([tmp_path / "rules/a.when"])
    assert [(code, line) for code, _, line in problems(project)] == [("P006", 4), ("P006", 5), ("P006", 6)]


def test_a_gap_is_reported_once_and_hides_what_follows_from_it() -> None:
    files = {
        "a.when": 'USE "b.when"\nRULE "x"\n  WHEN ticket is created\n  IF vip\n  THEN escalate ticket\n',
        "b.when": 'USE "gone.when"\n',
        "c.when": 'RULE "y"\n  WHEN thing is created\n  THEN stop\n',
    }
    project = read_texts(files)
    assert {f.source.name for f in project.files if f.incomplete} == {"a.when", "b.when"}
    found = problems(project)
    assert [entry for entry in found if entry[1] != "c.when"] == [("P007", "b.when", 1)]
    assert [entry for entry in found if entry[1] == "c.when"]


def test_a_file_that_is_not_text_leaves_a_gap() -> None:
    project = read_texts(
        {"a.when": 'USE "b.when"\nRULE "x" WHEN y is created THEN stop\n', "b.when": b"LET x =\n\xc3\xbc \xff"}
    )
    assert problems(project) == [("S001", "b.when", 2)]
    (problem,) = project.diagnostics
    assert problem.span.position == (2, 3)
    assert not project.refused
    assert project.own == {"a.when", "b.when"}


def test_rules_are_counted_the_broken_ones_too() -> None:
    rule = 'RULE "{}"\n  WHEN message is received\n  THEN stop\n'
    project = read_texts({"a.when": rule.format("x") + 'RULE "broken" WHEN (\n' + rule.format("y"), "b.when": ""})
    assert (project.rule_count, len(project.own)) == (3, 2)


# Data files -------------------------------------------------------------------------------------------------------


def table(text: str | bytes) -> pipeline.Project:
    return read_texts({"a.when": TEAM + 'USE DATA "data/teams.csv" AS team\n', "data/teams.csv": text})


def test_rows_with_their_places() -> None:
    text = '\ufeffname,size\r\n"Billing, ""Inc""\nand more",4\r\n\r\nSupport,\r\nlast,5'
    (data,) = table(text).data
    assert (data.header, data.use.record.text) == (("name", "size"), "team")
    assert [row.cells for row in data.rows] == [('Billing, "Inc"\nand more', "4"), ("Support", ""), ("last", "5")]
    assert [row.span.position for row in data.rows] == [(2, 1), (5, 1), (6, 1)]
    assert [row.span.text for row in data.rows][1:] == ["Support,", "last,5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("P020", 1)]),
        ("\n\n", [("P020", 1)]),
        ("name;size\nA;1\n", [("P020", 1)]),
        ("name\tsize\nA\t1\n", [("P020", 1)]),
        ('name\n"A', [("P020", 1)]),
        ('name\n"A" b\n', [("P020", 1)]),
        ("name\n" + "x" * 200_000, [("P026", 2)]),
        ('name,size\n"' + 'x""\n' * 200_000 + '",1\nA,x\n', [("P026", 2), ("P026", 200_003)]),
        ("name,size\n" + "x" * 200_000 + '"\n"' + "y" * 200_000, [("P020", 1)]),
        ("name\rA\rB\r", [("P020", 1)]),
        ("name,name\nA,B\n", [("P022", 1)]),
        ("name,size\nA\nB,2\nC,3,4\n", [("P024", 2), ("P024", 4)]),
        ("name,sise\nA,1\n", [("P021", 1)]),
        ("size\n1\n", [("P023", 1)]),
        ("name\nA\nA\n", [("P025", 3)]),
        ("name,size\nA,many\n", [("P026", 2)]),
        (b"name\nB\xfcro\n", [("P027", 2)]),
        ("name\n\u202eA\n\x1b[2J\nB\0\n", [("P026", 3), ("P026", 4)]),
        ("name\n\u200b\n\u3164 \n \n\nA\n", [("P026", 2), ("P026", 3), ("P026", 4)]),
        ("name\n", []),
    ],
)
def test_tables_with_mistakes(text: str | bytes, expected: list[tuple[str, int]]) -> None:
    found = problems(table(text))
    assert [(code, line) for code, _, line in found] == expected
    assert {name for _, name, _ in found} <= {"data/teams.csv"}


def test_many_bad_rows_are_counted() -> None:
    _, found = pipeline.check(table("name,size\n" + "x\n" * 50))
    assert len(found) == 10
    assert found[-1].help is not None
    assert "40 more rows" in found[-1].help


# To another process -----------------------------------------------------------------------------------------------


def test_a_project_is_put_together_again_from_plain_data(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/words.when").write_text('LET words = ["a"]\nUSE DATA "teams.csv" AS team\nUSE helpdesk\n')
    (tmp_path / "sub/teams.csv").write_text("id,name\nb,Billing\n")
    (tmp_path / "rules.when").write_text('USE "sub/words.when"\nRULE "x" WHEN ticket is created THEN stop\n')
    (first,) = read_projects([tmp_path])
    again = read_material(pickle.loads(pickle.dumps(first.material)))
    assert again.material == first.material
    assert sees(again) == sees(first)
    assert problems(again) == problems(first)
    assert [row.cells for row in again.data[0].rows] == [row.cells for row in first.data[0].rows]
    assert set(first.material.contents) == {"rules.when", "sub/words.when", "sub/teams.csv"}


def test_texts_of_any_kind_are_read() -> None:
    for text in ("\ud800", "\0", "\ufeff", "\r", b"\xff\xfe\x00", "\x1b[2J", "a" * 100_000):
        pipeline.check(read_texts({"a.when": text}))


def test_a_copy_of_a_library_is_not_there_a_second_time() -> None:
    copy = resources.library("core") or ""
    project = read_texts({"a.when": 'USE core\nUSE "copy/core.when"\n', "copy/core.when": copy}, asked=["a.when"])
    assert [f.source.name for f in project.files if "core" in f.source.name] == [PRELUDE]
    assert problems(project) == []


def test_a_data_file_is_read_once_for_a_record_however_often_it_is_used() -> None:
    use = 'USE DATA "t.csv" AS team\nUSE DATA "./t.csv" AS team\n'
    files = {
        "a.when": TEAM + use,
        "sub/b.when": 'USE "../a.when"\nUSE DATA "../t.csv" AS team\n',
        "c.when": 'USE DATA "t.csv" AS team\n',
        "t.csv": "name,size\nA,1\n",
    }
    project = read_texts(files)
    assert problems(project) == [("N110", "c.when", 1)]
    assert sum(len(data.rows) for data in project.data) == 1
    assert problems(read_texts({**files, "t.csv": "name\nA\nA\n"}))[-1:] == [("P025", "t.csv", 3)]
    twice = read_texts({"a.when": TEAM + 'USE DATA "x.csv" AS team\n' * 2})
    assert problems(twice) == [("P007", "a.when", 4), ("P007", "a.when", 5)]
