"""Short ways to write the examples of codes."""

from __future__ import annotations

from whenthen.diagnostics.model import Code

_RULE = 'USE helpdesk\n\nRULE "An example"\n'


def rule(body: str) -> str:
    """A rule about new tickets; `body` is what follows WHEN."""
    return f"{_RULE}  WHEN ticket is created\n  {body}\n"


def condition(text: str) -> str:
    """A rule with this condition."""
    return rule(f"IF {text}\n  THEN close ticket")


def whole(text: str) -> str:
    """A rule written out, from its first clause on."""
    return f"{_RULE}  {text}\n"


def code(
    id_: str, title: str, explanation: str, failing: str | bytes, mended: str, why: str = "", fix: str = ""
) -> Code:
    """A code whose examples are one file each."""
    return Code(id_, title, explanation, {"rules.when": failing}, {"rules.when": mended}, why=why, fix=fix)
