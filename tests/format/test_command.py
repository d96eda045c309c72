"""`whenthen format`: what it writes, shows and says, and what it leaves alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whenthen.cli import _outputs, group
from whenthen.format import formatting

UGLY = 'RULE "a" WHEN ticket is created THEN stop\n'
NEAT = 'RULE "a"\n  WHEN ticket is created\n  THEN stop\n'
WRONG = 'RULE "a" WHEN ticket is created\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, input: bytes | None = None) -> Result:
    result = CliRunner().invoke(group, ["format", *arguments], input=input, prog_name="whenthen")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


# what is written --------------------------------------------------------------------------------------------------


def test_files_of_a_folder_are_written(here: Path) -> None:
    (here / "rules" / ".hidden").mkdir(parents=True)
    for name in ("rules/b.when", "rules/.hidden/c.when", "rules/.d.when", "rules/e.txt"):
        (here / name).write_text(UGLY)
    (here / "rules/a.when").write_text(NEAT)
    result = run("rules")
    assert (result.exit_code, result.stdout) == (0, "Formatted rules/b.when\n")
    assert result.stderr == "Formatted 1 file; 1 is formatted already\n"
    assert (here / "rules/b.when").read_text() == NEAT
    for name in ("rules/.hidden/c.when", "rules/.d.when", "rules/e.txt"):
        assert (here / name).read_text() == UGLY
    assert run().stderr == "2 files are formatted already\n"


def test_a_file_that_is_formatted_is_not_touched(here: Path) -> None:
    path = here / "a.when"
    path.write_text(NEAT)
    os.utime(path, (1, 1))
    before = path.stat()
    assert run("a.when").exit_code == 0
    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_file_with_mistakes_is_reported_and_left_alone(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    (here / "b.when").write_bytes(b"RULE \xff")
    (here / "c.when").write_text(UGLY)
    result = run(".")
    assert result.exit_code == 1
    assert result.stdout == "Formatted c.when\n"
    assert "error[S" in result.stderr
    assert "a.when:1" in result.stderr
    assert "error[S001]" in result.stderr
    assert result.stderr.endswith("Formatted 1 file; 2 have mistakes\n")
    assert (here / "a.when").read_text() == WRONG
    assert (here / "b.when").read_bytes() == b"RULE \xff"
    assert (here / "c.when").read_text() == NEAT


def test_what_is_wrong_but_in_its_form_does_not_matter(here: Path) -> None:
    (here / "a.when").write_text('RULE "a" WHEN nothing is created THEN set nothing.x to [\n')
    assert run("a.when").exit_code == 1
    (here / "a.when").write_text('RULE "a" WHEN nothing is created THEN set nothing.x to unknown\n')
    assert run("a.when").exit_code == 0


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_the_mode_of_a_file_stays(here: Path, mode: int) -> None:
    path = here / "a.when"
    path.write_text(UGLY)
    path.chmod(mode)
    assert run("a.when").exit_code == 0
    assert path.read_text() == NEAT
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert os.listdir(here) == ["a.when"]


def test_line_ends_stay(here: Path) -> None:
    path = here / "a.when"
    long = 'RULE "a" # why\r\nWHEN ticket is created\r\nTHEN reply """\r\n Hi\r\n  you\r\n """ to ticket\r\n'
    path.write_bytes(long.encode())
    assert run("a.when").exit_code == 0
    data = path.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") == 7
    assert data.startswith(b'RULE "a"  # why\r\n  WHEN ticket is created\r\n')
    assert b'"""\r\n      Hi\r\n       you\r\n      """' in data
    assert run("a.when", "--check").exit_code == 0


def test_those_of_the_first_line_are_taken_where_a_file_has_both(here: Path) -> None:
    path = here / "a.when"
    path.write_bytes(b'RULE "a"\nWHEN ticket is created\r\nTHEN stop\r\n')
    assert run("a.when").exit_code == 0
    assert path.read_bytes() == NEAT.encode()


def test_a_byte_order_mark_stays(here: Path) -> None:
    path = here / "a.when"
    path.write_bytes(b"\xef\xbb\xbf" + UGLY.encode())
    assert run("a.when").exit_code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + NEAT.encode()
    assert run("a.when", "--check").exit_code == 0


@pytest.mark.parametrize("text", ["", "\n\n", "  \n\t\n"])
def test_nothing_is_formatted_as_nothing(here: Path, text: str) -> None:
    (here / "a.when").write_text(text)
    assert run("a.when").exit_code == 0
    assert (here / "a.when").read_text() == ""


def test_a_file_of_comments_alone(here: Path) -> None:
    (here / "a.when").write_text("\n\n   # one\n\n\n  # two  \n\n")
    assert run("a.when").exit_code == 0
    assert (here / "a.when").read_text() == "# one\n\n# two\n"


# links ------------------------------------------------------------------------------------------------------------


def test_a_link_in_the_folder_stays_a_link(here: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules/a.when").write_text(UGLY)
    (here / "rules/b.when").symlink_to("a.when")
    result = run("rules")
    assert result.stdout == "Formatted rules/a.when\n"
    assert (here / "rules/b.when").is_symlink()
    assert (here / "rules/a.when").read_text() == NEAT


def test_what_a_link_out_of_the_folder_leads_to_is_not_touched(here: Path) -> None:
    (here / "rules").mkdir()
    (here / "other.when").write_text(UGLY)
    (here / "rules/a.when").symlink_to("../other.when")
    result = run("rules")
    assert result.exit_code == 2
    assert "error[P006]" in result.stderr
    assert (here / "other.when").read_text() == UGLY
    assert run("rules/a.when").exit_code == 0  # who names the link means what it leads to
    assert (here / "rules/a.when").is_symlink()
    assert (here / "other.when").read_text() == NEAT


# what cannot be done ----------------------------------------------------------------------------------------------


def test_a_path_that_is_not_there(here: Path) -> None:
    (here / "a.when").write_text(UGLY)
    result = run("b.when", "a.when")
    assert result.exit_code == 2
    assert "error[P001]" in result.stderr
    assert (here / "a.when").read_text() == NEAT
    assert run("b.when").stderr.endswith("\nFormatted nothing\n")


def test_a_file_that_cannot_be_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def refuse(source: str, target: str) -> None:
        if target.endswith("a.when"):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    for name in ("a.when", "b.when"):
        (here / name).write_text(UGLY)
    monkeypatch.setattr(_outputs.os, "replace", refuse)
    result = run(".")
    assert result.exit_code == 2
    assert "cannot write `a.when`: permission denied" in result.stderr
    assert (here / "a.when").read_text() == UGLY
    assert (here / "b.when").read_text() == NEAT
    assert sorted(os.listdir(here)) == ["a.when", "b.when"]


def test_a_change_of_meaning_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof is asked, whatever the printer does: here one that prints something else."""
    long = UGLY.replace("stop", 'reply """\na\n b\n""" to ticket')
    for text, other in (
        (UGLY, NEAT.replace("stop", "clear ticket.team")),
        (UGLY, NEAT.replace("stop", "Stop  # a comment")),
        (UGLY, NEAT.replace('"a"', '"A"')),
        (UGLY, NEAT.replace("stop", "")),
        (long, long.replace("\n b", "\nb")),
        ('"""a"""\n' + UGLY, '"""b"""\n' + NEAT),
    ):
        (here / "a.when").write_text(text)
        rows = type("Rows", (), {"text": lambda self, line_end, other=other: other})
        monkeypatch.setattr(formatting, "lay_out", lambda document, rows=rows: rows())
        result = run("a.when")
        assert result.exit_code == 1
        assert "error[P070]: the formatted file would not say the same" in result.stderr
        assert (here / "a.when").read_text() == text


# --check and --diff -----------------------------------------------------------------------------------------------


def test_check_names_files_and_writes_nothing(here: Path) -> None:
    (here / "a.when").write_text(UGLY)
    (here / "b.when").write_text(NEAT)
    result = run("--check", ".")
    assert (result.exit_code, result.stdout) == (1, "Would format a.when\n")
    assert result.stderr == "1 file would be formatted; 1 is formatted already\n"
    assert (here / "a.when").read_text() == UGLY
    assert run("--check", "b.when").exit_code == 0
    (here / "c.when").write_text(WRONG)
    assert run("--check", "c.when").stderr.endswith("\n1 file has mistakes\n")


def test_diff_shows_and_writes_nothing(here: Path) -> None:
    (here / "a.when").write_text(UGLY)
    result = run("--diff", "a.when")
    assert result.exit_code == 1
    assert result.stdout == (
        "--- a.when\n+++ a.when\n@@ -1 +1,3 @@\n"
        '-RULE "a" WHEN ticket is created THEN stop\n+RULE "a"\n+  WHEN ticket is created\n+  THEN stop\n'
    )
    assert (here / "a.when").read_text() == UGLY


def test_hostile_names_and_texts_are_escaped(here: Path) -> None:
    name = "a\x1b[31m.when"
    (here / name).write_text('LET x="\u202e"\n')
    assert "\x1b" not in run(name).stderr
    (here / name).write_text(UGLY)
    assert "\x1b" not in run("--check", "--diff", name).stdout
    assert "\x1b" not in run(name).stdout


# standard input ---------------------------------------------------------------------------------------------------


def test_standard_input_goes_to_standard_output(here: Path) -> None:
    result = run("-", input=UGLY.replace("\n", "\r\n").encode())
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (0, NEAT.replace("\n", "\r\n").encode(), "")


def test_standard_input_with_a_name(here: Path) -> None:
    result = run("-", "--stdin-filename", "rules/x.when", input=WRONG.encode())
    assert (result.exit_code, result.stdout) == (1, "")
    assert "rules/x.when:1" in result.stderr
    assert "<stdin>:1" in run("-", input=WRONG.encode()).stderr
    assert run("-", "--stdin-filename", "x.when", "--check", input=UGLY.encode()).stdout == "Would format x.when\n"
    assert run("-", "--stdin-filename", "x.when", "--diff", input=UGLY.encode()).stdout.startswith("--- x.when\n")
    assert run("-", "--check", input=NEAT.encode()).exit_code == 0


def test_what_does_not_go_together(here: Path) -> None:
    assert run("-", "a.when").exit_code == 2
    assert run("--stdin-filename", "a.when").exit_code == 2
