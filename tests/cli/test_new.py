"""`whenthen new`: a project that does what its README says, and that comes whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import attrs
import pytest

from tests.docs.blocks import blocks
from tests.docs.story import play
from whenthen.cli import main, new
from whenthen.values.zones import find_zone, zone_names

SOURCE = Path(__file__).resolve().parents[2] / "dsl"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@attrs.frozen
class Result:
    """What a command printed, and its exit code."""

    exit_code: int
    stdout: str
    stderr: str


def run(*arguments: str) -> Result:
    """A command as the shell runs it."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(arguments)
    code = ended.value.code
    assert isinstance(code, int)
    return Result(code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore[attr-defined]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_says_what_to_do_next(here: Path) -> None:
    result = run("new", "desk")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Here is a small project, with five rules and a week of events to try them on.\n"
        "\n"
        "  cd desk\n"
        "  whenthen check\n"
        "  whenthen run rules --events events.jsonl --until 2026-11-22\n"
        "\n"
        "Its README.md says what is in it, and what to change first.\n"
    )
    assert sorted(files(here)) == [
        "desk/README.md",
        "desk/events.jsonl",
        "desk/rules/arrival.when",
        "desk/rules/teams.csv",
        "desk/rules/waiting.when",
        "desk/rules/words.when",
        "desk/whenthen.toml",
    ]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_project_does_what_its_readme_says(here: Path, zone: str) -> None:
    assert run("new", "desk", "--zone", zone).exit_code == 0
    readme = here / "desk" / "README.md"
    shown = blocks(readme)
    assert len(shown) == 3
    assert all(block.language == "console" for block in shown)
    assert play(shown, readme.parent) == ""


def test_every_rule_fires_and_every_line_is_used(here: Path) -> None:
    run("new", "desk")
    result = run("run", "desk/rules", "--events", "desk/events.jsonl", "--until", "2026-11-22", "--quiet")
    assert result.exit_code == 0
    assert "5 of 5 fired" in result.stdout
    assert "8 read, 8 decided, 0 rejected" in result.stdout


def test_what_the_readme_proposes_to_change_changes_something(here: Path) -> None:
    run("new", "desk")
    before = run("run", "desk/rules", "--events", "desk/events.jsonl", "--until", "2026-11-22").stdout
    for file, old, changed in (
        ("rules/arrival.when", 'team "Billing"', 'team "Biling"'),
        ("rules/waiting.when", "for 2 days", "for 1 day"),
        ("rules/words.when", "[gold, platinum]", "[silver, gold, platinum]"),
        ("events.jsonl", '"name": "Ben Okoro"', '"name": "Ben Okoro", "plan": "silver"'),
        ("whenthen.toml", "UTC", "America/New_York"),
    ):
        path = here / "desk" / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, changed), "utf-8")
        result = run("run", "desk/rules", "--events", "desk/events.jsonl", "--until", "2026-11-22")
        if "Biling" in changed:
            assert result.exit_code == 2
            assert "did you mean `Billing`?" in run("check", "desk").stdout
            path.write_text(text, "utf-8")
        elif "silver" in changed and file.endswith(".when"):
            pass  # nobody has that plan yet: the next change gives it to somebody
        else:
            assert result.exit_code == 0
            assert result.stdout != before
            before = result.stdout


def test_the_commented_lines_of_the_calendar_are_right(here: Path) -> None:
    run("new", "desk")
    words = here / "desk" / "rules" / "words.when"
    words.write_text(words.read_text("utf-8").replace("  # except", "  except"), "utf-8")
    assert run("check", "desk").stderr == "Checked 5 rules in 3 files: no problems\n"


def test_twice_is_the_same(here: Path) -> None:
    for name in ("one", "two"):
        assert run("new", name, "--zone", "Asia/Tokyo").exit_code == 0
    assert files(here / "one") == files(here / "two")


def test_no_zone_changes_its_clocks_in_that_week() -> None:
    first, last = (dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in (14, 27))
    for name in zone_names():
        zone = find_zone(name)
        assert zone is not None
        assert first.astimezone(zone).utcoffset() == last.astimezone(zone).utcoffset(), name


# Folders --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["my desk", "Schüler 返金", "-x", "it's", "$HOME `id`", "a.when", "[x]", "%s{}@zone@"])
def test_names_of_folders(here: Path, name: str) -> None:
    result = run("new", "--", name)
    assert result.exit_code == 0
    assert run("check", f"./{name}").stderr == "Checked 5 rules in 3 files: no problems\n"
    command = result.stdout.splitlines()[2].strip()
    done = subprocess.run(["sh", "-c", f"{command} && ls"], capture_output=True, text=True, check=False)
    assert "whenthen.toml" in done.stdout


def test_hostile_names_are_shown_escaped(here: Path) -> None:
    name = "\x1b[2J\u202e"
    assert run("new", name).stdout.splitlines()[2] == "  cd '\\u{001B}[2J\\u{202E}'"
    again = run("new", name)
    assert again.exit_code == 2
    assert not {"\x1b", "\u202e"} & set(again.stderr)


def test_an_empty_folder_is_filled(here: Path) -> None:
    before = os.stat(here).st_ino
    result = run("new", ".")
    assert result.exit_code == 0
    assert "cd " not in result.stdout
    assert os.stat(".").st_ino == before  # whoever stands in it still does
    assert run("check").stderr == "Checked 5 rules in 3 files: no problems\n"
    assert {path.name for path in here.iterdir()} == {"README.md", "events.jsonl", "rules", "whenthen.toml"}


def test_a_link_to_an_empty_folder_stays_one(here: Path) -> None:
    (here / "real").mkdir()
    (here / "link").symlink_to("real")
    assert run("new", "link/").exit_code == 0
    assert (here / "link").is_symlink()
    assert (here / "real" / "whenthen.toml").is_file()


def test_nothing_is_written_over(here: Path) -> None:
    (here / "desk").mkdir()
    (here / "desk" / ".hidden").write_text("mine")
    (here / "file").write_text("mine")
    (here / "nowhere").symlink_to("gone")
    for name, said in (
        ("desk", "`desk` is not empty; a new project wants a folder of its own"),
        ("file", "`file` is there already, and is no folder"),
        ("nowhere", "`nowhere` is there already, and is no folder"),
        ("gone/desk", "there is no folder `gone` to make it in"),
        ("file/desk", "there is no folder `file` to make it in"),
        ("", "the name of the folder is empty"),
        ("x" * 300, "xx`: file name too long"),
    ):
        result = run("new", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
    assert {path.name for path in here.iterdir()} == {"desk", "file", "nowhere"}
    assert files(here) == {"desk/.hidden": b"mine", "file": b"mine"}


def test_a_name_that_no_folder_can_have(here: Path) -> None:
    result = run("new", "a\0b")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot make `a\\u{0000}b`" in result.stderr
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", ["desk", "."])
@pytest.mark.parametrize("step", ["write_bytes", "rename"])
def test_what_fails_half_way_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: str) -> None:
    place = here / "inside"
    place.mkdir()
    monkeypatch.chdir(place)
    real_write, real_rename = Path.write_bytes, os.rename
    calls = []

    def fail_at_third(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 3 or (name != "." and step == "rename"):
            raise OSError(28, "No space left on device")
        (real_write if step == "write_bytes" else real_rename)(*arguments)  # type: ignore[operator]

    monkeypatch.setattr(Path if step == "write_bytes" else os, step, fail_at_third)
    result = run("new", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: cannot make `{name}`: no space left on device\n"
    assert list(place.iterdir()) == []


def test_what_comes_to_be_there_meanwhile_is_not_written_over(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = new._write

    def slow(folder: str, content: object) -> None:
        write(folder, content)  # type: ignore[arg-type]
        (here / "rules").write_text("mine")

    monkeypatch.setattr(new, "_write", slow)
    result = run("new", ".")
    assert result.exit_code == 2
    assert "rules came to be there meanwhile" in result.stderr
    assert files(here) == {"rules": b"mine"}


def test_what_a_killed_run_left_is_not_in_the_way(here: Path) -> None:
    (here / f".whenthen-new-{os.getpid()}-0").mkdir()
    assert run("new", "desk").exit_code == 0
    assert (here / f".whenthen-new-{os.getpid()}-0").is_dir()


# Zones ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Berlin", "there is no time zone `Berlin`; did you mean `Europe/Berlin`?"),
        ("Mars", "there is no time zone `Mars`"),
        ('"\n[time]\nzone = "UTC', "there is no time zone"),
        ("@zone@", "there is no time zone `@zone@`"),
        ("../../etc/passwd", "there is no time zone"),
        ("", "`zone` "),
        ("\udcff\x1b[2J", "there is no time zone"),
    ],
)
def test_zones_that_do_not_exist(here: Path, zone: str, said: str) -> None:
    result = run("new", "desk", "--zone", zone)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "\x1b" not in result.stderr
    assert list(here.iterdir()) == []


# Installed ------------------------------------------------------------------------------------------------------------


def test_it_works_from_a_zip(here: Path) -> None:
    root = SOURCE.parent
    with zipfile.ZipFile(here / "whenthen.zip", "w") as packed:
        for top, name in (
            (SOURCE / "whenthen", "whenthen"),
            *((root / n, f"whenthen/{n}") for n in ("grammar", "stdlib")),
        ):
            for path in sorted(top.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    packed.write(path, f"{name}/{path.relative_to(top)}")
    code = "from whenthen.__main__ import main; main()"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(here / "whenthen.zip")}
    done = subprocess.run(
        [sys.executable, "-c", code, "new", "desk"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    run("new", "same")
    assert files(here / "desk") == files(here / "same")
