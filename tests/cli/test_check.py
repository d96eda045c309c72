"""`whenthen check` as a linter: what is reported, what is mended, what it says at the end, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whenthen.cli import group, main

#: L101, which can be mended safely; C202, which cannot; D101, an opinion.
TWICE = """\
USE helpdesk
RULE "VIP"
  WHEN ticket is created
  IF ticket.priority is urgent AND ticket.priority is urgent
  THEN set ticket.status to open
"""
MENDED = TWICE.replace(" AND ticket.priority is urgent", "")
EXACT = """\
USE helpdesk
RULE "Late"
  WHEN every hour
  FOR EACH ticket WHERE now - ticket.created_at is 48 hours AND ticket.status is open
  THEN add "late" to ticket.tags
"""
WRONG = MENDED.replace("ticket.status to open", "ticket.statsu to open")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WHENTHEN_CACHE", str(tmp_path / "cache"))
    yield folder
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]


def check(*arguments: str) -> Result:
    result = CliRunner().invoke(group, ["check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of a check that could not run."""
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    captured = capsys.readouterr()
    assert (ended.value.code, captured.out) == (2, "")
    return captured.err


def codes(*arguments: str) -> list[str]:
    """The codes that are reported, from the cache the second time."""
    first, second = (check(*arguments, "--format", "concise") for _ in range(2))
    assert first.stdout == second.stdout
    assert first.exit_code == second.exit_code == bool(first.stdout)
    return [line.split()[1] for line in first.stdout.splitlines()]


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


# Baselines ---------------------------------------------------------------------------------------------------------


def test_a_baseline_keeps_back_what_was_there(here: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules" / "a.when").write_text(TWICE)
    result = check("rules", "--write-baseline", "known.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        "Checked 1 rule in 1 file: no problems",
        "Wrote 1 warning to the baseline `known.json`",
    ]
    result = check("rules", "--baseline", "known.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[1:] == ["The baseline keeps 1 warning back"]
    (here / "rules" / "b.when").write_text(TWICE.replace("VIP", "New"))
    assert codes("rules", "--baseline", "known.json", "--select", "L101") == ["L101"]
    (here / "rules" / "a.when").write_text(MENDED)
    (here / "rules" / "b.when").unlink()
    assert check("rules", "--baseline", "known.json").stderr.splitlines()[1:] == [
        "The baseline can be made shorter: 1 of its entries does not occur any more, --write-baseline known.json "
        "leaves them out"
    ]


def test_a_baseline_is_the_same_from_everywhere(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "rules").mkdir()
    (here / "rules" / "a.when").write_text(TWICE)
    check("rules", "--write-baseline", "known.json")
    before = (here / "known.json").read_bytes()
    monkeypatch.chdir(here / "rules")
    assert check("--baseline", "../known.json").exit_code == 0
    check("--write-baseline", "../known.json")
    assert (here / "known.json").read_bytes() == before
    assert check(str(here / "rules"), "--baseline", str(here / "known.json")).exit_code == 0


def test_errors_are_in_no_baseline(here: Path) -> None:
    (here / "a.when").write_text(WRONG)
    result = check("--write-baseline", "known.json", "--format", "concise")
    assert result.exit_code == 1
    assert "N102" in result.stdout
    assert result.stderr.splitlines() == [
        "Wrote 0 warnings to the baseline `known.json`",
        "Most warnings are looked for once no errors are left: then write the baseline anew",
    ]
    (here / "a.when").write_text(MENDED)
    (here / "whenthen.toml").write_text('[lint]\nignore = ["L999"]\n')
    result = check("a.when", "--write-baseline", "known.json", "--format", "concise")
    assert result.stderr == "Wrote 0 warnings to the baseline `known.json`\n"


def test_what_could_not_be_read_leaves_the_baseline_alone(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    check("--write-baseline", "known.json")
    before = (here / "known.json").read_bytes()
    result = check("a.whne", "--write-baseline", "known.json")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "Checked 0 rules in 0 files: 1 error",
        "The baseline `known.json` was not written: not everything could be read",
    ]
    assert check(".", "b", "--write-baseline", "other.json", "--format", "concise").exit_code == 2
    assert sorted(os.listdir(here)) == ["a.when", "known.json"]
    assert (here / "known.json").read_bytes() == before


def test_a_baseline_keeps_what_was_not_looked_at(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "b.when").write_text(EXACT)
    check("--write-baseline", "known.json")
    before = (here / "known.json").read_bytes()
    (here / "gone.when").write_text(EXACT.replace("Late", "Gone"))
    said = check("b.when", "gone.when", "--write-baseline", "known.json", "--format", "concise").stderr
    assert said.startswith("Wrote ")
    assert said.endswith(" to the baseline `known.json`, and kept 1 of what was not looked at\n")
    (here / "gone.when").unlink()
    (here / "b.when").write_text(EXACT.replace("is open", "is opne"))  # nothing says what else would be found
    said = check("--write-baseline", "known.json", "--format", "concise").stderr.splitlines()[0]
    assert said == "Wrote 0 warnings to the baseline `known.json`, and kept 2 of what was not looked at"
    assert (here / "known.json").read_bytes() == before
    (here / "b.when").write_text(MENDED.replace("VIP", "Other"))
    said = check("--ignore", "R", "--write-baseline", "known.json", "--format", "concise").stderr
    assert said == "Wrote 1 warning to the baseline `known.json`\n"
    (here / "known.json").write_text("<<<<<<< HEAD")
    said = check("--ignore", "R", "--write-baseline", "known.json", "--format", "concise").stderr
    assert said == "Wrote 1 warning to the baseline `known.json`\n"


@pytest.mark.parametrize("name", ["a.when", "A.WHEN", "whenthen.toml", "teams.csv"])
def test_no_baseline_is_written_over_rules(here: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.when").write_text(TWICE)
    said = refused(capsys, "--write-baseline", name)
    assert f"Error: --write-baseline needs a file for the baseline, such as known.json, and not `{name}`" in said
    assert (os.listdir(here), (here / "a.when").read_text()) == (["a.when"], TWICE)


def test_files_that_are_gone_are_not_in_the_baseline_for_ever(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "b.when").write_text(EXACT)
    check("--write-baseline", "known.json")
    (here / "b.when").unlink()
    assert check("--baseline", "known.json").stderr.splitlines()[1:] == [
        "The baseline keeps 1 warning back",
        "The baseline can be made shorter: 1 of its entries does not occur any more, --write-baseline known.json "
        "leaves them out",
    ]
    # Who looks at a part of the files is not told to write it anew: the rest would be lost.
    (here / "c.when").write_text(MENDED.replace("VIP", "Other"))
    assert check("c.when", "--baseline", "known.json").stderr == "Checked 1 rule in 1 file: no problems\n"


def test_a_baseline_that_was_moved(here: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules" / "a.when").write_text(TWICE)
    check("--write-baseline", "known.json")
    (here / "known.json").rename(here / "rules" / "known.json")
    result = check("--baseline", "rules/known.json")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [
        "None of the files that the baseline names is there: it names them from its own folder on, so it stays where "
        "it was written"
    ]
    check("--ignore", "L", "--write-baseline", "known.json")
    assert check("--baseline", "known.json").stderr.splitlines()[1:] == []


def test_what_is_new_is_not_to_go_into_the_baseline(here: Path) -> None:
    (here / "a.when").write_text(TWICE)
    check("--write-baseline", "known.json")
    (here / "a.when").write_text(EXACT)
    assert check("--baseline", "known.json").stderr.splitlines()[1:] == [
        "The baseline can be made shorter: 1 of its entries does not occur any more; once what is new is mended, "
        "--write-baseline known.json leaves them out"
    ]


def test_a_broken_baseline_is_written_anew(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "known.json").write_text("<<<<<<< HEAD")
    said = refused(capsys, "--baseline", "known.json")
    assert "help: write it anew with --write-baseline, or bring it back from your version control" in said


@pytest.mark.parametrize("content", ["nonsense", "{}", '{"whenthen-baseline": 99}', "[" * 100_000, "\udcff", "\x1b[2J"])
def test_a_broken_baseline(here: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.when").write_text(TWICE)
    (here / "known.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    said = refused(capsys, "--baseline", "known.json")
    assert "known.json" in said
    assert "\x1b" not in said


def test_a_baseline_that_is_not_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.when").write_text(TWICE)
    said = refused(capsys, "--baseline", "known.json")
    assert said == "Error: there is no baseline `known.json`; --write-baseline makes one\n"
    assert "cannot read the baseline `.`" in refused(capsys, "--baseline", ".")
    assert "cannot write `nowhere/known.json`" in refused(capsys, "--write-baseline", "nowhere/known.json")


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
