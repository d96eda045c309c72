"""Time in a session: what is due between events, what lies ahead, and what is carried to the next session."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

import whenthen
from tests.session.clockwork import FILES, RULES, START, at, event, random_log
from whenthen.runtime.model import Decision

SMALL = """
RECORD ticket KEY id
  id: text readonly
  status: new | pending | solved default new
  due_at: instant?
EVENT ticket is created
EVENT ticket is updated
EVENT ticket is deleted
ACTION notify(recipient: text, saying body: text)
"""
PENDING = 'RULE "Pending" WHEN ticket.status has been pending for 2 hours THEN notify "kim" saying "{ticket.id}"\n'
DUE = 'RULE "Due" WHEN ticket.due_at arrives THEN notify "kim" saying "{ticket.id} is due"\n'
DAILY = 'RULE "Daily" WHEN every day at 12:00 THEN notify "kim" saying "noon"\n'


@pytest.fixture(scope="module")
def rules() -> whenthen.RuleSet:
    return whenthen.load_text(RULES, files=FILES)


def moment(minutes: float) -> dt.datetime:
    return START + dt.timedelta(minutes=minutes)


def told(decisions: tuple[Decision, ...]) -> list[tuple[str, str]]:
    """When each decision was made, and what on."""
    return [
        (d.time.isoformat()[11:16], d.event if d.alarm is None else f"{d.alarm.kind} of {d.alarm.rule}")
        for d in decisions
    ]


def test_what_is_given_up_in_the_middle_of_an_instant_is_not_lost() -> None:
    rules = whenthen.load_text(SMALL + DAILY + DAILY.replace("Daily", "Daily too"))
    session = rules.session(at=START)
    first = next(session.passing(moment(180)))
    assert told((first,)) == [("12:00", "clock of Daily")]
    again = rules.session(state=session.to_json())
    assert told(again.advance(moment(180))) == [("12:00", "clock of Daily too")]


def test_records_of_a_table_that_come_later_have_timers() -> None:
    text = SMALL + PENDING + 'USE DATA "tickets.csv" AS ticket\n'
    table = "id,status\nT1,pending\n"
    saved = whenthen.load_text(text, files={"tickets.csv": table}).session(at=START)
    saved.begin()
    session = whenthen.load_text(text, files={"tickets.csv": table + "T2,pending\n"}).session(state=saved.to_json())
    # Since when T2 is pending nobody knows; T1 has been told of when the rules came.
    assert [(m.rule, m.bindings["ticket"].key) for m in session.begin().overdue] == [("Pending", "T2")]


# Passing ----------------------------------------------------------------------------------------------------------


def test_what_is_due_before_an_event_is_decided_on_before_it() -> None:
    session = whenthen.load_text(SMALL + PENDING + DAILY).session()
    assert session.clock is None
    assert session.waiting() == ()
    assert told(session.process(event(0, word="created", id="a", status="pending"))) == [("09:00", "a")]
    assert session.clock == START
    assert [(a.kind, a.rule, a.due) for a in session.waiting()] == [
        ("timer", "Pending", moment(120)),
        ("clock", "Daily", moment(180)),
    ]
    assert told(session.process(event(119, id="b"))) == [("10:59", "b")]
    # What is due at the moment of an event comes before it.
    assert told(session.process(event(180, id="c"))) == [
        ("11:00", "timer of Pending"),
        ("12:00", "clock of Daily"),
        ("12:00", "c"),
    ]


def test_decide_refuses_to_step_over_what_is_due() -> None:
    session = whenthen.load_text(SMALL + PENDING).session()
    session.decide(event(0, word="created", status="pending"))
    before = session.to_json()
    with pytest.raises(whenthen.TimersDue, match=r"due before this event of 2026-11-22T11:00:00Z: use `process`"):
        session.decide(event(120))
    assert session.to_json() == before
    session.decide(event(119))
    (passed,) = session.advance(moment(120))
    assert passed.fired[0].rule == "Pending"
    assert session.decide(event(120)).fired == ()


def test_time_passes_and_does_not_go_back() -> None:
    session = whenthen.load_text(SMALL + PENDING + DAILY).session()
    session.process(event(0, word="created", status="pending"))
    assert session.advance(moment(100)) == ()
    assert session.clock == moment(100)
    assert session.advance(moment(50)) == ()
    assert session.clock == moment(100)
    assert told(session.advance(moment(24 * 60))) == [("11:00", "timer of Pending"), ("12:00", "clock of Daily")]
    # An event that comes late is decided on as of its own time; the clock stays.
    assert session.process(event(200))[0].time == moment(200)
    assert session.clock == moment(24 * 60)
    with pytest.raises(ValueError, match="aware"):
        session.advance(dt.datetime(2026, 11, 22))


def test_a_rejected_event_lets_no_time_pass() -> None:
    session = whenthen.load_text(SMALL + PENDING).session()
    for _ in range(2):
        with pytest.raises(whenthen.EventRejected):
            session.process(event(-500, "T9", "deleted", status="open"))
        assert session.clock is None
    session.process(event(0, word="created", status="pending"))
    before = session.to_json()
    for wrong in (event(300, word="created"), event(300, colour="red"), event(300, "T9", "deleted", status="open")):
        with pytest.raises(whenthen.EventRejected):
            session.process(wrong)
        with pytest.raises(whenthen.EventRejected):
            session.check(wrong)
        assert session.to_json() == before
    assert session.check(event(300)).time == moment(300)
    assert session.to_json() == before


def test_decisions_come_one_by_one() -> None:
    session = whenthen.load_text(SMALL + 'RULE "Often" WHEN every 15 minutes THEN stop').session()
    session.process(event(0, word="created"))
    coming = session.processing(event(60 * 24 * 365 * 5))
    assert next(coming).time == moment(15)
    assert session.clock == moment(15)
    assert next(coming).time == moment(30)


# Beginning --------------------------------------------------------------------------------------------------------

OLD: Any = {"ticket": [{"id": f"T{n}", "due_at": at(10 * n)} for n in range(1, 5)]}


def test_moments_that_have_passed_when_the_rules_begin_are_told_and_do_not_fire() -> None:
    rules = whenthen.load_text(SMALL + DUE)
    session = rules.session(OLD, at=moment(20))
    deployment = session.begin()
    assert [(missed.rule, missed.bindings["ticket"].key) for missed in deployment.overdue] == [
        ("Due", "T1"),
        ("Due", "T2"),
    ]
    assert not deployment.fires
    assert session.begin(moment(99), fire_overdue=True) is deployment
    assert [d.fired[0].bindings["ticket"].key for d in session.advance(moment(60))] == ["T3", "T4"]


def test_moments_that_have_passed_fire_when_that_is_asked_for() -> None:
    session = whenthen.load_text(SMALL + DUE).session(OLD)
    with pytest.raises(ValueError, match="say `at` which moment"):
        session.begin()
    assert session.begin(moment(20), fire_overdue=True).fires
    decisions = session.process(event(5, "T9", "created"))
    assert [d.fired[0].bindings["ticket"].key for d in decisions[:-1]] == ["T1", "T2"]
    assert [d.time for d in decisions[:-1]] == [moment(20)] * 2


def test_a_session_begins_with_its_first_event() -> None:
    session = whenthen.load_text(SMALL + DUE).session(OLD)
    assert len(session.process(event(30, "T9", "created"))) == 1
    assert [missed.bindings["ticket"].key for missed in session.begin().overdue] == ["T1", "T2", "T3"]


# Saving -----------------------------------------------------------------------------------------------------------


def decided(
    rules: whenthen.RuleSet, session: whenthen.Session, lines: list[str], last: dt.datetime = START
) -> list[bytes]:
    """The decisions on a log, as bytes, and then until a moment."""
    found: list[bytes] = []
    for line in lines:
        try:
            found += map(rules.to_json, session.processing(line))
        except whenthen.EventRejected:
            continue
    return [*found, *map(rules.to_json, session.advance(last))]


SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_log_cut_in_two_comes_to_the_same(rules: whenthen.RuleSet, seed: int) -> None:
    lines, end = random_log(seed, 16), moment(4000)
    whole = rules.session()
    expected: list[bytes] = []
    saved = [(0, whole.to_json())]
    for line in lines:
        expected += decided(rules, whole, [line])
        saved.append((len(expected), whole.to_json()))
    expected += decided(rules, whole, [], end)
    for cut, (number, state) in enumerate(saved):
        second = rules.session(state=state)
        assert decided(rules, second, lines[cut:], end) == expected[number:], cut
        assert second.to_json() == whole.to_json()
        assert second.waiting() == whole.waiting()


def test_the_log_has_all_that_is_to_be_carried(rules: whenthen.RuleSet) -> None:
    """What the test before is about does happen in it."""
    seen: set[str] = set()
    for seed in SEEDS:
        session = rules.session()
        for decision in map(json.loads, decided(rules, session, random_log(seed, 16), moment(4000))):
            seen |= {decision["alarm"]["kind"]} if decision["alarm"] else set()
            seen |= {change["table"] for change in decision["memory"]}
            seen |= {"resumed" for fired in decision["fired"] if fired["resumed"]}
            seen |= {dropped["reason"] for dropped in decision["dropped"]}
            seen |= {"missed" for _ in decision["missed"]}
            seen |= {"shadow wait" for shadow in decision["shadow"] if shadow["resumed"]}
            seen |= {f"fired {fired['rule']}" for fired in decision["fired"]}
    assert seen >= {
        "timer",
        "wait",
        "clock",
        "counts",
        "resumed",
        "missed",
        "shadow wait",
        "its WHILE no longer holds",
        "the rule began to wait anew",
        "the record was deleted",
        *(f"fired {rule.id}" for rule in rules.rules if not rule.shadow),
    }


def test_past_moments_that_fire_do_so_before_anything_else() -> None:
    files = {"whenthen.toml": '[time]\npast_moments = "fire"\n'}
    rules = whenthen.load_text(SMALL + DUE, files=files)
    lines = [event(60, word="created", due_at=at(10)), event(30, "T2", "created"), event(61, "T2")]
    session = rules.session()
    decisions = [decision for line in lines for decision in session.process(line)]
    assert [d.alarm is None for d in decisions] == [True, False, True, True]
    assert decisions[1].time == moment(60)
    state = rules.session()
    first = decided(rules, state, lines[:1], moment(0))
    assert [*first, *decided(rules, rules.session(state=state.to_json()), lines[1:], moment(61))] == [
        rules.to_json(decision) for decision in decisions
    ]


CALENDAR = """
CALENDAR hours
  monday to friday 09:00 to 17:00
RULE "Late" WHEN 1 business hour after ticket.due_at THEN notify "kim" saying "late"
"""


def test_calendars_that_are_not_what_they_were_are_named() -> None:
    before = whenthen.load_text(SMALL + CALENDAR)
    after = whenthen.load_text(SMALL + CALENDAR.replace("17:00", "16:00"))
    state = before.session(at=START).to_dict()
    assert state["time"] == dict(before.time_digests)
    assert "calendar hours" in state["time"]
    assert before.session(state=state).time_differences() == ()
    session = after.session(state=state)
    assert session.time_differences() == ("calendar hours",)
    assert after.session(state=session.to_dict()).time_differences() == ()
    assert whenthen.load_text(SMALL).session(state=before.session().to_dict()).time_differences() == ()
    del state["time"]
    assert after.session(state=state).time_differences() == ()
    wrongs: list[Any] = [[], {"calendar hours": 5}]
    for wrong in wrongs:
        with pytest.raises(whenthen.RecordErrors, match="time: expected an object of texts"):
            after.session(state={**state, "time": wrong})


KEPT = """
EXTEND ticket
  worth: {} default {}
RULE "Wait" WHEN ticket is created
  LET found = ticket.worth
  LET words = [/lamp/i]
  LET first = first(w in words)
  LET all = [[ticket]]
  THEN wait 1 day while ticket.status is new
    set ticket.worth to found
    notify "kim" saying "{{ticket.subject matches (first otherwise /x/)}}"
EXTEND ticket
  subject: text default "LAMP"
"""


def test_a_pattern_is_kept_over_a_wait() -> None:
    rules = whenthen.load_text(SMALL + KEPT.format("money", "1 EUR"))
    first = rules.session()
    first.process(event(0, word="created", worth="2 EUR"))
    second = rules.session(state=first.to_json())
    assert second.to_json() == first.to_json()
    again = [session.advance(moment(1440))[0] for session in (first, second)]
    assert [effect.arguments["body"] for effect in again[1].effects] == ["true"]
    assert rules.to_json(again[0]) == rules.to_json(again[1])


@pytest.mark.parametrize(
    ("before", "worth", "after"),
    [
        ("money", "1 EUR", ("text", '"x"')),
        ("text", '"2 EUR"', ("money", "1 EUR")),
        ("low < high", "low", ("up < low", "up")),
    ],
)
def test_a_wait_whose_values_are_of_other_types_by_now_is_dropped(
    before: str, worth: str, after: tuple[str, str]
) -> None:
    first = whenthen.load_text(SMALL + KEPT.format(before, worth)).session()
    first.process(event(0, word="created", **({"worth": "high"} if worth == "low" else {})))
    state = first.to_dict()
    state["memory"]["waits"][0]["watches"] = []
    if worth == "low":
        state["records"]["ticket"]["T1"]["fields"]["worth"] = "low"
    second = whenthen.load_text(SMALL + KEPT.format(*after)).session(state=state)
    assert [dropped.reason for dropped in second.begin().dropped] == [
        "the values that it kept are of other types by now"
    ]
    assert not second.waiting()
    assert not second.advance(moment(5000))


@pytest.mark.parametrize("minutes", [10, 500])
def test_time_does_not_pass_while_a_turn_is_decided_on(minutes: int) -> None:
    lib = whenthen.Library()

    @lib.function
    def ask(subject: str) -> bool:
        session.advance(moment(minutes))
        return True

    rules = whenthen.load_text(
        SMALL + PENDING + "FUNCTION ask(subject: text) -> boolean\n"
        'RULE "Ask" WHEN ticket is updated IF ask("x") THEN notify "kim" saying "asked"\n',
        libraries=lib,
    )
    session = rules.session()
    session.process(event(0, word="created", status="pending"))
    decision = session.process(event(1))[-1]
    assert "RuntimeError: this session is deciding already" in decision.failures[0].message
    assert session.clock == moment(1)
    assert told(session.advance(moment(500))) == [("11:00", "timer of Pending")]


def test_what_is_no_moment_is_told_by_its_name() -> None:
    session = whenthen.load_text(SMALL).session()
    wrong: Any = "2026-01-01"
    with pytest.raises(TypeError, match="`to` is a datetime, not str"):
        session.advance(wrong)
    with pytest.raises(ValueError, match="`to` has to be an aware datetime"):
        session.advance(dt.datetime(2026, 1, 1))


def test_a_timer_that_moves_often_takes_no_room() -> None:
    session = whenthen.load_text(SMALL + DUE + DAILY).session()
    session.process(event(0, word="created", due_at=at(9000)))
    for number in range(1500):
        session.decide(event(1, id=f"{number}", due_at=at(10_000 + number)))
    agenda = session._agenda
    assert agenda is not None
    assert len(agenda._heap) < 1100
    assert [alarm.due for alarm in session.waiting() if alarm.rule == "Due"] == [moment(11_499)]


# States that were changed by hand ---------------------------------------------------------------------------------

WAITING = """
RULE "Wait" WHEN ticket is created THEN wait 1 day
  notify "kim" saying "a day later"
RULE "Each" WHEN every day at 12:00 FOR EACH ticket THEN wait 1 day
  notify "kim" saying "{ticket.id}"
RECORD team KEY name
  name: text
"""


@pytest.mark.parametrize(
    ("table", "place", "change", "problem"),
    [
        ("timers", 0, {"key": "T9"}, "a timer of the rule `Pending` names ticket `T9`, which is not there"),
        ("timers", 0, {"type": "team", "key": "Sales"}, "names team `Sales`, and the rule is about others"),
        ("timers", 0, {"due": "soon"}, "memory.timers.0.due: `soon` is not an instant"),
        ("waits", 2, {"records": []}, "a wait of the rule `Wait` is not for the records that the rule is about"),
        ("waits", 0, {"records": []}, "a wait of the rule `Each` is not for the records that the rule is about"),
        (
            "waits",
            2,
            {"records": [{"name": "ticket", "type": "team", "key": "Sales"}]},
            "a wait of the rule `Wait` is not for the records that the rule is about",
        ),
        (
            "waits",
            2,
            {"records": [{"name": "ticket", "type": "ticket", "key": "T9"}]},
            "a wait of the rule `Wait` names ticket `T9`, which is not there",
        ),
        ("waits", 2, {"lets": [{"list": [{"record": ["ticket", "T8"]}]}]}, "`Wait` names ticket `T8`, which is not"),
    ],
)
def test_a_memory_that_leads_nowhere_is_refused(table: str, place: int, change: Any, problem: str) -> None:
    rules = whenthen.load_text(SMALL + PENDING + WAITING)
    session = rules.session({"team": [{"name": "Sales"}]})
    session.process(event(0, word="created", status="pending"))
    session.process(event(1, word="created", key="T2"))
    session.advance(moment(200))
    session.process(event(201, status="new"))
    session.process(event(202, status="pending"))
    state = session.to_dict()
    assert rules.session(state=state).to_dict() == state
    assert [w["rule"] for w in state["memory"]["waits"]] == ["Each", "Each", "Wait", "Wait"]
    state["memory"][table][place].update(change)
    with pytest.raises(whenthen.RecordErrors) as caught:
        rules.session(state=state)
    assert problem in str(caught.value)
