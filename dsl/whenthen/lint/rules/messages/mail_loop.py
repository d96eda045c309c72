"""Mail to the customer from a rule that the customer's own automatic answer starts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from whenthen.analysis.doings import Stopping, Unfollowed, Write
from whenthen.analysis.program import BuiltinName, CheckedRule, ConditionUse, ConstantUse, EventStart, Local
from whenthen.analysis.terms import Read, Term, rule_scope
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import ADDRESS, CUSTOMER, OUTSIDERS, Sending, doings, sendings_of, terms
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

_EXAMPLE = """RULE "Say that the mail arrived"
  WHEN message is received
  {}THEN reply "We have your message, and will answer soon." to ticket"""

CODE = Code(
    "M101",
    "a mail that an automatic answer starts again",
    explanation="A message of a customer starts a rule that writes to the customer, and nothing keeps it from doing "
    "so when the message was written by a machine. Nothing means: no question whether the message is automatic or "
    "the ticket gets automatic answers, no `by agent`, no `ONCE PER` or `AT MOST`, no condition on who wrote or on "
    "the words of the message, no change of what the condition asks for, by this rule or another one, and no other "
    "rule that stops or overrides this one where a machine wrote.",
    why="The customer is on holiday, and a machine answers. The rule answers the machine, which answers the rule: a "
    "thousand mails in an hour, until somebody notices. Or the mail comes back, again and again.",
    failing=declares(_EXAMPLE.format("")),
    mended=declares(_EXAMPLE.format("IF NOT message.automatic AND ticket.auto_replies\n  ")),
    severity="warning",
)

#: Events that a message of a customer brings about.
_BY_MESSAGES = frozenset({"message.received", "email.received", "ticket.created", "ticket.updated"})
#: Fields that tell, or keep, whether somebody is answered by itself, and how often somebody was.
_GUARDS = frozenset(
    {"automatic", "auto_replies", "headers", "spam", "spam_score", "muted", "blocked", "first", "author"}
    | {"message_count", "reply_count", "first_replied_at", "last_replied_at", "waiting_since", "nudges"}
)
#: Fields that hold what was written in the message itself, without what it quotes.
_WORDS = frozenset(
    {("message", field) for field in ("text", "intent", "sentiment", "attachments")} | {("email", "text")}
)
#: Ways in which messages come that a machine may have written, and of these the ways of forms that only people fill in.
_BY_MACHINES, _BY_HAND = frozenset({"email", "form", "web", "api", "other"}), frozenset({"form", "web"})
_ACTIONS = frozenset({"email", "reply", "survey"})


def in_program(context: Context) -> Iterator[Diagnostic]:
    stopped = context.get(_stopped)
    for rule in context.own_rules:
        start = next((start for start in rule.starts if _by_message(start, stopped.get(rule.id, frozenset()))), None)
        if start is None or rule.disabled or rule.shadow or rule.once or rule.at_most:
            continue
        for sending in sendings_of(rule, context):
            if _answers(sending, context) and not _is_guarded(sending, context):
                yield finding(
                    CODE,
                    "an automatic answer of the customer starts this again, and nothing ends it",
                    sending.call.statement.span,
                    Label(start.node.span, "a machine may have written it"),
                    help=_help(context),
                )
                break


def _help(context: Context) -> str:
    schema = context.checked.schema.records
    asked = [
        words
        for record, field, words in (
            ("message", "automatic", "`NOT message.automatic`"),
            ("ticket", "auto_replies", "`ticket.auto_replies`"),
        )
        if record in schema and field in schema[record].fields
    ]
    if not asked:
        return "write `AT MOST 1 TIME PER … PER day` above WHEN"
    return f"ask for {' and '.join(asked)}, or write `AT MOST 1 TIME PER ticket PER day` above WHEN"


def _by_message(start: object, stopped: frozenset[str]) -> bool:
    return (
        isinstance(start, EventStart)
        and start.type in _BY_MESSAGES - stopped
        and (start.node.cause is None or start.node.cause.text == "customer")
    )


def _stopped(context: Context) -> Mapping[str, frozenset[str]]:
    """For each rule the events at which another one keeps it from running where a machine wrote: an earlier rule that
    stops all others or is the first match of its group, or one that overrides it.
    """
    found: dict[str, frozenset[str]] = {}
    so_far: frozenset[str] = frozenset()
    grouped: dict[str, frozenset[str]] = {}
    overriding: dict[str, frozenset[str]] = {}
    for rule in context.checked.rules:
        found[rule.id] = so_far | grouped.get(rule.group or "", frozenset())
        if rule.disabled or rule.shadow or not context.owns(rule.node):
            continue
        types = frozenset(start.type for start in rule.starts if isinstance(start, EventStart))
        machines = [at for at in range(len(rule.node.branches)) if _asks_of_machines(rule, at, context)]
        if any(isinstance(doing, Stopping) and doing.branch in machines for doing in doings(context)[rule.id]):
            so_far |= types
        if machines and rule.group is not None:
            grouped[rule.group] = grouped.get(rule.group, frozenset()) | types
        for other in rule.overrides if machines else ():
            overriding[other] = overriding.get(other, frozenset()) | types
    return {id: types | overriding.get(id, frozenset()) for id, types in found.items()}


def _asks_of_machines(rule: CheckedRule, branch: int, context: Context) -> bool:
    condition = rule.node.branches[branch].condition
    if condition is None:
        return False
    reads = terms(context).reads(Term(condition, rule_scope(rule.node)))
    return any(field in ("automatic", "headers", "auto_replies") for _, field in reads)


def _answers(sending: Sending, context: Context) -> bool:
    """Whether what is sent goes to who may have written."""
    if sending.call.action not in _ACTIONS or sending.call.waited or sending.to not in (CUSTOMER, ADDRESS):
        return False
    if sending.recipient is None:
        return True
    path = terms(context).path(sending.recipient)
    if path is None or (sending.rule.each is not None and sending.rule.each.variable == path.name):
        return False  # nobody, or somebody else than who wrote
    if sending.to == CUSTOMER:
        return True
    steps = path.steps
    return bool(steps) and (
        (steps[-1][0] in OUTSIDERS and "mail" in steps[-1][1]) or steps[-1][1] in ("from_address", "reply_to")
    )


def _is_guarded(sending: Sending, context: Context) -> bool:
    rule = sending.rule
    scope = rule_scope(rule.node)
    conditions = [branch.condition for branch in rule.node.branches[: sending.call.branch + 1] if branch.condition]
    if rule.node.for_each is not None and rule.node.for_each.where is not None:
        conditions.append(rule.node.for_each.where)
    asked = [Term(condition, scope) for condition in conditions]
    asked += [Term(let.value, scope) for let in rule.node.lets]
    reads = {read for term in asked for read in terms(context).reads(term)}
    if any(field is None or field in _GUARDS or (record, field) in _WORDS for record, field in reads):
        return True
    for doing in doings(context)[rule.id]:
        if doing.branch == sending.call.branch and (
            isinstance(doing, Unfollowed) or (isinstance(doing, Write) and doing.written in reads)
        ):
            return True  # what it asks for is no longer so the next time
    if _changed_beside(rule, reads, context):
        return True
    new = all(isinstance(start, EventStart) and start.type == "ticket.created" for start in rule.starts)
    return any(_asks_who(term.node, new, context) or _wants_agents(term.node, context) for term in asked)


def _changed_beside(rule: CheckedRule, reads: Collection[Read], context: Context) -> bool:
    """Whether another rule that a message starts writes what the condition asks for: it may end the loop. A new ticket
    knows nothing of what was written in another one.
    """
    if any(isinstance(start, EventStart) and start.type == "ticket.created" for start in rule.starts):
        return False
    return any(other != rule.id for read in reads for other in context.get(_written_at_messages).get(read, ()))


def _written_at_messages(context: Context) -> Mapping[Read, Collection[str]]:
    """For each field the rules that write it when a message comes in."""
    found: dict[Read, set[str]] = {}
    for rule in context.own_rules:
        if not (rule.disabled or rule.shadow) and any(_is_message(start) for start in rule.starts):
            for doing in doings(context)[rule.id]:
                if isinstance(doing, Write):
                    found.setdefault(doing.written, set()).add(rule.id)
    return found


def _is_message(start: object) -> bool:
    return isinstance(start, EventStart) and start.type in ("message.received", "email.received")


def _wants_agents(condition: nodes.Expression, context: Context) -> bool:
    """Whether `reply is set` or `note is set` has to hold: then an agent wrote."""
    parts = condition.operands if isinstance(condition, nodes.And) else (condition,)
    return any(
        isinstance(part, nodes.IsSet)
        and not part.negated
        and context.checked.bindings.get(part.value) in (Local("reply"), Local("note"))
        for part in parts
    )


def _asks_who(condition: nodes.Expression, new: bool, context: Context) -> bool:
    """Whether it asks for `actor`, for what a message cannot change (`changed`, `was`), or by which way it came;
    through definitions, too. `new`: the rule is started by new tickets alone.
    """
    waiting: list[nodes.Node] = [condition]
    seen: set[nodes.Node] = set()
    while waiting:
        top = waiting.pop()
        if top in seen:
            continue
        seen.add(top)
        for node in walk(top):
            if isinstance(node, nodes.Changed | nodes.Was):
                return True
            if isinstance(node, nodes.Compare | nodes.OneOf) and _is_channel(node, new):
                return True
            match context.checked.bindings.get(node):
                case BuiltinName("actor"):
                    return True
                case ConditionUse(declaration):
                    waiting.append(declaration.condition)
                case ConstantUse(let):
                    waiting.append(let.value)
    return False


def _is_channel(node: nodes.Compare | nodes.OneOf, new: bool) -> bool:
    """`ticket.channel is chat`: by a way on which no machine answers. Nor does one by a form, but it may do so by mail
    to what is said in a ticket that came through a form.
    """
    value = node.left if isinstance(node, nodes.Compare) else node.value
    if not isinstance(value, nodes.Member) or value.field.text != "channel":
        return False
    own = new or (isinstance(value.object, nodes.Reference) and value.object.name == "message")
    machines = _BY_MACHINES - _BY_HAND if own else _BY_MACHINES
    said = {part.name for part in walk(node) if isinstance(part, nodes.Reference)}
    negated = node.operator == "is not" if isinstance(node, nodes.Compare) else node.negated
    return not said.isdisjoint(machines) if negated else said.isdisjoint(machines)
