"""`whenthen check` with baselines: what an old rule set had already."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.checking import EXACT, MENDED, TWICE, WRONG, check, codes, refused


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
