"""The lists and numbers of the reference, and the files that the map of the code names, are those of the code."""

from __future__ import annotations

import datetime as dt
import re

from tests.docs.blocks import ROOT
from whenthen import resources
from whenthen.analysis.effects import DEEPEST, LIMIT
from whenthen.analysis.rules import MAX_LETS
from whenthen.analysis.settings import MAX_NUMBER
from whenthen.ingest.jsonlines import MAX_LINE
from whenthen.runtime.program import Budget
from whenthen.syntax.building.core import MAX_DEPTH, MAX_NAME
from whenthen.syntax.building.literals import MAX_DIGITS
from whenthen.syntax.characters import MAX_BYTES
from whenthen.types.codec import MAX_ITEMS, MAX_KEY
from whenthen.values.durations import MAX_DAYS
from whenthen.values.numbers import MAX_EXPONENT
from whenthen.values.patterns import MAX_PATTERN
from whenthen.values.text import MAX_TEXT
from whenthen.values.zones import FIRST_YEAR, LAST_YEAR
from whenthen.workspace.roots import SETTINGS_LIMIT
from whenthen.workspace.shelf import DATA_FILE_LIMIT

PAGES = ROOT / "docs" / "language"
WORDS = (PAGES / "words.md").read_text(encoding="utf-8")
MEANING = (PAGES / "meaning.md").read_text(encoding="utf-8")


def test_the_reserved_words_are_those_of_the_grammar() -> None:
    start = WORDS.index("Elsewhere these are reserved:")
    listed = " ".join(re.findall(r"`([^`]*)`", WORDS[start : WORDS.index("\n\n", start)])).split()
    words = re.search(r"^NAME: /\(\?!\(\?:([a-z|]+)\)", resources.grammar(), re.MULTILINE)
    assert words is not None
    assert set(listed) == set(words[1].split("|"))


def test_the_limits_are_those_of_the_code() -> None:
    budget = Budget()
    rows = dict(re.findall(r"^\| ([^|]*) \| ([^|]*) \|$", MEANING[MEANING.index("## Limits") :], re.MULTILINE))
    assert rows["a rule file"] == f"{MAX_BYTES // 2**20} MB, UTF-8"
    assert rows["operators, calls, lists and fields inside one another"].startswith(f"{MAX_DEPTH} deep;")
    assert rows["a data file, `whenthen.toml`"] == f"{DATA_FILE_LIMIT // 2**20} MB, {SETTINGS_LIMIT // 2**10} KB"
    assert rows["definitions that use one another"].startswith(
        f"{DEEPEST} deep, and none stands for more than {LIMIT:,} "
    )
    assert rows["the key of a record"] == f"{MAX_KEY:,} characters"
    assert rows["a duration"] == f"{MAX_DAYS:,} days"
    assert rows["an instant, a date"] == f"the years {dt.MINYEAR} to {dt.MAXYEAR}"
    assert rows["a name"] == f"{MAX_NAME} characters"
    assert rows["a number"] == f"{MAX_DIGITS} digits, exponent up to {MAX_EXPONENT}"
    assert rows["a text"] == f"{MAX_TEXT:,} characters"
    assert rows["a list or set in an event"].startswith(f"{MAX_ITEMS:,} items, ")
    assert rows["a pattern"].startswith(f"{MAX_PATTERN:,} characters; ")
    assert rows["LETs of a rule"] == f"{MAX_LETS}"
    assert rows["`AT MOST`, `ORDER`"] == f"up to {MAX_NUMBER:,}"
    assert rows["calendars"] == f"the years {FIRST_YEAR} to {LAST_YEAR}"
    assert f"{budget.total_steps:,} items" in MEANING
    assert rows["a line of a log"] == f"{MAX_LINE // 2**20} MB"
    assert rows["one turn"].startswith(
        f"{budget.statements:,} statements, {budget.passes:,} passes, {budget.steps:,} items looked at"
    )


def test_the_map_names_files_that_are_there() -> None:
    text = (ROOT / "dsl" / "README.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        folders = [""]  # a file is named with its folder, or stands in the one named last in the same line
        for name in re.findall(r"`([\w/.]+)`", line):
            folder, _, file = name.rpartition("/")
            if folder:
                folders.append(f"{folder}/")
            if file.endswith(".py"):
                places = [home / place for home in (ROOT / "dsl" / "whenthen", ROOT) for place in folders]
                assert any((place / file).exists() for place in places), (line, name)
