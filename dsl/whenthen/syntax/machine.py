"""Drives Lark's parser over a text: token by token, with recovery at the next item."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.parsers.lalr_parser_state import ParserState

from whenthen.diagnostics.model import Report
from whenthen.source import Source, Span
from whenthen.syntax import nodes as n
from whenthen.syntax import recovery
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.building.rules import Builder
from whenthen.syntax.explaining import Situation, explain, unclosed_long_text
from whenthen.syntax.tables import tables

#: How many tokens before a mistake its explanation can look at.
_MEMORY = 12

_LONG = frozenset({"LONG_TEXT", "DOC", "FIELD_DOC"})

#: Items that are whole where they could end.
_SHORT_ITEMS = frozenset({"USE", "ALIAS", "EVENT", "FUNCTION", "ACTION", "LET"})


class Machine:
    """Reads one text. `readable` is the text with unreadable characters blanked, of the same length."""

    def __init__(self, source: Source, readable: str, report: Report) -> None:
        self._source = source
        self._text = readable
        self._report = report
        self._tables = tables()
        builder = Builder(source, report, self._parse_expression)
        self._callbacks = self._tables.callbacks(builder)
        self.comments: list[Span] = []

    # ---- a whole file

    def read_file(self) -> tuple[n.Item, ...]:
        text = self._text
        state = self._tables.state(self._callbacks, "file", text, 0, len(text))
        items: list[n.Item] = []
        # The empty list of items, as if the parser had already reduced it: recovery goes back to here.
        table = state.parse_conf.states
        state.state_stack.append(table[state.state_stack[0]]["items"][1])
        state.value_stack.append(items)
        resumed = -1
        while True:
            history: deque[Token] = deque(maxlen=_MEMORY)
            long: Token | None = None
            position = state.position
            try:
                for token in self._tokens(state, collect=True):
                    if token.type in _LONG:
                        long = token
                    state.feed_token(token)
                    position = state.position
                    history.append(token)
                state.feed_token(_end(history), is_end=True)
                return tuple(items)
            except (UnexpectedToken, UnexpectedCharacters) as error:
                situation = self._situation(state, history, error, 0, len(text), items, position)
                mistake, offset = explain(situation), situation.offset
            except Mistake as known:
                mistake, offset = known, _end_of(history)
            mistake = self._swallowed(long, state) or mistake
            self._report(mistake.diagnostic)
            broken, resume = self._give_up(state, mistake, offset)
            items.append(broken)
            if resume <= resumed:  # cannot happen while the two lists of item words agree
                resume = recovery.next_item(text, resumed + 1, in_rule=False)
            resumed = resume
            state.lexer.state.line_ctr.char_pos = resume  # type: ignore[union-attr]

    def _give_up(self, state: ParserState[Any], mistake: Mistake, offset: int) -> tuple[n.BrokenItem, int]:
        """Forgets the item that is being read; also says where to go on."""
        text = self._text
        partial = self._partial(state)
        if self._is_whole(state, partial, offset):
            state.feed_token(Token("RULE", "", offset, end_pos=offset))
            partial = []
        kinds = [value for value in partial if isinstance(value, Token)]
        start = min(_start_of(partial[0]) if partial else offset, offset)
        kind = str(kinds[0]).upper() if kinds else ""
        declares_from: int = (kinds[0].start_pos or 0) if kinds else offset
        resume = mistake.resume
        if resume is None and partial and recovery.item_starts_at(text, offset):
            resume = offset
        elif resume is None:
            in_rule = kind == "RULE" and not any(token.type == "THEN" for token in kinds) and not _has_branch(partial)
            resume = recovery.next_item(text, offset if partial else offset + 1, in_rule)
        del state.state_stack[2:]
        del state.value_stack[1:]
        end = max(start, start + len(text[start:resume].rstrip()))
        names = recovery.declared_names(text, declares_from, max(end, declares_from))
        return n.BrokenItem(kind, names, span=Span(self._source, start, end)), resume

    def _partial(self, state: ParserState[Any]) -> list[Any]:
        """What is read of the item that is not finished."""
        return state.value_stack[1:]

    def _is_whole(self, state: ParserState[Any], partial: list[Any], offset: int) -> bool:
        """Is the item before the mistake complete, and the mistake on a line of its own? Then it is kept.

        Not so a rule or a record, of which more seems to follow: kept in part, they would be the cause of other errors.
        """
        word = next((value.type for value in partial if isinstance(value, Token)), "")
        if word not in _SHORT_ITEMS or "RULE" not in state.parse_conf.states[state.position]:
            return False
        return not self._text[self._text.rfind("\n", 0, offset) + 1 : offset].strip()

    def _swallowed(self, long: Token | None, state: ParserState[Any]) -> Mistake | None:
        """The text in triple quotes that was not closed, so that it reached over the items behind it."""
        partial = self._partial(state)
        if long is None or (partial and _start_of(partial[0]) > (long.start_pos or 0)):
            return None
        start, end = long.start_pos or 0, long.end_pos or 0
        resume = recovery.item_inside(self._text, start + 3, end - 3)
        if resume is None:
            return None
        return Mistake(unclosed_long_text(Span(self._source, start, start + 3)), resume)

    # ---- an expression inside a text

    def _parse_expression(self, first: int, last: int) -> n.Expression:
        """The expression between two offsets; raises Mistake."""
        state = self._tables.state(self._callbacks, "expression", self._text, first, last)
        history: deque[Token] = deque(maxlen=_MEMORY)
        position = state.position
        try:
            for token in self._tokens(state, collect=False):
                state.feed_token(token)
                position = state.position
                history.append(token)
            result: n.Expression = state.feed_token(_end(history), is_end=True)
        except (UnexpectedToken, UnexpectedCharacters) as error:
            raise explain(self._situation(state, history, error, first, last, None, position)) from None
        return result

    # ---- tokens

    def _tokens(self, state: ParserState[Any], collect: bool) -> Iterator[Token]:
        """The tokens from where the lexer stands; the comments between them are noted."""
        text = self._text
        at = state.lexer.state.line_ctr.char_pos  # type: ignore[union-attr]
        for token in state.lexer.lex(state):  # type: ignore[no-untyped-call]
            start = token.start_pos or 0
            if collect and text.find("#", at, start) >= 0:
                self._note_comments(at, start)
            yield token
            at = token.end_pos
        if collect:
            self._note_comments(at, len(text))

    def _note_comments(self, at: int, end: int) -> None:
        while (start := self._text.find("#", at, end)) >= 0:
            at = self._text.find("\n", start, end)
            at = end if at < 0 else at
            stop = start + len(self._text[start:at].rstrip("\r"))
            self.comments.append(Span(self._source, start, stop))

    def _situation(
        self,
        state: ParserState[Any],
        history: deque[Token],
        error: UnexpectedToken | UnexpectedCharacters,
        first: int,
        last: int,
        items: list[n.Item] | None,
        position: Any,
    ) -> Situation:
        ended = False
        if isinstance(error, UnexpectedToken):
            ended = error.token.type == "$END"
            offset = (_end_of(history) or first) if ended else (error.token.start_pos or 0)
            expected = error.accepts or error.expected
        else:
            offset, expected = error.pos_in_stream or 0, error.allowed
        stack = [value for value in state.value_stack if value is not items]
        return Situation(
            source=self._source,
            text=self._text,
            offset=offset,
            last=last,
            ended=ended,
            expected=frozenset(expected or ()),
            possible=frozenset(name for name in state.parse_conf.states[position] if name.isupper()),
            stack=stack,
            history=[token for token in history if not stack or (token.start_pos or 0) >= _start_of(stack[0])],
            in_text=items is None,
        )


def _end(history: deque[Token]) -> Token:
    return Token("$END", "", _end_of(history))


def _end_of(history: deque[Token]) -> int:
    end: Any = history[-1].end_pos if history else 0
    return end or 0


def _start_of(value: Any) -> int:
    if isinstance(value, Token):
        return value.start_pos or 0
    start: int = value.span.start
    return start


def _has_branch(partial: list[Any]) -> bool:
    return any(isinstance(value, n.Branch) for value in partial)
