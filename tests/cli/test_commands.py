"""The commands, called in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whenthen.cli import group
from whenthen.version import __version__

CLEAN = """\
USE helpdesk
RULE "VIP"
  WHEN ticket is created
  IF ticket.priority is urgent
  THEN set ticket.status to open
"""
WRONG = CLEAN.replace("helpdesk", "helpdsk")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(group, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


# check ------------------------------------------------------------------------------------------------------------


def test_a_clean_folder(here: Path) -> None:
    (here / "vip.when").write_text(CLEAN)
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Checked 1 rule in 1 file: no problems\n"


def test_every_problem_of_every_file(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    (here / "b.when").write_text('USE "gone.when"\n')
    (here / "teams.csv").write_text("name\n")
    result = run("check", ".")
    assert result.exit_code == 1
    assert result.stdout == (
        "error[P008]: there is no library `helpdsk`\n"
        " --> a.when:1:5\n"
        "  |\n"
        "1 | USE helpdsk\n"
        "  |     ^^^^^^^\n"
        "  |\n"
        "  = help: did you mean `helpdesk`?\n"
        "  = fix: write `helpdesk` (--unsafe-fixes)\n"
        "\n"
        "error[P007]: there is no file `gone.when`\n"
        " --> b.when:1:5\n"
        "  |\n"
        '1 | USE "gone.when"\n'
        "  |     ^^^^^^^^^^^\n"
        "  |\n"
        "  = help: the path is relative to the folder of this file\n"
        "\n"
    )
    assert result.stderr == "Checked 1 rule in 2 files: 2 errors; 1 can be mended with --unsafe-fixes\n"


def test_concise(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    result = run("check", "a.when", "--format", "concise")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == "a.when:1:5: P008 there is no library `helpdsk`\n"


def test_json(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    result = run("check", "--format", "json")
    assert (result.exit_code, result.stderr) == (1, "")
    document = json.loads(result.stdout)
    assert [(d["code"], d["file"], d["start"]["line"]) for d in document["diagnostics"]] == [("P008", "a.when", 1)]


def test_json_of_nothing(here: Path) -> None:
    (here / "a.when").write_text(CLEAN)
    result = run("check", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"version": 1, "diagnostics": []})


def test_what_could_be_read_is_checked_beside_what_could_not(here: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules/a.when").write_text(WRONG)
    result = run("check", "rules", "rulse", "--format", "concise")
    assert result.exit_code == 2
    assert result.stdout == (
        "rules/a.when:1:5: P008 there is no library `helpdsk`\nrulse:1:1: P001 there is no file or folder `rulse`\n"
    )


@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "gone"), ("check", "--format", "xml"), ("check", "-x"), ("chekc",)]
)
def test_what_could_not_run(here: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_projects_do_not_see_each_other(here: Path) -> None:
    for folder in ("one", "two"):
        (here / folder).mkdir()
        (here / folder / "a.when").write_text(CLEAN)
    assert run("check", "one", "two").stderr == "Checked 2 rules in 2 files: no problems\n"
    assert run("check", ".").exit_code == 1  # one project: the title of a rule is unique in it


def test_colours_are_asked_for(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    assert "\x1b[" not in run("check").output
    assert "\x1b[1;31merror[P008]\x1b[0m" in run("check", "--colour", "always").stdout
    assert "\x1b[" not in run("check", "--color", "never").output


HOSTILE = "\x1b[31m\u202e\u200b\x07\x9b"


@pytest.mark.parametrize("format_", ["full", "concise", "json"])
def test_hostile_text_never_reaches_the_terminal(here: Path, format_: str) -> None:
    name = f"{HOSTILE}.when"
    (here / name).write_text(f'USE "{HOSTILE}.when"\nUSE DATA "{HOSTILE}" AS `{HOSTILE}`\nRULE "{HOSTILE}" {HOSTILE}\n')
    for arguments in ((".",), (name,), (f"{HOSTILE}/x",), (f"--format={HOSTILE}",), (HOSTILE,)):
        result = CliRunner().invoke(group, ["check", "--format", format_, *arguments])
        assert result.exit_code in {1, 2}
        assert not set(HOSTILE) - set("[31m") & set(result.stdout)


def test_folders_with_settings_are_checked_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = 'USE helpdesk\nRULE "Same" WHEN ticket is created THEN stop\n'
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rules.when").write_text(rule)
    monkeypatch.chdir(tmp_path)
    assert run("check").exit_code == 1  # the title is used twice
    for folder, zone in (("one", "Europe/Berlin"), ("two", "Asia/Tokyo")):
        (tmp_path / folder / "whenthen.toml").write_text(f'[time]\nzone = "{zone}"\n')
    clean = run("check")
    assert (clean.exit_code, clean.stderr) == (0, "Checked 2 rules in 2 files: no problems\n")
    (tmp_path / "two" / "whenthen.toml").write_text('[time]\nzone = "Tokyo"\n')
    wrong = run("check", "--format", "concise")
    assert wrong.exit_code == 1
    assert wrong.stdout == "two/whenthen.toml:2:1: P053 there is no time zone `Tokyo`\n"
    (tmp_path / "two" / "whenthen.toml").unlink()
    (tmp_path / "two" / "whenthen.toml").mkdir()
    assert run("check").exit_code == 2


UNLIKE = """\
RULE "More replies than messages"
  WHEN ticket is created
  IF ticket.reply_count > ticket.message_count
  THEN set ticket.status to open
RULE "Asleep"
  DISABLED
  WHEN ticket is created
  THEN set ticket.status to open
RULE "Every morning"
  WHEN every day at 09:00
  THEN stop
"""


def test_verbose_names_the_rules_that_are_looked_at_for_every_event(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "vip.when").write_text(CLEAN)
    assert run("check", "--verbose", "--ignore", "all").stderr.splitlines()[1:] == [
        "Index: every rule is found by what its condition needs"
    ]
    (here / "vip.when").write_text(CLEAN + UNLIKE)
    monkeypatch.setenv("WHENTHEN_CACHE", str(here / "cache"))
    expected = [
        "Checked 4 rules in 1 file: no problems",
        "Index: 1 of 4 rules offers nothing to go by and is looked at for every event of its triggers:",
        "  vip.when:6: More replies than messages",
    ]
    for _ in range(2):  # the second time from the cache
        assert run("check", "--verbose", "--ignore", "all").stderr.splitlines() == expected
        assert run("check", "--ignore", "all").stderr.splitlines() == expected[:1]
    (here / "vip.when").write_text(WRONG + UNLIKE)
    assert "Index" not in run("check", "--verbose", "--ignore", "all").stderr


# the frame --------------------------------------------------------------------------------------------------------


def test_version() -> None:
    assert run("--version").stdout == f"whenthen {__version__}\n"


def test_help_names_every_command_and_shows_examples() -> None:
    assert run("--help").exit_code == 0
    for name in group.list_commands(None):  # type: ignore[arg-type]
        assert f"  {name} " in run("--help").stdout
        text = run(name, "--help").stdout
        assert "Example" in text
        assert f"whenthen {name}" in text


def test_an_unknown_command() -> None:
    assert "there is no command `expalin`; did you mean `explain`?" in run("expalin").stderr
    assert "there is no command `lint`; did you mean `check`?" in run("lint", "rules").stderr
    assert "there is no command `fix`; did you mean `check --fix`?" in run("fix").stderr


def test_commands_are_imported_when_they_are_called(here: Path) -> None:
    code = (
        "import sys, whenthen.cli; whenthen.cli.group.main(['--version'], standalone_mode=False); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment()
    )
    modules = loaded.stdout.split()
    assert "whenthen.cli.check" not in modules
    assert not {"lark", "msgspec", "re2", "whenthen.syntax", "whenthen.runtime.model"} & set(modules)


def _environment() -> dict[str, str]:
    source = str(Path(__file__).resolve().parents[2] / "dsl")
    return {**os.environ, "PYTHONPATH": source}
