"""What the reports for services say, exactly, and what each service needs of them."""

from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diagnostics import readers
from tests.diagnostics.accepting import agrees_with
from tests.diagnostics.cases import CASES, case, file_problem, marked, mending
from whenthen.diagnostics.codes import FAMILIES
from whenthen.diagnostics.fingerprints import fingerprints
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.diagnostics.render import render
from whenthen.source import NOWHERE, Source, Span
from whenthen.version import __version__

CODES = {
    code.id: code
    for code in (
        Code(
            "L101",
            "the same test twice",
            "Two parts of one AND say the same.",
            {"rules.when": 'RULE "a"\n  WHEN x\n  IF is open AND is open\n  THEN stop\n', "x.csv": b"\xff"},
            {"rules.when": 'RULE "a"\n  WHEN x\n  IF is open\n  THEN stop\n'},
            severity="warning",
            why="The second one changes nothing.",
            fix=SAFE,
        ),
        Code("N102", "no such field", "A record has the fields that its declaration names."),
    )
}


def as_finding(diagnostic: Diagnostic) -> Diagnostic:
    return attrs.evolve(diagnostic, code="L101", severity="warning")


#: One of each kind: a place, several lines, labels elsewhere, fixes, no text, no file, a library.
FOUND = [
    CASES["one place"],
    CASES["further places in this file and in another"],
    CASES["a problem of several lines"],
    as_finding(CASES["a safe fix"]),
    as_finding(CASES["an unsafe fix without help"]),
    CASES["characters that hide or command"],
    CASES["a file with a hostile name"],
    file_problem("../x 100%.when", "it cannot be read"),
    Diagnostic("N102", "declared twice", marked("<stdlib>/core.when", "RECORD «x»\n")[1][0]),
    CASES["a warning without a place"],
]
FILES = ("rules/vip.when", "rules/clean.when", "rules/a & b.when")


@pytest.mark.parametrize(
    ("format", "file"),
    [("junit", "junit.xml"), ("github", "github.txt"), ("gitlab", "gitlab.json"), ("sarif", "report.sarif")],
)
def test_report(format: str, file: str) -> None:
    text = render(FOUND, format, codes=CODES, files=FILES)
    agrees_with(file, text.replace(f'ersion": "{__version__}"', 'ersion": "0"'))


def test_nothing_found() -> None:
    assert render([], "github") == ""
    assert readers.gitlab(render([], "gitlab")) == []
    run = readers.sarif(render([], "sarif"))
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert [(suite.get("name"), len(suite)) for suite in readers.junit(render([], "junit", files=FILES))] == [
        ("rules/a & b.when", 1),
        ("rules/clean.when", 1),
        ("rules/vip.when", 1),
    ]
    assert len(readers.junit(render([], "junit"))) == 0


# JUnit ------------------------------------------------------------------------------------------------------------


def test_junit_shows_the_lines_of_what_failed() -> None:
    (suite,) = readers.junit(render([CASES["wide characters"]], "junit"))
    (failure,) = suite.iter("failure")
    assert failure.get("type") == "N102"
    assert failure.get("message") == CASES["wide characters"].message
    assert "件名" in (failure.text or "")
    assert "^^^^" in (failure.text or "")


def test_junit_names_a_test_by_what_is_wrong_so_that_it_is_known_again() -> None:
    problem = case("`x` is wrong", "\n  IF «x»\n")
    names = [test.get("name") for test in readers.junit(render([problem, problem], "junit")).iter("testcase")]
    assert names == ["N102: `x` is wrong", "N102: `x` is wrong (2)"]


# GitHub -----------------------------------------------------------------------------------------------------------


def test_github_gets_the_place_as_it_counts() -> None:
    (one,) = readers.github(render([CASES["one place"]], "github"))
    assert one.name == "error"
    assert one.properties == {
        "title": "whenthen N102",
        "file": "rules/vip.when",
        "line": "3",
        "endLine": "3",
        "col": "13",
        "endColumn": "22",
    }
    assert one.message.splitlines() == [
        "rules/vip.when:3:13: N102 a `ticket` has no field `prioritty`",
        "help: did you mean `priority`?",
    ]


def test_github_takes_columns_within_one_line_only() -> None:
    (lines,) = readers.github(render([CASES["a problem of several lines"]], "github"))
    assert {"line": "2", "endLine": "4"}.items() <= lines.properties.items()
    assert not {"col", "endColumn"} & set(lines.properties)


def test_a_detour_in_the_name_of_a_file_is_left_out() -> None:
    found = [Diagnostic("N102", "m", Span(Source("./rules//a.when", "x"), 0, 1))]
    (command,) = readers.github(render(found, "github"))
    (entry,) = readers.gitlab(render(found, "gitlab"))
    (result,) = readers.sarif(render(found, "sarif"))["results"]
    assert command.properties["file"] == entry["location"]["path"] == "rules/a.when"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "rules/a.when"


def test_github_gets_a_file_without_a_line_where_there_is_no_text() -> None:
    (command,) = readers.github(render([file_problem("rules", "there is no `rules`")], "github"))
    assert command.properties == {"title": "whenthen P001", "file": "rules"}
    assert command.message == "rules: P001 there is no `rules`"


# Fingerprints, and GitLab -----------------------------------------------------------------------------------------


def found_in(text: str, code: str = "L101", name: str = "a.when", message: str = "m") -> list[Diagnostic]:
    _, spans, _ = marked(name, text)
    return [Diagnostic(code, message, span) for span in spans]


def test_a_finding_is_known_again_when_other_lines_change() -> None:
    before = found_in("  IF a AND «b»\n  IF c AND «d»\n")
    after = found_in("# a comment\n\n  IF a AND «b»\n# another\n      IF c AND «d»\nmore\n")
    assert fingerprints(before) == fingerprints(after)


def test_a_finding_is_known_again_however_its_folder_was_named() -> None:
    assert fingerprints(found_in("«x»", name="./rules/a.when")) == fingerprints(found_in("«x»", name="rules/a.when"))


@pytest.mark.parametrize(
    "other",
    [
        found_in("  IF a AND «b»\n", code="L102"),
        found_in("  IF a AND «b»\n", name="b.when"),
        found_in("  IF a AND «c»\n"),
        found_in("  IF b AND «b»\n"),
        found_in("  IF a «AND b»\n"),
    ],
)
def test_another_finding_is_another_one(other: list[Diagnostic]) -> None:
    assert fingerprints(found_in("  IF a AND «b»\n")) != fingerprints(other)


def test_findings_that_look_alike_are_told_apart() -> None:
    found = found_in("  IF «b»\n  IF «b»\n  IF «b»\n")
    marks = fingerprints(found)
    assert len(set(marks)) == 3
    assert fingerprints(found[:2]) == marks[:2]


def test_problems_of_files_are_told_apart_by_what_is_said() -> None:
    found = [file_problem("x", "it is not there"), file_problem("x", "it is no text")]
    assert len(set(fingerprints(found))) == 2


def test_gitlab_compares_the_names_of_files() -> None:
    (entry,) = readers.gitlab(render(found_in("«x»", name="rules/👩\u200d💻.when"), "gitlab"))
    assert entry["location"]["path"] == "rules/👩\u200d💻.when"


def test_gitlab_ends_a_finding_on_its_last_line() -> None:
    (entry,) = readers.gitlab(render(found_in("\n«RULE\n  THEN stop\n»"), "gitlab"))
    assert entry["location"] == {"path": "a.when", "lines": {"begin": 2, "end": 3}}


# SARIF ------------------------------------------------------------------------------------------------------------


def test_sarif_tells_what_a_code_means() -> None:
    run = readers.sarif(render(FOUND, "sarif", codes=CODES))
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert list(rules) == ["B012", "L101", "N102", "P001"]
    assert rules["P001"] == {"id": "P001"}, "a code that is not in the register"
    rule = rules["L101"]
    assert rule["shortDescription"] == {"text": "the same test twice"}
    assert rule["fullDescription"]["text"].endswith("The second one changes nothing.")
    assert "whenthen explain L101" in rule["help"]["text"]
    assert "  IF is open AND is open\n" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "warning", "enabled": True}
    assert rule["properties"] == {"tags": [FAMILIES["L"]]}


def test_every_real_code_can_be_a_rule() -> None:
    from whenthen.lint.register import all_codes

    found = [Diagnostic(code, "m", NOWHERE) for code in all_codes()]
    run = readers.sarif(render(found, "sarif", codes=all_codes()))
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"] if "help" in rule} == set(all_codes())


def test_sarif_counts_columns_in_utf_16() -> None:
    source, (span,), labels = marked("a.when", '  IF "👍🏽" is ‹y|here› AND "é" is «"👍"»\n')
    (result,) = readers.sarif(render([Diagnostic("N102", "m", span, tuple(labels))], "sarif"))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = source.line(1).encode("utf-16-le")
    assert line[2 * region["startColumn"] - 2 : 2 * region["endColumn"] - 2].decode("utf-16-le") == '"👍"'
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "here"}
    assert related["physicalLocation"]["region"]["startColumn"] == 16


def test_sarif_says_where_files_are() -> None:
    names = ["rules/a b.when", "../x.when", "/etc/x.when", "C:/x y.when", "<stdlib>/core.when"]
    found = [Diagnostic("N102", "m", Span(Source(name, "x"), 0, 1)) for name in names]
    run = readers.sarif(render(found, "sarif"))
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run["results"]]
    assert places == [
        {"uri": "rules/a%20b.when", "uriBaseId": "%SRCROOT%"},
        {"uri": "../x.when", "uriBaseId": "%SRCROOT%"},
        {"uri": "file:///etc/x.when"},
        {"uri": "file:///C:/x%20y.when"},
        {"uri": "core.when", "uriBaseId": "%STDLIB%"},
    ]


def test_sarif_makes_no_links_of_words() -> None:
    (result,) = readers.sarif(render([case("`[x](http://y)` and `{0}`", "«x»")], "sarif"))["results"]
    assert result["message"]["text"] == "`[x]\\(http://y)` and `{{0}}`"


def _applied(text: str, replacements: list[dict[str, object]]) -> str:
    """What an editor makes of a text that holds edits against its lines and units of UTF-16."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines))]

    def offset(line: int, column: int) -> int:
        before = lines[line - 1].encode("utf-16-le")[: 2 * (column - 1)].decode("utf-16-le")
        return starts[line - 1] + len(before)

    edits = []
    for replacement in replacements:
        region, content = replacement["deletedRegion"], replacement.get("insertedContent", {"text": ""})
        edits.append(
            (
                offset(region["startLine"], region["startColumn"]),
                offset(region["endLine"], region["endColumn"]),
                content["text"],
            )
        )
    for start, end, put in sorted(edits, reverse=True):
        text = text[:start] + put + text[end:]
    return text


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("ab 👍é\r\n\t"), min_size=1, max_size=30),
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
    st.tuples(st.text(st.sampled_from("x👍\n"), max_size=4), st.text(max_size=4)),
)
def test_what_editors_make_of_a_fix_is_what_it_says(text: str, places: list[int], put: tuple[str, str]) -> None:
    a, b, c, d = sorted(min(place, len(text)) for place in places)
    problem = Diagnostic("L101", "m", Span(Source("a.when", text), a, b))
    problem = mending(problem, "do it", (a, b, put[0]), *([(c, d, put[1])] if c > b else []))
    wanted = text[:c] + put[1] + text[d:] if c > b else text
    wanted = wanted[:a] + put[0] + wanted[b:]
    (result,) = readers.sarif(render([problem], "sarif"))["results"]
    ((change,),) = (fix["artifactChanges"] for fix in result["fixes"])
    if not any("\ud800" <= char <= "\udfff" for char in put[1]):
        assert _applied(text, change["replacements"]) == wanted
        (plain,) = json.loads(render([problem], "json"))["diagnostics"]
        for edit in sorted(plain["fix"]["edits"], key=lambda edit: -edit["start"]["offset"]):
            text = text[: edit["start"]["offset"]] + edit["text"] + text[edit["end"]["offset"] :]
        assert text == wanted


def test_fixes_in_several_files_are_several_changes() -> None:
    problem = mending(case("m", "«x» y\n"), "do it", (0, 1, "a"), (2, 3, ""))
    assert problem.fix is not None
    elsewhere = mending(Diagnostic("N102", "m", Span(Source("b.when", "z"), 0, 1)), "", (0, 0, "b")).fix
    assert elsewhere is not None
    fix = attrs.evolve(problem.fix, edits=problem.fix.edits + elsewhere.edits, safe=False)
    (result,) = readers.sarif(render([attrs.evolve(problem, fix=fix)], "sarif"))["results"]
    (plain,) = result["fixes"]
    assert plain["properties"] == {"safe": False}
    changes = plain["artifactChanges"]
    assert [(change["artifactLocation"]["uri"], len(change["replacements"])) for change in changes] == [
        ("rules/vip.when", 2),
        ("b.when", 1),
    ]
    assert changes[0]["replacements"][1] == {
        "deletedRegion": {"startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 4}
    }


def test_a_label_in_no_file_is_left_out_of_sarif() -> None:
    found = Diagnostic("N102", "m", Span(Source("a.when", "x"), 0, 1), (Label(NOWHERE, "built"),))
    (result,) = readers.sarif(render([found], "sarif"))["results"]
    assert "relatedLocations" not in result
