"""Mappings: every mistake is found, and marked at its place."""

from __future__ import annotations

import io

import pytest

from tests.ingest.desk import SCHEMA
from tests.ingest.test_table import MAPPING
from whenthen.diagnostics.model import Diagnostic
from whenthen.ingest.mapping_reader import read_mapping
from whenthen.ingest.table import open_table
from whenthen.ingest.tomltext import decode_mapping
from whenthen.source import Source


def problems(text: str) -> tuple[Diagnostic, ...]:
    mapping, found = read_mapping(Source("m.toml", text), SCHEMA)
    assert (mapping is None) == bool(found)
    return found


def test_a_mapping_that_is_right_has_no_problems() -> None:
    assert problems(MAPPING) == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "words", "marked"),
    [
        ("[time]", "[time", "P040", "this is not TOML", None),
        ('key = "no"', 'kye = "no"', "P041", "there is no setting `kye`", "kye"),
        ('record = "ticket"', "", "P042", "`record` is missing", None),
        ('record = "ticket"', 'record = "tickt"', "P044", "there is no record `tickt`", "record"),
        (
            'record = "ticket"',
            'record = "team"',
            "P044",
            "no event `team is created` or `team is updated` is declared",
            "record",
        ),
        ('key = "no"', "key = 5", "P045", "`key` is a number, not a text", "key"),
        (
            'missing = ["?"]',
            "missing = [1]",
            "P045",
            "`missing` has a number in it, and may have only texts",
            "missing",
        ),
        ("Europe/Berlin", "Europe/Atlantis", "P045", "there is no time zone `Europe/Atlantis`", "zone"),
        ("Europe/Berlin", "../../etc/passwd", "P045", "there is no time zone", "zone"),
        ('zone = "Europe/Berlin"', "", "P042", "local times need a zone", "format"),
        ("%d.%m.%Y %H:%M", "%H:%M", "P045", "does not spell a whole date", "format"),
        ("%d.%m.%Y %H:%M", "%Q", "P045", "cannot be used", "format"),
        ('subject = "title"', 'subjct = "title"', "P044", "ticket has no field `subjct`", "subjct"),
        ('subject = "title"', "", "P042", "the field `subject` of ticket is required", "fields"),
        ('subject = "title"', 'subject = "title"\nid = "no"', "P045", "`id` is the key of ticket", "id"),
        ('subject = "title"', 'subject = {colum = "title"}', "P041", "there is no setting `colum`", "colum"),
        ('"title"', '"title"\nstatus = {column="s", values={A="nwe"}}', "P045", "`nwe` is none of the values", "A"),
        ('"title"', '"title"\nstatus = {value="nwe"}', "P045", "`nwe` is none of the values", "value"),
        ('"title"', '"title"\ntags = "labels"', "P042", "`separator` says how", "tags"),
        ('"title"', '"title"\nowner = "o"', "P042", "`record` says which", "owner"),
        ('"title"', '"title"\nowner = {column="o", record="ticket"}', "P045", "never a ticket", "record"),
        ('"title"', '"title"\nprice = {column="p", currency="EUR"}', "P045", "`currency` is for money", "currency"),
        ('"title"', '"title"\nrefund = {column="p", currency="EURO"}', "P045", "is not an ISO 4217", "currency"),
        ('"title"', '"title"\nprice = {column="p", fields={name="x"}}', "P045", "`fields` is for records", "fields"),
        ('"title"', '"title"\n[hide]\nx = " "', "P045", "`x` is hidden without a reason", "x"),
        ('"title"', '"title"\n[ignore]\ncolumns = ["title"]', "P045", "left out here, but used", "columns"),
        ('key = "no"', 'key = "no"\nactor = "robot"', "P045", "`actor` is", "actor"),
        ('key = "no"', 'key = "no"\ndelimiter = "||"', "P045", "not one character", "delimiter"),
    ],
)
def test_a_mistake_is_told_once_and_marked(old: str, new: str, code: str, words: str, marked: str | None) -> None:
    assert old in MAPPING
    (found,) = problems(MAPPING.replace(old, new, 1))
    assert found.code == code
    assert words in found.message
    if marked is not None:
        assert found.span.text == marked


def test_deep_toml_is_no_traceback() -> None:
    (found,) = problems("a = " + "[" * 100_000)
    assert found.code == "P040"


@pytest.mark.parametrize(
    ("header", "code", "words"),
    [
        ("", "P020", "is empty"),
        ('"no', "P020", "cannot be read"),
        ("no,at,rev,rev,title", "P022", "the column `rev` appears twice"),
        ("no,at,rev,titel", "P043", "has no column `title`"),
        ("no,at,rev,title,x,y", "P046", "the columns `x` and `y` of `t.csv` are neither mapped, ignored nor hidden"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(header: str, code: str, words: str) -> None:
    mapping, _ = read_mapping(Source("m.toml", MAPPING), SCHEMA)
    assert mapping is not None
    table, found = open_table(io.BytesIO(header.encode()), "t.csv", mapping, SCHEMA)
    assert table is None
    assert found[0].code == code
    assert words in found[0].message


def test_ignored_and_hidden_columns_are_accounted_for() -> None:
    text = MAPPING + '\n[ignore]\ncolumns = ["x"]\n[hide]\ny = "knows the future"\n'
    mapping, _ = read_mapping(Source("m.toml", text), SCHEMA)
    assert mapping is not None
    table, found = open_table(io.BytesIO(b"no,at,rev,title,x,y\n"), "t.csv", mapping, SCHEMA)
    assert table is not None, found
    assert mapping.hidden == {"y": "knows the future"}


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 30_000) + " = 1\n",
        "[" + " . ".join("a" * 15_000) + "]\n",
        "x = {" + ".".join(["'a'"] * 15_000) + " = 1}\n",
    ],
)
def test_keys_of_very_many_names_are_refused_before_they_cost_anything(text: str) -> None:
    (problem,) = problems(text)
    assert (problem.code, problem.message) == ("P040", "dots join more than 16 names into one key")


@pytest.mark.parametrize("text", ["{" * 60_000, '"\\' * 30_000, "x = " + "9" * 50_000, "a" * 64_000, '"' * 64_000])
def test_texts_that_are_hard_to_read_are_refused_soon(text: str) -> None:
    assert [problem.code for problem in problems(text)] == ["P040"]


def test_dots_in_texts_and_comments_are_no_keys() -> None:
    dots = ".".join("a" * 40)
    assert problems(MAPPING + f'# {dots}\n[hide]\n"{dots}" = "{dots}"\n') == ()


def test_bytes_that_are_no_mapping() -> None:
    for raw, code, position in (
        (b"#" * 70_000, "P005", (1, 1)),
        (b"record = 1\n# \xc3\xbc \xff\n", "P040", (2, 5)),
    ):
        source, (problem,) = decode_mapping("m.toml", raw)
        assert source is None
        assert (problem.code, problem.span.position) == (code, position)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (b"no;at;rev;title\nA;1;2;3\n", "the cells of `t.csv` are separated by semicolons"),
        (b"no\tat\trev\ttitle\n", "the cells of `t.csv` are separated by tabs"),
        (b"no,at,rev,title\rA,1,2,3\r", "a line ends with a carriage return (CR) alone"),
    ],
)
def test_tables_of_another_shape_are_told_as_such(rows: bytes, words: str) -> None:
    mapping, _ = read_mapping(Source("m.toml", MAPPING), SCHEMA)
    assert mapping is not None
    table, (problem,) = open_table(io.BytesIO(rows), "t.csv", mapping, SCHEMA)
    assert table is None
    assert problem.code == "P020"
    assert words in problem.message
