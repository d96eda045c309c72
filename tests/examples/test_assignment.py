"""The strategies of assignment in `stdlib/helpdesk.when`: who gets the tickets of a team, one after the other."""

from __future__ import annotations

import functools
from typing import Any

import attrs
import pytest

import whenthen

RULES = """
USE helpdesk
CALENDAR mornings monday to friday 06:00 to 12:00
CALENDAR evenings monday to friday 12:00 to 22:00

RULE "deal"
  WHEN ticket is created
  THEN {call}
"""

TEAM = 'team "Support"'
#: Monday, 16 November 2026; evenings have not begun.
NINE = "2026-11-16T09:00:00Z"

IN_TURN = f"assign_in_turn ticket to {TEAM}"
FIRST = f"assign_first ticket to {TEAM}"
LEAST_BUSY = f"assign_least_busy ticket to {TEAM}"
BY_SKILL = f'assign_by_skill ticket to {TEAM} with "german"'
BY_WEIGHT = f"assign_by_weight ticket to {TEAM}"
BY_CHANCE = f"assign_by_chance ticket to {TEAM}"
ALL = [IN_TURN, FIRST, LEAST_BUSY, BY_SKILL, BY_WEIGHT, BY_CHANCE]


def agent(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "skills": ["German"], **fields}


ANN, BEN, CEM = (agent(name) for name in ("ann", "ben", "cem"))


@functools.cache
def rules(call: str) -> whenthen.RuleSet:
    return whenthen.load_text(RULES.format(call=call))


@attrs.define
class Desk:
    """A team, in the order of the agents, that gets tickets one after the other."""

    call: str
    agents: list[dict[str, Any]]
    turn: int = 0
    session: whenthen.Session = attrs.field(init=False)
    count: int = attrs.field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        team = {"name": "Support", "members": [one["id"] for one in self.agents], "turn": self.turn}
        customer = {"id": "ada"}
        self.session = rules(self.call).session(
            records={"agent": self.agents, "team": [team, {"name": "Sales"}], "customer": [customer]}
        )

    def deal(self, tickets: int = 1, at: str = NINE, **fields: Any) -> list[str | None]:
        """Who gets the next tickets."""
        return [self._deal(at, fields) for _ in range(tickets)]

    def _deal(self, at: str, fields: dict[str, Any]) -> str | None:
        self.count += 1
        ticket = {"id": f"T-{self.count}", "requester": "ada", "created_at": at, **fields}
        decision = self._event("ticket.created", at, ticket=ticket)
        assert [firing.rule for firing in decision.fired] == ["deal"]
        assert decision.failures == ()
        stored = self.session.record("ticket", ticket["id"])
        assert stored["team"].key == "Support"
        return None if stored["assignee"] is None else str(stored["assignee"].key)

    def tell(self, id: str, **fields: Any) -> None:
        """The help desk says something new of an agent."""
        self.count += 1
        self._event("agent.updated", NINE, agent={"id": id, **fields})

    def _event(self, type: str, at: str, **data: Any) -> whenthen.Decision:
        head = {"specversion": "1.0", "id": str(self.count), "source": "desk", "type": type, "time": at}
        return self.session.process({**head, "data": data})[-1]

    @property
    def memory(self) -> int:
        return int(self.session.record("team", "Support")["turn"])


# What holds of all -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ALL)
@pytest.mark.parametrize("agents", [[], [agent("ann", availability="away")]], ids=["no members", "nobody there"])
def test_where_nobody_is_there_the_ticket_has_no_agent(call: str, agents: list[dict[str, Any]]) -> None:
    desk = Desk(call, agents)
    assert desk.deal(2) == [None, None]
    assert desk.memory == 0


@pytest.mark.parametrize("call", ALL)
def test_an_agent_from_before_does_not_stay(call: str) -> None:
    desk = Desk(call, [agent("ann", availability="away")])
    assert desk.deal(assignee="ann") == [None]


@pytest.mark.parametrize("call", ALL)
def test_one_member_gets_all(call: str) -> None:
    assert Desk(call, [ANN]).deal(3) == ["ann"] * 3


@pytest.mark.parametrize("call", ALL)
@pytest.mark.parametrize(
    "fields",
    [
        {"availability": "busy"},
        {"availability": "away"},
        {"availability": "offline"},
        {"out_of_office": True},
        {"hours": "evenings"},
        {"capacity": 3, "open_tickets": 3},
    ],
    ids=str,
)
def test_only_those_who_are_ready(call: str, fields: dict[str, Any]) -> None:
    busy = {"open_tickets": 9}
    agents = [agent("ann", **fields), agent("ben", **busy, capacity=10, hours="mornings"), agent("cem", **fields)]
    assert Desk(call, agents).deal(2) == ["ben", "ben"]


@pytest.mark.parametrize("call", ALL)
def test_from_names_those_who_may_get_it_ready_or_not(call: str) -> None:
    agents = [ANN, agent("ben", availability="away"), CEM]
    away = f"{call} from list(agent in {TEAM}.members where agent.availability is away)"
    assert Desk(away, agents).deal(2) == ["ben", "ben"]
    nobody = f"{call} from list(agent in {TEAM}.members where agent.availability is offline)"
    assert Desk(nobody, agents).deal(2) == [None, None]
    strangers = f'{call} from team "Sales".members'
    assert Desk(strangers, agents).deal() == [None]


@pytest.mark.parametrize("call", ALL)
def test_hours_that_nobody_declared_are_a_failure_of_the_rule(call: str) -> None:
    desk = Desk(call, [agent("ann", hours="nights")])
    head = {"specversion": "1.0", "id": "1", "source": "desk", "type": "ticket.created", "time": NINE}
    (decision,) = desk.session.process(
        {**head, "data": {"ticket": {"id": "T", "requester": "ada", "created_at": NINE}}}
    )
    assert "nights" in decision.failures[0].message
    assert desk.session.record("ticket", "T")["team"] is None


# In turn -----------------------------------------------------------------------------------------------------------


def test_in_turn_goes_around() -> None:
    desk = Desk(IN_TURN, [ANN, BEN, CEM])
    assert desk.deal(7) == ["ann", "ben", "cem", "ann", "ben", "cem", "ann"]
    assert desk.memory == 1


@pytest.mark.parametrize(("turn", "first"), [(0, "ann"), (1, "ben"), (2, "cem"), (3, "ann"), (4, "ben")])
def test_in_turn_goes_on_from_the_memory(turn: int, first: str) -> None:
    assert Desk(IN_TURN, [ANN, BEN, CEM], turn).deal() == [first]


def test_in_turn_passes_over_those_who_are_away_and_comes_back_to_them() -> None:
    desk = Desk(IN_TURN, [ANN, BEN, CEM])
    desk.tell("ben", availability="away")
    assert desk.deal(3) == ["ann", "cem", "ann"]
    desk.tell("ben", availability="available")
    assert desk.deal(3) == ["ben", "cem", "ann"]


def test_in_turn_keeps_the_memory_while_nobody_is_there() -> None:
    desk = Desk(IN_TURN, [ANN, BEN])
    assert desk.deal() == ["ann"]
    desk.tell("ann", availability="away")
    desk.tell("ben", availability="away")
    assert desk.deal(2) == [None, None]
    desk.tell("ann", availability="available")
    desk.tell("ben", availability="available")
    assert desk.deal() == ["ben"]


def test_in_turn_by_the_hours_of_the_day() -> None:
    desk = Desk(IN_TURN, [agent("ann", hours="mornings"), agent("ben", hours="evenings"), CEM])
    assert desk.deal(3, at="2026-11-16T11:59:59Z") == ["ann", "cem", "ann"]
    assert desk.deal(3, at="2026-11-16T12:00:00Z") == ["ben", "cem", "ben"]
    assert desk.deal(2, at="2026-11-16T22:00:00Z") == ["cem", "cem"]


def test_in_turn_gives_each_of_several_tickets_of_one_turn_to_another_one() -> None:
    rules = whenthen.load_text(
        f"""
        USE helpdesk
        RULE "hand out" WHEN agent is updated
        FOR EACH ticket WHERE unassigned
        THEN {IN_TURN}
        """
    )
    tickets = [{"id": f"T-{number}", "requester": "ada", "created_at": NINE} for number in range(4)]
    team = {"name": "Support", "members": ["ann", "ben", "cem"]}
    session = rules.session({"agent": [ANN, BEN, CEM], "team": [team], "customer": [{"id": "ada"}], "ticket": tickets})
    head = {"specversion": "1.0", "id": "1", "source": "desk", "type": "agent.updated", "time": NINE}
    session.process({**head, "data": {"agent": ANN}})
    assert [ticket["assignee"].key for ticket in session.records("ticket")] == ["ann", "ben", "cem", "ann"]


# The others --------------------------------------------------------------------------------------------------------


def test_first_takes_the_first_who_can() -> None:
    desk = Desk(FIRST, [ANN, BEN, CEM])
    assert desk.deal(3) == ["ann"] * 3
    desk.tell("ann", availability="busy")
    assert desk.deal() == ["ben"]
    desk.tell("ann", availability="available")
    assert desk.deal() == ["ann"]
    assert desk.memory == 0


def test_least_busy_takes_the_one_with_the_fewest_tickets() -> None:
    desk = Desk(LEAST_BUSY, [agent("ann", open_tickets=4), agent("ben", open_tickets=1), agent("cem", open_tickets=2)])
    assert desk.deal() == ["ben"]
    desk.tell("ben", open_tickets=3)
    assert desk.deal() == ["cem"]


def test_least_busy_takes_equals_in_turn() -> None:
    desk = Desk(LEAST_BUSY, [ANN, agent("ben", open_tickets=1), CEM])
    assert desk.deal(4) == ["ann", "cem", "ann", "cem"]


def test_least_busy_evens_out_as_the_help_desk_counts() -> None:
    load = {"ann": 3, "ben": 0, "cem": 1}
    desk = Desk(LEAST_BUSY, [agent(name, open_tickets=open) for name, open in load.items()])
    for _ in range(8):
        (chosen,) = desk.deal()
        assert chosen is not None
        assert load[chosen] == min(load.values())
        load[chosen] += 1
        desk.tell(chosen, open_tickets=load[chosen])
    assert load == {"ann": 4, "ben": 4, "cem": 4}


def test_by_skill_takes_the_least_busy_of_those_who_have_it() -> None:
    agents = [agent("ann", skills=["french"]), agent("ben", open_tickets=2), agent("cem", skills=["french", "GERMAN"])]
    desk = Desk(BY_SKILL, agents)
    assert desk.deal() == ["cem"]
    desk.tell("cem", open_tickets=2)
    assert desk.deal(3) == ["ben", "cem", "ben"]
    desk.tell("cem", availability="away")
    desk.tell("ben", skills=[])
    assert desk.deal() == [None]


def test_by_skill_does_not_widen_who_is_named() -> None:
    call = f"{BY_SKILL} from {TEAM}.members"
    assert Desk(call, [agent("ann", skills=[]), agent("ben", availability="away")]).deal(2) == ["ben", "ben"]


def test_by_weight_deals_in_proportion() -> None:
    desk = Desk(BY_WEIGHT, [agent("ann", weight=3), BEN, agent("cem", weight=2), agent("dan", weight=0)])
    cycle = ["ann", "ben", "cem", "ann", "cem", "ann"]
    assert desk.deal(15) == [*cycle, *cycle, *cycle[:3]]


def test_by_weight_of_equals_is_in_turn() -> None:
    assert Desk(BY_WEIGHT, [ANN, BEN, CEM]).deal(7) == Desk(IN_TURN, [ANN, BEN, CEM]).deal(7)


def test_by_weight_goes_on_with_those_who_are_there() -> None:
    desk = Desk(BY_WEIGHT, [agent("ann", weight=3), BEN])
    assert desk.deal(2) == ["ann", "ben"]
    desk.tell("ann", availability="away")
    assert desk.deal(2) == ["ben", "ben"]
    desk.tell("ann", availability="available")
    assert desk.deal(4) == ["ann", "ann", "ann", "ben"]


def test_by_weight_starts_anywhere() -> None:
    assert Desk(BY_WEIGHT, [agent("ann", weight=2), BEN], turn=1_000).deal(4) == ["ann", "ben", "ann", "ann"]


def test_by_weight_nobody_with_a_weight() -> None:
    assert Desk(BY_WEIGHT, [agent("ann", weight=0)]).deal() == [None]


def test_by_chance_takes_all_of_them_now_and_then_and_the_same_again() -> None:
    agents = [ANN, BEN, agent("cem", availability="away"), agent("dan")]
    dealt = Desk(BY_CHANCE, agents).deal(60)
    assert {name: dealt.count(name) > 10 for name in dealt} == {"ann": True, "ben": True, "dan": True}
    assert Desk(BY_CHANCE, agents).deal(60) == dealt
