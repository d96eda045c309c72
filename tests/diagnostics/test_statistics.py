"""How often each code was found."""

from __future__ import annotations

import json

import attrs

from tests.diagnostics.cases import CASES, file_problem
from whenthen.diagnostics.look import Look
from whenthen.diagnostics.model import Code
from whenthen.diagnostics.statistics import statistics

CODES = {"N102": Code("N102", "no such field", ""), "L101": Code("L101", "the same\x1b test twice", "")}
FOUND = [
    *([CASES["one place"]] * 10),
    *([attrs.evolve(CASES["a safe fix"], code="L101", severity="warning")] * 2),
    attrs.evolve(CASES["an unsafe fix without help"], code="L101", severity="warning"),
    file_problem("x", "it is not there"),
    CASES["a safe fix"],
]


def test_the_most_frequent_come_first() -> None:
    assert statistics(FOUND, codes=CODES).splitlines() == [
        "11  N102  no such field  [1 with --fix]",
        " 3  L101  the same\\u{001B} test twice  [2 with --fix, 1 with --unsafe-fixes]",
        " 1  P001",
    ]


def test_as_json() -> None:
    document = json.loads(statistics(FOUND, "json", codes=CODES))
    assert document["version"] == 1
    assert document["statistics"][0] == {
        "code": "N102",
        "severity": "error",
        "title": "no such field",
        "count": 11,
        "fixable": 1,
        "unsafely_fixable": 0,
    }
    assert [row["title"] for row in document["statistics"]] == ["no such field", "the same\x1b test twice", None]


def test_codes_found_alike_come_in_their_order() -> None:
    found = [attrs.evolve(CASES["one place"], code=code) for code in ("N300", "N100", "N200")]
    assert [line.split()[1] for line in statistics(found).splitlines()] == ["N100", "N200", "N300"]


def test_in_colour() -> None:
    assert statistics(FOUND[:1], look=Look(colour=True)) == "1  \x1b[1;31mN102\x1b[0m\n"


def test_of_nothing() -> None:
    assert statistics([]) == ""
    assert json.loads(statistics([], "json")) == {"version": 1, "statistics": []}
