"""Expressions whose value is a boolean."""

from __future__ import annotations

from whenthen.syntax.nodes.base import Expression, Name, Node, node


@node
class And(Expression):
    operands: tuple[Expression, ...]


@node
class Or(Expression):
    operands: tuple[Expression, ...]


@node
class Not(Expression):
    operand: Expression


@node
class Compare(Expression):
    """`operator` is one of `is`, `is not`, `<`, `<=`, `>`, `>=`.

    `is` also stands for `=`, `is not` for `!=`, `>` for `is above`, `<` for `is below`, `>=` for `is at least`,
    `<=` for `is at most`; `spelling` keeps the words.
    """

    operator: str
    left: Expression
    right: Expression
    spelling: str = ""


@node
class OneOf(Expression):
    """`value is one of options`, `is not one of`; `options` is a list expression."""

    value: Expression
    options: Expression
    negated: bool = False


@node
class IsSet(Expression):
    """`value is set`, `value is not set` (negated)."""

    value: Expression
    negated: bool = False


@node
class IsEmpty(Expression):
    value: Expression
    negated: bool = False


@node
class IsA(Expression):
    """`value is a customer`, `value is not an agent`; `record` names a record type."""

    value: Expression
    record: Name
    negated: bool = False


@node
class Between(Expression):
    """`value is between low and high`, both ends included."""

    value: Expression
    low: Expression
    high: Expression
    negated: bool = False


@node
class Within(Expression):
    """`value is within CALENDAR`; `calendar` names one, or is a text that holds the name of one."""

    value: Expression
    calendar: Expression
    negated: bool = False


@node
class Ago(Expression):
    """`value is more than D ago [within CALENDAR]` (`more`), `is less than D ago`."""

    value: Expression
    more: bool
    duration: Expression
    calendar: Expression | None = None


@node
class TextTest(Expression):
    """`value contains item` and its kin.

    `operator` is contains, starts with or ends with; `quantifier` is "" (one item), any, all or none, and then `item`
    is a list. `does not contain` is negated; starts/ends with know the quantifiers "" and any.
    """

    operator: str
    value: Expression
    item: Expression
    quantifier: str = ""
    negated: bool = False


@node
class Matches(Expression):
    value: Expression
    pattern: Expression
    negated: bool = False


@node
class ValueSet(Node):
    """What a change is compared with: `pending`, `one of [open, pending]`, `not set`, `set`.

    `kind` is value, one of, set or not set; `expression` is None for the last two.
    """

    kind: str
    expression: Expression | None = None


@node
class Changed(Expression):
    """`field changed [from A] [to B]`, `field did not change` (negated)."""

    value: Expression
    before: ValueSet | None = None
    after: ValueSet | None = None
    negated: bool = False


@node
class Was(Expression):
    """`field was VALUE`, `was not`, `was one of [...]`, `was set`: at the start of the turn."""

    value: Expression
    expected: ValueSet
    negated: bool = False
