"""What is to be printed, before it is known where its lines end: words, places where a line may end, groups of them.

A group stands on one line where it fits, and else ends its lines at all its own places. What every piece needs to know
for that - how wide it is on one line, and whether it can stand on one - is worked out when it is made, so that nothing
here recurses.
"""

from __future__ import annotations

from collections.abc import Iterable

from whenthen.format.gaps import Comment


class Document:
    """A piece of what is printed.

    `width` is what it takes on one line, up to the first line end that it holds in any case (`has_lines`). `forced`
    says that it cannot stand on one line. `leads` and `trails` say that comments stand before and behind it, so that it
    cannot be in the middle of a line; `opens_kept` and `closes_kept` that these are for the line and keep it one line;
    `empty` that it prints nothing by itself.
    """

    __slots__ = ("closes_kept", "empty", "forced", "has_lines", "leads", "opens_kept", "trails", "width")

    def __init__(self) -> None:
        self.width = 0
        self.has_lines = self.forced = self.leads = self.trails = False
        self.opens_kept = self.closes_kept = False
        self.empty = False


class Word(Document):
    """A token with the comments around it. `lines` are those of a text in triple quotes, without their indentation.

    `column` is the indentation of the line that it stood in; `blank` says that a blank line stood before it.
    """

    __slots__ = ("after", "before", "blank", "column", "documentation", "lines", "text")

    def __init__(
        self,
        text: str,
        before: tuple[Comment, ...] = (),
        after: Comment | None = None,
        blank: bool = False,
        column: int = 0,
        lines: tuple[str, ...] | None = None,
        documentation: bool = False,
    ) -> None:
        super().__init__()
        self.text = text
        self.before = before
        self.after = after
        self.blank = blank
        self.column = column
        self.lines = lines
        self.documentation = documentation
        self.leads = bool(before)
        self.trails = after is not None
        self.opens_kept = any(comment.is_for_line for comment in before)
        self.closes_kept = after is not None and after.is_for_line
        self.has_lines = "\n" in text
        self.width = text.index("\n") if self.has_lines else len(text)


#: What becomes of blank lines where a line ends: they are left out; one stays where some were, also behind the first
#: comment alone; one stays in the middle of something; there is one.
NO_BLANK, KEPT_BLANK, LATER_BLANK, INNER_BLANK, ONE_BLANK = "none", "kept", "later", "inner", "one"


class Line(Document):
    """A place where a line may end; `flat` stands there where it does not. A `hard` one ends the line in any case."""

    __slots__ = ("blank", "flat", "hard")

    def __init__(self, flat: str, hard: bool = False, blank: str = NO_BLANK) -> None:
        super().__init__()
        self.flat = flat
        self.hard = hard
        self.blank = blank
        self.width = len(flat)
        self.forced = hard
        self.empty = True


class Text(Document):
    """Characters that are no token: a blank, or a comma that stands only where a list has a line for each item."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.width = len(text)
        self.empty = True


class Concat(Document):
    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[Document]) -> None:
        super().__init__()
        self.parts = tuple(parts)
        self.empty = True
        for part in self.parts:
            if not self.has_lines:
                self.width += part.width
                self.has_lines = part.has_lines
            self.forced = self.forced or part.forced
            if part.empty:
                continue
            if self.empty:
                self.leads, self.opens_kept = part.leads, part.opens_kept
            elif self.trails or part.leads:
                self.forced = True
            self.trails, self.closes_kept = part.trails, part.closes_kept
            self.empty = False


class _Around(Document):
    """A piece that has all properties of the one in it."""

    __slots__ = ("content",)

    def __init__(self, content: Document) -> None:
        super().__init__()
        self.content = content
        self.width = content.width
        self.has_lines, self.forced, self.empty = content.has_lines, content.forced, content.empty
        self.leads, self.trails = content.leads, content.trails
        self.opens_kept, self.closes_kept = content.opens_kept, content.closes_kept


class Indent(_Around):
    """What begins new lines in it begins them two columns further to the right."""

    __slots__ = ()


class Group(_Around):
    """Stands on one line or ends its lines at all its places, which the layout notes in `broken`."""

    __slots__ = ("broken",)

    def __init__(self, content: Document, forced: bool = False) -> None:
        super().__init__(content)
        self.forced = self.forced or forced
        self.broken = False


class Choice(Document):
    """One piece where a group ends its lines, another one where it stands on one line.

    `group` is set afterwards, as it may be the one that the choice stands in.
    """

    __slots__ = ("broken", "flat", "group")

    def __init__(self, broken: Document, flat: Document) -> None:
        super().__init__()
        self.group = _NO_GROUP
        self.broken = broken
        self.flat = flat
        self.width = flat.width
        self.has_lines, self.empty = flat.has_lines, flat.empty
        self.leads, self.trails = flat.leads, flat.trails
        self.opens_kept, self.closes_kept = flat.opens_kept, flat.closes_kept


NOTHING = Text("")
_NO_GROUP = Group(NOTHING)
SPACE = Text(" ")
#: Where a line may end instead of a blank; behind an opening bracket, and before a closing one.
LINE = Line(" ")
OPEN_LINE = Line("", blank=LATER_BLANK)
CLOSE_LINE = Line("", blank=INNER_BLANK)
#: Between the parts of a list or a condition, which may be separated by a blank line that was there.
PART_LINE = Line(" ", blank=INNER_BLANK)
#: Where it ends in any case. The next line may be separated by a blank one that was there; not behind the line that
#: opens a block, unless a comment stands between; in any case.
HARD_LINE = Line("", hard=True, blank=KEPT_BLANK)
OPENING_LINE = Line("", hard=True, blank=LATER_BLANK)
ITEM_LINE = Line("", hard=True, blank=ONE_BLANK)
PLAIN_LINE = Line("", hard=True)


def concat(*parts: Document) -> Document:
    """The pieces behind each other."""
    return parts[0] if len(parts) == 1 else Concat(parts)


def joined(parts: Iterable[Document], separator: Document) -> Document:
    """The pieces with a separator between each two."""
    found: list[Document] = []
    for part in parts:
        if found:
            found.append(separator)
        found.append(part)
    return Concat(found)


def breaks(document: Document) -> bool:
    """Whether a piece cannot be one line."""
    return document.forced or document.has_lines
