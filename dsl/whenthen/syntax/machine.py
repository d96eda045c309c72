"""Reads a text with recovery at the next item: what became of the item with the mistake, and its explanation."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from whenthen.diagnostics.model import Report
from whenthen.source import Source, Span
from whenthen.syntax import nodes as n
from whenthen.syntax import recovery
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.building.rules import Builder
from whenthen.syntax.explaining import Situation, explain, unclosed_long_text
from whenthen.syntax.reader import Progress, Reader, Unexpected
from whenthen.syntax.tables import tables
from whenthen.syntax.token import Token

#: Items that are whole where they could end.
_SHORT_ITEMS = frozenset({"USE", "ALIAS", "EVENT", "FUNCTION", "ACTION", "LET"})


class Machine:
    """Reads one text. `readable` is the text with unreadable characters blanked, of the same length.

    `tokens` are those of a file that was read without a mistake, if they were to be kept.
    """

    def __init__(self, source: Source, readable: str, report: Report, keep_tokens: bool = False) -> None:
        self._source = source
        self._text = readable
        self._report = report
        builder = Builder(source, report, self._parse_expression)
        self._reader = Reader(readable, tables(), builder, self._note_comments)
        self._keep_tokens = keep_tokens
        self.comments: list[Span] = []
        self.tokens: Sequence[Token] = ()

    # ---- a whole file

    def read_file(self) -> tuple[n.Item, ...]:
        text, reader = self._text, self._reader
        progress = reader.start("file", 0, len(text))
        if self._keep_tokens:
            progress.history = deque()
        items: list[n.Item] = []
        # The empty list of items, as if the parser had already reduced it: recovery goes back to here.
        progress.states.append(reader.after(progress, "items"))
        progress.values.append(items)
        resumed = -1
        while True:
            try:
                reader.read(progress, comments=True)
                reader.finish(progress, "file")
                if self._keep_tokens:
                    self.tokens = tuple(progress.history)
                return tuple(items)
            except Unexpected as error:
                situation = self._situation(progress, error, 0, items)
                mistake, offset = explain(situation), situation.offset
            except Mistake as known:
                mistake, offset = known, progress.end_of_history
            mistake = self._swallowed(progress) or mistake
            self._report(mistake.diagnostic)
            broken, resume = self._give_up(progress, mistake, offset)
            items.append(broken)
            if resume <= resumed:  # cannot happen while the two lists of item words agree
                resume = recovery.next_item(text, resumed + 1, in_rule=False)
            resumed = resume
            progress.go_on(resume)

    def _give_up(self, progress: Progress, mistake: Mistake, offset: int) -> tuple[n.BrokenItem, int]:
        """Forgets the item that is being read; also says where to go on."""
        text = self._text
        partial = self._partial(progress)
        if self._is_whole(progress, partial, offset):
            self._reader.complete(progress, "RULE", offset)
            partial = []
        kinds = [value for value in partial if isinstance(value, Token)]
        start = min(_start_of(partial[0]) if partial else offset, offset)
        kind = str(kinds[0]).upper() if kinds else ""
        declares_from = kinds[0].start_pos if kinds else offset
        resume = mistake.resume
        if resume is None and partial and recovery.item_starts_at(text, offset):
            resume = offset
        elif resume is None:
            in_rule = kind == "RULE" and not any(token.type == "THEN" for token in kinds) and not _has_branch(partial)
            resume = recovery.next_item(text, offset if partial else offset + 1, in_rule)
        del progress.states[2:]
        del progress.values[1:]
        end = max(start, start + len(text[start:resume].rstrip()))
        names = recovery.declared_names(text, declares_from, max(end, declares_from))
        return n.BrokenItem(kind, names, span=Span(self._source, start, end)), resume

    def _partial(self, progress: Progress) -> list[Any]:
        """What is read of the item that is not finished."""
        return progress.values[1:]

    def _is_whole(self, progress: Progress, partial: list[Any], offset: int) -> bool:
        """Is the item before the mistake complete, and the mistake on a line of its own? Then it is kept.

        Not so a rule or a record, of which more seems to follow: kept in part, they would be the cause of other errors.
        """
        word = next((value.type for value in partial if isinstance(value, Token)), "")
        if word not in _SHORT_ITEMS or "RULE" not in self._reader.can_follow(progress.states[-1]):
            return False
        return not self._text[self._text.rfind("\n", 0, offset) + 1 : offset].strip()

    def _swallowed(self, progress: Progress) -> Mistake | None:
        """The text in triple quotes that was not closed, so that it reached over the items behind it."""
        long, partial = progress.long, self._partial(progress)
        if long is None or (partial and _start_of(partial[0]) > long.start_pos):
            return None
        start = long.start_pos
        resume = recovery.item_inside(self._text, start + 3, long.end_pos - 3)
        if resume is None:
            return None
        return Mistake(unclosed_long_text(Span(self._source, start, start + 3)), resume)

    # ---- an expression inside a text

    def _parse_expression(self, first: int, last: int) -> n.Expression:
        """The expression between two offsets; raises Mistake."""
        progress = self._reader.start("expression", first, last)
        try:
            self._reader.read(progress, comments=False)
            result: n.Expression = self._reader.finish(progress, "expression")
        except Unexpected as error:
            raise explain(self._situation(progress, error, first, None)) from None
        return result

    # ---- what is known about a mistake

    def _note_comments(self, at: int, end: int) -> None:
        while (start := self._text.find("#", at, end)) >= 0:
            at = self._text.find("\n", start, end)
            at = end if at < 0 else at
            stop = start + len(self._text[start:at].rstrip("\r"))
            self.comments.append(Span(self._source, start, stop))

    def _situation(self, progress: Progress, error: Unexpected, first: int, items: list[n.Item] | None) -> Situation:
        stack = [value for value in progress.values if value is not items]
        return Situation(
            source=self._source,
            text=self._text,
            offset=(progress.end_of_history or first) if error.ended else error.offset,
            last=progress.last,
            ended=error.ended,
            expected=error.expected,
            possible=self._reader.can_follow(progress.position),
            stack=stack,
            history=[token for token in progress.history if not stack or token.start_pos >= _start_of(stack[0])],
            in_text=items is None,
        )


def _start_of(value: Any) -> int:
    start: int = value.start_pos if isinstance(value, Token) else value.span.start
    return start


def _has_branch(partial: list[Any]) -> bool:
    return any(isinstance(value, n.Branch) for value in partial)
