"""Questions that look back at the start of the turn: `changed`, `did not change`, `was`.

Where a rule runs because time has passed, nothing changed, so they make no sense there: in a rule that a moment or the
clock may start, and behind a `wait`. A definition that asks them cannot be used there either.
"""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.diagnostics.model import Label
from whenthen.source import Span


def look_back(place: Span, words: str, asked: Sequence[Span], checker: Checker, env: Environment) -> None:
    """Note, or report where time has passed, that a place asks what changed; `asked` are the questions themselves.

    `words` is how the message speaks of the place: a question, or a definition that leads to some.
    """
    if not asked:
        return
    if checker.changes is not None:
        checker.changes.extend(asked)
    if env.delay is None:
        return
    labels = [Label(env.delay.place, env.delay.reason)]
    if asked[0] != place:
        labels.append(Label(asked[0], "it asks here"))
    checker.report(
        "C115",
        f"{words} asks what changed, and here nothing did: time has passed",
        place,
        *labels,
        help="ask how the record is now, or write a rule of its own for the change",
    )
