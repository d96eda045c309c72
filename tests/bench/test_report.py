"""What the benchmark writes: tables, bars, the chart."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from bench.bars import bars
from bench.chart import HEIGHT, WIDTH, chart
from bench.compare import DECIDE, DECODE, MATCH, QUICK
from bench.context import Context
from bench.measure import Runner, Timing, how_many, interleaved
from bench.results import Table, figure, table, timing
from bench.results import bars as bars_text
from bench.run import main, report

LINES = {
    "WhenThen <&>": [(10, 12.0), (100, 14.0), (1_000, 15.0), (10_000, 20.0)],
    "another": [(10, 20.0), (100, 210.0), (1_000, 2_000.0)],
    "nothing": [],
}


def test_the_chart_is_well_formed_and_has_a_line_for_each_engine() -> None:
    tree = ElementTree.fromstring(chart(LINES, "Time", "WhenThen <&>", ["another"]))
    names = "{http://www.w3.org/2000/svg}"
    assert tree.tag == f"{names}svg"
    assert len(tree.findall(f"{names}polyline")) == 2
    assert len(tree.findall(f"{names}circle")) == 7
    shown = "".join(tree.itertext())
    assert "WhenThen <&>" in shown
    assert "10,000" in shown
    assert "prefers-color-scheme: dark" in shown


def test_the_chart_grows_from_left_to_right_and_stays_on_the_paper() -> None:
    tree = ElementTree.fromstring(chart(LINES, "Time", "another"))
    for line in tree.iter("{http://www.w3.org/2000/svg}polyline"):
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        assert points == sorted(points)
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points)


def test_an_empty_chart_is_a_chart() -> None:
    ElementTree.fromstring(chart({}, "Time", "nobody"))


@pytest.mark.parametrize(
    ("value", "shown"), [(0.456, "0.46"), (9.994, "9.99"), (12.34, "12.3"), (123.4, "123"), (12_345.6, "12,346")]
)
def test_figures_have_three_places(value: float, shown: str) -> None:
    assert figure(value) == shown


def test_a_table_is_markdown() -> None:
    text = table(Table("Title", "About.", ("", "µs"), (("one", "1"), ("two", "2")), "Below."))
    assert text == "## Title\n\nAbout.\n\n|  | µs |\n| --- | ---: |\n| one | 1 |\n| two | 2 |\n\nBelow."


def test_bars_that_were_not_measured_are_neither_met_nor_missed() -> None:
    found = bars(Context({}, QUICK, False))
    assert len(found) == 16
    assert {bar.met for bar in found} == {None}
    assert "not met" not in bars_text(found)


def test_bars_compare_with_their_marks() -> None:
    figures = {f"b 10: {DECIDE}": 30.0, f"b 10000: {DECIDE}": 60.0, f"b 10000: {DECODE}": 5.0}
    figures |= {f"b 10: {MATCH}": 5.0, f"b 10000: {MATCH}": 20.0}
    found = {bar.name: bar for bar in bars(Context({}, QUICK, False, figures))}
    grown = found["(b), 10,000 rules against 10, JSON in, decision out"]
    assert grown.met is True
    assert grown.measured == "2.00 times (60.0 and 30.0 µs)"
    decoding = found["(b), 10,000 rules, JSON in, decision out, against `msgspec` decoding alone"]
    assert decoding.met is False
    assert decoding.measured == "12.00 times (60.0 and 5.00 µs)"
    matching = found["(b), 10,000 rules against 10, matching"]
    assert (matching.met, matching.measured) == (False, "4.00 times (20.0 and 5.00 µs)")


def test_matching_is_compared_with_matching() -> None:
    figures = {f"b 1000: {DECIDE}": 50.0, f"b 1000: {MATCH}": 10.0, "b 1000: rule-engine": 20_000.0}
    name = "(b), 1,000 rules, against rule-engine"
    found = {bar.name: bar for bar in bars(Context({}, QUICK, False, figures))}[name]
    assert found.met is True
    assert "400 times with reading and deciding" in found.measured


def test_rounds_take_turns() -> None:
    seen: list[str] = []
    runners = [
        Runner("one", lambda event: seen.append(f"one {event}")),
        Runner("two", lambda event: seen.append(f"two {event}"), lambda event: -event, events=1),
    ]
    found = interleaved(runners, lambda round: [round, round + 10], 2)
    assert seen == ["one 0", "one 10", "two 0", "two -1", "one 1", "one 11"]
    assert (found["one"].events, found["two"].events, found["two"].rounds) == (2, 1, 2)


def test_slow_ones_get_fewer_events() -> None:
    assert [how_many(cost, 100) for cost in (0.0, 10, 10_000, 10**9)] == [100, 100, 10, 1]


def test_a_report_names_no_place_on_this_machine() -> None:
    text = report(Context({}, QUICK, True), [Table("One", "", ("", "µs"), (("x", timing(Timing(1, 1, 1, 1))),))], {})
    assert "## The bars" in text
    assert not re.search(r"/(home|work|tmp|usr|root)/", text)


def test_a_part_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "b,nothing"])
    assert "there is no part `nothing`" in capsys.readouterr().err
