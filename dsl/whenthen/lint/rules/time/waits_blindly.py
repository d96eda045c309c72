"""A wait that nothing ends, before a message to the customer or a new status."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import Call, Waiting, Write
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import CUSTOMER, doings, sendings

_EXAMPLE = """RULE "Remind and close"
  WHEN ticket.status changes to pending
  THEN
    wait 4 days{}
    set ticket.status to solved"""

CODE = Code(
    "C209",
    "a wait that nothing ends",
    explanation="Behind a `wait` without WHILE a rule writes to the customer, or sets the status.",
    why="Meanwhile the customer may have answered, or the ticket be closed: the rule goes on all the same, reminds "
    "of what is done and closes what is open. `wait 4 days while ticket.status is pending` drops the rest as soon "
    "as that ends.",
    failing=declares(_EXAMPLE.format("")),
    mended=declares(_EXAMPLE.format(" while ticket.status is pending")),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    mails = {id(sending.call) for sending in sendings(context) if sending.to == CUSTOMER}
    for rule in context.own_rules:
        open_wait: Waiting | None = None
        for doing in doings(context)[rule.id]:
            if isinstance(doing, Waiting):
                open_wait = doing if doing.condition is None else None
            elif open_wait is None or doing.branch != open_wait.branch:
                open_wait = None
            elif (isinstance(doing, Call) and id(doing) in mails) or (
                isinstance(doing, Write) and doing.field == "status"
            ):
                yield finding(
                    CODE,
                    "nothing ends this wait, whatever happens meanwhile",
                    open_wait.wait.span,
                    Label(doing.statement.span, "so this is done in any case"),
                    help="say what has to stay so: `while …`",
                )
                open_wait = None
