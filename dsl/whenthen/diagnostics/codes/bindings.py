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
        why=(
            "The first rule that calls it would fail, when a customer is waiting and not when the application starts."
        ),
    ),
    Code(
        "B002",
        "a Python function is not declared",
        (
            "A library holds a function that no rule file declares. Declare it with `FUNCTION`, or take it out of "
            "the library. Names are the same on both sides; `@lib.function(name=…)` gives another one."
        ),
        why=(
            "No rule can call it. Mostly its name is misspelt on one side, and the function that rules call is missing."
        ),
    ),
    Code(
        "B003",
        "the parameters of a Python function differ from its declaration",
        "The Python function takes the parameters of the declaration, by position: as many, in the same "
        "order, with the same names.",
        why="Values would be passed to the wrong parameters: an amount where a number of days is expected.",
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
        why=(
            "The function would get, or give, what the rules were not checked for: a text that is compared with "
            "numbers never matches."
        ),
    ),
    Code(
        "B005",
        "a Python function cannot be bound",
        "What was passed to the library is not a function, needs arguments that no rule can give (`*`, `**` "
        "or keyword-only ones without a default), is a coroutine or a generator, or has annotations that "
        "cannot be resolved.",
        why="It would fail when the first rule calls it, and that rule with it.",
    ),
    Code(
        "B006",
        "a Python function is bound twice",
        "Two libraries, or one library twice, hold a function or an action of the same name.",
        why=(
            "It cannot be known which of them counts: in another order of the libraries, rules would do something else."
        ),
    ),
    Code(
        "B012",
        "a Python function for an action is not declared",
        (
            "A library holds a function for an action that no rule file declares. An action that is defined in "
            "the language (`DEFINE ACTION`) is not bound: what it does stands in its statements."
        ),
        why=(
            "No rule can perform it. Mostly its name is misspelt on one side, and the action that rules perform "
            "is missing."
        ),
    ),
    Code(
        "B013",
        "the parameters of a Python function differ from those of its action",
        "The Python function takes the parameters of the declaration by their names (not by their "
        "prepositions): as many, in the same order. One that is optional in the declaration is passed as None "
        "where it was left out.",
        why="Values would arrive in the wrong place: the subject of a mail where its text is expected.",
    ),
    Code(
        "B014",
        "a type of a Python function differs from its action",
        "The annotations of a Python function agree with the declaration of the action; see B004 for which "
        "Python type stands for which type of the language.",
        why="The action would get values that it cannot work with, and fail after the rule has decided.",
    ),
)
