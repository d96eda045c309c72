"""A title that ends with a full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes

_RULE = 'USE helpdesk\n\nRULE "{title}"\n  WHEN ticket is created\n  THEN set ticket.priority to high\n'

CODE = Code(
    "W113",
    "a title that ends with a full stop",
    explanation="The title of a rule ends with a full stop that belongs to no abbreviation.",
    why="A title stands in lists and in the middle of sentences, and the other ones have none.",
    failing=file(_RULE.format(title="Every ticket has high priority.")),
    mended=file(_RULE.format(title="Every ticket has high priority")),
    severity="warning",
    opinion=True,
    fix=UNSAFE,
)
_STOP = re.compile(r"(?<![.\s])\.\s*$")
_SHORT = re.compile(r"(?:\b(?:etc|inc|ltd|co|corp|no|nr|approx|usw|bzw|z\.B|e\.g|i\.e)|\.\w{1,3})\.\s*$", re.IGNORECASE)


def in_program(context: Context) -> Iterator[Diagnostic]:
    titles = {rule.title for rule in context.checked.rules}
    for rule in context.own_rules:
        title = rule.title
        if not _STOP.search(title) or _SHORT.search(title):
            continue
        yield finding(
            CODE,
            f"the title `{title}` ends with a full stop",
            rule.node.title.span,
            help="leave it out",
            fix=None if title.rstrip()[:-1] in titles else _leave_out(rule.node, context),
        )


def _leave_out(rule: nodes.Rule, context: Context) -> Fix | None:
    """Takes the full stop away, in the rules that override this one too. Without an ID the title is what memory and
    statistics belong to.
    """
    places = [rule.title]
    places += [s.title for s in context.own_nodes(nodes.OverridesSetting) if s.title.value == rule.title.value]
    edits = []
    for place in places:
        stop = place.span.text.rfind(".")
        start = place.span.start + stop
        edits.append(Edit(Span(place.span.source, start, start + 1), ""))
    return Fix("leave out the full stop", tuple(edits), any(isinstance(s, nodes.IdSetting) for s in rule.settings))
