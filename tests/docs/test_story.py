"""The player of the guide's pages finds what is wrong with a page, and rewrites what commands print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import blocks
from tests.docs.story import accept, play

PAGE = """# A page

```when file=rules/a.when
USE helpdesk
RULE "a" WHEN ticket is created THEN stop
```

```console
$ cd rules
$ whenthen check
Checked 1 rule in 1 file: no problems
```

```diff file=a.when
 USE helpdesk
-RULE "a" WHEN ticket is created THEN stop
+RULE "a" WHEN ticket is creatd THEN stop
```

```console
$ whenthen check --format concise
a.when:2:16: N112 there is no event `ticket is creatd`; did you mean `created`?
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.md"


def played(page: Path, folder: Path, text: str) -> str:
    page.write_text(text, encoding="utf-8")
    return play(blocks(page), folder)


def test_a_page_is_rewritten_and_then_right(page: Path, tmp_path: Path) -> None:
    page.write_text(PAGE.replace("N112 there", "there"), encoding="utf-8")
    accept(page, tmp_path / "one")
    text = page.read_text("utf-8")
    assert text.splitlines()[:18] == PAGE.splitlines()[:18]
    assert "\na.when:2:" in text
    assert play(blocks(page), tmp_path / "two") == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Checked 1 rule", "Checked 2 rules"),
        ("no problems\n", "no problems\nand more\n"),
        ("Checked 1 rule", "\nChecked 1 rule"),
    ],
)
def test_what_is_printed_is_compared(page: Path, tmp_path: Path, right: str, wrong: str) -> None:
    first, _, _ = PAGE.partition("```diff")
    assert played(page, tmp_path / "one", first) == ""
    said = played(page, tmp_path / "two", first.replace(right, wrong))
    assert said.startswith(f"{page}:9:\n$ cd rules\n$ whenthen check\nChecked 1 rule in")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (" USE helpdesk\n-", " USE core\n-"),
        ("-RULE", "RULE"),
        ("```console\n$ cd rules", "```sh\n$ cd rules"),
        ("$ cd rules", "$ cd gone"),
        ("$ cd rules", "$ rm rules"),
    ],
)
def test_pages_that_cannot_be_played(page: Path, tmp_path: Path, right: str, wrong: str) -> None:
    with pytest.raises((AssertionError, FileNotFoundError)):
        played(page, tmp_path, PAGE.replace(right, wrong))


def test_a_file_that_no_command_looks_at(page: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no command looks at this file"):
        played(page, tmp_path, PAGE[: PAGE.index("```console")])


def test_a_block_that_shows_a_file_of_the_repository(page: Path, tmp_path: Path) -> None:
    page.write_text("```yaml same=docs/ci/gitlab-ci.yml\nwhenthen:\n```\n", encoding="utf-8")
    assert play(blocks(page), tmp_path).startswith(f"{page}:2:\nwhenthen:\n  image: ")
    accept(page, tmp_path)
    assert play(blocks(page), tmp_path) == ""
    assert page.read_text("utf-8").endswith("$CI_DEFAULT_BRANCH\n```\n")
