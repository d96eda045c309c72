"""The interpreter of the tests stands on its own."""

from __future__ import annotations

import ast
from pathlib import Path

_FOLDER = Path(__file__).parent / "interpreter"


def test_it_knows_nothing_of_the_package_but_the_tree() -> None:
    for path in sorted(_FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            elif isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            else:
                continue
            for module in modules:
                if module.split(".")[0] == "whenthen":
                    assert module == "whenthen.syntax", path
                if module.split(".")[0] == "tests":
                    assert module.startswith("tests.properties.interpreter"), path
