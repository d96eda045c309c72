"""X: words that the language keeps for later."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "X001",
        "this part of the language is not supported yet",
        (
            "It is part of the language, and its words are reserved, but this version cannot run it. Leave it out "
            "until a later version supports it."
        ),
        failing=declares('TABLE "Routing"\n  country | team\n\n' + rule()),
        mended=declares(rule()),
        why="If it were passed over, the rules would silently do less than they say.",
    ),
)
