"""One turn: an event in, a decision out. A pure function of program, state and event.

1. The event's records are put into the turn (`admission`), or the event is rejected.
2. The event, and what it changed, start rules (`matching`): that is pass 1. The rules run in their order; what one of
   them writes, the later ones see. What the clock brings starts one rule only (`run.wake`).
3. What the pass changed, net, starts the rules of the next pass, and so on, until a pass changes nothing, a rule has
   called `stop`, or the budget of passes is used up. A rule has one go in a turn for the records it is about; a
   condition that was false was no go.
4. What is different from the start of the turn is the decision (`outcome`), and with it what is to be remembered:
   timers, waits, counts (`aftermath`).
"""

from __future__ import annotations

from whenthen.runtime.admission import NOTHING, admit
from whenthen.runtime.aftermath import aftermath
from whenthen.runtime.matching import first_triggers, later_triggers
from whenthen.runtime.model import Decision, Event, State
from whenthen.runtime.outcome import decision_of, differences_of
from whenthen.runtime.program import Program
from whenthen.runtime.run import Run
from whenthen.runtime.tables import DELETED
from whenthen.runtime.turn import Turn, differences


def turn(program: Program, state: State, event: Event) -> Decision:
    """Decide over one event. Neither the state nor the event is written to; apply the decision with `runtime.apply`.

    Raises EventRejected, and nothing else on a program that the checker let through.
    """
    current = Turn(program, state, event)
    run = Run(program, state.memory, current)
    if event.alarm is None:
        admitted = admit(current, program, state, event)
        declared = program.schema.events[event.type]
        deleted = (event.bindings[declared.subject],) if declared.event == DELETED else ()
        more = run.run_pass(first_triggers(event, admitted))
    else:
        admitted, deleted = NOTHING, ()
        more = run.wake(event.alarm)
    while more:
        changed = differences(current)
        current.next_pass()
        more = bool(changed) and run.run_pass(later_triggers(event, changed))
    changes, writes = differences_of(current, state, event, admitted, deleted)
    after = aftermath(current, program, state, event, run, changes, admitted.created, deleted)
    return decision_of(current, event, admitted, run, changes, writes, after)
