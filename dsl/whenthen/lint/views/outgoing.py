"""What rules send, to whom, and with which texts: calls of actions, seen through definitions.

Which actions send something is told by the names of the standard library, and for others by the way in which they are
called: what is said to somebody stands behind `saying`.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from whenthen.analysis.doings import Call, Doing
from whenthen.analysis.program import AliasUse, CheckedRule, ConstantUse, Local
from whenthen.analysis.terms import Term, Terms
from whenthen.lint.context import Context
from whenthen.lint.views import interplay
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import TEXT, RecordType, Type, Union, required

#: Who gets it: the customer, an address written as text, or somebody of the house.
CUSTOMER, ADDRESS, STAFF = "customer", "address", "staff"

#: The types of records that stand for people outside, whatever the library.
OUTSIDERS = frozenset({"customer", "contact", "requester", "end_user", "caller", "guest", "client"})
#: Actions of the help desk that the customer of a ticket reads, without being named in the call.
_TO_CUSTOMER = frozenset({"reply", "survey", "send_transcript"})
#: Actions that tell people something.
_MESSAGES = frozenset(
    {"email", "notify", "send_text", "reply", "survey", "post", "note", "forward", "start_conversation"}
)
#: Parameters that hold what is read, by their names.
_TEXTS = frozenset({"subject", "body", "text", "message"})


@attrs.frozen(eq=False)
class Sending:
    """A message that a rule sends: the call, who gets it, and its texts (`subject`, `body`) by their names.

    `recipient` is None where the call does not name one, as in `reply`.
    """

    rule: CheckedRule
    call: Call
    to: str
    recipient: Term | None
    texts: Mapping[str, Term]

    @property
    def place(self) -> nodes.Statement:
        """The statement that sends, in a definition too."""
        return self.call.node


def terms(context: Context) -> Terms:
    """Questions about the terms of the program, answered once."""
    return context.get(interplay.terms)


def doings(context: Context) -> Mapping[str, tuple[Doing, ...]]:
    """What each rule of the project does, by its id."""
    return context.get(_doings)


def _doings(context: Context) -> Mapping[str, tuple[Doing, ...]]:
    done = context.get(interplay.doings)
    return {
        rule.id: tuple(doing for branch in rule.node.branches for doing in done[branch]) for rule in context.own_rules
    }


def sendings(context: Context) -> tuple[Sending, ...]:
    """The messages of the project's rules, in their order."""
    return context.get(_sendings)


def sendings_of(rule: CheckedRule, context: Context) -> tuple[Sending, ...]:
    """The messages of one rule."""
    return context.get(_by_rule).get(rule.id, ())


def _by_rule(context: Context) -> Mapping[str, tuple[Sending, ...]]:
    found: dict[str, list[Sending]] = {}
    for sending in sendings(context):
        found.setdefault(sending.rule.id, []).append(sending)
    return {rule: tuple(several) for rule, several in found.items()}


def _sendings(context: Context) -> tuple[Sending, ...]:
    found = []
    for rule in context.own_rules:
        for doing in doings(context)[rule.id]:
            if isinstance(doing, Call):
                sending = _sending(rule, doing, context)
                if sending is not None:
                    found.append(sending)
    return tuple(found)


def _sending(rule: CheckedRule, call: Call, context: Context) -> Sending | None:
    action = context.checked.schema.actions[call.action]
    says = any(parameter.preposition == "saying" for parameter in action.parameters)
    if not (says or call.action in _MESSAGES or call.action in _TO_CUSTOMER):
        return None
    texts = {
        parameter.name: term
        for parameter in action.parameters
        if required(parameter.type) == TEXT
        and (parameter.name in _TEXTS or parameter.preposition in ("saying", "about"))
        and (term := call.arguments[parameter.name]) is not None
    }
    recipient = call.arguments.get("recipient")
    if call.action in _TO_CUSTOMER and recipient is None:
        return Sending(rule, call, CUSTOMER, None, texts)
    to = STAFF if recipient is None else _kind(recipient, context)
    return Sending(rule, call, to, recipient, texts)


def _kind(recipient: Term, context: Context) -> str:
    resolved = terms(context).resolved(recipient)
    type = None if resolved is None else context.checked.types.get(resolved.node)
    return STAFF if type is None else _kind_of(required(type))


def _kind_of(type: Type) -> str:
    if isinstance(type, RecordType):
        return CUSTOMER if type.name in OUTSIDERS else STAFF
    if isinstance(type, Union):
        kinds = {_kind_of(member) for member in type.members}
        return CUSTOMER if CUSTOMER in kinds else ADDRESS if ADDRESS in kinds else STAFF
    return ADDRESS if type == TEXT else STAFF


def reads_of(term: Term, context: Context) -> list[Term]:
    """All expressions that the value of a term comes from: those in it, and, with their scopes, what its parameters,
    LETs and aliases stand for.
    """
    checked = context.checked
    found: list[Term] = []
    seen: set[nodes.Node] = set()
    waiting = [term]
    while waiting:
        here = waiting.pop()
        if here.node in seen:
            continue
        seen.add(here.node)
        for node in walk(here.node):
            if not isinstance(node, nodes.Expression):
                continue
            found.append(Term(node, here.scope))
            match checked.bindings.get(node):
                case Local(name) if name in here.scope.parameters:
                    given = here.scope.parameters[name]
                    waiting += [] if given is None else [given]
                case Local(name) if name in here.scope.lets:
                    waiting.append(Term(here.scope.lets[name], here.scope))
                case AliasUse(declaration) | ConstantUse(declaration):
                    waiting.append(Term(declaration.value, here.scope))
    return found


def written_part(node: nodes.Expression) -> list[nodes.TextLiteral]:
    """The stretches of a text that stand there as they are: the text itself, or what stands between the braces."""
    if isinstance(node, nodes.TextLiteral):
        return [node]
    if isinstance(node, nodes.Template):
        return [part for part in node.parts if isinstance(part, nodes.TextLiteral)]
    return []


#: What has a value of its own: a text inside it is not what is sent.
_MADE = (nodes.Compare, nodes.TextTest, nodes.OneOf, nodes.Matches, nodes.Count, nodes.Quantified, nodes.KeyedRecord)


@attrs.frozen(eq=False)
class SentText:
    """A text that is sent, as it is written: in the call itself, in a LET, or handed to a definition. `name` is that of
    the parameter that it goes to.
    """

    sending: Sending
    name: str
    node: nodes.TextLiteral | nodes.Template


def sent_texts(context: Context) -> tuple[SentText, ...]:
    """All texts of the project's files that its rules send, each once, with the first message that it is sent in."""
    return context.get(_sent_texts)


def _sent_texts(context: Context) -> tuple[SentText, ...]:
    found: dict[nodes.Expression, SentText] = {}
    inner: set[nodes.Expression] = set()
    for sending in sorted(sendings(context), key=lambda sending: sending.to == STAFF):  # customers first
        for name, term in sending.texts.items():
            reads = reads_of(term, context)
            for read in reads:
                if isinstance(read.node, (nodes.Call, *_MADE)):
                    inner.update(part for part in walk(read.node) if part is not read.node)  # type: ignore[misc]
                elif isinstance(read.node, nodes.Template):
                    inner.update(read.node.parts)
            for read in reads:
                node = read.node
                if isinstance(node, nodes.TextLiteral | nodes.Template) and context.owns(node) and node not in inner:
                    found.setdefault(node, SentText(sending, name, node))
    return tuple(sorted(found.values(), key=lambda text: text.node.span.sort_key))


def interpolated(context: Context) -> tuple[tuple[SentText, nodes.Expression], ...]:
    """What stands between the braces of the texts that are sent."""
    return tuple(
        (text, part)
        for text in sent_texts(context)
        if isinstance(text.node, nodes.Template)
        for part in text.node.parts
        if not isinstance(part, nodes.TextLiteral)
    )
