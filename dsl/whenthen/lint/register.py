"""The rules of the linter, found by their files, and the register of all codes."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module

import attrs

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics import codes
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint import rules
from whenthen.lint.context import Context
from whenthen.lint.reporting.comments import Word, Written
from whenthen.lint.reporting.selection import Catalogue


@attrs.frozen
class Rule:
    """A rule of the linter: its code, and what it looks at. `module` is the name of its file, as Python has it.

    `unneeded` has the one of comments that keep nothing back, which turns out when all has been found: what it says of
    a code of a comment.
    """

    module: str
    code: Code
    in_file: Callable[[ProgramFile, Context], Iterator[Diagnostic]] | None
    in_program: Callable[[Context], Iterator[Diagnostic]] | None
    unneeded: Callable[[Written, Word], Diagnostic] | None


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    found: list[Rule] = []
    for family in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        package = import_module(family.name)
        for file in pkgutil.iter_modules(package.__path__, f"{family.name}."):
            module = import_module(file.name)
            looks = (getattr(module, name, None) for name in ("in_file", "in_program", "unneeded"))
            found.append(Rule(file.name, module.CODE, *looks))
    return tuple(sorted(found, key=lambda rule: rule.code.id))


@cache
def all_codes() -> Mapping[str, Code]:
    """Every code by its id, those of the checker and those of the linter, in the order of families and ids."""
    together = [*codes.ALL.values(), *(rule.code for rule in all_rules())]
    families = list(codes.FAMILIES)
    together.sort(key=lambda code: (families.index(code.id[0]), code.id))
    return {code.id: code for code in together}


@cache
def catalogue() -> Catalogue:
    """What there is to select from."""
    together = all_codes().values()
    warnings = [code for code in together if code.severity == "warning"]
    return Catalogue(
        frozenset(code.id for code in together if code.severity != "warning"),
        frozenset(code.id for code in warnings),
        frozenset(code.id for code in warnings if code.opinion),
    )
