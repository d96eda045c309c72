"""Whatever names, texts and messages hold, every format stays what it is and says nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diagnostics import readers
from whenthen.diagnostics.fingerprints import fingerprints
from whenthen.diagnostics.formats import FORMATS
from whenthen.diagnostics.formats.contents import is_file
from whenthen.diagnostics.model import Code, Diagnostic, Edit, Fix, Label
from whenthen.diagnostics.render import render
from whenthen.diagnostics.statistics import statistics
from whenthen.source import NOWHERE, Source, Span

#: What ends a line, a field or a document in one of the formats, what hides, and what is half a character.
HOSTILE = [
    *("\n", "\r\n", "\r", "::error::pwned", "::", ",file=x", "%0A::error::x", "%", "]]>", "</failure>", "<!--", "&lt;"),
    *('"', "'", "\\", "[click](http://x)", "](", "{0}", "{{0}}", "`", "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028"),
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ud800",
        "\udcff",
        "\udc80\udc81",
        "👍🏽",
        "返金",
        "\t",
    ),
    *("##[error]x", "#", "../", "./", "/", "//x/", "C:\\", "C:/", "<stdlib>/", "<", ">", "file:", "?", "rules/a.when"),
]
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=3), max_size=6).map("".join)
CODES = {code.id: code for code in (Code("L101", "a title", "What.", severity="warning", why="Bad."),)}


@st.composite
def diagnostics(draw: st.DrawFn) -> list[Diagnostic]:
    sources = [Source(draw(TEXTS) or "x", draw(TEXTS)) for _ in range(draw(st.integers(1, 3)))]

    def span() -> Span:
        source = draw(st.sampled_from(sources))
        return draw(st.just(NOWHERE) | st.builds(Span, st.just(source), st.integers(0, 20), st.integers(0, 20)))

    def edits() -> tuple[Edit, ...]:
        return tuple(Edit(span(), draw(TEXTS)) for _ in range(draw(st.integers(1, 3))))

    return [
        Diagnostic(
            draw(st.sampled_from(["L101", "N102"])),
            draw(TEXTS) or "x",
            span(),
            tuple(Label(span(), draw(TEXTS)) for _ in range(draw(st.integers(0, 2)))),
            draw(st.none() | TEXTS),
            draw(st.sampled_from(["error", "warning"])),
            Fix(draw(TEXTS), edits(), draw(st.booleans())) if draw(st.booleans()) else None,
        )
        for _ in range(draw(st.integers(0, 4)))
    ]


@settings(max_examples=100, deadline=None)
@given(diagnostics(), st.lists(TEXTS.filter(bool), max_size=3))
def test_every_format_stays_well_formed(found: list[Diagnostic], files: list[str]) -> None:
    written = {format: render(found, format, codes=CODES, files=files) for format in FORMATS}
    for text in written.values():
        text.encode("utf-8")
    assert len(written["concise"].splitlines()) == len(found)
    assert len(readers.strict_json(written["json"])["diagnostics"]) == len(found)
    assert len(readers.gitlab(written["gitlab"])) == len(found)
    suites = readers.junit(written["junit"])
    assert int(suites.get("failures", "")) == len(found)
    commands = readers.github(written["github"])
    assert [command.name for command in commands] == [d.severity for d in found]
    run = readers.sarif(written["sarif"])
    assert [result["ruleId"] for result in run["results"]] == [d.code for d in found]
    assert ["fixes" in result for result in run["results"]] == [d.fix is not None for d in found]
    assert len(set(fingerprints(found))) == len(found)
    assert sum(row["count"] for row in readers.strict_json(statistics(found, "json"))["statistics"]) == len(found)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_characters="\0/"), min_size=1).filter(lambda name: name not in (".", "..")))
def test_an_address_leads_to_its_file(name: str) -> None:
    """Also where the name of a file is made of bytes that are no text."""
    found = [Diagnostic("N101", "m", Span(Source(f"rules/{name}", "x"), 0, 1))]
    (result,) = readers.sarif(render(found, "sarif"))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    try:
        there = f"rules/{name}".encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # such a name is no name of a file anywhere
        return
    assert readers.file_of(uri) == there


@pytest.mark.parametrize("name", ["<stdlib>/core.when", "<text>", "<built>"])
def test_what_is_no_file_is_not_taken_for_one(name: str) -> None:
    source = Source(name, "IF x\n")
    found = [Diagnostic("N101", "m", Span(source, 3, 4))]
    assert not is_file(source)
    (command,) = readers.github(render(found, "github"))
    assert "file" not in command.properties
    assert command.message == f"{name}:1:4: N101 m"
    (result,) = readers.sarif(render(found, "sarif"))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"].get("uriBaseId") != "%SRCROOT%"
