"""A row of the tables: a mistake, how it is known, what is said about it."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from whenthen.diagnostics.fixes import leave_out, replace
from whenthen.diagnostics.model import Diagnostic, Fix, Label
from whenthen.source import Span
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.situation import Situation

#: What to do at the place of a mistake, by the groups that were found.
Mend = Callable[[Situation, Span, dict[str, str]], Fix | None]


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return None if pattern is None else re.compile(pattern, re.IGNORECASE)


def _ending(pattern: str | None) -> re.Pattern[str] | None:
    return None if pattern is None else re.compile(rf"(?:{pattern})\s*\Z", re.IGNORECASE)


@attrs.frozen(eq=False)
class Case:
    """One mistake.

    It is known by what stands at the place where reading stopped (`here`), by what stands right before it (`before`),
    and by what was being read (`when`); whatever is given has to hold. `message` and `help` may use the named groups of
    both patterns, `{word}`, and `{previous}` for the word before. The place shown is the group `at` of either pattern
    if there is one, else what stands here; with `both` it reaches from what `before` found to what `here` found.

    `fix` is what to write in that place, with the same groups; empty where it is to be left out, None where nobody
    knows; a function where that hangs on more. It is `unsafe` where something else may have been meant.
    """

    code: str
    message: str
    help: str
    here: re.Pattern[str] | None = attrs.field(default=None, converter=_compiled)
    before: re.Pattern[str] | None = attrs.field(default=None, converter=_ending)
    when: Callable[[Situation], object] | None = None
    both: bool = False
    fix: str | Mend | None = None
    unsafe: bool | Callable[[Situation], object] = False

    def explain(self, situation: Situation) -> Mistake | None:
        here = before = None
        if self.here is not None:
            if situation.ended:
                return None
            here = self.here.match(situation.text, situation.offset, situation.last)
            if not here:
                return None
        if self.before is not None:
            before = self.before.search(situation.before)
            if not before:
                return None
        if self.when is not None and not self.when(situation):
            return None
        words = {"word": situation.word, "previous": situation.previous_word}
        place = situation.here
        if here:
            place = situation.span(*here.span())
            words |= {key: value or "" for key, value in here.groupdict().items()}
        shift = situation.offset - len(situation.before)
        if before:
            words |= {key: value or "" for key, value in before.groupdict().items()}
            group = "at" if "at" in before.groupdict() else 0
            if self.both:
                place = situation.span(before.start(group) + shift, place.end)
            elif group:
                place = situation.span(before.start(group) + shift, before.end(group) + shift)
        if here and "at" in here.groupdict():
            place = situation.span(*here.span("at"))
        help_ = self.help.format(**words)
        return mistake(self.code, self.message.format(**words), place, help_, fix=self._fix(situation, place, words))

    def _fix(self, situation: Situation, place: Span, words: dict[str, str]) -> Fix | None:
        safe = not (self.unsafe(situation) if callable(self.unsafe) else self.unsafe)
        if self.fix is None:
            return None
        if isinstance(self.fix, str):
            return write(place, self.fix.format(**words), safe)
        fix = self.fix(situation, place, words)
        return fix if fix is None or safe else attrs.evolve(fix, safe=False)


def write(place: Span, text: str, safe: bool = True) -> Fix | None:
    """Writes `text` in the place, or leaves the place out; nothing is run together with its neighbours."""
    if not text:
        return leave_out(place, safe)
    whole = place.source.text
    before, behind = whole[place.start - 1 : place.start], whole[place.end : place.end + 1]
    text = f" {text}" if _runs_on(before, text[:1]) else text
    return replace(place, f"{text} " if _runs_on(text[-1:], behind) else text, safe)


def _runs_on(left: str, right: str) -> bool:
    """Whether two characters side by side are part of one word."""
    return bool(left and right) and all(char.isalnum() or char in '_`"' for char in (left, right))


def mistake(
    code: str, message: str, span: Span, help_: str | None = None, *labels: Label, fix: Fix | None = None
) -> Mistake:
    return Mistake(Diagnostic(code, message, span, labels, help_, fix=fix))


def around(pattern: re.Pattern[str], s: Situation) -> tuple[re.Match[str], int] | None:
    """What of the pattern stands around the place where reading stopped, and where the text of the match begins."""
    read = len(s.before.rstrip())
    line = s.before.rfind("\n", 0, read) + 1
    for found in pattern.finditer(s.before[line:] + s.line):
        if found.start() + line <= len(s.before) and read <= found.end() + line:
            return found, s.offset - len(s.before) + line
    return None


#: What a table may hold next to cases: a function for a mistake that needs more than patterns.
Explainer = Callable[[Situation], Mistake | None]
