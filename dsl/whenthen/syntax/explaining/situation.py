"""What is known where reading stopped."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from whenthen.source import Source, Span
from whenthen.syntax import nodes as n
from whenthen.syntax import recovery
from whenthen.syntax.token import Token

_WORD = re.compile(r"[^\W\d_][\w\u0300-\u036f]*|`[^`\r\n]+`|[0-9][\w.]*|\"[^\"\r\n]*\"?")
_CLAUSES = frozenset({"WHEN", "FOR", "LET", "IF", "THEN", "ELSE"})
_OPENING = {"LPAR": "(", "LSQB": "[", "LBRACE": "{"}
_STATEMENTS = ("SET", "CLEAR", "ADD", "REMOVE", "INCREASE", "DECREASE", "RAISE", "LOWER", "WAIT", "STOP")

#: How far back the patterns of the tables look.
_REACH = 300


class Situation:
    """The place of a mistake, what stands around it, and what the parser was in the middle of.

    `stack` holds what is read but not finished: tokens, nodes, parts. `expected` names the terminals that could go on;
    `possible` those too that could have stood right behind the last word.
    `ended` says that the text ended too early; `in_text` that an expression between the braces of a text is read.
    """

    def __init__(
        self,
        source: Source,
        text: str,
        offset: int,
        last: int,
        ended: bool,
        expected: frozenset[str],
        possible: frozenset[str],
        stack: list[Any],
        history: list[Token],
        in_text: bool,
    ) -> None:
        self.source = source
        self.text = text
        self.offset = offset
        self.last = last
        self.ended = ended
        self.expected = expected
        self.possible = possible | expected
        self.stack = stack
        self.history = history
        self.in_text = in_text

    # ---- the text around

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, max(start, min(end, len(self.text))))

    @cached_property
    def word(self) -> str:
        """What stands here: a word, a number, a text, or one sign; empty at the end."""
        if self.ended:
            return ""
        found = _WORD.match(self.text, self.offset, self.last)
        return found.group() if found else self.text[self.offset : self.offset + 1]

    @cached_property
    def here(self) -> Span:
        return self.span(self.offset, self.offset + len(self.word))

    @cached_property
    def before(self) -> str:
        """The text up to here, the nearest part of it."""
        return self.text[max(0, self.offset - _REACH) : self.offset]

    @cached_property
    def line(self) -> str:
        """The rest of this line, from here on."""
        end = self.text.find("\n", self.offset, self.last)
        return self.text[self.offset : self.last if end < 0 else end]

    @cached_property
    def at_line_start(self) -> bool:
        return not self.text[self.text.rfind("\n", 0, self.offset) + 1 : self.offset].strip()

    def rest_of_item(self) -> str:
        """The text from here up to the next item."""
        return self.text[self.offset : recovery.next_item(self.text, self.offset + 1, in_rule=False)]

    # ---- what was read

    @cached_property
    def previous(self) -> str:
        """The kind of the word before; empty at the start."""
        return self.history[-1].type if self.history else ""

    @cached_property
    def previous_word(self) -> str:
        return str(self.history[-1]) if self.history else ""

    @cached_property
    def previous_span(self) -> Span:
        token = self.history[-1]
        return self.span(token.start_pos or 0, token.end_pos or 0)

    @cached_property
    def open_words(self) -> list[Token]:
        """The keywords and signs of what is not finished, from the outside in."""
        return [value for value in self.stack if isinstance(value, Token)]

    def is_open(self, *types: str) -> bool:
        return any(token.type in types for token in self.open_words)

    # ---- what is being read

    @cached_property
    def item(self) -> str:
        """The first word of the item that is being read, in capitals; empty between items."""
        return self.open_words[0].type if self.open_words else ""

    @cached_property
    def clause(self) -> str:
        """WHEN, FOR, LET, IF, THEN, ELSE, SETTINGS of a rule; DO in the body of an action; else the item's word."""
        words = [token.type for token in self.open_words]
        if self.item == "DEFINE" and "ACTION" in words and "AS" in words:
            return "DO"
        if self.item != "RULE":
            return "" if self.in_text else self.item
        last = next((word for word in reversed(words) if word in _CLAUSES), "")
        if not last and any(isinstance(value, n.Branch) for value in self.stack):
            return "THEN"
        return last or "SETTINGS"

    @cached_property
    def in_statements(self) -> bool:
        return self.clause in ("THEN", "ELSE", "DO")

    @cached_property
    def in_condition(self) -> bool:
        return self.in_text or self.clause in ("IF", "LET", "FOR", "DEFINE", "ALIAS")

    @cached_property
    def has_if(self) -> bool:
        return self.is_open("IF") or any(isinstance(value, n.Branch) for value in self.stack)

    @cached_property
    def wants_value(self) -> bool:
        """A value has to stand here."""
        return {"NUMBER", "TEXT", "LPAR"} <= self.expected

    @cached_property
    def ends_item(self) -> bool:
        """Nothing of this item follows: its end, or the start of another one."""
        return self.ended or recovery.item_starts_at(self.text, self.offset)

    @cached_property
    def bracket(self) -> Token | None:
        """The innermost bracket that is open."""
        return next((token for token in reversed(self.open_words) if token.type in _OPENING), None)

    @cached_property
    def statement(self) -> Token | None:
        """The verb of the language (`set`, `add` …) whose statement is not finished."""
        return next((token for token in reversed(self.open_words) if token.type in _STATEMENTS), None)

    @cached_property
    def action_without_object(self) -> n.Name | None:
        """The name of an action that was read, with nothing behind it yet."""
        last = self.stack[-1] if self.stack else None
        return last if self.in_statements and isinstance(last, n.Name) and self.wants_value else None
