"""Mends a program in rounds: fixes are applied, the program is looked at again, and what makes it worse is left out.

How a program is looked at is the caller's: nothing here reads, parses or writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import attrs

from whenthen.diagnostics.model import Diagnostic
from whenthen.lint.mending.applying import Items, Texts, apply, choose, fixable
from whenthen.lint.reporting.report import Findings

#: After so many rounds it is left as it is: two rules of the linter may undo what the other one does.
ROUNDS = 100

#: What is the same of a problem when the text around it has changed: file, code, message.
_Key = tuple[str, str, str]


@attrs.frozen
class Look:
    """A program as it is now. `texts` are those of the files that may be changed, by the names of their sources,
    `items` where their items begin; `reported` is what is said of it, of all that was found.
    """

    texts: Texts
    items: Items
    findings: Findings
    reported: Sequence[Diagnostic]

    @property
    def errors(self) -> Counter[_Key]:
        return Counter(_key(d) for d in self.findings.diagnostics if d.severity == "error")


@attrs.frozen
class Mended:
    """What mending came to. `texts` are those that have changed; `fixed` are the diagnostics whose fixes were applied,
    in the order in which they were; `last` is the look at the program as it is then.
    """

    texts: Mapping[str, str]
    fixed: tuple[Diagnostic, ...]
    last: Look


def mend(first: Look, look: Callable[[Texts], Look], unsafe: bool = False) -> Mended:
    """Apply the fixes of what is reported, those that are unsafe only where they are asked for, until none is left.

    `look` looks at the program with other texts. A fix counts only if its problem is gone then, and nothing has become
    an error that was none. Errors are mended first: one may hide another, so of these there are never more than before.
    """
    now = first
    fixed: list[Diagnostic] = []
    refused: set[_Key] = set()
    seen = {frozenset(first.texts.items())}
    for _ in range(ROUNDS):
        able = [d for d in fixable(now.reported, now.texts, unsafe) if _key(d) not in refused]
        batch = choose([d for d in able if d.severity == "error"] or able, now.items).applied
        if not batch:
            break
        applied, after = _settle(now, batch, look, seen)
        refused |= {_key(d) for d in batch} - {_key(d) for d in applied}
        fixed += applied
        now = after
        seen.add(frozenset(now.texts.items()))
    changed = {name: text for name, text in now.texts.items() if text != first.texts[name]}
    return Mended(changed, tuple(fixed), now)


def _settle(
    now: Look, batch: Sequence[Diagnostic], look: Callable[[Texts], Look], seen: set[frozenset[tuple[str, str]]]
) -> tuple[list[Diagnostic], Look]:
    """Those of a batch that can be applied together, and the program with them: all, or by halves as many as can."""
    applied: list[Diagnostic] = []
    best = now
    parts = [list(batch)]
    while parts:
        part = parts.pop()
        texts = apply(now.texts, [*applied, *part])
        if frozenset(texts.items()) not in seen:
            trial = look(texts)
            if _is_better(best, trial, part):
                applied += part
                best = trial
                continue
        if len(part) > 1:
            half = len(part) // 2
            parts += [part[half:], part[:half]]
    return applied, best


def _is_better(before: Look, after: Look, part: Sequence[Diagnostic]) -> bool:
    """Whether what some fixes are of is gone, and they have brought no error."""
    had, has = Counter(map(_key, before.reported)), Counter(map(_key, after.reported))
    if any(has[key] > had[key] - number for key, number in Counter(map(_key, part)).items()):
        return False
    if all(d.severity == "error" for d in part):
        return after.errors.total() <= before.errors.total()
    return not after.errors - before.errors


def _key(diagnostic: Diagnostic) -> _Key:
    return diagnostic.span.source.name, diagnostic.code, diagnostic.message
