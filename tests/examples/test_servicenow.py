"""The rules of `examples/servicenow` against what they have to come to, worked out without the package.

Two tables: the small invented one of the example, always, and the real one, where it is. That one is looked for in the
variable `WHENTHEN_INCIDENTS`, and then in `shared/data` beside the repository.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import json
import os
import re
import runpy
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.examples.mutations import MUTATIONS, WORDS, Mutation, batches, literals, mutate, part_texts
from tests.examples.servicenow_clock import is_open, local
from tests.examples.servicenow_expected import Due, Happening, Outcome, expected, moment
from whenthen.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "servicenow"
OWN = EXAMPLE / "incidents.csv"
TIME = (EXAMPLE / "rules" / "time.when").read_text(encoding="utf-8")
BESIDE = ROOT.parent / "shared" / "data" / "servicenow-incidents" / "incidents.csv"
REAL = Path(os.environ.get("WHENTHEN_INCIDENTS") or BESIDE)


#: Until when the example's own table is followed, and the same moment as the command line takes it.
END, UNTIL = moment("31-12-2016 23:59"), "2016-12-31"


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def real_or_own() -> Path:
    """The real table, or, with a warning, the invented one."""
    if REAL.exists():
        return REAL
    warnings.warn(f"the real log is not at {REAL}: its tests run on {OWN.name} of the example", stacklevel=2)
    return OWN


def of_rule(rule: str, happenings: list[Happening]) -> list[Happening]:
    return [one for one in happenings if one.rule == rule]


def decided(project: Path, table: Path, folder: Path, until: str | None = None, *options: Path | str) -> Outcome:
    """What `whenthen run` comes to, each list sorted."""
    decisions, waiting = folder / "decisions.jsonl", folder / "waiting.jsonl"
    arguments = ["run", project / "rules", "--records", table, "--mapping", project / "mapping.toml", "--quiet"]
    arguments += ["--decisions", decisions, "--waiting", waiting, *options]
    if until is not None:
        arguments += ["--until", until]
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    assert end.value.code == 0
    outcome = Outcome([], [], [], [], [])
    for decision in read_lines(decisions):
        assert not decision["failures"]
        alarm = decision["alarm"]
        if alarm is not None:
            outcome.moments.append(due_of(alarm))
        outcome.happenings.extend(fired(decision, decision["event"] if alarm is None else alarm["rule"]))
        for found, kept in ((decision["missed"], outcome.missed), (decision["dropped"], outcome.dropped)):
            kept.extend(Due(one["bindings"]["incident"], one["due"], one["rule"]) for one in found)
    outcome.waiting.extend(map(due_of, read_lines(waiting)))
    return Outcome(*map(sorted, outcome))


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def due_of(alarm: dict[str, Any]) -> Due:
    return Due("".join(record["key"] for record in alarm["records"]), alarm["due"], alarm["rule"])


def fired(decision: dict[str, Any], cause: str) -> Iterator[Happening]:
    """What fired in a decision, each firing with what it wrote and told."""
    told: dict[tuple[str, str], tuple[str, ...]] = {}
    for effect in decision["effects"]:
        whose = effect["rule"], effect["bindings"]["incident"]
        assert whose not in told
        told[whose] = (effect["action"], *effect["arguments"].values())
    wrote: dict[tuple[str, str], list[tuple[str, Any, Any]]] = {}
    for change in decision["changes"]:
        if change["by"] is not None:
            parts = (change["field"], change["before"], change["after"])
            wrote.setdefault((change["by"], change["key"]), []).append(parts)
    for firing in decision["fired"]:
        rule, incident = whose = firing["rule"], firing["bindings"]["incident"]
        changes = tuple(sorted(wrote.pop(whose, ()), key=lambda change: change[0]))
        place = firing["pass"], firing["branch"], firing["resumed"] is not None
        yield Happening(incident, decision["time"], cause, rule, *place, changes, told.pop(whose, ()))
    assert not told, "an effect of a rule that did not fire"
    assert not wrote, "a change by a rule that did not fire"


def parts() -> dict[str, str]:
    """All rules and declarations of the example, by their names."""
    files = sorted((EXAMPLE / "rules").glob("*.when"))
    return {name: text for file in files for name, text in part_texts(file).items()}


def test_the_rules_come_to_what_was_worked_out(tmp_path: Path) -> None:
    outcome = expected(OWN, END)
    rules = {name for name, text in parts().items() if text.startswith("RULE")}
    assert {happening.rule for happening in outcome.happenings} == rules
    assert all(outcome), "nothing was missed, dropped or left waiting"
    assert decided(EXAMPLE, OWN, tmp_path, UNTIL) == outcome


def test_the_real_log_comes_to_what_was_worked_out(tmp_path: Path) -> None:
    table = real_or_own()
    last = max(moment(row["sys_updated_at"]) for row in rows_of(table))
    until = last + dt.timedelta(days=4)
    outcome = expected(table, until)
    assert decided(EXAMPLE, table, tmp_path, until.isoformat()) == outcome
    told, titles = told_of_the_real_log(), dict(re.findall(r'^RULE "(.+)"\n  ID (\w+)$', TIME, re.MULTILINE))
    assert told.keys() == titles.keys()
    if table == REAL:
        assert told == {title: len(of_rule(rule, outcome.happenings)) for title, rule in titles.items()}
        found_of_the_real_log(outcome, rows_of(table))


def told_of_the_real_log() -> dict[str, int]:
    """How often each rule about time fired, as the README has it."""
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    return {title: int(count) for title, count in re.findall(r"^\| (.+) \| (\d+) \|$", readme, re.MULTILINE)}


def found_of_the_real_log(outcome: Outcome, rows: list[dict[str, str]]) -> None:
    """What else the README says of it."""
    resumed = [happening.resumed for happening in of_rule("caller_silent", outcome.happenings)]
    assert (resumed.count(False), resumed.count(True), len(outcome.dropped)) == (90, 49, 41)
    late, missed = ({one.incident for one in of_rule(rule, outcome.happenings)} for rule in ("late", "sla_missed"))
    assert (len(late), len(missed), len(late & missed)) == (202, 199, 185)
    moments = [moment(row["sys_updated_at"]) for row in rows]
    assert (sum(map(is_open, moments)), len(rows), len({row["number"] for row in rows})) == (2444, 3019, 445)
    dates = Counter(local(when).date() for when in moments)
    assert (dates[dt.date(2016, 3, 25)], dates[dt.date(2016, 4, 21)]) == (1, 0)


def test_without_more_time_a_run_ends_with_the_last_row(tmp_path: Path) -> None:
    assert decided(EXAMPLE, OWN, tmp_path) == expected(OWN)


def test_the_log_may_come_in_two_parts(tmp_path: Path) -> None:
    header, *rows = OWN.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = moment("20-10-2016 12:00")
    time = header.split(",").index("sys_updated_at")
    first, second, state = tmp_path / "first.csv", tmp_path / "second.csv", tmp_path / "state.json"
    first.write_text(header + "".join(row for row in rows if moment(row.split(",")[time]) < cut), encoding="utf-8")
    second.write_text(header + "".join(row for row in rows if moment(row.split(",")[time]) >= cut), encoding="utf-8")
    one = decided(EXAMPLE, first, tmp_path, None, "--state-out", state)
    other = decided(EXAMPLE, second, tmp_path, UNTIL, "--state", state)
    whole = expected(OWN, END)
    # The lines of the rows, which their causes tell, are others.
    found = sorted(happening._replace(cause="") for happening in one.happenings + other.happenings)
    assert found == sorted(happening._replace(cause="") for happening in whole.happenings)
    assert (sorted(one.moments + other.moments), other.waiting) == (whole.moments, whole.waiting)
    assert (sorted(one.missed + other.missed), sorted(one.dropped + other.dropped)) == (whole.missed, whole.dropped)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The incidents of the table that are written out, those of `timely.py`."""
    table = tmp_path_factory.mktemp("stories") / "incidents.csv"
    header, *rows = OWN.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text(header + "".join(row for row in rows if row > "INC0000041"), encoding="utf-8")
    return table


@functools.cache
def worked_out(table: Path) -> Outcome:
    return expected(table, END)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_every_constant_matters(mutation: Mutation, stories: Path, tmp_path: Path) -> None:
    project = tmp_path / "servicenow"
    shutil.copytree(EXAMPLE, project)
    file = mutate(project, mutation)
    # What time is for has to be pinned by the incidents that are written out, which take less time.
    table = OWN if file == "incidents.when" else stories
    assert decided(project, table, tmp_path, UNTIL) != worked_out(table)


@pytest.mark.parametrize("batch", batches(WORDS), ids=lambda batch: batch[0].part)
def test_every_word_matters(batch: list[Mutation], tmp_path: Path) -> None:
    project = tmp_path / "servicenow"
    shutil.copytree(EXAMPLE, project)
    for mutation in batch:
        mutate(project, mutation)
    found, wanted = decided(project, OWN, tmp_path, UNTIL).happenings, worked_out(OWN).happenings
    for mutation in batch:
        assert of_rule(mutation.part, found) != of_rule(mutation.part, wanted), mutation
    assert [one[:-1] for one in found] == [one[:-1] for one in wanted]


def test_no_constant_is_left_out() -> None:
    left = []
    for name, text in parts().items():
        changed = [mutation.span(text) for mutation in (*MUTATIONS, *WORDS) if mutation.part == name]
        for start, end in literals(text):
            if not any(first < end and start < last for first, last in changed):
                left.append((name, text[start:end]))
    assert left == []


def test_columns_that_know_the_future_are_hidden() -> None:
    mapping = (EXAMPLE / "mapping.toml").read_text(encoding="utf-8")
    hidden = re.findall(r"^(\w+) = ", mapping.partition("[hide]")[2], re.MULTILINE)
    assert hidden == ["closed_code", "resolved_by", "resolved_at", "closed_at"]
    first_rows: dict[str, dict[str, str]] = {}
    for row in rows_of(real_or_own()):
        first = first_rows.setdefault(row["number"], row)
        assert all(first[column] == row[column] for column in hidden), "it changes: it knows no future"


def test_the_invented_table_is_what_its_maker_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLE)
    made = runpy.run_path(str(EXAMPLE / "make_incidents.py"))["table"]()
    assert OWN.read_text(encoding="utf-8") == made
