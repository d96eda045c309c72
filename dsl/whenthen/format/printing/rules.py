"""The printers of rules: settings, triggers and branches."""

from __future__ import annotations

from collections.abc import Sequence

from whenthen.format.documents import (
    HARD_LINE,
    LINE,
    OPENING_LINE,
    PLAIN_LINE,
    SPACE,
    Choice,
    Document,
    Group,
    Indent,
    Word,
    breaks,
    concat,
)
from whenthen.format.layout import STEP, WIDTH
from whenthen.format.printing.core import Printer, show
from whenthen.syntax import nodes as n


@show.register(n.Rule)
def _(node: n.Rule, printer: Printer) -> Document:
    head = concat(printer.capital("RULE"), SPACE, printer.child(node.title))
    clauses: list[Document] = [printer.child(setting) for setting in node.settings]
    clauses.append(_triggers(node.triggers, printer))
    if node.for_each is not None:
        clauses.append(printer.child(node.for_each))
    clauses += [printer.child(let) for let in node.lets]
    clauses += _branches(node.branches, printer)
    lines = [concat(HARD_LINE if number else OPENING_LINE, clause) for number, clause in enumerate(clauses)]
    return concat(head, Indent(concat(*lines)))


# ---- settings


@show.register(n.IdSetting)
@show.register(n.OwnerSetting)
@show.register(n.DisabledSetting)
@show.register(n.ShadowSetting)
@show.register(n.OnceSetting)
@show.register(n.AtMostSetting)
@show.register(n.ActiveSetting)
@show.register(n.ActivePeriod)
@show.register(n.OverridesSetting)
@show.register(n.GroupSetting)
def _(node: n.Node, printer: Printer) -> Document:
    return printer.spaced(node, capitals=True)


@show.register(n.OrderSetting)
def _(node: n.OrderSetting, printer: Printer) -> Document:
    word = concat(printer.capital("ORDER"), SPACE)
    if node.negative:
        word = concat(word, printer.take("MINUS"))
    return concat(word, printer.child(node.order))


# ---- what starts a rule


def _triggers(triggers: Sequence[n.Trigger], printer: Printer) -> Document:
    """One a line."""
    parts: list[Document] = [printer.capital("WHEN"), SPACE, printer.child(triggers[0])]
    for trigger in triggers[1:]:
        parts += [HARD_LINE, printer.capital("OR"), SPACE, printer.child(trigger)]
    return Indent(concat(*parts))


@show.register(n.EventTrigger)
@show.register(n.ChangeTrigger)
@show.register(n.StateTrigger)
@show.register(n.UnchangedTrigger)
@show.register(n.MomentTrigger)
@show.register(n.ClockTrigger)
def _(node: n.Trigger, printer: Printer) -> Document:
    return printer.clauses(node)


@show.register(n.ForEach)
def _(node: n.ForEach, printer: Printer) -> Document:
    parts: list[Document] = [printer.capital("FOR"), SPACE, printer.capital("EACH"), SPACE]
    parts.append(printer.child(node.variable))
    if node.record is not None:
        parts += [SPACE, printer.child(node.record)]
    if node.collection is not None:
        parts += [SPACE, printer.capital("IN"), SPACE, printer.child(node.collection)]
    if node.where is not None:
        parts += [SPACE, printer.capital("WHERE"), SPACE, printer.hanging(node.where)]
    return concat(*parts)


# ---- branches


def _branches(branches: Sequence[n.Branch], printer: Printer) -> list[Document]:
    """IF, THEN and what follows them, each part that begins a line.

    With ELSE IF, all THEN stand behind their conditions, and all statements on lines of their own. Else THEN begins a
    line, and a single statement stands behind it, and behind ELSE, where this is so of all branches. A comment behind a
    THEN that stood behind its condition goes with the condition.
    """
    is_chain = sum(branch.condition is not None for branch in branches) > 1
    parts = [_branch(branch, is_chain, printer) for branch in branches]
    inline = not is_chain and all(_stands_behind(opening, body) for _, opening, body, _ in parts)
    clauses: list[Document] = []
    for condition, opening, body, body_follows in parts:
        clauses += condition
        if not inline and isinstance(opening, Word) and body_follows:
            opening, body[0] = _lowered(opening, body[0])
        clauses.append(concat(opening, SPACE, *body) if inline else concat(opening, _block(body)))
    return clauses


def _lowered(opening: Word, first: Document) -> tuple[Word, Document]:
    """The word that opens a block and its first statement, with the comments to the linter before this one."""
    at = next((at for at, comment in enumerate(opening.before) if comment.is_for_line), len(opening.before))
    stay, move = opening.before[:at], opening.before[at:]
    if not move or opening.trails or first.leads:
        return opening, first
    blank = opening.blank or move[0].blank
    return (
        Word(opening.text, stay, blank=blank, column=opening.column),
        concat(Word("", move, column=opening.column), first),
    )


def _branch(
    branch: n.Branch, is_chain: bool, printer: Printer
) -> tuple[list[Document], Document, list[Document], bool]:
    """What stands on lines before the one that opens the block, this one, the statements, and whether the first of
    them stood behind it.
    """
    condition: list[Document] = []
    words = []
    while printer.kind in ("ELSE", "IF"):
        words += [printer.capital(), SPACE]
    if branch.condition is None:
        opening = printer.capital("THEN") if not words else words[0]
    else:
        if not is_chain:
            printer.give_back_comment("THEN", branch.condition.span.end)
        tested = Group(concat(*words, printer.hanging(branch.condition)))
        then = printer.capital("THEN")
        if is_chain and (tested.trails or then.leads):
            opening = concat(tested, PLAIN_LINE, then)
        elif is_chain:
            behind = Choice(concat(PLAIN_LINE, then), Group(concat(LINE, then)))
            behind.group = tested
            opening = concat(tested, behind)
        else:
            condition, opening = [tested], then
    follows = not printer.next.new_line
    return condition, opening, [printer.child(statement) for statement in branch.statements], follows


def _stands_behind(opening: Document, body: list[Document]) -> bool:
    """Whether the statements of a branch are a single one that fits behind the word that opens it."""
    if len(body) > 1 or breaks(body[0]) or opening.trails or body[0].leads:
        return False
    return STEP + opening.width + 1 + body[0].width <= WIDTH


def _block(statements: Sequence[Document]) -> Document:
    lines = (concat(HARD_LINE if number else OPENING_LINE, shown) for number, shown in enumerate(statements))
    return Indent(concat(*lines))
