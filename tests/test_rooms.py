"""Which room imports which package from outside: the table in pyproject.toml, held against every import there is."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "dsl" / "whenthen"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ALLOWED: dict[str, list[str]] = PYPROJECT["tool"]["rooms"]["packages"]
#: The import name of a distribution where it is another one.
IMPORTED_AS = {"google-re2": "re2"}


def imports(file: Path) -> Iterator[str]:
    """The top-level packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            assert node.module is not None
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_room_imports_the_packages_that_it_may(file: Path) -> None:
    room = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    outside = {name for name in imports(file) if name not in sys.stdlib_module_names and name != "whenthen"}
    refused = {name for name in outside if not {room, "*"} & set(ALLOWED.get(name, ()))}
    assert not refused


def test_every_package_of_the_table_is_used_and_required() -> None:
    required = {
        IMPORTED_AS.get(name, name)
        for name in (line.partition(">")[0].strip() for line in PYPROJECT["project"]["dependencies"])
    }
    assert set(ALLOWED) == required - {"tzdata"}  # tzdata is data for zoneinfo, and not imported
    used = {name for file in PACKAGE.rglob("*.py") for name in imports(file)}
    assert set(ALLOWED) <= used
