"""`whenthen check` as a linter: what is reported, what is mended, what it says at the end, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.checking import EXACT, MENDED, TWICE, WRONG, check, codes, refused

# What is reported --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", ["", " ", ",", " , ,"])
def test_nothing_to_select_is_a_mistake(here: Path, nothing: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Such as a variable of a CI job that is not set: a check that reports nothing would pass for ever."""
    (here / "a.when").write_text(TWICE)
    said = refused(capsys, "--select", nothing)
    assert "Error: --select names no code; leave it out, or write codes and families, such as --select L,M102" in said
    assert codes("--select", f"{nothing},L101", "--ignore", nothing) == ["L101"]


def test_errors_keep_warnings_from_being_looked_for(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    (here / "b.when").write_text(TWICE.replace("VIP", "Other"))
    said = "Most warnings are looked for once no errors are left"
    assert check().stderr == "Checked 2 rules in 2 files: 1 error; 1 can be mended with --unsafe-fixes\n"
    for _ in range(2):  # from the cache the second time
        assert check("--select", "D101").stderr.splitlines()[1:] == [said]
    (here / "whenthen.toml").write_text('[lint]\nignore = ["L999"]\n')
    (here / "a.when").unlink()
    assert said not in check("--select", "D101").stderr
    assert said not in check("--select", "D101", "b.when").stderr


def test_findings_are_problems(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    result = check()
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "warning[L101]: `ticket.priority is urgent` stands twice in this AND\n --> a.when:4:"
    )
    assert result.stderr == "Checked 1 rule in 1 file: 1 warning; 1 can be mended with --fix\n"
    (here / "a.when").write_text(MENDED)
    assert (check().exit_code, check().stderr) == (0, "Checked 1 rule in 1 file: no problems\n")


def test_selection(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    assert codes() == ["L101"]
    assert codes("--ignore", "L") == []
    assert codes("--select", "D101") == ["D101"]
    assert codes("--select", "d101, l101") == ["D101", "L101"]
    assert codes("--select", "D101", "--select", "L") == ["D101", "L101"]
    assert {"D101", "D102", "L101"} <= set(codes("--select", "all"))
    assert codes("--select", "L", "--ignore", "L101") == []


def test_errors_are_always_reported(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    assert codes("--select", "L101") == ["N102"]
    assert check("--ignore", "N102").exit_code == 2


@pytest.mark.parametrize(("option", "word"), [("--select", "L1010"), ("--ignore", "Q"), ("--select", "L101,nonsense")])
def test_codes_that_do_not_exist(here: Path, option: str, word: str) -> None:
    (here / "a.when").write_text(TWICE)
    result = check(option, word)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{option}: there is no" in result.stderr


def test_comments_and_settings(here: Path) -> None:
    (here / "whenthen.toml").write_text('[lint]\nselect = ["L", "D101"]\n')
    (here / "a.when").write_text(TWICE)
    assert codes() == ["D101", "L101"]
    assert codes("--ignore", "D101") == ["L101"]
    assert codes("--ignore", "D") == ["D101", "L101"]  # the settings are more specific
    (here / "a.when").write_text(TWICE.replace("  IF", "  # whenthen: ignore[L101] because both count\n  IF"))
    assert codes("--ignore", "D101") == []
    assert check("--ignore", "D101", "-v").stderr.splitlines()[:2] == [
        "Checked 1 rule in 1 file: no problems",
        "Comments keep 1 warning back",
    ]


def test_a_program_with_errors_tells_of_files_alone(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "b.when").write_text("RULE oops\n")
    found = codes("--select", "L,D")
    assert "L101" not in found  # of programs
    assert [code for code in found if code[0] == "S"]


def test_what_hangs_on_the_date(here: Path) -> None:
    expiring = MENDED.replace("  WHEN", "  ACTIVE UNTIL 2026-05-01\n  WHEN")
    (here / "a.when").write_text(expiring)
    assert codes("--today", "2026-04-01") == []
    assert codes("--today", "2026-05-20") == ["C203"]
    assert codes("--today", "2026-04-01") == []
    for wrong in ("2026-02-30", "20260501", "tomorrow", ""):
        assert check("--today", wrong).exit_code == 2


def test_statistics(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    result = check("--statistics")
    assert result.exit_code == 1
    assert result.stdout == "1  L101  the same test twice  [1 with --fix]\n"
    (row,) = json.loads(check("--statistics", "--format", "json").stdout)["statistics"]
    assert (row["code"], row["count"], row["fixable"]) == ("L101", 1, 1)
    assert check("--statistics", "--format", "sarif").exit_code == 2


@pytest.mark.parametrize("format_", ["junit", "github", "gitlab", "sarif"])
def test_the_other_formats(here: Path, format_: str) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "b.when").write_text("")
    first, second = (check("--format", format_) for _ in range(2))
    assert (first.exit_code, first.stderr) == (1, "")
    assert "L101" in first.stdout
    assert first.stdout == second.stdout
    assert format_ != "junit" or "b.when" in first.stdout


# Mending -----------------------------------------------------------------------------------------------------------


def test_safe_fixes(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "b.when").write_text(EXACT)
    result = check("--fix")
    assert result.exit_code == 1
    assert (here / "a.when").read_text() == MENDED
    assert (here / "b.when").read_text() == EXACT
    assert result.stdout.startswith("warning[C202]")
    assert result.stderr == ("Mended 1 problem in 1 file; 1 is left; 1 can be mended with --unsafe-fixes\n")
    result = check("--unsafe-fixes", "--format", "concise")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Mended 1 problem in 1 file; none is left\n"
    assert (here / "b.when").read_text() != EXACT
    assert check().exit_code == 0
    assert check("--fix").stderr == "Checked 2 rules in 2 files: no problems\n"


def test_what_is_not_reported_is_not_mended(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    assert check("--fix", "--ignore", "L").exit_code == 0
    check("--write-baseline", "known.json")
    assert check("--fix", "--baseline", "known.json").exit_code == 0
    assert (here / "a.when").read_text() == TWICE
    kept = TWICE.replace("  IF", "  # whenthen: ignore[L101] because both count\n  IF")
    (here / "a.when").write_text(kept)
    assert check("--fix").exit_code == 0
    assert (here / "a.when").read_text() == kept


def test_the_difference(here: Path) -> None:
    text = TWICE.rstrip("\n")
    (here / "a.when").write_text(text)
    result = check("--diff")
    assert result.exit_code == 1
    assert (here / "a.when").read_text() == text
    assert result.stderr == "Would mend 1 problem in 1 file; none would be left\n"
    assert result.stdout.splitlines()[:2] == ["--- a.when", "+++ a.when"]
    assert result.stdout.endswith("   THEN set ticket.status to open\n\\ No newline at end of file\n")
    subprocess.run(["patch", "-p0", "-s"], input=result.stdout, text=True, check=True, cwd=here)
    assert (here / "a.when").read_text() == MENDED.rstrip("\n")
    assert (check("--diff").exit_code, check("--diff").stdout) == (0, "")


def test_files_keep_what_they_are(here: Path) -> None:
    (here / "a.when").write_bytes(b"\xef\xbb\xbf" + TWICE.replace("\n", "\r\n").encode())
    (here / "a.when").chmod(0o640)
    (here / "b.when").write_text("# untouched\n")
    before = (here / "b.when").stat()
    assert check("--fix").exit_code == 0
    assert (here / "a.when").read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    assert (here / "a.when").stat().st_mode & 0o777 == 0o640
    assert (here / "b.when").stat() == before


def test_a_link_stays_a_link(here: Path) -> None:
    (here / "real.when").write_text(TWICE)
    (here / "sub").mkdir()
    (here / "sub" / "a.when").symlink_to("../real.when")
    assert check("sub/a.when", "--fix").exit_code == 0
    assert (here / "sub" / "a.when").is_symlink()
    assert (here / "real.when").read_text() == MENDED


def test_several_projects(here: Path) -> None:
    for name in ("one", "two"):
        (here / name).mkdir()
        (here / name / "whenthen.toml").write_text("")
        (here / name / "a.when").write_text(TWICE)
    (here / "one" / "b.when").write_text("RULE oops\n")
    result = check("--fix")
    assert result.exit_code == 1
    assert (here / "one" / "a.when").read_text() == TWICE  # L101 looks at programs, and there is none
    assert (here / "two" / "a.when").read_text() == MENDED


def test_errors_can_be_mended_too(here: Path) -> None:
    (here / "a.when").write_text(MENDED.replace("USE helpdesk\n", ""))
    result = check("--fix")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (here / "a.when").read_text() == MENDED.replace("helpdesk\n", "helpdesk\n\n")


def test_a_fix_that_breaks_a_rule_is_left_out(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import attrs

    from whenthen import pipeline
    from whenthen.diagnostics.model import Diagnostic, Edit, Fix

    def breaking(d: Diagnostic) -> Diagnostic:
        return attrs.evolve(d, fix=Fix("break it", (Edit(d.span, "("),))) if d.span.position[0] == 4 else d

    lint = pipeline.lint
    monkeypatch.setattr(
        pipeline,
        "lint",
        lambda *given: attrs.evolve(found := lint(*given), diagnostics=tuple(map(breaking, found.diagnostics))),
    )
    text = TWICE + TWICE.replace("USE helpdesk\n", "").replace("VIP", "Other")
    (here / "a.when").write_text(text)
    result = check("--fix", "--select", "L101")
    assert result.exit_code == 1
    assert result.stderr.startswith("Mended 1 problem in 1 file; 1 is left")
    assert (here / "a.when").read_text() == TWICE + MENDED.replace("USE helpdesk\n", "").replace("VIP", "Other")


def test_a_file_that_changes_meanwhile_is_left_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "b.when").write_text(TWICE.replace("VIP", "Other"))
    monkeypatch.setattr("whenthen.cli._mending.mend", _changing(here / "b.when"))
    assert "`b.when` has changed since it was read. Nothing was written" in refused(capsys, "--fix")
    assert (here / "a.when").read_text() == TWICE
    assert (here / "b.when").read_text() == "# meanwhile\n"


def _changing(path: Path) -> object:
    from whenthen.lint.mending.rounds import mend

    def changing(*given: object) -> object:
        path.write_text("# meanwhile\n")
        return mend(*given)  # type: ignore[arg-type]

    return changing


def test_a_file_that_cannot_be_written(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.when").write_text(TWICE)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse)
        patched.setenv("WHENTHEN_CACHE", "off")
        assert "cannot write `a.when`: permission denied" in refused(capsys, "--fix")
    assert (here / "a.when").read_text() == TWICE


@pytest.mark.parametrize(
    "arguments",
    [
        ("--baseline", "a", "--write-baseline", "b"),
        ("--diff", "--write-baseline", "b"),
        ("--diff", "--format", "json"),
        ("--diff", "--statistics"),
        ("--watch", "--fix"),
        ("--watch", "--diff"),
        ("--watch", "--write-baseline", "b"),
    ],
)
def test_what_does_not_go_together(here: Path, arguments: tuple[str, ...]) -> None:
    (here / "a.when").write_text(TWICE)
    assert check(*arguments).exit_code == 2
    assert sorted(os.listdir(here)) == ["a.when"]


def test_a_path_that_cannot_be_read_is_more_than_a_finding(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    assert check(".", "gone.when").exit_code == 2
    assert check(".", "gone.when", "--fix").exit_code == 2
