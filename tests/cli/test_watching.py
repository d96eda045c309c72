"""`check --watch`: the loop, with a sleep that changes files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from whenthen.cache.reports import check_found
from whenthen.cli._checking import Checked
from whenthen.cli._watching import watch_files
from whenthen.lint.reporting.report import Reported
from whenthen.workspace.find import find

SOURCE = Path(__file__).resolve().parents[2] / "dsl"
RULES = 'USE "words.when"\nUSE DATA "teams.csv" AS team\nRECORD team KEY name\n  name: text\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.when").write_text(RULES)
    (tmp_path / "words.when").write_text("")
    (tmp_path / "teams.csv").write_text("name\nBilling\n")
    return tmp_path


class Ended(Exception):  # noqa: N818 - nothing is wrong
    """All changes have been made."""


def checks(
    paths: tuple[str, ...], changes: list[Callable[[], object]], more: tuple[str, ...] = (), fails: bool = False
) -> int:
    """How often is checked while changes are made, one at each sleep, and one sleep after the last."""
    count = 0
    waiting = list(changes)

    def check() -> Checked:
        nonlocal count
        count += 1
        if fails:
            raise click.ClickException("broken")
        found = find(paths)
        return Checked(tuple(found), tuple(check_found(one, None) for one in found), Reported(()))

    def sleep(_: float) -> None:
        if not waiting:
            raise Ended
        waiting.pop(0)()

    with pytest.raises(Ended):
        watch_files(paths, check, more, sleep)
    return count


def nothing() -> None:
    """Time passes."""


CHANGES: dict[str, Callable[[], object]] = {
    "a rule file": lambda: Path("rules.when").write_text(RULES + "\n"),
    "a used file": lambda: Path("words.when").write_text("LET late = 1\n"),
    "a used file gone": lambda: Path("words.when").unlink(),
    "a data file": lambda: Path("teams.csv").write_text("name\nSales\n"),
    "settings": lambda: Path("whenthen.toml").write_text('[time]\nzone = "Asia/Tokyo"\n'),
    "a baseline": lambda: Path("known.json").write_text("{}"),
}


@pytest.mark.parametrize("paths", [(".",), ("rules.when",)], ids=["folder", "file"])
@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_seen_once(here: Path, change: str, paths: tuple[str, ...]) -> None:
    assert checks(paths, [nothing, nothing], ("known.json",)) == 1
    assert checks(paths, [nothing, CHANGES[change], nothing, nothing], ("known.json",)) == 2


def test_files_that_come_and_go(here: Path) -> None:
    new = here / "new.when"
    assert checks((".",), [lambda: new.write_text(""), nothing, new.unlink, nothing]) == 3
    assert checks(("rules.when",), [lambda: new.write_text(""), nothing, new.unlink, nothing]) == 1
    assert checks((".",), [lambda: (here / "other.txt").write_text(""), nothing]) == 1


def test_a_file_that_is_missing_is_waited_for(here: Path) -> None:
    (here / "words.when").unlink()
    assert checks(("rules.when",), [nothing, lambda: (here / "words.when").write_text(""), nothing]) == 2
    assert checks(("gone.when",), [nothing, lambda: (here / "gone.when").write_text(""), nothing]) == 2


def test_what_cannot_be_done_is_tried_again(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checks((".",), [CHANGES["a rule file"], nothing], fails=True) == 2
    assert capsys.readouterr().err.count("Error: broken\n") == 2


def test_an_interrupt_ends_it(here: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "whenthen", "check", "--watch"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "WHENTHEN_CACHE": "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    told = [process.stderr.readline(), process.stderr.readline()]
    assert told[1] == b"Waiting for a change; Ctrl-C ends this\n"
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error == b"whenthen: interrupted\n"
    assert b"\x1b" not in out
