"""Writing Python: the tree of one generated function, the constants that it refers to, and the places it comes from.

A generated function has no free variables. Its constants (`c0`, `c1` …) are the only globals it sees, in a small dict
of its own: measured, that is as fast as default arguments and faster than closure cells, and it lets a function be
replaced by another code object in place (`lazy`). Line numbers of the generated code are indexes into `Code.spans`.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Sequence
from decimal import DecimalException
from typing import Any, NoReturn

from whenthen.runtime.meter import LONG
from whenthen.source import NOWHERE, Span
from whenthen.syntax.nodes import Node
from whenthen.values.numbers import failure_of

#: The file name of all generated code, by which its frames are known in a traceback.
FILENAME = "<whenthen rule>"
#: The global of generated code that holds its spans.
SPANS = "spans"
#: That of code which stands for other places too: the node that it was made of.
ORIGIN = "origin"
#: That of code which uses such code: by line, the node that it stands for there.
PLACES = "places"

_LOAD = ast.Load()
_STORE = ast.Store()
#: By the name of the method of a decimal context.
_OPERATORS: dict[str, ast.operator] = {
    "add": ast.Add(),
    "subtract": ast.Sub(),
    "multiply": ast.Mult(),
    "divide": ast.Div(),
}
_COMPARISONS: dict[str, ast.cmpop] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
    "in": ast.In(),
    "not in": ast.NotIn(),
    "is": ast.Is(),
    "is not": ast.IsNot(),
}


def failed(error: DecimalException) -> NoReturn:
    """Raise what an operation on numbers that failed is for the rule, as if it came from the same place."""
    raise failure_of(error).with_traceback(error.__traceback__) from None


class Code:
    """One unit of generated code: a function, and the loops of its quantifiers as functions beside it.

    Every expression is made with the current `line`; `at` sets it to a place in the rule text. Code that is
    `in_context` is run while `numbers.CONTEXT` is the context of the thread, by somebody who expects what that raises.
    Code with an `origin` was made of that node, for all places that say the same.
    """

    def __init__(self, in_context: bool = False, origin: Node | None = None) -> None:
        self._in_context = in_context
        self._origin = origin
        self._places: dict[int, Node] = {}
        self.spans: list[Span] = [NOWHERE]
        self.line = 1
        self._constants: dict[str | int, str] = {}
        self._values: dict[str, Any] = {}
        self._functions: list[ast.stmt] = []
        self._numbers: dict[str, int] = {}
        self._decimals = False  # whether something fails as the module `decimal` says it

    def at(self, span: Span) -> int:
        """What is made from now on comes from there; the line before, to set it back."""
        before = self.line
        if self.spans[-1] is not span:
            self.spans.append(span)
        self.line = len(self.spans)
        return before

    def place_of(self, node: Node) -> None:
        """What is made next for `node` is done by code that was made of another one that says the same."""
        self._places[self.line] = node

    def fresh(self, letter: str) -> str:
        """A name that nothing else in this unit has."""
        number = self._numbers.get(letter, 0)
        self._numbers[letter] = number + 1
        return f"{letter}{number}"

    # Functions ----------------------------------------------------------------------------------------------------

    def define(self, name: str, parameters: Sequence[str], body: list[ast.stmt]) -> None:
        """Add a function of the turn and the parameters; calls of it by its name see it."""
        fields: dict[str, Any] = {
            "name": name,
            "args": ast.arguments(
                posonlyargs=[],
                args=[ast.arg(p, lineno=1, col_offset=0) for p in parameters],
                kwonlyargs=[],
                kw_defaults=[],
                defaults=[],
            ),
            "body": body,
            "decorator_list": [],
            "type_params": [],
        }
        self._functions.append(ast.FunctionDef(**fields, lineno=1, col_offset=0))

    def build(self, name: str, namespace: dict[str, Any]) -> types.CodeType:
        """The code of the function `name`, to run with `namespace` as its globals: what it needs is put there.

        It raises nothing but what the functions raise that it calls, and ValueFailure.
        """
        if self._decimals:
            self._translate(name)
        namespace.update(self._values)
        namespace[SPANS] = self.spans
        if self._origin is not None:
            namespace[ORIGIN] = self._origin
        if self._places:
            namespace[PLACES] = self._places
        module = compile(ast.Module(body=self._functions, type_ignores=[]), FILENAME, "exec", dont_inherit=True)
        made: dict[str, types.CodeType] = {c.co_name: c for c in module.co_consts if isinstance(c, types.CodeType)}
        for other, code in made.items():
            if other != name:
                namespace[other] = types.FunctionType(code, namespace, other)
        return made[name]

    # Expressions --------------------------------------------------------------------------------------------------

    def constant(self, value: Any) -> ast.expr:
        """A value from outside."""
        if value is None or value is True or value is False:
            return ast.Constant(value, lineno=self.line, col_offset=0)
        # By identity, but for texts: 1 and 1.0 are equal, and shown differently.
        key = value if type(value) is str else id(value)
        name = self._constants.get(key)
        if name is None:
            name = self._constants[key] = self.fresh("c")
            self._values[name] = value
        return self.name(name)

    def known(self, constant: ast.expr) -> Any:
        """The value that `constant` was given."""
        return self._values[constant.id] if isinstance(constant, ast.Name) else None

    def number(self, value: int) -> ast.expr:
        """A small integer of the compiler's own."""
        return ast.Constant(value, lineno=self.line, col_offset=0)

    def name(self, name: str) -> ast.expr:
        return ast.Name(name, _LOAD, lineno=self.line, col_offset=0)

    def call(self, function: ast.expr, *arguments: ast.expr) -> ast.expr:
        return ast.Call(function, list(arguments), [], lineno=self.line, col_offset=0)

    def helper(self, function: Callable[..., Any], *arguments: ast.expr) -> ast.expr:
        """A call of a Python function."""
        return self.call(self.constant(function), *arguments)

    def decimal(self, operation: Callable[..., Any], *arguments: ast.expr) -> ast.expr:
        """An operation of `numbers.CONTEXT`, of which a failure is one of the rule."""
        if self._in_context and len(arguments) == 2:
            return ast.BinOp(arguments[0], _OPERATORS[operation.__name__], arguments[1], lineno=self.line, col_offset=0)
        self._decimals = True
        return self.helper(operation, *arguments)

    def _translate(self, name: str) -> None:
        """Make the function raise ValueFailure where an operation on numbers fails; costs nothing where none does."""
        function = next(f for f in self._functions if isinstance(f, ast.FunctionDef) and f.name == name)
        raised = self.does(self.helper(failed, self.name("error")))
        handler = ast.ExceptHandler(self.constant(DecimalException), "error", [raised], lineno=self.line, col_offset=0)
        function.body = [ast.Try(function.body, [handler], [], [], lineno=self.line, col_offset=0)]

    def attribute(self, value: ast.expr, name: str) -> ast.expr:
        """An attribute with a name of the compiler's own."""
        return ast.Attribute(value, name, _LOAD, lineno=self.line, col_offset=0)

    def turn(self, method: str, *arguments: ast.expr) -> ast.expr:
        """A call of a method of the turn."""
        return self.call(self.attribute(self.name("turn"), method), *arguments)

    def measured(self, function: Callable[..., Any], *arguments: ast.expr) -> ast.expr:
        """A call of a Python function that takes what it needs from the budget of the turn."""
        return self.helper(function, self.name("turn"), *arguments)

    def folded(self, text: ast.expr, once: bool = False) -> ast.expr:
        """The folded form of a text that is not missing; `once` says that nobody else will ask for it."""
        if not once:
            return self.item(self.attribute(self.name("turn"), "folded"), text)
        # The short way of `runtime.meter.Folded`, without keeping it.
        first, later = self.held(text)
        short = self.compare(self.helper(len, first), "<=", self.number(LONG))
        plain = self.call(self.attribute(later, "isascii"))
        return self.choose(self.all([short, plain]), self.call(self.attribute(later, "lower")), self.folded(later))

    def item(self, value: ast.expr, key: ast.expr) -> ast.Subscript:
        return ast.Subscript(value, key, _LOAD, lineno=self.line, col_offset=0)

    def sequence(self, *items: ast.expr) -> ast.expr:
        return ast.Tuple(list(items), _LOAD, lineno=self.line, col_offset=0)

    def mapping(self, keys: Sequence[ast.expr], values: Sequence[ast.expr]) -> ast.expr:
        return ast.Dict(list(keys), list(values), lineno=self.line, col_offset=0)

    def compare(self, left: ast.expr, *rest: str | ast.expr) -> ast.expr:
        """`compare(a, "<=", b, "<=", c)`."""
        operators = [_COMPARISONS[r] for r in rest if isinstance(r, str)]
        operands = [r for r in rest if not isinstance(r, str)]
        return ast.Compare(left, operators, operands, lineno=self.line, col_offset=0)

    def missing(self, value: ast.expr) -> ast.expr:
        return self.compare(value, "is", self.constant(None))

    def present(self, value: ast.expr) -> ast.expr:
        return self.compare(value, "is not", self.constant(None))

    def all(self, tests: Sequence[ast.expr]) -> ast.expr:
        """`a and b and …`; true for none."""
        return self._join(ast.And(), tests, True)

    def any(self, tests: Sequence[ast.expr]) -> ast.expr:
        """`a or b or …`; false for none."""
        return self._join(ast.Or(), tests, False)

    def _join(self, operator: ast.boolop, tests: Sequence[ast.expr], empty: bool) -> ast.expr:
        if len(tests) > 1:
            return ast.BoolOp(operator, list(tests), lineno=self.line, col_offset=0)
        return tests[0] if tests else self.constant(empty)

    def negation(self, test: ast.expr) -> ast.expr:
        return ast.UnaryOp(ast.Not(), test, lineno=self.line, col_offset=0)

    def choose(self, test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
        return ast.IfExp(test, then, otherwise, lineno=self.line, col_offset=0)

    def held(self, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        """An expression for the first use of the value, and one for every later use."""
        if isinstance(value, ast.Name | ast.Constant):
            return value, value
        name = self.fresh("t")
        target = ast.Name(name, _STORE, lineno=self.line, col_offset=0)
        return ast.NamedExpr(target, value, lineno=self.line, col_offset=0), self.name(name)

    def assigned(self, name: str, value: ast.expr) -> ast.expr:
        """The value, which the variable holds from now on."""
        return ast.NamedExpr(
            ast.Name(name, _STORE, lineno=self.line, col_offset=0), value, lineno=self.line, col_offset=0
        )

    def concatenated(self, left: ast.expr, right: ast.expr) -> ast.expr:
        return ast.BinOp(left, ast.Add(), right, lineno=self.line, col_offset=0)

    def difference(self, left: ast.expr, right: ast.expr) -> ast.expr:
        return ast.BinOp(left, ast.Sub(), right, lineno=self.line, col_offset=0)

    # Statements ---------------------------------------------------------------------------------------------------

    def returns(self, value: ast.expr | None) -> ast.stmt:
        return ast.Return(value, lineno=self.line, col_offset=0)

    def does(self, value: ast.expr) -> ast.stmt:
        return ast.Expr(value, lineno=self.line, col_offset=0)

    def assign(self, name: str, value: ast.expr) -> ast.stmt:
        target = ast.Name(name, _STORE, lineno=self.line, col_offset=0)
        return ast.Assign([target], value, lineno=self.line, col_offset=0)

    def increment(self, name: str) -> ast.stmt:
        target = ast.Name(name, _STORE, lineno=self.line, col_offset=0)
        return ast.AugAssign(target, ast.Add(), self.number(1), lineno=self.line, col_offset=0)

    def when(self, test: ast.expr, body: list[ast.stmt]) -> ast.stmt:
        return ast.If(test, body, [], lineno=self.line, col_offset=0)

    def loop(self, variable: str, collection: ast.expr, body: list[ast.stmt]) -> ast.stmt:
        target = ast.Name(variable, _STORE, lineno=self.line, col_offset=0)
        return ast.For(target, collection, body, [], lineno=self.line, col_offset=0)

    def nothing(self) -> ast.stmt:
        return ast.Pass(lineno=self.line, col_offset=0)
