"""`whenthen explain`: the pages of codes, the lists of families, and what it says of codes that do not exist."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from whenthen.cli import group
from whenthen.diagnostics.codes import FAMILIES
from whenthen.diagnostics.model import SAFE
from whenthen.lint.register import all_codes

CODES = all_codes()


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(group, ["explain", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_page_of_a_code() -> None:
    result = run("p007")
    assert result.exit_code == 0
    assert result.stdout == (
        "P007: a file that is used does not exist\n"
        "\n"
        "What it is:\n"
        "The path of `USE` and `USE DATA` is relative to the file that it stands in, with `/`\n"
        "between folders on every system.\n"
        "\n"
        "Why it is bad:\n"
        "What the file declares would not be known, and each rule that uses it would be reported\n"
        "instead.\n"
        "\n"
        "How it is reported:\n"
        "As an error: nothing runs before it is mended.\n"
        "\n"
        "`whenthen check --unsafe-fixes` mends it. What the rules do may change, so look at the\n"
        "difference first: `whenthen check --unsafe-fixes --diff`.\n"
        "\n"
        "This is refused:\n"
        "\n"
        "  rules.when\n"
        '    USE "wrods.when"\n'
        "\n"
        "  words.when\n"
        '    LET words = ["refund"]\n'
        "\n"
        "This is accepted:\n"
        "\n"
        "  rules.when\n"
        '    USE "words.when"\n'
        "\n"
        "  words.when\n"
        '    LET words = ["refund"]\n'
    )


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(code: str) -> None:
    result = run(code)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{code}: {CODES[code].title}\n")
    assert "\nWhy it is bad:\n" in result.stdout
    assert all(len(line) <= 205 for line in result.stdout.splitlines())


def test_a_page_of_the_linter() -> None:
    said = run("l101").stdout
    assert "\nWhat is found:\nTwo parts of one AND" in said
    assert "\nAs a warning, unless somebody asks not to." in said
    assert "\n`whenthen check --fix` mends it.\n" in said
    assert "\nThis is reported:\n" in said


def test_all_codes_are_listed() -> None:
    result = run()
    assert result.exit_code == 0
    listed = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("  ")]
    assert listed == list(CODES)


@pytest.mark.parametrize("letter", sorted({code[0] for code in CODES}))
def test_a_family_is_listed(letter: str) -> None:
    result = run(letter.lower())
    assert result.exit_code == 0
    head, *rows = result.stdout.splitlines()
    assert head == f"{letter}: {FAMILIES[letter]}"
    assert [row.split()[0] for row in rows] == [code for code in CODES if code.startswith(letter)]


def test_a_list_has_marks() -> None:
    rows = {line.split()[0]: line for line in run().stdout.splitlines() if line.startswith("  ")}
    for code in CODES.values():
        marks = ["fix" if code.fix == SAFE else "unsafe fix"] if code.fix else []
        marks += ["opinion"] if code.opinion else []
        assert rows[code.id] == f"  {code.id}  {code.title}" + (f"  [{', '.join(marks)}]" if marks else "")


def test_what_cannot_be_seen_is_spelled_out() -> None:
    said = run("S004", "--colour", "never").stdout
    assert '"a\\u{202E}b"' in said
    assert "\u202e" not in said
    assert "\x1b[1;31mS004\x1b[0m" in run("S004", "--colour", "always").stdout


def test_an_unknown_code() -> None:
    result = run("P07")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no code `P07`; did you mean `P007`" in result.stderr
    assert "`whenthen explain` lists all of them" in run("nonsense").stderr
    assert run("Q").exit_code == 2
    assert run("").exit_code == 2
    assert "\x1b" not in run("\x1b[2J").stderr
