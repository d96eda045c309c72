"""A private field in a message to somebody outside."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.terms import Term
from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import ADDRESS, CUSTOMER, OUTSIDERS, Sending, reads_of, sendings, terms
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import TEXT, Union, required

CODE = Code(
    "M102",
    "a private field in a message to the customer",
    explanation="A field that is declared PRIVATE goes into a mail or an answer to a customer, or to the address of "
    "one: in the text itself, by way of a LET, or through a definition. Agents and teams may read it. That a field "
    "is READONLY says nothing of who may read it: the number of a ticket is.",
    why="What agents wrote about a customer for each other is read by the customer.",
    failing=sends('email customer about "Your request" saying "About you: {customer.notes}"'),
    mended=sends('note "About the customer: {customer.notes}" on ticket'),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for sending in sendings(context):
        if sending.to == CUSTOMER or (sending.to == ADDRESS and _is_outside(sending, context)):
            for term in sending.texts.values():
                yield from _private(sending, term, context)


def _private(sending: Sending, term: Term, context: Context) -> Iterator[Diagnostic]:
    reads = reads_of(term, context)
    hidden: set[nodes.Node] = set()
    for read in reads:
        type = context.checked.types.get(read.node)
        if type is not None and required(type) != TEXT and not isinstance(read.node, nodes.Member | nodes.Reference):
            hidden.update(part for part in walk(read.node) if part is not read.node)  # its length, its number
    for read in reads:
        node = read.node
        if not isinstance(node, nodes.Member) or node in hidden or not _is_private(node, context):
            continue
        place = node if context.owns(node) else sending.call.statement
        label = Label(sending.call.statement.span, "it is sent to the customer here")
        yield finding(
            CODE,
            f"`{node.span.text}` is private, and the customer reads it here",
            place.span,
            *([] if _inside(place, sending.call.statement) else [label]),
            help=f"leave `{node.field.text}` out, or write a `note` on the ticket",
        )


def _is_private(node: nodes.Member, context: Context) -> bool:
    type = context.checked.types.get(node.object)
    if type is None:
        return False
    whole = required(type)
    for member in whole.members if isinstance(whole, Union) else (whole,):
        record = context.checked.schema.records.get(str(member))
        field = None if record is None else record.fields.get(node.field.text)
        if field is not None and field.private:
            return True
    return False


def _is_outside(sending: Sending, context: Context) -> bool:
    """Whether an address is that of a customer: a field of one, or where a mail came from. One that is written out was
    chosen by who wrote the rule.
    """
    path = None if sending.recipient is None else terms(context).path(sending.recipient)
    return path is not None and any(
        record in OUTSIDERS or field in ("from_address", "reply_to", "ccs") for record, field in path.steps
    )


def _inside(node: nodes.Node, outer: nodes.Node) -> bool:
    same = node.span.source is outer.span.source
    return same and outer.span.start <= node.span.start and node.span.end <= outer.span.end
