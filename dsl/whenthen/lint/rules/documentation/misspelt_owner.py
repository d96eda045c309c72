"""An owner that differs from another one by a letter or by how it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_RULES = """USE helpdesk

RULE "Refunds"
  OWNER "billing-ops"
  WHEN ticket is created
  IF ticket.subject contains "refund"
  THEN assign ticket to team "Billing"

RULE "Invoices"
  OWNER "billing-ops"
  WHEN ticket is created
  IF ticket.subject contains "invoice"
  THEN assign ticket to team "Billing"

RULE "Prices"
  OWNER "{owner}"
  WHEN ticket is created
  IF ticket.subject contains "price"
  THEN assign ticket to team "Billing"
"""

CODE = Code(
    "D107",
    "an owner in two spellings",
    explanation="The OWNER of a rule differs from that of more rules only by capitals, hyphens, spaces or "
    "underscores, or by one letter of a longer word.",
    why="Whoever asks for the rules of an owner does not get this one.",
    failing=file(_RULES.format(owner="billling-ops")),
    mended=file(_RULES.format(owner="billing-ops")),
    severity="warning",
    fix=UNSAFE,
)

#: With so many owners of several rules, who is meant cannot be told.
_MOST = 200
_WORD = re.compile(r"[^\W_]+")


def in_program(context: Context) -> Iterator[Diagnostic]:
    settings = list(context.own_nodes(nodes.OwnerSetting))
    first: dict[str, nodes.TextLiteral] = {}
    for setting in settings:
        first.setdefault(setting.owner.value, setting.owner)
    numbers = Counter(setting.owner.value for setting in settings)
    # The more frequent ones first, and of equals the one that stands there first.
    names = sorted(first, key=lambda name: -numbers[name])
    written: dict[str, str] = {}
    meant: dict[str, str | None] = {}
    for name in names:
        same = written.setdefault(_words(name), name)
        meant[name] = same if same != name else _one_letter_from(name, names, numbers)
    for setting in settings:
        other = meant[setting.owner.value]
        if other is not None:
            yield finding(
                CODE,
                f"the owner `{setting.owner.value}` is nearly `{other}`, who owns {_rules(numbers[other])}",
                setting.owner.span,
                Label(first[other].span, "this one"),
                help=f"if the same is meant, write `{other}`",
                fix=replace(setting.owner.span, first[other].span.text, safe=False),
            )


def _rules(number: int) -> str:
    return "one rule" if number == 1 else f"{number} rules"


def _one_letter_from(name: str, names: list[str], numbers: Counter[str]) -> str | None:
    words = _WORD.findall(name)
    for other in names[:_MOST]:
        if numbers[other] < 2 * numbers[name]:
            break
        if _one_letter_off(words, _WORD.findall(other)):
            return other
    return None


def _words(name: str) -> str:
    return "".join(_WORD.findall(name)).casefold()


def _one_letter_off(words: list[str], others: list[str]) -> bool:
    """Whether one long word differs by one letter; short ones (`uk`, `us`) and numbers tell apart what is different."""
    pairs = [(w.casefold(), o.casefold()) for w, o in zip(words, others, strict=False) if w.casefold() != o.casefold()]
    if len(words) != len(others) or len(pairs) != 1:
        return False
    one, other = sorted(pairs[0], key=len)
    if len(one) < 5 or not (one.isalpha() and other.isalpha()):
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) + 1 == len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return len(one) == len(other) and (one[start + 1 :] == other[start + 1 :] or swapped == other[start:])
