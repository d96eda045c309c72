"""Records that rows only name: the mapping of the document, and mappings that cannot work."""

from __future__ import annotations

import io

import pytest

import whenthen
from tests.docs.blocks import ROOT, blocks
from whenthen.ingest.mapping_reader import read_mapping
from whenthen.ingest.table import open_table
from whenthen.source import Source

RULES = 'USE helpdesk\nRULE "r" WHEN customer is created THEN log "{customer.id}"\n'
COLUMNS = "number,revision,updated,title,prio,opened,caller,group,labels,notify,closed_at\n"


def test_the_mapping_of_the_document_reads_a_table_of_nothing_but_keys() -> None:
    (block,) = [b for b in blocks(ROOT / "docs" / "logs.md") if b.language == "toml" and "record =" in b.text]
    rules = whenthen.load_text(RULES)
    mapping, problems = read_mapping(Source("m.toml", block.text), rules.schema)
    assert mapping is not None, problems
    rows = COLUMNS + "".join(
        f"T{n % 2},{n},0{n}-03-2026 10:00,subject,1 - High,01-03-2026 09:00,{caller},{group},a;b,,\n"
        for n, (caller, group) in enumerate([("kim", "Billing"), ("ada", "Billing"), ("ada", ""), ("kim", "Care")], 1)
    )
    table, problems = open_table(io.BytesIO(rows.encode()), "t.csv", mapping, rules.schema)
    assert table is not None, problems
    session = rules.session()
    decisions = []
    for entry in table.entries():
        assert entry.event is not None, entry.problem
        decisions.append(session.decide(entry.event))
    assert [[e.arguments["line"] for e in d.effects] for d in decisions] == [["kim"], ["ada"], [], []]
    assert [view.key for view in session.records("team")] == ["Billing", "Care"]
    assert session.record("ticket", "T1")["requester"].key == "ada"


@pytest.mark.parametrize(
    ("fields", "given", "wrong"),
    [
        ('company = "c"', (), "`company` names records of the type `company`, and a new one needs `name` too"),
        ('company = "c"', ("company",), None),
        ('company = {column = "c", fields = {name = "n"}}', (), None),
        ('parent = "p"', (), None),
        (
            'team = {column = "g", fields = {lead = "l"}}',
            (),
            "`lead` names records of the type `agent`, and a new one needs `name` too",
        ),
        ('assignee = {column = "l", fields = {name = "n"}}\nlast_replier = "r"', (), None),
        ('assignee = {value = "Bot"}', (), "`assignee` names records of the type `agent`"),
        ('followers = {column = "f", separator = ","}', (), "`followers` names records of the type `agent`"),
    ],
)
def test_a_key_that_is_not_enough(fields: str, given: tuple[str, ...], wrong: str | None) -> None:
    schema = whenthen.load_text("USE helpdesk").schema
    text = (
        'record = "ticket"\nkey = "no"\n[time]\ncolumn = "at"\n[fields]\nrequester = "w"\ncreated_at = "at"\n' + fields
    )
    _, problems = read_mapping(Source("m.toml", text), schema, given)
    assert len(problems) == (wrong is not None)
    for problem in problems:
        assert problem.code == "P042"
        assert problem.message.startswith(wrong or "")
        assert "`fields = {name =" in (problem.help or "")
        assert "USE DATA" in (problem.help or "")
        assert fields.split()[0] in problem.span.text or problem.span.text == "lead"
