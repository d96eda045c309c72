"""The loop of the parser: the next word, and what Lark's table says of it.

It does what Lark's own loop does, with the same stacks. As it runs once for each word of all rules, it keeps everything
that it needs in local names, and reductions that only hand on what is there call nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import attrs
from lark.parse_tree_builder import ExpandSingleChild
from lark.parsers.lalr_analysis import Shift
from lark.utils import TextSlice

from whenthen.syntax.scanning import MEMBER, SIGN, WordsOfStates, common
from whenthen.syntax.tables import Tables
from whenthen.syntax.token import Token

#: How many tokens before a mistake its explanation can look at.
_MEMORY = 12

_END = "$END"
#: Where nothing but the end can stand.
_NOTHING = frozenset({"<END-OF-FILE>"})
_LONG = frozenset({"LONG_TEXT", "DOC", "FIELD_DOC"})

#: A reduction: how many values become one, the name of what they become, and what makes it; None for a value that
#: stays what it is.
_Plan = tuple[int, str, Callable[[list[Any]], Any] | None]


class Unexpected(Exception):  # noqa: N818 - it is the user's, and never leaves the parser
    """What stands at an offset cannot stand there, or the text ends there too early.

    `expected` are the names of the terminals that can stand there.
    """

    def __init__(self, offset: int, expected: frozenset[str], ended: bool = False) -> None:
        super().__init__(offset)
        self.offset = offset
        self.expected = expected
        self.ended = ended


@attrs.define(eq=False)
class Progress:
    """How far reading has come: the stacks of the parser, and the offset from which it goes on, up to `last`.

    `history` holds the last tokens, `long` the last text in triple quotes, since reading went on; `position` is the
    state behind the last token.
    """

    at: int
    last: int
    states: list[int]
    values: list[Any] = attrs.field(factory=list)
    history: deque[Token] = attrs.field(factory=lambda: deque(maxlen=_MEMORY))
    long: Token | None = None
    position: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.position = self.states[-1]

    @property
    def end_of_history(self) -> int:
        """Behind the last token; 0 before the first one."""
        return self.history[-1].end_pos if self.history else 0

    def go_on(self, at: int) -> None:
        """Read on from an offset, as if what stands before it were not there."""
        self.at = at
        self.history.clear()
        self.long = None
        self.position = self.states[-1]


class Reader:
    """Reads one text with the methods of a builder."""

    def __init__(self, text: str, tables: Tables, builder: object, note_comments: Callable[[int, int], None]) -> None:
        """`note_comments` is told of each stretch between two tokens that holds comments."""
        self._text = text
        self._actions = tables.actions
        self._note_comments = note_comments
        self._rows: dict[int, dict[str, Any]] = tables.actions.states
        self._lexers: dict[int, Any] = tables.lexer.lexers
        self._words = WordsOfStates(self._lexers)
        self._callbacks = tables.callbacks(builder)
        self._plans = {
            id(rule): _plan(rule, made) for rule, made in self._callbacks.items() if not isinstance(rule, str)
        }

    def start(self, start: str, first: int, last: int) -> Progress:
        """What has been read before the first token of a `start`, the characters from `first` up to `last`."""
        return Progress(first, last, [self._actions.start_states[start]])

    def after(self, progress: Progress, symbol: str) -> int:
        """The state behind a symbol that was made of nothing."""
        state: int = self._rows[progress.states[-1]][symbol][1]
        return state

    def can_follow(self, state: int) -> frozenset[str]:
        """The names of the terminals that can stand in a state."""
        return frozenset(name for name in self._rows[state] if name.isupper())

    def read(self, progress: Progress, comments: bool) -> None:
        """Read to the end. Raises Unexpected and Mistake; `comments` says that comments are to be noted."""
        text, last = self._text, progress.last
        rows, words, plans, callbacks = self._rows, self._words, self._plans, self._callbacks
        states, values, history = progress.states, progress.values, progress.history
        match = common().match
        at = progress.at
        sign = self._next_comment(at, last) if comments else last
        while True:
            found = match(text, at, last)
            kind = found.lastindex
            state = states[-1]
            row = rows[state]
            if kind is None:
                start = end = found.end()
                written = name = ""
            else:
                start, end = found.span(kind)
                written = found[kind]
                if kind <= SIGN:
                    name = words[state][written]
                elif kind == MEMBER:
                    name = "MEMBER" if "MEMBER" in row else ""
                else:
                    name = "TEXT" if "TEXT" in row else ""
            if not name and start < last:
                written, name = self._ask(state, start, last)
                end = start + len(written)
            if sign < end:
                if sign < start:
                    self._note_comments(at, start)
                sign = self._next_comment(end, last)
            if not name:
                return
            token = Token(name, written, start, end)
            if kind is None and name in _LONG:
                progress.long = token
            # Reductions first, as many as there are before this token.
            while True:
                action = row.get(name)
                if action is None:
                    raise Unexpected(start, self.can_follow(states[-1]))
                if action[0] is Shift:
                    break
                size, origin, make = plans[id(action[1])]
                if make is None:
                    states[-1] = rows[states[-2]][origin][1]
                else:
                    children = values[-size:] if size else []
                    if size:
                        del states[-size:]
                        del values[-size:]
                    made = make(children)
                    states.append(rows[states[-1]][origin][1])
                    values.append(made)
                row = rows[states[-1]]
            states.append(action[1])
            make_value = callbacks.get(name)
            values.append(token if make_value is None else make_value(token))
            history.append(token)
            progress.position = action[1]
            at = end

    def finish(self, progress: Progress, start: str) -> Any:
        """What the text comes to that was read to its end as a `start`. Raises Unexpected and Mistake."""
        self.complete(progress, _END, progress.end_of_history, self._actions.end_states[start])
        return progress.values[-1]

    def complete(self, progress: Progress, name: str, offset: int, until: int | None = None) -> None:
        """Makes what is complete before a terminal at an offset, or until the parser is in a state."""
        states, values = progress.states, progress.values
        while states[-1] != until:
            action = self._rows[states[-1]].get(name)
            if action is None:
                raise Unexpected(offset, self.can_follow(states[-1]), name == _END)
            if action[0] is Shift:
                return
            size, origin, make = self._plans[id(action[1])]
            children = values[len(values) - size :]
            del states[len(states) - size :]
            del values[len(values) - size :]
            made = children[0] if make is None else make(children)
            states.append(self._rows[states[-1]][origin][1])
            values.append(made)

    def _ask(self, state: int, start: int, last: int) -> tuple[str, str]:
        """The word at an offset that is none of the common ones, and its name."""
        lexer = self._lexers[state]
        found: tuple[str, str] | None = lexer.match(TextSlice(self._text, start, last), start)
        if found is None:
            raise Unexpected(start, frozenset(lexer.scanner.allowed_types - lexer.ignore_types) or _NOTHING)
        return found

    def _next_comment(self, at: int, last: int) -> int:
        """Where the next sign of a comment stands, `last` where there is none."""
        found = self._text.find("#", at, last)
        return last if found < 0 else found


def _plan(rule: Any, made: Callable[[list[Any]], Any]) -> _Plan:
    size = len(rule.expansion)
    return size, rule.origin.name, None if size == 1 and isinstance(made, ExpandSingleChild) else made
