"""The command as a process: poor terminals, readers that leave, interrupts. Never a traceback."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from whenthen.cli import _terminal

SOURCE = Path(__file__).resolve().parents[2] / "dsl"
WRONG = 'RULE "Ärger 返金"\n  WHEN tikcet is created\n  THEN stop\n'


def environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "WHENTHEN_CACHE": "off", **more}


def whenthen(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "whenthen", *arguments],
        cwd=cwd,
        env=environment(**environ),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done


def shell(line: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        ["bash", "-c", line.replace("whenthen", f"'{sys.executable}' -m whenthen")],
        cwd=cwd,
        env=environment(**environ),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    return done


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_terminals_that_cannot_show_everything(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "ä返.when").write_text(WRONG, "utf-8")
    done = whenthen("check", cwd=tmp_path, **environ)
    assert done.returncode == 1
    assert b"tikcet" in done.stdout
    assert whenthen("check", "--format", "json", cwd=tmp_path, **environ).stdout.isascii()
    assert whenthen("explain", cwd=tmp_path, **environ).returncode == 0


def test_what_ascii_cannot_show_is_escaped_and_stays_aligned(tmp_path: Path) -> None:
    (tmp_path / "a.when").write_text('RULE "返"\n  WHEN ticket is created OR 返 changes\n  THEN stop\n', "utf-8")
    done = whenthen("check", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.stdout.isascii()
    assert b"\\u{8FD4}" in done.stdout


def test_a_file_name_that_is_not_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\x1b.when"
    Path(os.fsdecode(path)).write_text(WRONG, "utf-8")
    for format_ in ("full", "concise", "json"):
        done = whenthen("check", "--format", format_, cwd=tmp_path)
        assert done.returncode == 1
        assert b"\x1b" not in done.stdout
        done.stdout.decode("utf-8")


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    (tmp_path / "a.when").write_text("".join(f'RULE "{n}" WHEN nothing is created THEN stop\n' for n in range(3000)))
    done = shell("set -o pipefail; whenthen check | head -n 1", tmp_path)
    assert done.stdout.count(b"\n") == 1
    assert done.returncode == 141
    assert shell("whenthen run --help | true; exit ${PIPESTATUS[0]}", tmp_path).returncode == 141
    done = shell("whenthen check --format json | true; whenthen explain | true", tmp_path)
    assert done.stderr == b""


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(tmp_path: Path, closed: str) -> None:
    (tmp_path / "a.when").write_text(WRONG, "utf-8")
    for command, code in (("whenthen check", 1), ("whenthen explain", 0), ("whenthen gone", 2)):
        assert shell(f"{command} {closed}", tmp_path).returncode == code


def test_a_full_disk(capsys: pytest.CaptureFixture[str]) -> None:
    def write() -> None:
        raise OSError(28, "No space left on device")

    assert _terminal.guarded(write) == 2
    assert capsys.readouterr().err == "whenthen: cannot write what is printed: no space left on device\n"


def test_an_interrupt(tmp_path: Path) -> None:
    (tmp_path / "a.when").write_text("".join(f'RULE "{n}" WHEN nothing is created THEN stop\n' for n in range(20_000)))
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "whenthen", "check"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that starts the tests in the background has them ignore interrupts, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    told = b""
    while b"whenthen.workspace.find" not in told:  # from here on it reads
        told += process.stderr.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.rstrip().endswith(b"whenthen: interrupted")
    assert b"Traceback" not in error


def test_a_mistake_of_the_program_is_told_without_a_traceback(tmp_path: Path) -> None:
    code = (
        "import whenthen.cli._checking, whenthen.cli\n"
        "def broken(*given): raise RuntimeError('\\x1b[2J oops')\n"
        "whenthen.cli._checking.check_found = broken\n"
        "whenthen.cli.main(['check'])"
    )
    for more, shown in (({}, False), ({"WHENTHEN_TRACEBACK": "1"}, True)):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment(**more), capture_output=True, check=False
        )
        assert done.returncode == 2
        assert b"a mistake of this program, not of yours: RuntimeError: \\u{001B}[2J oops" in done.stderr
        assert (b"Traceback" in done.stderr) is shown


def test_colours_and_width_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.when").write_text(WRONG.replace("stop", "stop # " + "x" * 300), "utf-8")

    def on_terminal(**environ: str) -> bytes:
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "whenthen", "check"],
            cwd=tmp_path,
            env=environment(TERM="xterm", **environ),
            stdout=slave,
            stderr=subprocess.DEVNULL,
        )
        os.close(slave)
        printed = b""
        while True:
            try:
                more = os.read(master, 4096)
            except OSError:
                break
            if not more:
                break
            printed += more
        process.wait(timeout=60)
        os.close(master)
        return printed

    assert b"\x1b[1;31merror" in on_terminal()
    assert b"\x1b[" not in on_terminal(NO_COLOR="1")


@pytest.mark.parametrize(
    "arguments", [["check", "--format=\x1b[2J\u202e"], ["\x1b[2J\u202e"], ["explain", "\x1b[2J\u202e"]]
)
def test_hostile_arguments_are_shown_escaped(tmp_path: Path, arguments: list[str]) -> None:
    done = whenthen(*arguments, cwd=tmp_path, PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stdout) == (2, b"")
    shown = done.stderr.decode("utf-8")
    assert not {"\x1b", "\u202e"} & set(shown)
    assert "\\u{202E}" in shown or "\\u202e" in shown


@pytest.mark.parametrize("module", ["click", "attrs", "whenthen.cli._terminal", "whenthen.workspace"])
def test_an_interrupt_while_modules_are_imported(tmp_path: Path, module: str) -> None:
    code = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from whenthen.__main__ import main\n"
        "main(['check'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (130, b"")
    assert done.stderr.strip() == b"whenthen: interrupted"
