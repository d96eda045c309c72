"""Every code block of the README, of docs/ and of the examples does what it says."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

import whenthen
from tests.docs.blocks import AROUND, ROOT, Block, blocks, documents, rule_files
from tests.docs.story import accept, perform, play
from whenthen.ingest.mapping_reader import read_mapping
from whenthen.source import Source

BLOCKS = [block for path in documents() for block in blocks(path)]
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")


GUIDE = ROOT / "docs" / "guide"


def of(language: str) -> list[Block]:
    """The blocks of a language that stand for themselves: those that are files belong to a page of the guide."""
    return [block for block in BLOCKS if block.language == language and not block.file]


def in_guide(block: Block) -> bool:
    return block.document.startswith("docs/guide/")


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    known = {"when", "python", "console", "toml", "csv", "sh", "json"}
    assert [str(b) for b in BLOCKS if b.language not in known and not b.file and not b.same] == []
    assert [str(b) for b in BLOCKS if (b.file or b.same) and not in_guide(b)] == []
    assert {"when", "python", "console"} <= {block.language for block in BLOCKS}


@pytest.mark.parametrize("block", of("when"), ids=str)
def test_rules(block: Block) -> None:
    expected = {block.error} if block.error else {"X001"} if "later" in block.words else set()
    for text in rule_files(block):
        found = whenthen.check(text)
        assert {diagnostic.code for diagnostic in found} == expected, [text, *map(str, found)]


@pytest.mark.parametrize("block", of("csv"), ids=str)
def test_data_files(block: Block) -> None:
    rules = f'USE helpdesk\nUSE DATA "data.csv" AS {block.record}'
    assert whenthen.check(rules, files={"data.csv": block.text}) == ()


# What conditions of `when holds` are asked of: Monday, 10:00 in Berlin.
_MONDAY = {
    "specversion": "1.0",
    "id": "1",
    "source": "//desk",
    "type": "ticket.created",
    "time": "2026-11-16T09:00:00Z",
    "data": {
        "ticket": {
            "id": "T-1",
            "subject": "Where is my order?",
            "created_at": "2026-11-13T15:30:00Z",
            "requester": {"id": "kim"},
        }
    },
}


@pytest.mark.parametrize("block", [block for block in of("when") if "holds" in block.words], ids=str)
def test_what_is_said_to_hold(block: Block) -> None:
    for text in rule_files(block):
        rules = whenthen.load_text(text, files={"whenthen.toml": '[time]\nzone = "Europe/Berlin"\n'})
        decision = rules.session().decide(_MONDAY)
        assert decision.failures == (), text
        assert decision.fired, text


@pytest.mark.parametrize("block", [block for block in of("toml") if "settings" in block.words], ids=str)
def test_settings(block: Block) -> None:
    rules = "CALENDAR support_hours monday to friday 09:00 to 17:00"
    name = "pyproject.toml" if "pyproject" in block.words else "whenthen.toml"
    assert whenthen.check(rules, files={name: block.text}) == ()


@pytest.mark.parametrize("block", [block for block in of("toml") if "settings" not in block.words], ids=str)
def test_mappings(block: Block) -> None:
    schema = whenthen.load_text("USE helpdesk").schema
    mapping, problems = read_mapping(Source(block.document, block.text), schema)
    assert problems == ()
    assert mapping is not None


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_python(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples" / "helpdesk", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "document"}
    for block in blocks(path):
        if block.language == "python":
            code = compile("\n" * (block.line - 1) + block.text, block.document, "exec")
            exec(code, names)


@pytest.mark.parametrize("block", [block for block in of("console") if not in_guide(block)], ids=str)
def test_console(block: Block) -> None:
    assert perform(block, ROOT) == (ROOT, block.text)


@pytest.mark.parametrize("path", sorted(GUIDE.glob("*.md")), ids=lambda path: path.name)
def test_guide(path: Path, tmp_path: Path) -> None:
    if os.environ.get("WHENTHEN_ACCEPT"):
        accept(path, tmp_path)
    else:
        assert play(blocks(path), tmp_path) == ""


#: Where what stands in a table of the guide may belong in a rule file.
_PLACES = (
    'RULE "r" {} THEN stop',
    'RULE "r" WHEN {} THEN stop',
    'RULE "r" WHEN ticket is updated {} THEN stop',
    'RULE "r" WHEN ticket is updated IF {} THEN stop',
    'RULE "r" WHEN ticket is updated THEN {}',
    'RULE "r" {} WHEN ticket is updated THEN stop',
    "CALENDAR other monday 09:00 to 10:00 {}",
    "{}",
)


@pytest.mark.parametrize("path", sorted(GUIDE.glob("*.md")), ids=lambda path: path.name)
def test_what_tables_of_the_guide_advise(path: Path) -> None:
    cells = re.findall(r"^\|.*\|([^|\n]*)\|$", path.read_text("utf-8"), re.MULTILINE)
    advised = [code for cell in cells for code in re.findall(r"`([^`]+)`", cell) if " " in code]
    for code in advised:
        assert any(not whenthen.check(AROUND + place.format(code)) for place in _PLACES), code


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in _LINK.findall(path.read_text(encoding="utf-8")):
        file = path if not target else (path.parent / target).resolve()
        assert file.exists(), target
        if anchor:
            assert anchor in map(_anchor, re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE))


def _anchor(heading: str) -> str:
    return "#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
