"""A call of an action with several forms runs the one that fits, and its effects keep keys of their own."""

from __future__ import annotations

import whenthen
from tests.compile.world import A1, A2, BILLING, C1, SALES, T1, checked, run
from whenthen.values.refs import Ref

FORMS = """
DEFINE ACTION assign(ticket: ticket, to agent: agent) AS
  set ticket.assignee to agent
  notify agent saying "yours"
DEFINE ACTION assign(ticket: ticket, to team: team) AS
  set ticket.team to team
  notify team saying "the team's"
DEFINE ACTION assign(ticket: ticket, to level: low | high, because reason: text?) AS
  set ticket.note to "{reason otherwise "none"}"
DEFINE ACTION assign(customer: customer, to agent: agent) AS
  assign ticket "T1" to agent
  assign ticket "T1" to team "Sales"
DEFINE ACTION notify(customer: customer, saying body: text) AS
  email customer saying body
""".replace('"{reason otherwise "none"}"', '"""{reason otherwise "none"}"""')


def test_each_call_runs_its_form() -> None:
    turn = run('assign ticket to agent "A2"\n assign ticket to team "Sales"\n assign ticket to high because "x"', FORMS)
    row = turn.rows[T1]
    assert (row["assignee"], row["team"], row["note"]) == (A2, SALES, "x")
    assert run("assign ticket to low", FORMS).rows[T1]["note"] == "none"
    assert run("set ticket.note to ticket.id", FORMS).rows[T1]["team"] == BILLING


def test_effects_have_one_key_each() -> None:
    turn = run(
        'assign ticket to agent "A1"\n assign ticket to team "Billing"\n assign customer to agent "A2"\n'
        ' notify customer saying "c"\n notify agent "A1" saying "a"',
        FORMS,
    )
    assert [(e.path, e.action, e.arguments["recipient"]) for e in turn.effects] == [
        ("then/1>assign/2", "notify", A1),
        ("then/2>assign/2", "notify", BILLING),
        ("then/3>assign/1>assign/2", "notify", A2),
        ("then/3>assign/2>assign/2", "notify", SALES),
        ("then/4>notify/1", "email", C1),
        ("then/5", "notify", A1),
    ]


def test_another_form_is_another_version() -> None:
    rule = 'RULE "a"\n  WHEN ticket is updated\n  THEN assign ticket to {}\n'

    def version(forms: str, target: str) -> str:
        return checked(forms + rule.format(target)).rules[0].version

    changed = FORMS.replace('saying "yours"', 'saying "mine"')
    assert version(FORMS, 'team "x"') != version(FORMS, 'agent "x"')
    assert version(FORMS, 'team "x"') == version(changed, 'team "x"')
    assert version(FORMS, 'agent "x"') != version(changed, 'agent "x"')


def test_the_library_assigns_to_teams_and_to_agents() -> None:
    own = (
        "USE helpdesk\nRECORD order KEY id\n  id: text\n  handler: agent?\n"
        "DEFINE ACTION assign(order: order, to agent: agent) AS\n  set order.handler to agent\n"
    )
    rule = 'RULE "a"\n  WHEN ticket is created\n  THEN\n'
    calls = '    assign ticket to team "Billing"\n    assign ticket to agent "Ann"\n'
    ticket = {
        "id": "T1",
        "created_at": "2026-11-02T09:00:00Z",
        "requester": {"id": "c1"},
        "followers": [{"id": "Ann", "name": "Ann", "teams": [{"name": "Billing"}]}],
    }
    event = {
        "specversion": "1.0",
        "id": "1",
        "source": "test",
        "type": "ticket.created",
        "time": "2026-11-02T09:00:00Z",
        "data": {"ticket": ticket},
    }
    decision = whenthen.load_text(own + rule + calls).session().decide(event)
    written = {change.field: change.after for change in decision.changes if change.by is not None}
    assert written == {"team": Ref("team", "Billing"), "assignee": Ref("agent", "Ann")}
