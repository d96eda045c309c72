"""OVERRIDES of a rule that never runs in the same turn."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import kind_of
from whenthen.syntax import nodes

_RULE = 'RULE "Remind"\n  WHEN {}\n  IF ticket.channel is email\n  THEN reply "Still there?" to ticket\n'
_OTHER = 'RULE "Leave vip alone"\n  OVERRIDES "Remind"\n  WHEN {}\n  IF customer.vip\n  THEN log "{{ticket.id}}"\n'
_CLOCK = "ticket.status has been pending for 3 days"
CODE = Code(
    "R115",
    "OVERRIDES of a rule that the clock starts",
    explanation=(
        "OVERRIDES keeps another rule from running in the same turn. A rule that only the clock starts has a turn for "
        "itself, in which no other rule runs before it."
    ),
    why="The other rule runs all the same.",
    failing=file("USE helpdesk\n\n" + _RULE.format(_CLOCK) + "\n" + _OTHER.format(_CLOCK)),
    mended=file(
        "USE helpdesk\n\n" + _RULE.format(_CLOCK).replace("is email", "is email AND NOT customer.vip") + "\n"
        'RULE "Leave vip alone"\n  WHEN ' + _CLOCK + '\n  IF customer.vip\n  THEN log "{ticket.id}"\n'
    ),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    by_title = {rule.title: rule for rule in context.checked.rules}
    for rule in context.own_rules:
        for setting in rule.node.settings:
            if not isinstance(setting, nodes.OverridesSetting):
                continue
            other = by_title.get(setting.title.value)
            if other is not None and all(kind_of(start) is None for start in other.starts):
                yield finding(
                    CODE,
                    f"this does not keep `{other.title}` from running: only the clock starts it, in a turn for itself",
                    setting.title.span,
                    Label(other.starts[0].node.span, "starts that rule"),
                    help="say in the condition of the other rule what it is not for",
                )
