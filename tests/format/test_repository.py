"""All rule files that come with the package are formatted, and the blocks of the documentation can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, Block, blocks, documents, rule_files
from tests.format.checking import formatted
from whenthen.diagnostics.codes import ALL
from whenthen.source import Source
from whenthen.syntax import parse

_FOLDERS = ("stdlib", "examples", "dsl/whenthen/templates")
_FILES = sorted(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*.when"))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_of_the_package_is_formatted(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert formatted(text) == text, f"run: whenthen format {path.relative_to(ROOT)}"


def _is_valid(block: Block) -> bool:
    return block.language == "when" and block.error is None and "later" not in block.words


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_blocks_of_a_document_can_be_formatted(path: Path) -> None:
    for block in filter(_is_valid, blocks(path)):
        for text in rule_files(block):
            formatted(text)


@pytest.mark.parametrize("code", ALL)
def test_the_examples_of_a_code_can_be_formatted(code: str) -> None:
    """Those of the checker are broken in all ways but in their form."""
    for files in (ALL[code].failing, ALL[code].mended):
        for name, text in files.items():
            if name.endswith(".when") and isinstance(text, str) and not parse(Source(name, text))[1]:
                formatted(text)
