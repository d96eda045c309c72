"""Which files the paths name, and what is said of those that cannot be read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from whenthen.pipeline import Project
from whenthen.workspace import read_project, read_projects, shelf


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def own(project: Project) -> list[str]:
    """The names of the project's own files in the order of the program."""
    return [file.source.name for file in project.files if file.source.name in project.own]


def refused(project: Project) -> list[tuple[str, str, str]]:
    return [(d.code, d.span.source.name, d.message) for d in project.refused]


def test_a_folder_is_read_in_the_order_of_its_paths(here: Path) -> None:
    write(here, "rules/b.when", "rules/a/z.when", "rules/B.when", "rules/a.when", "rules/notes.txt", "rules/a/y/1.when")
    (project,) = read_projects(["rules"])
    assert own(project) == [
        "rules/B.when",
        "rules/a/y/1.when",
        "rules/a/z.when",
        "rules/a.when",
        "rules/b.when",
    ]
    assert project.material.asked == ("B.when", "a/y/1.when", "a/z.when", "a.when", "b.when")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (".", "rules/a.when"),
        ("./", "rules/a.when"),
        ("rules", "rules/a.when"),
        ("rules/", "rules/a.when"),
        ("./rules/../rules", "rules/a.when"),
        ("rules/a.when", "rules/a.when"),
        ("../here/rules", "../here/rules/a.when"),
    ],
)
def test_names_are_shown_as_they_were_given(here: Path, given: str, shown: str) -> None:
    write(here, "rules/a.when")
    (project,) = read_projects([given])
    assert own(project) == [shown]


def test_an_absolute_path_is_shown_absolute(here: Path) -> None:
    write(here, "rules/a.when")
    (project,) = read_projects([here / "rules"])
    assert own(project) == [str(here / "rules" / "a.when")]


def test_hidden_folders_and_files_are_passed_over(here: Path) -> None:
    write(here, "a.when", ".git/b.when", ".#a.when", "x/.venv/c.when")
    (project,) = read_projects(["."])
    assert own(project) == ["a.when"]


def test_what_is_given_twice_is_read_once(here: Path) -> None:
    write(here, "rules/a.when", "rules/sub/b.when")
    (project,) = read_projects(["rules", "rules/a.when", "./rules/", here / "rules", "rules/sub"])
    assert own(project) == ["rules/a.when", "rules/sub/b.when"]


def test_folders_are_projects_and_so_are_files_that_share_a_folder(here: Path) -> None:
    write(here, "one/a.when", "two/b.when", "three/c.when", "three/d.when", "three/e.when")
    projects = read_projects(["two", "one", "three/d.when", "three/c.when"])
    assert [own(project) for project in projects] == [["two/b.when"], ["one/a.when"], ["three/c.when", "three/d.when"]]


def test_one_project_of_several_paths(here: Path) -> None:
    write(here, "one/a.when", "two/b.when", "two/c.when")
    project = read_project(["two/b.when", "one"])
    assert own(project) == ["one/a.when", "two/b.when"]


def test_links_in_a_circle_are_harmless(here: Path) -> None:
    write(here, "rules/a.when", "rules/sub/b.when")
    (here / "rules/sub/up").symlink_to(here / "rules")
    (here / "rules/self").symlink_to("self")
    (here / "rules/again.when").symlink_to("a.when")
    (project,) = read_projects(["rules"])
    assert own(project) == ["rules/a.when", "rules/sub/b.when"]
    assert not project.refused


def test_a_folder_that_is_a_link_is_read(here: Path) -> None:
    write(here, "real/a.when")
    (here / "rules").symlink_to("real")
    (project,) = read_projects(["rules"])
    assert own(project) == ["rules/a.when"]


def test_a_file_given_by_name_may_be_a_link_to_anywhere(here: Path) -> None:
    write(here, "real/a.when", "rules/b.when")
    (here / "rules/a.when").symlink_to("../real/a.when")
    (project,) = read_projects(["rules/a.when"])
    assert own(project) == ["rules/a.when"]


def test_links_that_leave_the_folder_are_refused(here: Path) -> None:
    write(here, "secret/a.when", "rules/b.when")
    (here / "rules/a.when").symlink_to("../secret/a.when")
    (here / "rules/folder").symlink_to("../secret")
    (project,) = read_projects(["rules"])
    assert own(project) == ["rules/b.when"]
    assert refused(project) == [
        ("P006", "rules/a.when", "`rules/a.when` is a link that leaves the folder of the project"),
        ("P006", "rules/folder", "`rules/folder` is a link that leaves the folder of the project"),
    ]


def test_what_does_not_exist(here: Path) -> None:
    write(here, "rules/a.when")
    (here / "broken.when").symlink_to("nowhere")
    found = {d.span.source.name: d for p in read_projects(["rulse", "broken.when", "rules/b.when"]) for d in p.refused}
    assert {name: (d.code, d.message, d.help) for name, d in found.items()} == {
        "rulse": ("P001", "there is no file or folder `rulse`", "did you mean `rules`?"),
        "broken.when": ("P001", "`broken.when` is a link that leads nowhere", None),
        "rules/b.when": ("P001", "there is no file or folder `rules/b.when`", "did you mean `a.when`?"),
    }


def test_other_problems_with_paths(here: Path) -> None:
    write(here, "events.jsonl", "no space/readme.txt")
    write(here, "deep/a.when")
    os.mkfifo(here / "pipe.when")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.when")
    (here / "deep/loop.when").symlink_to("loop.when")
    (here / "deep/gone.when").symlink_to("gone")
    projects = read_projects(["events.jsonl", "no space", "deep", "pipe.when", "socket.when", "a\0b", "e\u0301/x"])
    assert sorted(entry for project in projects for entry in refused(project)) == [
        ("P001", "a\0b", "there is no file or folder `a\\u{0000}b`"),
        ("P001", "e\u0301/x", "there is no file or folder `e\u0301/x`"),
        ("P002", "deep/gone.when", "`deep/gone.when` cannot be read: no such file or directory"),
        ("P002", "deep/loop.when", "`deep/loop.when` cannot be read: its links go in a circle"),
        ("P002", "pipe.when", "`pipe.when` cannot be read: it is not a regular file"),
        ("P002", "socket.when", "`socket.when` cannot be read: it is not a regular file"),
        ("P003", "no space", "the folder `no space` holds no rule files"),
        ("P004", "events.jsonl", "`events.jsonl` is not a rule file"),
    ]


def test_what_may_not_be_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's refusal is played, for the user who runs the tests may be allowed to read everything."""
    write(here, "rules/a.when", "rules/b.when", "rules/closed/c.when")
    open_file, scan = Path.open, os.scandir

    def refuse_file(path: Path, mode: str) -> object:
        if path.name == "a.when":
            raise PermissionError(13, "Permission denied", str(path))
        return open_file(path, mode)

    def refuse_folder(path: Path | str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(Path, "open", refuse_file)
    monkeypatch.setattr(os, "scandir", refuse_folder)
    (project,) = read_projects(["rules"])
    assert own(project) == ["rules/b.when"]
    assert refused(project) == [
        ("P002", "rules/a.when", "`rules/a.when` cannot be read: permission denied"),
        ("P002", "rules/closed", "the folder `rules/closed` cannot be read: permission denied"),
    ]


def test_a_file_that_is_too_large(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "RULE_FILE_LIMIT", 10)
    write(here, "a.when", text="# a comment\n")
    (project,) = read_projects(["a.when"])
    assert refused(project) == [("P005", "a.when", "`a.when` is too large: it has 12 bytes")]


def test_a_deep_tree_of_folders(here: Path) -> None:
    deep = here / "rules"
    for _ in range(150):
        deep = deep / "d"
    deep.mkdir(parents=True)
    write(deep, "a.when")
    (project,) = read_projects(["rules"])
    assert len(own(project)) == 1


def test_the_standard_library_is_checked_like_any_folder() -> None:
    folder = Path(__file__).resolve().parents[2] / "stdlib"
    (project,) = read_projects([folder])
    assert own(project) == [str(file) for file in sorted(folder.glob("*.when"))]
    assert len(project.files) == len(project.own)


def test_a_working_folder_that_is_gone(here: Path, tmp_path: Path) -> None:
    write(tmp_path, "there/a.when")
    here.rmdir()
    for paths in (["."], ["a.when", str(tmp_path / "there")]):
        (project, *_) = read_projects(paths)
        (problem,) = project.refused
        assert (problem.code, problem.message) == ("P002", f"`{paths[0]}` cannot be read: no such file or directory")
    (project,) = read_projects([tmp_path / "there"])
    assert len(project.own) == 1
