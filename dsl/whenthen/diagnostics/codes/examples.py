"""Short ways to write the examples of codes: a rule of a help desk with one line that matters."""

from __future__ import annotations


def file(text: str) -> dict[str, str | bytes]:
    """A file of rules."""
    return {"rules.when": text}


def rule(when: str = "ticket is created", condition: str = "", then: str = "set ticket.priority to high") -> str:
    """The text of one rule."""
    lines = ['RULE "Example"', f"  WHEN {when}"]
    if condition:
        lines.append(f"  IF {condition}")
    return "\n".join([*lines, f"  THEN {then}", ""])


def asks(condition: str) -> dict[str, str | bytes]:
    """A rule with a condition."""
    return file(f"USE helpdesk\n\n{rule(condition=condition)}")


def does(statement: str) -> dict[str, str | bytes]:
    """A rule with a statement."""
    return file(f"USE helpdesk\n\n{rule(then=statement)}")


def starts(trigger: str) -> dict[str, str | bytes]:
    """A rule with a trigger."""
    return file(f"USE helpdesk\n\n{rule(when=trigger)}")


def declares(text: str) -> dict[str, str | bytes]:
    """Declarations beside those of the help desk."""
    return file(f"USE helpdesk\n\n{text}\n")


def sends(statement: str) -> dict[str, str | bytes]:
    """A rule with a statement that sends something, started by an agent who solves the ticket."""
    return file(f"USE helpdesk\n\n{rule(when='ticket.status changes to solved by agent', then=statement)}")
