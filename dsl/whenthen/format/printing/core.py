"""What the printers share: the tokens of the file in their order, and the forms that many constructs have.

A printer takes the tokens of its node one after the other and asks for its children in between, in the order of the
text. So no token is left out or printed twice, and each has its comments with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch

from whenthen.format.documents import (
    CLOSE_LINE,
    LINE,
    NOTHING,
    OPEN_LINE,
    PART_LINE,
    SPACE,
    Choice,
    Document,
    Group,
    Indent,
    Text,
    Word,
    breaks,
    concat,
    joined,
)
from whenthen.format.gaps import Placed
from whenthen.format.spelling import spelled
from whenthen.source import Source
from whenthen.syntax import nodes as n
from whenthen.syntax.building.texts import lines_of
from whenthen.syntax.walk import children

#: Texts that may have several lines.
_LONG = frozenset({"LONG_TEXT", "DOC", "FIELD_DOC"})
_DOCUMENTATION = frozenset({"DOC", "FIELD_DOC"})
#: Signs with no blank before them.
_TIGHT = frozenset({"COMMA", "QUESTION", "COLON"})
#: Words that are written small between the capitals of a clause.
_SMALL = frozenset({"IS"})
#: What has brackets of its own, in which its lines can end, so that it may begin in the middle of a line.
BRACKETED = (n.Call, n.Count, n.Pick, n.ListLiteral, n.RecordLiteral, n.Quantified)

_COMMA = Text(",")
#: What is no wider can well have a line of its own.
SHORT = 94

#: A token with its type, or a child; with the child if that has brackets of its own.
Piece = tuple[str, Document, n.Node | None]


class UnfitError(Exception):
    """The tokens are not those that the tree was made of."""


@singledispatch
def show(node: n.Node, printer: Printer) -> Document:
    """A node, without the parentheses around it. Each class of nodes has its printer."""
    raise TypeError(f"no printer for {type(node).__name__}")


@singledispatch
def hang(node: n.Node, printer: Printer) -> Document:
    """A node behind a word in the same line: its further lines, if it has some, stand further to the right."""
    return show(node, printer)


class Printer:
    """The tokens of a file, and how far they are printed."""

    def __init__(self, source: Source, tokens: Sequence[Placed]) -> None:
        self._source = source
        self._tokens = tokens
        self._kept = _kept(tokens)
        self._at = 0

    # ---- tokens

    @property
    def next(self) -> Placed:
        """The token that comes next; one of no type at the end."""
        return self._tokens[self._at]

    @property
    def kind(self) -> str:
        """The type of the next token."""
        return self._tokens[self._at].token.type

    @property
    def ended(self) -> bool:
        return self._at == len(self._tokens)

    def on_new_line(self) -> bool:
        """Whether a line ends in the text before or behind the next token."""
        return self.next.new_line or self._tokens[self._at + 1].new_line

    def stays_in_line(self) -> bool:
        """Whether the next token stands in a line with a comment for it alone, and does not begin it."""
        return self._kept[self._at] and not self.next.new_line

    def is_led(self) -> bool:
        """Whether IF or ELSE IF stands before the next token, and before that a comment for its line alone."""
        at = self._at - 1
        if at < 0 or self._tokens[at].token.type != "IF":
            return False
        if self._tokens[at - 1].token.type == "ELSE" and not self._tokens[at].new_line:
            at -= 1
        return any(comment.is_for_line for comment in self._tokens[at].before)

    def give_back_comment(self, kind: str, offset: int) -> None:
        """Puts the comment behind the first token of a kind from an offset on behind the token before it, if both stand
        in one line.
        """
        at = self._at
        while self._tokens[at].token.start_pos < offset or self._tokens[at].token.type != kind:
            at += 1
        here = self._tokens[at]
        if here.after is not None and not here.new_line:
            self._tokens[at - 1].after = here.after
            here.after = None

    def take(self, *kinds: str, capitals: bool = False) -> Word:
        """The next token, which is one of these kinds if any are named."""
        here = self._tokens[self._at]
        token = here.token
        if kinds and token.type not in kinds:
            raise UnfitError(f"{token.type} where {' or '.join(kinds)} was to come")
        self._at += 1
        lines = None
        if token.type in _LONG and "\n" in token:
            lines = lines_of(self._source, token.start_pos, token.end_pos, token.type in _DOCUMENTATION)
        return Word(
            spelled(token, capitals and token.type not in _SMALL),
            here.before,
            here.after,
            here.blank,
            here.column,
            lines,
            token.type in _DOCUMENTATION,
        )

    def capital(self, *kinds: str) -> Word:
        """The next token, a word of a clause."""
        return self.take(*kinds, capitals=True)

    # ---- nodes

    def child(self, node: n.Node) -> Document:
        """A node below, with the parentheses around it."""
        opening: list[Document] = []
        while self.encloses(node):
            opening.append(self.take("LPAR"))
        inner = show(node, self)
        if not opening:
            return inner
        closing: list[Document] = [self.take("RPAR") for _ in opening]
        return Group(concat(*opening, Indent(concat(OPEN_LINE, inner)), CLOSE_LINE, *closing))

    def hanging(self, node: n.Node) -> Document:
        """A node below that begins in the middle of a line."""
        return self.child(node) if self.encloses(node) else hang(node, self)

    def encloses(self, node: n.Node) -> bool:
        """Whether the next token is a parenthesis around a node that comes next."""
        return self.kind == "LPAR" and self.next.token.start_pos < node.span.start

    def is_bracketed(self, node: n.Node) -> bool:
        """Whether a node that comes next has brackets in which its lines can end."""
        if isinstance(node, n.ValueSet):
            return isinstance(node.expression, BRACKETED)
        return isinstance(node, BRACKETED) or self.encloses(node)

    def value(self, node: n.Node) -> Document:
        """A value behind the word that it belongs to: on the same line, or below where it does not fit."""
        if self.is_bracketed(node):
            return concat(SPACE, self.child(node))
        return Group(Indent(concat(LINE, self.child(node))))

    def pieces(self, node: n.Node, capitals: bool = False) -> list[Piece]:
        """The tokens and the children of a node in the order of the text; tokens with their types."""
        found: list[Piece] = []
        for below in in_text(node):
            while self.next.token.start_pos < below.span.start and self.kind != "LPAR":
                found.append((self.kind, self.take(capitals=capitals), None))
            bracketed = below if self.is_bracketed(below) else None
            found.append(("", self.hanging(below), bracketed))
        while self.next.token.start_pos < node.span.end and self.kind:
            found.append((self.kind, self.take(capitals=capitals), None))
        return found

    def spaced(self, node: n.Node, capitals: bool = False) -> Document:
        """The tokens and children of a node with a blank between each two."""
        return spaced(self.pieces(node, capitals))

    def clauses(self, node: n.Node) -> Document:
        """A node that begins a new line before those of its words that do not fit in one; not for a long value that has
        brackets of its own.
        """
        parts: list[list[Piece]] = [[]]
        seen = False
        for piece in self.pieces(node):
            if piece[0] and seen and piece[0] not in _TIGHT:
                parts.append([])
                seen = False
            parts[-1].append(piece)
            seen = seen or not piece[0]
        found = [spaced(parts[0])]
        for part in parts[1:]:
            shown = spaced(part)
            hangs = part[-1][2] is not None and shown.width > SHORT
            found.append(concat(SPACE, shown) if hangs else Group(Indent(concat(LINE, shown))))
        return concat(*found)

    # ---- lists

    def bracketed(self, opening: Document, items: Iterable[n.Node], closing: str, last_comma: bool = True) -> Document:
        """Items in brackets: all on one line or one a line, then with a comma behind the last if it may be there.

        A single item needs none. Those that blank lines part stay on lines of their own.
        """
        found: list[Document] = []
        lines: list[list[Document]] = []
        parted = False
        for item in items:
            if not (found and self.stays_in_line()):
                parted = parted or (bool(found) and self.next.blank)
                lines.append([])
            shown = self.hanging(item)
            if self.kind == "COMMA":
                shown = concat(shown, self.take())
            found.append(shown)
            lines[-1].append(shown)
        if not found:
            return Group(concat(opening, CLOSE_LINE, self.take(closing)))
        inner = Indent(concat(OPEN_LINE, runs(lines)))
        comma = Choice(_COMMA if last_comma and len(found) > 1 else NOTHING, NOTHING)
        content = concat(opening, inner, comma, CLOSE_LINE, self.take(closing))
        comma.group = group = Group(content, forced=parted or any(map(breaks, found)))
        return group


def runs(lines: Iterable[Sequence[Document]], is_led: bool = False) -> Document:
    """Parts that take a line each where they do not fit in one. Those that stood together in a line with a comment
    for it alone stay so, if the comment is at its start or end; `is_led` says that it is so before the first part.
    """
    found: list[Document] = []
    for number, line in enumerate(lines):
        whole = Group(joined(line, SPACE))
        is_for_line = whole.opens_kept or whole.closes_kept or (is_led and number == 0)
        found += [whole] if is_for_line and len(line) > 1 and not breaks(whole) else line
    return joined(found, PART_LINE)


def spaced(pieces: Iterable[Piece]) -> Document:
    """Pieces with blanks between them, but for those before signs that stand right behind a word."""
    found: list[Document] = []
    for kind, document, _ in pieces:
        if found and kind not in _TIGHT:
            found.append(SPACE)
        found.append(document)
    return concat(*found)


def in_text(node: n.Node) -> list[n.Node]:
    """The children of a node in the order of the text, each once."""
    return sorted(dict.fromkeys(children(node)), key=lambda below: below.span.start)


def _kept(tokens: Sequence[Placed]) -> list[bool]:
    """Of each token, whether a comment is for its line alone."""
    found: list[bool] = []
    at = 0
    while at < len(tokens):
        end = at + 1
        while end < len(tokens) and not tokens[end].new_line:
            end += 1
        comments = [here.after for here in tokens[at:end] if here.after is not None]
        found += [any(comment.is_for_line for comment in (*tokens[at].before, *comments))] * (end - at)
        at = end
    return found
