"""The pages of the codes are what the register says, one for each code and none too many.

`WHENTHEN_ACCEPT=1` writes them anew.
"""

from __future__ import annotations

import os
import re

import pytest

from tests.docs.blocks import ROOT, blocks
from whenthen.diagnostics.codes import FAMILIES
from whenthen.diagnostics.escape import escape, is_hidden
from whenthen.diagnostics.markdown import index_as_markdown, page_as_markdown
from whenthen.diagnostics.model import SAFE, Code
from whenthen.diagnostics.pages import MARKS, families, page
from whenthen.lint.register import all_codes

FOLDER = ROOT / "docs" / "codes"
CODES = all_codes()
ACCEPT = bool(os.environ.get("WHENTHEN_ACCEPT"))


def held(name: str, made: str) -> None:
    if ACCEPT:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / name).write_text(made, encoding="utf-8")
    assert (FOLDER / name).read_text(encoding="utf-8") == made, "WHENTHEN_ACCEPT=1 writes it anew"


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
class TestEveryPage:
    def test_is_what_the_register_says(self, code: Code) -> None:
        held(f"{code.id}.md", page_as_markdown(page(code)))

    def test_shows_the_examples(self, code: Code) -> None:
        """What a reader of Markdown gets out of the fences is what the examples say."""
        shown = [block.text for block in blocks(FOLDER / f"{code.id}.md")]
        files = [file for section in page(code).sections for file in section.files]
        assert shown == ["".join(f"{escape(line)}\n" for line in file.lines) for file in files]

    def test_holds_nothing_that_cannot_be_seen(self, code: Code) -> None:
        text = (FOLDER / f"{code.id}.md").read_text(encoding="utf-8")
        assert not [char for char in text if is_hidden(char) and char != "\n"]

    def test_says_what_happens_and_why(self, code: Code) -> None:
        made = page(code)
        headings = [section.heading for section in made.sections]
        assert headings[1:3] == ["Why it is bad", "How it is reported"]
        said = " ".join(made.sections[2].paragraphs)
        assert ("`whenthen check --fix`" in said) == (code.fix == SAFE)
        assert ("--unsafe-fixes" in said) == (code.fix not in ("", SAFE))
        assert ("--select" in said) == code.opinion


def test_the_index_is_what_the_register_says() -> None:
    held("README.md", index_as_markdown(families(CODES.values())))


def test_the_index_leads_to_each_page_once() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"^- \[([A-Z][0-9]{3})\]\(\1\.md\) ", text, re.MULTILINE)
    assert linked == list(CODES)
    assert re.findall(r"^## (.): ", text, re.MULTILINE) == [
        letter for letter in FAMILIES if any(code.startswith(letter) for code in CODES)
    ]


def test_there_is_no_page_too_many() -> None:
    expected = {"README.md", *(f"{code}.md" for code in CODES)}
    if ACCEPT:
        for path in FOLDER.iterdir():
            if path.name not in expected:
                path.unlink()
    assert {path.name for path in FOLDER.iterdir()} == expected


HOSTILE = Code(
    "L999",
    "a title with * and _ and <b> and [a](b)",
    "Words with `code *as it is*` and <script>, and\n\n    code_that(stays)",
    failing={"rules.when": '"""\n```\n````\n# heading\n"""\n\u202eLET x = 1\n\x1b[31m\n'},
    mended={"a`b\u200b.when": "x\n" * 100, "rules.when": "y" * 1000, "empty.csv": b"\xff"},
    why="Because.",
    severity="warning",
    opinion=True,
    fix=SAFE,
)


class TestHostileContent:
    made = page_as_markdown(page(HOSTILE))

    def test_fences_hold_what_is_in_them(self) -> None:
        assert '`````when\n"""\n```\n````\n# heading\n"""\n\\u{202E}LET x = 1\n\\u{001B}[31m\n`````\n' in self.made

    def test_words_are_no_markdown(self) -> None:
        assert r"# L999: a title with \* and \_ and \<b\> and \[a\](b)" in self.made
        assert r"Words with `code *as it is*` and \<script\>, and" in self.made
        assert "\n    code_that(stays)\n" in self.made

    def test_long_examples_are_cut(self) -> None:
        assert "x\n…\n```" in self.made
        assert max(map(len, self.made.splitlines())) <= 210

    def test_names_and_bytes_are_shown(self) -> None:
        assert "\u200b" not in self.made
        assert "\\xff" in self.made

    def test_the_index_names_the_marks(self) -> None:
        made = index_as_markdown(families([HOSTILE]))
        assert made.endswith(r"and \[a\](b) · **fix** · **opinion**" + "\n")
        assert all(f"**{mark}**" in made for mark in MARKS)
