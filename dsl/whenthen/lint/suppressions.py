"""Comments that keep findings back: `# whenthen: ignore[L101, M102] because …`.

At the end of a line it is for the findings that begin on that line; alone on a line, for those of the next line with
code. `ignore-file[…]`, alone on a line anywhere, is for the whole file. What they keep back are warnings.

What is made of a comment is plain data, so that it can be kept with the findings: also what is to be said where
it turns out that nobody needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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

    def covers(self, diagnostic: Diagnostic) -> tuple[str, ...]:
        """Those of the codes that keep a diagnostic back."""
        span = diagnostic.span
        if span.source.name != self.file:
            return ()
        if self.line is not None and span.position[0] != self.line:
            return ()
        return tuple(code for code in self.codes if _names(code, diagnostic))

    def unneeded_because_of(self, number: int, found: Iterable[Diagnostic]) -> Diagnostic:
        """What to say of the code of a number that keeps nothing back, where `found` is left to be reported.

        What is there on another line may be what was meant: then the comment is to be moved, and not to be left out.
        """
        problem, word = self.unneeded[number], self.codes[number]
        if self.line is None:
            return problem
        lines = {d.span.position[0] for d in found if d.span.source.name == self.file and _names(word, d)}
        if not lines:
            return problem
        nearest = min(lines, key=lambda line: (abs(line - (self.line or 0)), line))
        advice = (
            f"leave it out; for the finding in line {nearest} it stands at the end of that line or on the line before"
        )
        return attrs.evolve(problem, help=advice, fix=None)


def _names(word: str, diagnostic: Diagnostic) -> bool:
    return diagnostic.severity == "warning" and word in (diagnostic.code, diagnostic.code[0])


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
    by_file: dict[str, list[tuple[int, Suppression]]] = {}
    for number, suppression in enumerate(suppressions):
        by_file.setdefault(suppression.file, []).append((number, suppression))
    left: list[Diagnostic] = []
    kept_back: list[Diagnostic] = []
    used: dict[Use, frozenset[str]] = {}
    for diagnostic in diagnostics:
        covered = False
        for number, suppression in by_file.get(diagnostic.span.source.name, ()):
            for code in suppression.covers(diagnostic):
                covered = True
                key = (number, suppression.codes.index(code))
                used[key] = used.get(key, frozenset()) | {diagnostic.code}
        (kept_back if covered else left).append(diagnostic)
    return Applied(tuple(left), tuple(kept_back), used)
