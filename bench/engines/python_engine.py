"""What an engineer would write: one function a rule, on typed structs, called one after the other.

The functions mean what the rules mean. A function folds the texts that it looks at, because nobody else does it for
it; `folded_once` is the other way, in which all functions are given texts that were folded before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from bench import rules as r
from bench.engines import Loaded
from bench.engines.expressions import Dialect
from bench.rules import Condition, Event, Rule
from bench.structs import Ticket, decode

TITLE = "Python by hand"
PACKAGE = None

_TEXTS = ("ticket.subject", "ticket.body")


def _fold(path: str) -> str:
    return f"{path}.casefold()" if path in _TEXTS else path


def _as_given(path: str) -> str:
    return path.replace("ticket.", "") if path in _TEXTS else path


def fold(text: str) -> str:
    """What the language compares texts by: canonical caseless matching, of Unicode."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _fold_all(path: str) -> str:
    return f"fold({path})" if path in _TEXTS else path


_WORDS = {"one_of": "{field} in ({values},)", "matches": "search({value}, {field})"}
_FOLDING = Dialect(path=_fold, **_WORDS)
_FOLDED = Dialect(path=_as_given, **_WORDS)
#: The meaning of the language to the letter, where the others are content with `casefold`.
EXACT = Dialect(path=_fold_all, **_WORDS)


def source(rules: Sequence[Rule], dialect: Dialect = _FOLDING, parameters: str = "ticket, customer") -> str:
    """The module that an engineer would have written."""
    functions = []
    for rule in rules:
        conditions = "\n        and ".join(_condition(dialect, condition) for condition in rule.conditions)
        functions.append(f"def {rule.name}({parameters}):\n    return (\n        {conditions}\n    )\n")
    return "\n\n".join(functions)


def _condition(dialect: Dialect, condition: Condition) -> str:
    if condition.field == "ticket.team" and condition.operator == r.IS:
        folded = "fold(ticket.team)" if dialect is EXACT else "ticket.team.casefold()"
        return f"ticket.team is not None and {folded} == {dialect.small(condition.value)}"
    return dialect.condition(condition)


def functions(rules: Sequence[Rule], dialect: Dialect = _FOLDING, parameters: str = "ticket, customer") -> list[Any]:
    """The functions, in the order of the rules. Nobody but this benchmark says what stands in them."""
    module: dict[str, Any] = {"fold": fold}
    patterns = {one.value for rule in rules for one in rule.conditions if one.operator == r.MATCHES}
    module["search"] = _search({pattern: re.compile(pattern) for pattern in patterns})
    # A module at a time, so that the compiler has not all of them in memory at once.
    for begin in range(0, len(rules), 500):
        exec(source(rules[begin : begin + 500], dialect, parameters), module)
    return [module[rule.name] for rule in rules]


def _search(patterns: dict[str, re.Pattern[str]]) -> Callable[[str, str], object]:
    return lambda pattern, text: patterns[pattern].search(text)


def prepare(event: Event) -> Ticket:
    """The ticket as a struct. Tags are folded while they are decoded: they are looked up, not compared."""
    ticket = decode(event.json).data.ticket
    ticket.tags = {tag.casefold() for tag in ticket.tags}
    return ticket


def load(rules: Sequence[Rule]) -> Loaded:
    """One function a rule, each of which folds for itself."""
    named = [(rule.name, function) for rule, function in zip(rules, functions(rules), strict=True)]

    def matched(ticket: Ticket) -> list[str]:
        customer = ticket.requester
        return [name for name, function in named if function(ticket, customer)]

    return Loaded(prepare, matched)


def load_folded_once(rules: Sequence[Rule]) -> Loaded:
    """One function a rule, which are given subject and body in small letters."""
    several = functions(rules, _FOLDED, "ticket, customer, subject, body")
    named = [(rule.name, function) for rule, function in zip(rules, several, strict=True)]

    def matched(ticket: Ticket) -> list[str]:
        customer, subject, body = ticket.requester, ticket.subject.casefold(), ticket.body.casefold()
        return [name for name, function in named if function(ticket, customer, subject, body)]

    return Loaded(prepare, matched)


def load_texts(rules: Sequence[Rule]) -> Loaded:
    """All texts and patterns of the rules looked for one after the other, each once; what it finds are texts, no rules.

    This is the work that an index over texts has to do at once.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for condition in (condition for rule in rules for condition in rule.conditions):
        several = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        for text in several:
            own = found.setdefault((condition.field, condition.operator), {})
            own[text.casefold()] = re.compile(text.casefold())

    def of(field: str, *operators: str) -> list[Any]:
        return [text for operator in operators for text in found.get((field, operator), ())]

    subjects, bodies = (of(f"ticket.{field}", r.CONTAINS, r.CONTAINS_ANY) for field in ("subject", "body"))
    starts = of("ticket.subject", r.STARTS)
    searches = [pattern.search for pattern in found.get(("ticket.body", r.MATCHES), {}).values()]

    def matched(ticket: Ticket) -> list[Any]:
        subject, body = ticket.subject.casefold(), ticket.body.casefold()
        return [
            *(text for text in subjects if text in subject),
            *(start for start in starts if subject.startswith(start)),
            *(text for text in bodies if text in body),
            *(one for search in searches if (one := search(body)) is not None),
        ]

    return Loaded(prepare, matched)
