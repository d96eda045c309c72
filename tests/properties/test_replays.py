"""Properties of sessions over generated runs: how a run is cut into pieces changes nothing of what is decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs
from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.harness import Loaded, load, process, run
from tests.properties.strategies.cases import Case, cases
from tests.properties.strategies.settings import examples
from whenthen.runtime.apply import apply
from whenthen.runtime.data import decision_data, state_data, to_json
from whenthen.runtime.deploy import apply_deployment
from whenthen.runtime.model import Decision
from whenthen.session import Session


def _bytes(loaded: Loaded, decisions: Iterable[Decision]) -> list[bytes]:
    return [to_json(decision_data(decision, loaded.program.schema)) for decision in decisions]


def _until(case: Case) -> dt.datetime:
    assert case.until is not None
    return case.until


def _whole(loaded: Loaded) -> tuple[Session, list[bytes]]:
    """A run in one piece."""
    session = loaded.session()
    decisions = [decision for event in loaded.case.events for decision in process(session, event)[0] or ()]
    decisions += session.advance(_until(loaded.case))
    return session, _bytes(loaded, decisions)


@examples(0.2)
@given(cases(rules=4, events=4), st.integers(0, 4))
def test_a_session_goes_on_where_it_was_saved(case: Case, cut: int) -> None:
    note(str(case))
    loaded = load(case)
    whole, wanted = _whole(loaded)
    session, decisions = loaded.session(), []
    for number, event in enumerate(case.events):
        if number == cut:
            session = loaded.resumed(session)
        decisions += process(session, event)[0] or ()
    middle = session.clock
    if middle is not None:
        # Between the last event and the end, too.
        decisions += session.advance(middle + (_until(case) - middle) / 2)
        session = loaded.resumed(session)
    decisions += session.advance(_until(case))
    assert _bytes(loaded, decisions) == wanted
    assert session.to_json() == whole.to_json()


@examples(0.2)
@given(cases(rules=4, events=4))
def test_decisions_carry_all_that_becomes_of_a_state(case: Case) -> None:
    """Applied to another state that began alike they come to the same bytes."""
    note(str(case))
    loaded = load(case)
    session, other = loaded.session(), loaded.session().state
    began = False

    def follow(decisions: Iterable[Decision]) -> None:
        nonlocal began
        if not began:
            apply_deployment(other, session.begin())
            began = True
        for decision in decisions:
            apply(other, decision)

    for event in case.events:
        found, _ = process(session, event)
        if found is not None:
            follow(found)
            assert to_json(state_data(other, loaded.program.schema)) == to_json(
                state_data(session.state, loaded.program.schema)
            )
    follow(session.advance(_until(case)))
    other.memory.clock = session.clock  # time has passed, also where nothing was due
    assert state_data(other, loaded.program.schema) == state_data(session.state, loaded.program.schema)


@examples(0.2)
@given(cases(rules=4, events=4), st.lists(st.integers(0, 100), max_size=4))
def test_time_may_pass_in_pieces(case: Case, parts: list[int]) -> None:
    """Between two events time may stop anywhere, also at the very time of the next event."""
    note(str(case))
    loaded = load(case)
    whole, wanted = _whole(loaded)
    session, decisions = loaded.session(), []

    def pass_until(to: dt.datetime) -> list[Decision]:
        found: list[Decision] = []
        start = session.clock
        for part in sorted(parts) if start is not None and start < to else ():
            assert start is not None
            found += session.advance(start + (to - start) * part / 100)
        return found

    for event in case.events:
        time = dt.datetime.fromisoformat(event["time"])
        if process(loaded.resumed(session), event)[0] is not None:  # one that is rejected lets no time pass
            decisions += pass_until(time)
            decisions += process(session, event)[0] or ()
    decisions += pass_until(_until(case))
    decisions += session.advance(_until(case))
    assert _bytes(loaded, decisions) == wanted
    assert session.to_json() == whole.to_json()


@examples(0.3)
@given(cases(rules=5, events=4), st.integers(0, 1000), st.integers(0, 3), st.sampled_from((-1, 0, 0, 1)))
def test_an_event_at_the_instant_of_a_timer(case: Case, which: int, event: int, off: int) -> None:
    """Or a second beside it: one of the events comes again, at a time at which something is due."""
    loaded = load(case)
    session = loaded.session()
    decided = [decision for sent in case.events for decision in process(session, sent)[0] or ()]
    decided += session.advance(_until(case))
    dues = sorted({decision.alarm.due for decision in decided if decision.alarm is not None})
    if not dues:
        return
    time = dues[which % len(dues)] + dt.timedelta(seconds=off)
    again = {**case.events[event % len(case.events)], "id": "again", "time": time.isoformat()}
    events = sorted([*case.events, again], key=lambda sent: dt.datetime.fromisoformat(sent["time"]))
    changed = attrs.evolve(case, events=events, until=max(time, _until(case)))
    note(str(changed))
    run(attrs.evolve(loaded, case=changed))
