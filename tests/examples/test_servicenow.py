"""The rules of `examples/servicenow` against what they have to come to, worked out without the package.

Two tables: the small invented one of the example, always, and the real one, where it is. That one is looked for in the
variable `WHENTHEN_INCIDENTS`, and then in `shared/data` beside the repository.
"""

from __future__ import annotations

import csv
import json
import os
import re
import runpy
import shutil
import warnings
from pathlib import Path

import pytest

from tests.examples.mutations import MUTATIONS, Mutation, literals, mutate, rule_texts
from tests.examples.servicenow_expected import Happening, expected
from whenthen.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "servicenow"
OWN = EXAMPLE / "incidents.csv"
BESIDE = ROOT.parent / "shared" / "data" / "servicenow-incidents" / "incidents.csv"
REAL = Path(os.environ.get("WHENTHEN_INCIDENTS") or BESIDE)


def real_or_own() -> Path:
    """The real table, or, with a warning, the invented one."""
    if REAL.exists():
        return REAL
    warnings.warn(f"the real log is not at {REAL}: its tests run on {OWN.name} of the example", stacklevel=2)
    return OWN


def decided(rules: Path, table: Path, folder: Path) -> list[Happening]:
    """What `whenthen run` comes to, sorted."""
    out = folder / "decisions.jsonl"
    arguments = ["run", rules, "--records", table, "--mapping", EXAMPLE / "mapping.toml", "--decisions", out]
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    assert end.value.code == 0
    found = []
    for line in out.read_text(encoding="utf-8").splitlines():
        decision = json.loads(line)
        assert not decision["failures"]
        told = {effect["rule"]: (effect["action"], *effect["arguments"].values()) for effect in decision["effects"]}
        for firing in decision["fired"]:
            rule, incident = firing["rule"], firing["bindings"]["incident"]
            found.append(Happening(incident, decision["time"], rule, firing["branch"], told.pop(rule, ())))
        assert not told, "an effect of a rule that did not fire"
    return sorted(found)


@pytest.mark.parametrize("table", [OWN, None], ids=["own", "real"])
def test_the_rules_come_to_what_was_worked_out(table: Path | None, tmp_path: Path) -> None:
    path = table or real_or_own()
    outcome = expected(path)
    assert {happening.rule for happening in outcome} == rule_texts(EXAMPLE / "rules" / "incidents.when").keys()
    assert decided(EXAMPLE / "rules", path, tmp_path) == outcome


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_every_constant_matters(mutation: Mutation, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(EXAMPLE / "rules", rules)
    file = rules / "incidents.when"
    file.write_text(mutate(file.read_text(encoding="utf-8"), mutation), encoding="utf-8")
    assert decided(rules, OWN, tmp_path) != expected(OWN)


def test_no_constant_is_left_out() -> None:
    texts = rule_texts(EXAMPLE / "rules" / "incidents.when")
    left = []
    for rule, text in texts.items():
        changed = [mutation.span(text) for mutation in MUTATIONS if mutation.rule == rule]
        for start, end in literals(text):
            if not any(first < end and start < last for first, last in changed):
                left.append((rule, text[start:end]))
    assert left == []


def test_columns_that_know_the_future_are_hidden() -> None:
    mapping = (EXAMPLE / "mapping.toml").read_text(encoding="utf-8")
    hidden = re.findall(r"^(\w+) = ", mapping.partition("[hide]")[2], re.MULTILINE)
    assert hidden == ["closed_code", "resolved_by", "resolved_at", "closed_at"]
    table = real_or_own()
    first_rows: dict[str, dict[str, str]] = {}
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first = first_rows.setdefault(row["number"], row)
            assert all(first[column] == row[column] for column in hidden), "it changes: it knows no future"


def test_the_invented_table_is_what_its_maker_makes() -> None:
    made = runpy.run_path(str(EXAMPLE / "make_incidents.py"))["table"]()
    assert OWN.read_text(encoding="utf-8") == made
