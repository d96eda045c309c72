"""B: what is declared in rule files and implemented in Python.

They appear when an application loads rules with its libraries (`whenthen.load(…, libraries=[…])`), never in
`whenthen check`, which knows no application; hence no rule file alone makes one of them.
"""

from __future__ import annotations

from whenthen.diagnostics.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "B001",
        "a declared function has no Python function",
        "`FUNCTION` without a body is a promise that the application keeps: one of the libraries that it "
        "passes in has to hold a Python function of that name. With `FUNCTION loyalty(points: number) -> "
        "text` in the rules:\n\n"
        "    lib = whenthen.Library()\n\n"
        "    @lib.function\n"
        "    def loyalty(points: Decimal) -> str: ...\n\n"
        '    whenthen.load("rules/", libraries=[lib])',
    ),
    Code(
        "B002",
        "a Python function is not declared",
        "A library holds a function that no rule file declares, so no rule can call it. Declare it with "
        "`FUNCTION`, or take it out of the library. Names are the same on both sides; `@lib.function(name=…)` "
        "gives another one.",
    ),
    Code(
        "B003",
        "the parameters of a Python function differ from its declaration",
        "The Python function takes the parameters of the declaration, by position: as many, in the same "
        "order, with the same names.",
    ),
    Code(
        "B004",
        "a type of a Python function differs from its declaration",
        "The annotations of a Python function agree with the declaration: `text` is `str`, `number` is "
        "`Decimal`, `boolean` is `bool`, `instant` is `datetime`, `date` and `time` are their namesakes, a "
        "choice or scale is `str`, `money` is `Money`, `duration` is `Duration`, `list of T` is `tuple[T, ...]` or "
        "`Sequence[T]`, `set of T` is `frozenset[T]`, a record is `Mapping[str, Any]` (its fields) as a parameter and "
        "`Ref` as a result, a payload is `Any`, and `T?` is `T | None`. Every parameter and the result of a function "
        "need one.",
    ),
    Code(
        "B005",
        "a Python function cannot be bound",
        "What was passed to the library is not a function, needs arguments that no rule can give (`*`, `**` "
        "or keyword-only ones without a default), is a coroutine or a generator, or has annotations that "
        "cannot be resolved.",
    ),
    Code(
        "B006",
        "a Python function is bound twice",
        "Two libraries, or one library twice, hold a function or an action of the same name; it cannot be "
        "known which of them counts.",
    ),
    Code(
        "B012",
        "a Python function for an action is not declared",
        "A library holds a function for an action that no rule file declares, so no rule can perform it. An "
        "action that is defined in the language (`DEFINE ACTION`) is not bound: what it does stands in its "
        "statements.",
    ),
    Code(
        "B013",
        "the parameters of a Python function differ from those of its action",
        "The Python function takes the parameters of the declaration by their names (not by their "
        "prepositions): as many, in the same order. One that is optional in the declaration is passed as None "
        "where it was left out.",
    ),
    Code(
        "B014",
        "a type of a Python function differs from its action",
        "The annotations of a Python function agree with the declaration of the action; see B004 for which "
        "Python type stands for which type of the language.",
    ),
)
