"""One turn: an event in, a decision out. A pure function of program, state and event.

1. The event's records are put into the turn (`admission`), or the event is rejected.
2. The event, and what it changed, start rules (`matching`): that is pass 1. The rules run in their order; what one of
   them writes, the later ones see.
3. What the pass changed, net, starts the rules of the next pass, and so on, until a pass changes nothing, a rule has
   called `stop`, or the budget of passes is used up. A rule has one go in a turn for the records it is about; a
   condition that was false was no go.
4. What is different from the start of the turn is the decision (`outcome`).
"""

from __future__ import annotations

from whenthen.runtime.admission import admit
from whenthen.runtime.matches import Matches, Slots
from whenthen.runtime.matching import Triggers, candidates, first_triggers, later_triggers
from whenthen.runtime.model import Decision, Event, Firing, RuleFailure, Shadow, State
from whenthen.runtime.outcome import decision_of, shadow_changes
from whenthen.runtime.program import Program
from whenthen.runtime.rule import CompiledRule
from whenthen.runtime.turn import BudgetExceeded, Turn, bindings_of, differences
from whenthen.values.errors import ValueFailure


def turn(program: Program, state: State, event: Event) -> Decision:
    """Decide over one event. Neither the state nor the event is written to; apply the decision with `runtime.apply`.

    Raises EventRejected, and nothing else on a program that the checker let through.
    """
    current = Turn(program, state, event)
    admitted = admit(current, program, state, event)
    run = _Run(program, current)
    triggers: Triggers | None = first_triggers(event, admitted)
    while triggers is not None and run.run_pass(triggers):
        changed = differences(current)
        current.next_pass()
        triggers = later_triggers(event, changed) if changed else None
    return decision_of(
        current, state, event, admitted, run.fired, run.failures, run.shadow, run.stopped_by, max(run.passes, 1)
    )


class _Run:
    """The rules of one turn."""

    __slots__ = ("_program", "_turn", "_used", "failures", "fired", "passes", "shadow", "stopped_by")

    def __init__(self, program: Program, turn: Turn) -> None:
        self.fired: list[Firing] = []
        self.failures: list[RuleFailure] = []
        self.shadow: list[Shadow] = []
        self.passes = 0
        self.stopped_by: str | None = None
        self._program = program
        self._turn = turn
        self._used: dict[int, Matches] = {}  # by a rule's place, for which records it had its go

    def run_pass(self, triggers: Triggers) -> bool:
        """Run the rules that the triggers start. False when there were none or this was the last pass."""
        program, used = self._program, self._used
        rules = program.rules
        limit = program.budget.passes
        broken: list[tuple[int, Slots, ValueFailure]] = []
        found = candidates(self._turn, program.tables, triggers, used, lambda *failure: broken.append(failure))
        if self.passes >= limit:
            error = BudgetExceeded(f"one turn may take {limit:,} passes, and this rule would start one more")
            for place, several in found:
                for slots in several:
                    self._fail(rules[place], slots, error)
            return False
        if found or broken:
            self.passes += 1
        for place, slots, failure in broken:
            goes = used.setdefault(place, Matches())
            if not goes.agree(slots, _counted_already):
                goes.add(slots)
                self._fail(rules[place], slots, failure)
        turn = self._turn
        for place, several in found:
            rule = rules[place]
            for slots in several:
                # A comparison of another trigger of the rule may have failed for these records.
                had_go = used.get(place)
                if had_go is not None and had_go.agree(slots, _counted_already):
                    continue
                if self._run_rule(rule, slots):
                    if had_go is None:
                        used[place] = Matches((slots,))
                    else:
                        had_go.add(slots)
                if turn.stopped:
                    self.stopped_by = rule.id
                    return False
        return bool(found)

    def _run_rule(self, rule: CompiledRule, slots: Slots) -> bool:
        """Whether the rule had its go: a branch ran, or something failed."""
        turn = self._turn
        mark = turn.begin(rule, slots)
        try:
            branch = _run_closures(turn, rule, slots)
        except ValueFailure as error:
            turn.undo(mark)
            self._fail(rule, slots, error)
            return True
        if rule.shadow:
            if branch is not None:
                firing = Firing(rule.id, rule.title, branch, self.passes, bindings_of(rule, slots))
                changes = shadow_changes(turn, rule.id, since=mark[0])
                self.shadow.append(Shadow(firing, changes, tuple(turn.effects[mark[1] :])))
            turn.undo(mark)
        elif branch is not None:
            self.fired.append(Firing(rule.id, rule.title, branch, self.passes, bindings_of(rule, slots)))
        return branch is not None

    def _fail(self, rule: CompiledRule, slots: Slots, error: ValueFailure) -> None:
        span = rule.span_of(error)
        line, column = span.position
        bindings = bindings_of(rule, slots)
        self.failures.append(
            RuleFailure(rule.id, rule.title, str(error), span.source.name, line, column, bindings, self.passes)
        )


def _counted_already(steps: int) -> None:
    """What the kernel compares again, `candidates` has counted."""


def _run_closures(turn: Turn, rule: CompiledRule, slots: Slots) -> int | None:
    """The number of the branch that ran, None when no condition held."""
    values: tuple[object, ...] = slots
    for let in rule.lets:
        values = (*values, let(turn, *values))
    for number, branch in enumerate(rule.branches):
        test = branch.test
        if test is None or test(turn, *values):
            branch.run(turn, *values)
            return number
    return None
