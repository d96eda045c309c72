"""The lines that close a check: what was looked at, what was found, and what can be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from whenthen.diagnostics.model import Diagnostic


def counted(number: int, noun: str) -> str:
    """A number of things: "1 rule", "1,200 rules"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def are(number: int) -> str:
    """How many things are so: "1 is", "1,200 are"."""
    return f"{number:,} {'is' if number == 1 else 'are'}"


def summary(rules: int, files: int, diagnostics: Sequence[Diagnostic]) -> str:
    """Such as "Checked 12 rules in 3 files: 2 errors, 3 warnings; 3 can be mended with --fix"."""
    severities = Counter(d.severity for d in diagnostics)
    parts = [counted(severities[severity], severity) for severity in ("error", "warning") if severities[severity]]
    found = ", ".join(parts) or "no problems"
    return "; ".join([f"Checked {counted(rules, 'rule')} in {counted(files, 'file')}: {found}", *_hint(diagnostics)])


def mended(fixed: int, files: int, left: Sequence[Diagnostic], unsafe: bool, written: bool) -> str:
    """Such as "Mended 12 problems in 3 files; 2 are left"; `written` is False where that would have been."""
    if not fixed:
        return "; ".join(["Nothing would be mended", *_left(left, unsafe, written)])
    done = "Mended" if written else "Would mend"
    return "; ".join([f"{done} {counted(fixed, 'problem')} in {counted(files, 'file')}", *_left(left, unsafe, written)])


def _left(left: Sequence[Diagnostic], unsafe: bool, written: bool) -> list[str]:
    number = len(left)
    if written:
        rest = f"{are(number)} left" if left else "none is left"
    else:
        rest = f"{f'{number:,}' if number else 'none'} would be left"
    return [rest, *([] if unsafe else _hint([d for d in left if d.fix is not None and not d.fix.safe]))]


def _hint(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """What can be mended, and how; nothing where nothing can."""
    fixes = [d.fix for d in diagnostics if d.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    unsafe = len(fixes) - safe
    if not fixes:
        return []
    if not unsafe:
        return [f"{safe:,} can be mended with --fix"]
    if not safe:
        return [f"{unsafe:,} can be mended with --unsafe-fixes"]
    return [f"{safe:,} can be mended with --fix, {unsafe:,} more with --unsafe-fixes"]


#: Where errors keep warnings from being looked for.
HELD_UP = "Most warnings are looked for once no errors are left"
#: Where a baseline was moved, or is not one of these rules.
ASTRAY = (
    "None of the files that the baseline names is there: it names them from its own folder on, so it stays where it "
    "was written"
)


def kept_back(suppressed: int, known: int, gone: int, path: str | None, new: bool = False) -> list[str]:
    """What is not reported, and why. `new` says that there are warnings that the baseline at `path` does not have."""
    from whenthen.diagnostics.escape import escape

    lines = []
    if suppressed:
        lines.append(f"Comments keep {counted(suppressed, 'warning')} back")
    if known:
        lines.append(f"The baseline keeps {counted(known, 'warning')} back")
    if gone and path is not None:
        what = "1 of its entries does" if gone == 1 else f"{gone:,} of its entries do"
        where = f"--write-baseline {escape(path)}"
        first = "; once what is new is mended," if new else ","  # else that would go into the baseline too
        lines.append(f"The baseline can be made shorter: {what} not occur any more{first} {where} leaves them out")
    return lines


def looked_at(always: Sequence[tuple[str, str, int]], rules: int) -> str:
    """Which rules the index cannot rule out (title, file, line), of how many."""
    from whenthen.diagnostics.escape import escape

    if not always:
        return "Index: every rule is found by what its condition needs"
    one = len(always) == 1
    lines = [
        f"Index: {len(always):,} of {counted(rules, 'rule')} {'offers' if one else 'offer'} nothing to go by and "
        f"{'is' if one else 'are'} looked at for every event of {'its' if one else 'their'} triggers:"
    ]
    return "\n".join([*lines, *(f"  {escape(file)}:{line}: {escape(title)}" for title, file, line in always)])
