"""What is named by its title in quotes: groups and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from whenthen.analysis.checker import Checker
from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.fixes import as_text
from whenthen.syntax import nodes

Titled = TypeVar("Titled", nodes.Rule, nodes.DefineGroup)


def find_titled(
    kind: str,
    code: str,
    title: nodes.TextLiteral,
    declared: Mapping[str, Titled],
    advice: str,
    file: ProgramFile,
    checker: Checker,
) -> Titled | None:
    """The item of that title; None, and a report with `code`, where the file sees none.

    `advice` is what to do where no title is near.
    """
    found = declared.get(title.value)
    if found is not None and checker.sees(file, found):
        return found
    if found is not None:
        checker.not_used(title.value, found.title.span, title.span)
    elif not file.incomplete and title.value not in checker.tables.broken:
        seen = [name for name, item in declared.items() if checker.sees(file, item)]
        nearest, fix = checker.suggest(title.value, seen), checker.mend_name(title.value, seen, title.span, as_text)
        checker.report(code, f"there is no {kind} `{title.value}`", title.span, help=nearest or advice, fix=fix)
    return None
