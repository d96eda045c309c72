"""The two pages that are made from the standard library: its functions, and the help desk.

The declarations and the words above them are the source of both: what `stdlib/` says is what a reader finds. A page is
written anew with `WHENTHEN_ACCEPT=1`.
"""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterator

from tests.docs.blocks import ROOT
from whenthen.source import Source
from whenthen.syntax import nodes, parse

FUNCTIONS = ROOT / "docs" / "language" / "functions.md"
HELPDESK = ROOT / "docs" / "helpdesk.md"

_MADE = "<!-- Made from `stdlib/{}` by `tests/docs/reference.py`; change that file, not this one. -->"
_SECTION = re.compile(r"^# (\S.*?) -{5,}$\n((?:^#.*$\n)*)", re.MULTILINE)
_WIDTH = 120


def functions_page() -> str:
    """`docs/language/functions.md`."""
    return _page(
        "core.when",
        "Functions",
        """
        Every rule file has these, without a `USE`. They are declared in [`stdlib/core.when`](../../stdlib/core.when). A
        parameter with `?` may be left out. A result with `?` may be missing: ask for it with `is set`, or say
        `otherwise`.
        `T` stands for any type, the same one in all places of a line. A function that cannot give a result fails, and
        with it [the rule](meaning.md#what-a-rule-set-means).
        """,
    )


def helpdesk_page() -> str:
    """`docs/helpdesk.md`."""
    return _page(
        "helpdesk.when",
        "The help desk",
        """
        `USE helpdesk` brings all of this into a rule file. It is declared in
        [`stdlib/helpdesk.when`](../stdlib/helpdesk.when), in [the language](language.md) itself. A project adds fields
        of its own with `EXTEND ticket`, and records, events and actions with declarations like these.

        What is `readonly` comes with events, and rules do not write it. A field with `?` may be missing. One without
        `?` and without a default has to come with the first event about its record.
        """,
    )


def _page(name: str, title: str, words: str) -> str:
    text = (ROOT / "stdlib" / name).read_text(encoding="utf-8")
    file, problems = parse(Source(name, text))
    assert problems == ()
    sections = [(match.start(), match[1], _comment(match[2])) for match in _SECTION.finditer(text)]
    parts = [_MADE.format(name), f"# {title}", textwrap.dedent(words).strip()]
    heads = [_head(section) for _, section, _ in sections]
    parts.append(_filled(" · ".join(f"[{head}](#{_anchor(head)})" for head in heads)))
    ends = [*(start for start, _, _ in sections[1:]), len(text)]
    for (start, section, comment), end in zip(sections, ends, strict=True):
        items = [item for item in file.items if start < item.span.start < end]
        assert items, section
        parts.append(f"## {_head(section)}")
        parts += [comment] if comment else []
        parts += _items(items)
    left = [item for item in file.items if item.span.start < sections[0][0]]
    assert not left, "every item stands in a section"
    return "\n\n".join(parts) + "\n"


def _head(section: str) -> str:
    return section.partition(":")[0]


def _anchor(head: str) -> str:
    return re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")


def _comment(lines: str) -> str:
    return _filled(" ".join(line.lstrip("#").strip() or "\n" for line in lines.splitlines()))


def _items(items: list[nodes.Item]) -> Iterator[str]:
    """The items of a section: a table for each record, a list of what follows each other of other kinds."""
    for is_record, several in itertools.groupby(items, lambda item: isinstance(item, nodes.RecordDeclaration)):
        if is_record:
            yield from map(_record, several)
        else:
            yield "\n".join(map(_entry, several))


def _entry(item: nodes.Item) -> str:
    """An item in a list: what is declared, and what it is for."""
    written = re.sub(r"\s+", " ", item.span.text)
    written = re.sub(r"\( | \)", lambda found: found[0].strip(), written)
    match item:
        case nodes.FunctionDeclaration():
            words = written.removeprefix("FUNCTION ")
        case nodes.DefineAction():
            words = written.removeprefix("DEFINE ACTION ").partition(" AS ")[0]
        case nodes.ActionDeclaration():
            words = written.removeprefix("ACTION ")
        case nodes.EventDeclaration():
            words = written.removeprefix("EVENT ")
        case nodes.DefineCondition():
            words = written.removeprefix("DEFINE ").partition(" AS ")[0]
        case nodes.AliasDeclaration():
            words = written.removeprefix("ALIAS ")
        case _:
            raise TypeError(f"no page knows what to say of {type(item).__name__}")
    doc = item.doc or ""  # type: ignore[attr-defined]
    first, *others = [part.replace("\n", " ") for part in doc.strip().split("\n\n")]
    lines = [_filled(f"- `{words}`" + (f" - {first}" if first else ""), "  ")]
    lines += [_filled(other, "  ", "  ") for other in others]
    return "\n\n".join(lines)


def _record(record: nodes.RecordDeclaration) -> str:
    rows = [f"### {record.name.text}", _filled((record.doc or "").replace("\n\n", "\0").replace("\n", " "))]
    fields = [_field(field, field.name.text == record.key.text) for field in record.fields]
    rows.append("\n".join(["| field | type | what it is |", "| --- | --- | --- |", *fields]))
    return "\n\n".join(rows)


def _field(field: nodes.FieldDeclaration, is_key: bool) -> str:
    text = field.span.source.text
    end = text.find("\n", field.span.end)
    _, _, comment = text[field.span.end : end].partition("#")
    declared = re.sub(r"\s+", " ", field.span.text.partition(":")[2]).strip().replace("|", r"\|")
    said = (field.doc or "").replace("\n", " ") or comment.strip() or ("its key" if is_key else "")
    return f"| `{field.name.text}` | `{declared}` | {said} |".replace("|  |", "| |")


def _filled(text: str, rest: str = "", first: str = "") -> str:
    """Lines of at most the width of a page. Code is not broken, so that it stays what it is."""
    paragraphs = [part.strip() for part in re.split(r"[\0\n]", text)]
    filled = []
    for part in filter(None, paragraphs):
        held = re.sub(r"`[^`]*`", lambda found: found[0].replace(" ", "\1"), part)
        lines = textwrap.fill(
            held, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )
        filled.append(lines.replace("\1", " "))
    return "\n\n".join(filled)
