"""X: parts of the language that are read, and do nothing yet."""

from __future__ import annotations

from whenthen.diagnostics.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "X001",
        "this part of the language is not supported yet",
        "It is part of the language, and its words are reserved, but this version cannot run it. It is refused so that "
        "no rule silently does less than it says. Leave it out until a later version supports it.",
        failing={
            "rules.when": 'USE helpdesk\n\nRULE "Greet once"\n  ONCE PER ticket\n  WHEN ticket is created\n'
            '  THEN add "greeted" to ticket.tags\n'
        },
        mended={
            "rules.when": 'USE helpdesk\n\nRULE "Greet once"\n  WHEN ticket is created\n'
            '  THEN add "greeted" to ticket.tags\n'
        },
    ),
)
