"""Facts of `types.facts` in words, and a plain reading of what they say."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from whenthen.types.facts import (
    ENDS,
    FOLDED,
    PLAIN,
    STARTS,
    Fact,
    HasMember,
    HasPattern,
    HasText,
    InRange,
    IsOneOf,
    IsThere,
    Need,
    Path,
)
from whenthen.values.equality import equality_key
from whenthen.values.patterns import compile_pattern
from whenthen.values.refs import Ref
from whenthen.values.text import fold

# In words ---------------------------------------------------------------------------------------------------------


def said(need: Need) -> str:
    """A need in words: its facts, with bars between them."""
    return " | ".join(map(_fact, need))


def _fact(fact: Fact) -> str:
    path = ".".join([fact.path.name, *(field for _, field in fact.path.steps)])
    match fact:
        case IsOneOf(keys=keys):
            return f"{path} = {_keys(keys)}"
        case HasMember(keys=keys):
            return f"{path} has {_keys(keys)}"
        case IsThere(missing=missing):
            return f"{path} is {'missing' if missing else 'there'}"
        case InRange(_, low, low_included, high, high_included):
            begin = "(…" if low is None else f"{'[' if low_included else '('}{low}"
            return f"{path} in {begin}, " + ("…)" if high is None else f"{high}{']' if high_included else ')'}")
        case HasText(where=where, parts=parts):
            return f"{path} {where} {_keys(parts)}"
        case HasPattern(source=source, flags=flags):
            return f"{path} matches /{source}/{flags}"


def _keys(keys: Iterable[Hashable]) -> str:
    return ", ".join(sorted(map(_key, keys)))


def _key(key: Any) -> str:
    match key:
        case ("set", frozenset() as members):
            return f"{{{_keys(members)}}}"
        case ("list", *items):
            return f"[{', '.join(map(_key, items))}]"
        case bool():
            return "true" if key else "false"
        case _:
            return str(key) or "''"


# What they say -----------------------------------------------------------------------------------------------------


def is_true(fact: Fact, look: Callable[[Path], Any]) -> bool:
    """Whether a fact is true, of the value that `look` gives for its path."""
    value = look(fact.path)
    if isinstance(fact, IsThere):
        return (value is None) == fact.missing
    if value is None:
        return False
    match fact:
        case IsOneOf(_, by, keys):
            if by == FOLDED:
                return isinstance(value, str) and fold(value) in keys
            return (value if by == PLAIN else equality_key(value)) in keys
        case HasMember(_, keys):
            return any(equality_key(item) in keys for item in value)
        case InRange(_, low, low_included, high, high_included):
            above = low is None or low < value or (low_included and low == value)
            return bool(above and (high is None or value < high or (high_included and high == value)))
        case HasText() | HasPattern() if not isinstance(value, str):
            return False
        case HasText(_, where, parts):
            text = fold(value)
            if where == STARTS:
                return any(map(text.startswith, parts))
            return any(map(text.endswith if where == ENDS else text.__contains__, parts))
        case HasPattern(_, source, flags):
            return compile_pattern(source, flags).search(value)


def at(path: Path, given: dict[str, Any], rows: Any) -> Any:
    """What stands at the end of a path; None where something on the way is missing, or no such record."""
    value = given.get(path.name)
    for type, field in path.steps:
        if not isinstance(value, Ref) or value.type != type:
            return None
        value = rows[value][field]
    return value
