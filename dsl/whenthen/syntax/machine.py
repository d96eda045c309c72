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
from whenthen.syntax.explain import Situation, explain
from whenthen.syntax.tables import tables

#: How many tokens before a mistake its explanation can look at.
_MEMORY = 12


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
        while True:
            history: deque[Token] = deque(maxlen=_MEMORY)
            try:
                for token in self._tokens(state, history, collect=True):
                    state.feed_token(token)
                    history.append(token)
                state.feed_token(_end(history), is_end=True)
                return tuple(items)
            except (UnexpectedToken, UnexpectedCharacters) as error:
                situation = self._situation(state, history, error, 0, len(text))
                mistake = explain(situation)
                offset = situation.offset
            except Mistake as known:
                mistake = known
                offset = history[-1].end_pos if history else 0  # type: ignore[assignment]
                offset = max(offset, known.diagnostic.span.start)
            self._report(mistake.diagnostic)
            items.append(self._give_up(state, mistake, offset))

    def _give_up(self, state: ParserState[Any], mistake: Mistake, offset: int) -> n.BrokenItem:
        """Forgets the item that is being read, and moves on to the next one."""
        text = self._text
        partial = state.value_stack[1:]
        kinds = [value for value in partial if isinstance(value, Token)]
        start = min(_start_of(partial[0]) if partial else offset, offset)
        kind = str(kinds[0]).upper() if kinds else ""
        declares_from = kinds[0].start_pos if kinds else offset
        in_rule = kind == "RULE" and not any(token.type == "THEN" for token in kinds) and not _has_branches(partial)
        resume = mistake.resume
        if resume is None:
            if recovery.item_starts_at(text, offset) and (partial or offset > start):
                resume = offset
            else:
                word_end = offset + 1
                resume = recovery.next_item(text, word_end if not partial else offset, in_rule)
        del state.state_stack[2:]
        del state.value_stack[1:]
        state.lexer.state.line_ctr.char_pos = resume  # type: ignore[union-attr]
        state.lexer.state.last_token = None  # type: ignore[union-attr]
        end = start + len(text[start:resume].rstrip()) if resume > start else start
        names = recovery.declared_names(text, declares_from or 0, max(end, declares_from or 0))
        return n.BrokenItem(kind, names, span=Span(self._source, start, max(end, start)))

    # ---- an expression inside a text

    def _parse_expression(self, first: int, last: int) -> n.Expression:
        """The expression between two offsets; raises Mistake."""
        state = self._tables.state(self._callbacks, "expression", self._text, first, last)
        history: deque[Token] = deque(maxlen=_MEMORY)
        try:
            for token in self._tokens(state, history, collect=False):
                state.feed_token(token)
                history.append(token)
            result: n.Expression = state.feed_token(_end(history), is_end=True)
        except (UnexpectedToken, UnexpectedCharacters) as error:
            raise explain(self._situation(state, history, error, first, last)) from None
        return result

    # ---- tokens

    def _tokens(self, state: ParserState[Any], history: deque[Token], collect: bool) -> Iterator[Token]:
        """The tokens from where the lexer stands; the comments between them are noted."""
        text = self._text
        at = state.lexer.state.line_ctr.char_pos  # type: ignore[union-attr]
        for token in state.lexer.lex(state):
            start: int = token.start_pos  # type: ignore[assignment]
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
    ) -> Situation:
        token: Token | None = None
        if isinstance(error, UnexpectedToken):
            token = error.token
            ended = token.type == "$END"
            offset = (history[-1].end_pos if history else first) if ended else token.start_pos
            expected = error.accepts or error.expected
        else:
            ended, offset, expected = False, error.pos_in_stream, error.allowed
        return Situation(
            source=self._source,
            text=self._text,
            offset=offset or 0,
            ended=ended,
            token=token,
            expected=frozenset(expected or ()),
            stack=tuple(state.value_stack),
            history=tuple(history),
            first=first,
            last=last,
        )


def _end(history: deque[Token]) -> Token:
    return Token("$END", "", history[-1].end_pos if history else 0)


def _start_of(value: Any) -> int:
    start: int = value.start_pos if isinstance(value, Token) else value.span.start
    return start


def _has_branches(partial: list[Any]) -> bool:
    return any(isinstance(value, n.Branch) for value in partial)
