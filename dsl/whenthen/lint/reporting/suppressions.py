"""Comments that keep findings back: `# whenthen: ignore[L101, M102] because …`.

At the end of a line it is for the findings that begin on that line; alone on a line, for those of the next line with
code. `ignore-file[…]`, alone on a line anywhere, is for the whole file. What they keep back are warnings.

What is made of a comment is plain data, so that it can be kept with the findings: also what is to be said where
it turns out that nobody needs it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import attrs

from whenthen.diagnostics.model import Diagnostic


@attrs.frozen
class Suppression:
    """One comment that keeps findings of a file back. `file` is the name that the user is shown.

    `codes` are codes and families, each once; `line`, from 1, is the one that it is for, None for the whole file.
    `unneeded` is what to say of each of the codes if it keeps nothing back; empty where nobody can know, as in
    a program with errors.
    """

    file: str
    codes: tuple[str, ...]
    line: int | None
    unneeded: tuple[Diagnostic, ...] = ()


#: A code of a suppression: the number of the suppression, and that of the code in it.
Use = tuple[int, int]


@attrs.frozen
class Applied:
    """What suppressions did: what is `left`, what is `kept_back`, and which of their codes were used by findings of
    which codes.
    """

    left: tuple[Diagnostic, ...]
    kept_back: tuple[Diagnostic, ...]
    used: dict[Use, frozenset[str]]


def apply(diagnostics: Iterable[Diagnostic], suppressions: Sequence[Suppression]) -> Applied:
    """Keep back what the suppressions are for."""
    known: dict[tuple[str, int | None, str], list[Use]] = {}
    for number, suppression in enumerate(suppressions):
        for at, word in enumerate(suppression.codes):
            known.setdefault((suppression.file, suppression.line, word), []).append((number, at))
    left: list[Diagnostic] = []
    kept_back: list[Diagnostic] = []
    used: dict[Use, set[str]] = {}
    for diagnostic in diagnostics:
        uses = _uses(diagnostic, known)
        for use in uses:
            used.setdefault(use, set()).add(diagnostic.code)
        (kept_back if uses else left).append(diagnostic)
    return Applied(tuple(left), tuple(kept_back), {use: frozenset(codes) for use, codes in used.items()})


def _uses(diagnostic: Diagnostic, known: Mapping[tuple[str, int | None, str], list[Use]]) -> list[Use]:
    """The codes of suppressions that keep a diagnostic back."""
    if not known or diagnostic.severity != "warning":
        return []
    file, line = diagnostic.span.source.name, diagnostic.span.position[0]
    words = (diagnostic.code, diagnostic.code[0])
    return [use for place in (line, None) for word in words for use in known.get((file, place, word), ())]


class Elsewhere:
    """Where in the files findings are left: what is on another line may be what a comment was meant for."""

    def __init__(self, left: Iterable[Diagnostic]) -> None:
        self._lines: dict[tuple[str, str], list[int]] = {}  # by file and code or family
        for d in left:
            if d.severity == "warning":
                for word in (d.code, d.code[0]):
                    self._lines.setdefault((d.span.source.name, word), []).append(d.span.position[0])
        for lines in self._lines.values():
            lines.sort()

    def unneeded(self, suppression: Suppression, at: int) -> Diagnostic:
        """What to say of a code, by its number, that keeps nothing back. A comment that may have to be moved is not to
        be left out unasked.
        """
        problem = suppression.unneeded[at]
        lines = self._lines.get((suppression.file, suppression.codes[at]))
        if suppression.line is None or not lines:
            return problem
        after = bisect_left(lines, suppression.line)
        near = min(lines[max(after - 1, 0) : after + 1], key=lambda line: abs(line - (suppression.line or 0)))
        advice = f"leave it out; for the finding in line {near} it stands at the end of that line or on the line before"
        return attrs.evolve(problem, help=advice, fix=None)
