"""What a command loads: only what it needs, so that it starts quickly. Each runs in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import atexit, sys
from pathlib import Path
atexit.register(lambda: Path(sys.argv[1]).write_text("\\n".join(sys.modules)))
from whenthen.__main__ import main
main(sys.argv[2:])
"""
#: Every package from outside that is not needed to understand a command line.
HEAVY = {"attrs", "holidays", "lark", "msgspec", "re2", "tzdata"}

RULES = """
RECORD ticket KEY id
  id: text
  tags: set of text

EVENT ticket is created

RULE "Tag it"
  WHEN ticket is created
  THEN add "new" to ticket.tags
"""
CALENDAR = """
CALENDAR office
  monday to friday 09:00 to 17:00
  except holidays "DE"
"""


def loaded(tmp_path: Path, *arguments: str, code: int = 0) -> set[str]:
    """The modules that a command has imported when it ends."""
    out = tmp_path / "modules"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "dsl"),
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(out), *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return set(out.read_text().split("\n"))


def own(modules: set[str]) -> set[str]:
    return {module for module in modules if module.partition(".")[0] == "whenthen"}


def test_the_version_needs_the_command_line_only(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--version")
    assert not modules & (HEAVY | {"attr", "json", "shutil", "decimal", "zoneinfo"})
    expected = {"whenthen", "whenthen.__main__", "whenthen.cli", "whenthen.cli._terminal", "whenthen.version"}
    assert own(modules) == expected


@pytest.mark.parametrize(
    "arguments", [["--help"], *([name, "--help"] for name in ("check", "format", "run", "new", "explain"))], ids=str
)
def test_help_needs_the_commands_only(arguments: list[str], tmp_path: Path) -> None:
    modules = loaded(tmp_path, *arguments)
    assert not modules & (HEAVY - {"attrs"})
    assert {module for module in own(modules) if module.count(".") == 1} <= {
        "whenthen.__main__",
        "whenthen.cli",
        "whenthen.diagnostics",
        "whenthen.version",
    }


def test_an_explanation_needs_the_codes_only(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "explain", "T101")
    assert not modules & (HEAVY - {"attrs"})
    assert {module for module in own(modules) if module.count(".") == 1} <= {
        "whenthen.__main__",
        "whenthen.cli",
        "whenthen.diagnostics",
        "whenthen.source",
        "whenthen.version",
    }


def test_a_new_project_is_made_without_a_parser(tmp_path: Path) -> None:
    assert not loaded(tmp_path, "new", "desk") & (HEAVY - {"attrs", "tzdata"})


def test_files_are_formatted_without_being_checked(tmp_path: Path) -> None:
    (tmp_path / "rules.when").write_text(RULES)
    modules = loaded(tmp_path, "format", "rules.when")
    assert not modules & (HEAVY - {"attrs", "lark"})
    assert not {module for module in own(modules) if module.startswith(("whenthen.analysis", "whenthen.compile"))}


def test_a_check_loads_what_the_rules_use(tmp_path: Path) -> None:
    (tmp_path / "rules.when").write_text(RULES)
    modules = loaded(tmp_path, "check", "rules.when")
    assert "lark" in modules
    assert not modules & {"holidays", "re2", "whenthen.syntax.explaining.spoken"}


def test_a_run_without_calendars_loads_no_holidays(tmp_path: Path) -> None:
    (tmp_path / "rules.when").write_text(RULES)
    (tmp_path / "events.jsonl").write_text("")
    modules = loaded(tmp_path, "run", "rules.when", "--events", "events.jsonl")
    assert "whenthen.session" in modules
    assert "holidays" not in modules


def test_a_check_with_a_calendar_loads_holidays(tmp_path: Path) -> None:
    (tmp_path / "rules.when").write_text(RULES + CALENDAR)
    assert "holidays" in loaded(tmp_path, "check", "rules.when")


def test_a_check_of_a_mistake_explains_it(tmp_path: Path) -> None:
    (tmp_path / "rules.when").write_text(RULES + "\nRULE oops")
    assert "whenthen.syntax.explaining.spoken" in loaded(tmp_path, "check", "rules.when", code=1)


def test_the_package_loads_nothing_by_itself(tmp_path: Path) -> None:
    program = "import sys, whenthen; print(*sorted(name for name in sys.modules if 'whenthen' in name))"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "dsl")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert {name for name in modules if not name.startswith("_")} == {"whenthen", "whenthen.version"}
