"""Faults of the domain of conditions: what it believes and is not so."""

from __future__ import annotations

from tests.faults.fault import DOMAIN, Fault
from tests.faults.fault import fault as _fault

_KNOWN, _CLAIMS = "analysis/domain/known.py", "analysis/domain/claims.py"
_SITUATION, _STARTS = "analysis/domain/situation.py", "analysis/domain/starts.py"

FAULTS_OF_DOMAIN: tuple[Fault, ...] = (
    _fault(
        DOMAIN,
        _KNOWN,
        "ranges that meet at one point do not meet",
        "high.value == low.value and not (low.included and high.included)",
        "high.value == low.value",
    ),
    _fault(
        DOMAIN,
        _KNOWN,
        "the wider bound counts",
        "return other if (other.value > one.value) == (direction == 1) else one",
        "return other if (other.value > one.value) != (direction == 1) else one",
    ),
    _fault(
        DOMAIN,
        _KNOWN,
        "a text begins in one way only",
        "return not (long.startswith(short) if where == STARTS else long.endswith(short))",
        "return short != long",
    ),
    _fault(
        DOMAIN,
        _KNOWN,
        "a text that lacks a word lacks its beginning",
        "        return sought in text\n    if where != wanted:",
        "        return text in sought\n    if where != wanted:",
    ),
    _fault(
        DOMAIN,
        _KNOWN,
        "a set has one member",
        "return all(_differ(a, b) for a in one for b in other)",
        "return all(a != b for a in one for b in other)",
    ),
    _fault(
        DOMAIN,
        _KNOWN,
        "what is not in a list is in it",
        "if key in self.apart.get(by, ()):",
        "if key not in self.apart.get(by, (key,)):",
    ),
    _fault(
        DOMAIN,
        _SITUATION,
        "nothing is ever missing",
        "return isinstance(self._type(path), Optional)",
        "return False",
    ),
    _fault(
        DOMAIN,
        _SITUATION,
        "what leads to a missing value is there",
        "path = Path(path.name, path.steps[:-1])",
        "return None",
    ),
    _fault(
        DOMAIN,
        _CLAIMS,
        "what is known at one place of the text is known everywhere",
        "return (facts,) if truth else ((*facts, IsThere(path, True)),)",
        "return super()._or_missing(facts, path, node, truth)",
    ),
    _fault(
        DOMAIN,
        _CLAIMS,
        "of ALL OF none is there when one is not",
        'groups = [(item,) for item in items] if node.quantifier == "all" else [items]',
        "groups = [items]",
    ),
    _fault(
        DOMAIN,
        _CLAIMS,
        "two values that are not less are equal",
        'possible = frozenset("=") if left == right else frozenset("<=>")',
        'possible = frozenset("=") if left == right else frozenset("<=")',
    ),
    _fault(
        DOMAIN,
        _CLAIMS,
        "a comparison is not turned with its sides",
        "sign = FLIPPED.get(node.operator, node.operator) if turned else node.operator",
        "sign = node.operator",
    ),
    _fault(
        DOMAIN,
        _CLAIMS,
        "a function says the same each time",
        "            if isinstance(part, nodes.Call) and part.function.text not in pure:\n                return True",
        "            if isinstance(part, nodes.Call) and False:\n                return True",
    ),
    _fault(
        DOMAIN,
        _CLAIMS,
        "a value was what it is",
        'place = Path(f"@was {path!r}")',
        "place = path",
    ),
    _fault(
        DOMAIN,
        "analysis/domain/assuming.py",
        "of several ways one is enough",
        "ways = [way for claim in either",
        "ways = [way for claim in either[:1]",
    ),
    _fault(
        DOMAIN,
        _STARTS,
        "what rules before have written is not known",
        "            writer.place <= last\n",
        "            writer.place < 0\n",
    ),
    _fault(
        DOMAIN,
        _STARTS,
        "WHERE is true when the second record comes",
        "if where is not None and self._fields(where).isdisjoint(self._own(rule)):",
        "if where is not None:",
    ),
    _fault(
        DOMAIN,
        _STARTS,
        "only the first trigger starts a rule",
        "for start in rule.starts:",
        "for start in rule.starts[:1]:",
    ),
)
