"""`changed`, `did not change`, `was`, and the FROM and TO of triggers: what compares a field with itself in time."""

from __future__ import annotations

import attrs

from whenthen.analysis.checker import Checker
from whenthen.analysis.comparisons import list_fits
from whenthen.analysis.environment import Environment
from whenthen.analysis.fields import find_field
from whenthen.analysis.infer import check, conditional
from whenthen.analysis.lookback import look_back
from whenthen.analysis.missing import may_be_missing, operand_missing
from whenthen.analysis.wording import a
from whenthen.syntax import nodes
from whenthen.types import relations
from whenthen.types.model import (
    UNKNOWN,
    ListOf,
    Optional,
    Type,
    optional,
    required,
)


@conditional(nodes.Changed)
def _changed(node: nodes.Changed, checker: Checker, env: Environment) -> bool:
    type = field_in_time(node, node.value, checker, env)
    if type is None:
        return False
    good = True
    for value_set in (node.before, node.after):
        if value_set is not None:
            good = check_value_set(value_set, type, f"`{node.value.span.text}`", checker, env) and good
    return good


@conditional(nodes.Was)
def _was(node: nodes.Was, checker: Checker, env: Environment) -> bool:
    type = field_in_time(node, node.value, checker, env)
    if type is None or not check_value_set(node.expected, type, f"`{node.value.span.text}`", checker, env):
        return False
    # A created record has no value from before, so `was not X` would be false there: that is what IS NOT is about.
    kind = node.expected.kind
    if (node.negated or env.negated) and kind in ("value", "one of") and isinstance(type, Optional):
        operand_missing(node.value, optional(type), node, node.negated, checker, env)
    return True


def field_in_time(
    node: nodes.Changed | nodes.Was, value: nodes.Expression, checker: Checker, env: Environment
) -> Type | None:
    """The declared type of the field that is looked at, entered in `targets`; None after a mistake."""
    words = "only a field of a record changes, and {} is none"
    found = find_field(value, "T116", words, "name the record and its field: `ticket.status changed`", checker, env)
    if found is None:
        return None
    record, field, owner = found
    if isinstance(owner, Optional) and isinstance(value, nodes.Member):
        negative = isinstance(node, nodes.Changed) and node.negated
        operand_missing(value.object, owner, node, negative, checker, env)
    checker.targets[node] = (record.name, field.name)
    look_back(node.span, f"`{node.span.text}`", [node.span], checker, env)
    return field.type


def check_value_set(value_set: nodes.ValueSet, type: Type, place: str, checker: Checker, env: Environment) -> bool:
    """Hold what a field is compared with against the field's type."""
    expression = value_set.expression
    if expression is None:
        return True
    wanted = required(type)
    # The words are looked up in the field's choice; NOT around them is no business of theirs.
    env = attrs.evolve(env, negated=False)
    if value_set.kind == "one of":
        options = check(expression, ListOf(wanted), checker, env, place)
        if isinstance(options, Optional):
            may_be_missing("V104", "is what the field is compared with", expression, checker)
            return False
        return list_fits(expression, options, wanted, checker)
    found = check(expression, wanted, checker, env, place)
    if found == UNKNOWN:
        return False
    if isinstance(found, Optional):
        may_be_missing("V104", "is what the field is compared with", expression, checker)
        return False
    if not relations.comparable(wanted, found):
        checker.report(
            "T101",
            f"{place} is {a(wanted)}, and this is {a(found)}: they can never be equal",
            expression.span,
            help=f"write {a(wanted)}",
        )
        return False
    return True
