"""What mails are made of: addresses, subjects, HTML. All take linear time."""

from __future__ import annotations

import re

from whenthen.values.text import made

# Neither part of an address may be longer (RFC 5321); the bounds keep the search linear, too.
_ADDRESS = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@"
    r"((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,20}[^\W_](?:[\w-]{0,61}[^\W_])?)"
)
_PREFIX = re.compile(
    r"(?:re|fwd?|aw|wg|tr|rv|rif|ref|sv|vs|antw|doorst|odp|enc|res)\s{0,4}(?:\[[0-9]{1,3}\]|\([0-9]{1,3}\))?\s{0,4}[:：]",
    re.IGNORECASE,
)
_HIDDEN = ("script", "style", "head", "title", "template")
_LINES = frozenset(
    ("br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr")
)
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,20})")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")


def email_address_of(value: str) -> str | None:
    """The first mail address in a text: `ann@x.org` of `Ann <ann@x.org>`; missing where it has none."""
    found = _ADDRESS.search(value)
    return None if found is None else made(found[0])


def domain_of(value: str) -> str | None:
    """The domain of the first mail address in a text, in small letters; missing where it has none."""
    found = _ADDRESS.search(value)
    return None if found is None else made(found[1].lower())


def without_reply_prefix(value: str) -> str:
    """A subject without `Re:`, `Fwd:`, `AW:` and the like at its start, and without white space around it."""
    start, end = 0, len(value)
    while True:
        while start < end and value[start].isspace():
            start += 1
        found = _PREFIX.match(value, start)
        if found is None:
            return made(value[start:].rstrip())
        start = found.end()


def without_html(value: str) -> str:
    """The text of an HTML mail, its paragraphs as lines: without tags, comments, scripts and styles."""
    import html  # its table of names is long, and no other function needs it

    pieces: list[str] = []
    at = 0
    endless: set[str] = set()  # ends that occur no more, looked for once only
    while True:
        start = value.find("<", at)
        if start < 0:
            pieces.append(value[at:])
            break
        pieces.append(value[at:start])
        at = _after_tag(value, start, pieces, endless)
    lines = (_SPACES.sub(" ", line).strip() for line in html.unescape("".join(pieces)).splitlines())
    return made(_without_blank_runs(list(lines)))


def _after_tag(value: str, start: int, pieces: list[str], endless: set[str]) -> int:
    """Where the text goes on after a `<`; what it stands for is put to the pieces."""
    name = _TAG_NAME.match(value, start + 1)
    if value.startswith("<!--", start):
        end = _find(value, "-->", start + 4, endless)
        return len(value) if end < 0 else end + 3
    if name is None and not value.startswith(("<!", "<?"), start):
        pieces.append("<")  # a bare sign: `a < b`
        return start + 1
    end = _find(value, ">", start, endless)
    if end < 0:
        pieces.append("<")
        return start + 1
    tag = name[1].lower() if name else ""
    if tag in _LINES:
        pieces.append("\n")
    if tag in _HIDDEN and not value.startswith("</", start):
        close = _find(value, f"</{tag}", end, endless)
        return end + 1 if close < 0 else close
    return end + 1


def _find(value: str, end: str, start: int, endless: set[str]) -> int:
    if end in endless:
        return -1
    if end.startswith("</"):
        found = re.compile(re.escape(end), re.IGNORECASE).search(value, start)
        at = -1 if found is None else found.start()
    else:
        at = value.find(end, start)
    if at < 0:
        endless.add(end)
    return at


def _without_blank_runs(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()
