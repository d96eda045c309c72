"""What all parts of the analysis share: the tables, the side tables they fill, and how they report.

The passes are functions over a `Checker`, one module a kind of node: `expressions`, `conditions`, `flow`,
`statements`, `rules`. A type that is `UNKNOWN` says that its mistake has been reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

import attrs

from whenthen import resources
from whenthen.analysis.dependencies import Defined
from whenthen.analysis.environment import NO_FACTS, Environment, Facts
from whenthen.analysis.inputs import ProgramFile, TimeSettings
from whenthen.analysis.mends import put_use, use_line
from whenthen.analysis.program import ActionUse, Binding, ChoiceValue, DefinitionUse, Local
from whenthen.analysis.tables import Declaration, Form, Tables
from whenthen.diagnostics.fixes import clearly_meant, differs_in_look_alone, replace
from whenthen.diagnostics.model import Diagnostic, Fix, Label
from whenthen.diagnostics.nearest import did_you_mean
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.spelling import spelled
from whenthen.types.model import UNKNOWN, Type
from whenthen.types.operators import Row
from whenthen.types.schema import Field, Function, Parameter, Record, Schema
from whenthen.values.calendars import Plan
from whenthen.values.refs import Ref

#: Names that one analysis compares for suggestions: a hundred mistakes in a program of hundreds of names.
_MOST_COMPARED = 40_000


@cache
def _library_names(library: str) -> frozenset[str]:
    """The names that a library declares, as they stand in its text."""
    return frozenset(_DECLARED.findall(resources.library(library) or ""))


_DECLARED = re.compile(r"^(?:RECORD|ALIAS|ACTION|DEFINE ACTION|DEFINE|EVENT) (\w+)", re.MULTILINE)


@attrs.define
class Condition:
    """A checked DEFINE: the records that a caller has to have, where its answer hangs on what may be missing, and what
    is known where it holds and where it does not.
    """

    type: Type
    needs: dict[str, Span]
    missing: tuple[Span, ...]
    changes: tuple[Span, ...] = ()  # where it asks what became of a field in the turn
    asked: frozenset[str] = frozenset()  # records of `needs` of which it asks whether they are set
    when_true: Facts = NO_FACTS
    when_false: Facts = NO_FACTS


@attrs.define
class Checker:
    """The state of one analysis."""

    tables: Tables
    time: TimeSettings = attrs.field(factory=TimeSettings)
    calendars: dict[str, Plan] = attrs.field(factory=dict)
    schema: Schema = attrs.field(factory=Schema)
    data: dict[Ref, dict[str, Any]] = attrs.field(factory=dict)
    open_records: set[str] = attrs.field(factory=set)  # of which a declaration is broken: any field may exist
    data_records: set[str] = attrs.field(factory=set)  # of which all keys are known
    field_spans: dict[tuple[str, str], Span] = attrs.field(factory=dict)
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    bindings: dict[nodes.Node, Binding] = attrs.field(factory=dict)
    #: One binding for all nodes that have the same.
    known_locals: dict[str, Local] = attrs.field(factory=dict)
    known_choices: dict[str, ChoiceValue] = attrs.field(factory=dict)
    types: dict[nodes.Node, Type] = attrs.field(factory=dict)
    operators: dict[nodes.Node, Row] = attrs.field(factory=dict)
    functions: dict[nodes.Call, Function] = attrs.field(factory=dict)
    actions: dict[nodes.Perform, ActionUse | DefinitionUse] = attrs.field(factory=dict)
    targets: dict[nodes.Node, tuple[str, str]] = attrs.field(factory=dict)
    alias_types: dict[str, Type] = attrs.field(factory=dict)
    constant_types: dict[str, Type] = attrs.field(factory=dict)
    checked_conditions: dict[str, Condition] = attrs.field(factory=dict)
    #: Where a DEFINE ACTION asks what became of a field in the turn.
    checked_actions: dict[nodes.DefineAction, tuple[Span, ...]] = attrs.field(factory=dict)
    open_definitions: list[nodes.Node] = attrs.field(factory=list)  # that are being checked
    action_parameters: dict[Form, tuple[Parameter, ...]] = attrs.field(factory=dict)
    #: Comparisons that are false where something is missing, collected while the body of a DEFINE is checked.
    missing: list[Span] | None = None
    #: Places that look back at the start of the turn, collected while a definition is checked.
    changes: list[Span] | None = None
    missing_uses: set[tuple[str, str]] = attrs.field(factory=set)  # of files, reported already
    compared: int = 0  # names that were looked at for suggestions
    quiet: bool = False  # a trial: nothing is reported

    #: Sees to it that a definition has been checked, for a use of it at a place: given by `definitions`.
    demand: Callable[[Defined, Span], None] = attrs.field(default=lambda item, place: None)

    def report(
        self, code: str, message: str, span: Span, *labels: Label, help: str | None = None, fix: Fix | None = None
    ) -> None:
        if not self.quiet:
            self.diagnostics.append(Diagnostic(code, message, span, labels, help, fix=fix))

    def trial(self) -> Checker:
        """A checker of the same program that says nothing, to learn how an expression would fare at some place.

        What is tried is checked in earnest afterwards.
        """
        return attrs.evolve(
            self,
            quiet=True,
            missing=None,
            changes=None,
            missing_uses=set(self.missing_uses),
            compared=_MOST_COMPARED + 1,
        )

    def unknown_name(
        self, kind: str, name: str, span: Span, env: Environment, known: list[str], code: str, advice: str = ""
    ) -> None:
        """Report a name that nothing declares, with the nearest ones; silent where its declaration is broken.

        `advice` is what to do besides.
        """
        if env.file.incomplete or name in self.tables.broken or name in env.unknown:
            return
        if self._in_library(kind, name, span, env):
            return
        hidden = self.declared_elsewhere(name, env.file)
        if hidden is not None:
            self.not_used(name, hidden.span, span)
            return
        help, fix = self._help(self.suggest(name, known), advice), self.mend_name(name, known, span)
        self.report(code, f"there is no {kind} `{name}`", span, help=help, fix=fix)

    @staticmethod
    def _help(*parts: str | None) -> str | None:
        return "\n".join(part for part in parts if part) or None

    def _in_library(self, kind: str, name: str, span: Span, env: Environment) -> bool:
        """Whether the file lacks the library of help desks, which declares the name: said once for a file."""
        if any(isinstance(item, nodes.UseLibrary) for item in env.file.tree.items):
            return False
        key = (span.source.name, "helpdesk")
        if name not in _library_names("helpdesk"):
            return key in self.missing_uses  # perhaps a misspelled name of the library
        if key not in self.missing_uses:
            self.missing_uses.add(key)
            self.report(
                "N110",
                f"there is no {kind} `{name}`; the library `helpdesk` has one",
                span,
                help="add `USE helpdesk` at the top of this file, or declare it",
                fix=put_use(env.file.tree, "USE helpdesk"),
            )
        return True

    def suggest(self, name: str, candidates: Collection[str]) -> str | None:
        """A question such as "did you mean …?", while the mistakes are not so many that it would take all the time."""
        if self.compared > _MOST_COMPARED:
            return None
        self.compared += len(candidates)
        return did_you_mean(name, candidates)

    def mend_name(
        self, name: str, candidates: Collection[str], span: Span, spell: Callable[[str], str | None] = spelled
    ) -> Fix | None:
        """Writes the name that was clearly meant; `spell` says how it is written there."""
        if self.compared > _MOST_COMPARED or self.quiet:
            return None
        meant = clearly_meant(name, candidates)
        written = spell(meant) if meant is not None else None
        if meant is None or written is None:
            return None
        return replace(span, written, safe=differs_in_look_alone(name, meant))

    def not_used(self, name: str, declared: Span, span: Span) -> None:
        """Report a name of a file that is not used; once for each two files, for the mend is the same."""
        where, here = declared.source.name, span.source.name
        if (here, where) in self.missing_uses:
            return
        self.missing_uses.add((here, where))
        line = use_line(here, where)
        self.report(
            "N110",
            f"`{name}` is declared in `{where}`, which this file does not USE",
            span,
            Label(declared, "declared here"),
            help=f"add `{line or 'USE'}` at the top of this file",
            fix=put_use(self.tables.files[here].tree, line) if line is not None else None,
        )

    def declared_elsewhere(self, name: str, file: ProgramFile) -> Declaration | None:
        """A declaration of the name that the file does not see."""
        tables = self.tables
        for table in (
            tables.constants,
            tables.conditions,
            tables.aliases,
            tables.functions,
            tables.records,
            tables.calendars,
        ):
            found: Declaration | None = table.get(name)
            if found is not None and found.span.source.name not in file.sees:
                return found
        return next((form for form in tables.forms(name) if form.span.source.name not in file.sees), None)

    def sees(self, file: ProgramFile, declaration: nodes.Node) -> bool:
        return declaration.span.source.name in file.sees

    def record(self, name: str, env: Environment) -> Record | None:
        """The record type of that name, if the file sees it."""
        declaration = self.tables.records.get(name)
        if declaration is None or not self.sees(env.file, declaration):
            return None
        return self.schema.records.get(name)

    def field(self, record: str, name: str) -> Field | None:
        declared = self.schema.records.get(record)
        return declared.fields.get(name) if declared is not None else None

    def bind_local(self, node: nodes.Node, name: str) -> None:
        """Enter that a node stands for a local name."""
        self.bindings[node] = self.known_locals.get(name) or self.known_locals.setdefault(name, Local(name))

    def bind_choice(self, node: nodes.Node, value: str) -> None:
        """Enter that a node stands for a value of a choice."""
        self.bindings[node] = self.known_choices.get(value) or self.known_choices.setdefault(value, ChoiceValue(value))

    def settle(self, node: nodes.Node, type: Type) -> Type:
        """Enter the type of a node, and answer it."""
        self.types[node] = type
        return type

    def unknown(self, node: nodes.Node) -> Type:
        return self.settle(node, UNKNOWN)
