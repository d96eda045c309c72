"""The rules of one turn: which of them run, for which records, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whenthen.runtime import waiting
from whenthen.runtime.matches import Matches, Slots
from whenthen.runtime.matching import Search, Triggers
from whenthen.runtime.memory import CountKey, Memory, TimerKey, Wait
from whenthen.runtime.model import Alarm, Change, EventRejected, Firing, RuleFailure, Shadow, make_firing
from whenthen.runtime.program import Program
from whenthen.runtime.rule import CompiledRule, ForEach, Test
from whenthen.runtime.settings import Settings
from whenthen.runtime.turn import BudgetExceeded, Mark, Turn, bindings_of, differences, references
from whenthen.runtime.waiting import Waiting
from whenthen.values.errors import ValueFailure
from whenthen.values.moments import show_instant
from whenthen.values.refs import Ref

#: What an item of FOR EACH costs in steps.
_ITEM = 2


class Run:
    """The rules of one turn. `used_timer` is the timer that the turn is about."""

    __slots__ = (
        "_memory",
        "_program",
        "_refusal",
        "_turn",
        "_used",
        "_used_items",
        "failures",
        "fired",
        "passes",
        "settings",
        "shadow",
        "stopped_by",
        "used_timer",
        "waiting",
    )

    def __init__(self, program: Program, memory: Memory, turn: Turn) -> None:
        self.fired: list[Firing] = []
        self.failures: list[RuleFailure] = []
        self.shadow: list[Shadow] = []
        self.passes = 0
        self.stopped_by: str | None = None
        self.settings = Settings(program, memory, turn)
        self.waiting = Waiting()
        self.used_timer: TimerKey | None = None
        self._program = program
        self._memory = memory
        self._turn = turn
        self._used: dict[int, Matches] = {}  # by a rule's place, for which records it had its go
        self._used_items: dict[int, Matches] = {}  # of rules with FOR EACH, for which items
        self._refusal: BudgetExceeded | None = None  # why no rule may run any more

    # Passes -------------------------------------------------------------------------------------------------------

    def run_pass(self, triggers: Triggers) -> bool:
        """Run the rules that the triggers start. False when none of them did anything, or this was the last pass."""
        limit = self._program.budget.passes
        if self.passes >= limit:
            self._refusal = BudgetExceeded(f"one turn may take {limit:,} passes, and this rule would start one more")
        else:
            self.passes += 1
        turn = self._turn
        before = (len(self.fired), len(self.failures), len(self.shadow))
        search = Search(turn, self._program, triggers, self._used, self._break)
        tests = self._program.tables.tests
        written = len(turn.journal)
        for place, slots in search:
            test = tests[place]
            if not (self._start(place, slots) if test is None else self._go_simply(place, test, slots)):
                return False
            if len(turn.journal) != written:
                search.follow(frozenset([(ref.type, field) for ref, field, _, _ in turn.journal[written:]]))
                written = len(turn.journal)
        if self._refusal is not None:
            return False
        if before == (len(self.fired), len(self.failures), len(self.shadow)):
            self.passes -= 1  # nothing happened in it
            return False
        return True

    def _break(self, place: int, slots: Slots, failure: ValueFailure) -> None:
        """The comparison of a trigger failed: that was the rule's go."""
        if self._first_go(self._used, place, slots):
            self.fail(self._program.rules[place], slots, failure)

    def wake(self, alarm: Alarm) -> bool:
        """Run the rule that the clock is for: pass 1. Raises EventRejected where nothing of the kind is due."""
        self.passes = 1
        place = self._program.tables.places.get(alarm.rule)
        if alarm.kind == "wait":
            return self._go_on(alarm, place)
        if alarm.kind == "timer":
            key = (alarm.rule, alarm.number, alarm.records[0][1])
            timer = self._memory.timers.get(key)
            if timer is None or timer.due != alarm.due:
                raise _not_due(alarm)
            self.used_timer = key
        elif self._memory.clocks.get((alarm.rule, alarm.number)) != alarm.due:
            raise _not_due(alarm)
        if place is None:
            return False
        return self._start(place, waiting.slots_of(self._program.rules[place], alarm.records))

    def _go_on(self, alarm: Alarm, place: int | None) -> bool:
        key = (alarm.rule, alarm.records)
        wait = self._memory.waits.get(key)
        if wait is None or wait.due != alarm.due:
            raise _not_due(alarm)
        self.waiting.remembered[key] = None
        if place is None:
            self.waiting.drop(key, wait, alarm.rule, waiting.NO_RULE)
            return False
        rule = self._program.rules[place]
        slots = waiting.slots_of(rule, alarm.records)
        rest = waiting.rest_of(rule, wait)
        if rest is None:
            self.waiting.drop(key, wait, rule.title, waiting.CHANGED_TEXT)
            return False
        try:
            if not waiting.holds(rest, self._turn, slots, wait):
                self.waiting.drop(key, wait, rule.title, waiting.NOT_HELD)
                return False
        except ValueFailure as failure:
            self.fail(rule, slots, failure)
            return False
        return self._go(place, rule, slots, wait)

    def _start(self, place: int, slots: Slots) -> bool:
        """Run a rule for the records of a match. False when it called `stop`."""
        program = self._program
        rule = program.rules[place]
        if program.tables.plain[place]:
            return self._go(place, rule, slots)
        if not self.settings.active(rule):
            return True
        if rule.each is None:
            return self._go(place, rule, slots)
        return all(self._go(place, rule, item) for item in self._items(place, rule, rule.each, slots))

    def _go_simply(self, place: int, test: Test, slots: Slots) -> bool:
        """`_go` for a rule that is nothing but a condition and a branch: of most, the condition is all that runs."""
        turn = self._turn
        had_go = self._used.get(place)
        if had_go is not None and had_go.agree(slots, _counted_already):
            return True
        rule = self._program.rules[place]
        statements, steps = turn.statements, turn.steps
        mark: Mark | None = None
        try:
            if not test(turn, *slots):
                return True
            mark = turn.begin(rule, slots)
            if self._refusal is not None:
                raise self._refusal
            rule.branches[0].run(turn, *slots)
        except ValueFailure as error:
            if mark is not None:
                turn.undo(mark)
            turn.give_back(statements, steps)
            self.fail(rule, slots, error)
        else:
            self.fired.append(make_firing(rule.id, rule.title, 0, self.passes, turn.bindings()))
        _enter(self._used, place, slots)
        return self._goes_on(rule)

    # FOR EACH -----------------------------------------------------------------------------------------------------

    def _items(self, place: int, rule: CompiledRule, each: ForEach, slots: Slots) -> list[Slots]:
        """The slots for each item that the rule is for, fixed before the first of them runs."""
        turn = self._turn
        found: list[Slots] = []
        mark = turn.begin(rule, slots)
        try:
            for ref in self._all(each, slots):
                turn.spend(_ITEM)
                item = (*slots[:-1], ref)
                try:
                    if each.where is None or each.where(turn, *item):
                        found.append(item)
                except BudgetExceeded:
                    raise
                except ValueFailure as failure:
                    if self._first_go(self._used_items, place, item):
                        self.fail(rule, item, failure)
        except ValueFailure as failure:
            turn.undo(mark)
            if self._first_go(self._used_items, place, slots):
                self.fail(rule, slots, failure)
            return []
        return found

    def _all(self, each: ForEach, slots: Slots) -> Iterable[Ref]:
        if each.items is None:
            return self._turn.all_of(each.record)
        collection = each.items(self._turn, *slots[:-1])
        if collection is None:
            return ()
        return sorted(ref for ref in set(references(collection)) if not self._turn.was_deleted(ref))

    # One firing ---------------------------------------------------------------------------------------------------

    def _first_go(self, used: dict[int, Matches], place: int, slots: Slots) -> bool:
        """Enter that the rule has its go for these records; False where it had it."""
        goes = used.get(place)
        if goes is not None and goes.agree(slots, _counted_already):
            return False
        _enter(used, place, slots)
        return True

    def _go(self, place: int, rule: CompiledRule, slots: Slots, wait: Wait | None = None) -> bool:
        """Run a rule for its records, unless it had its go. False when it called `stop`."""
        used = self._used if rule.each is None else self._used_items
        had_go = used.get(place)
        # A comparison of another trigger of the rule may have failed for these records.
        if had_go is not None and had_go.agree(slots, _counted_already):
            return True
        if self._run_rule(rule, slots, wait):
            _enter(used, place, slots)
        return self._goes_on(rule)

    def _goes_on(self, rule: CompiledRule) -> bool:
        if self._turn.stopped:
            self.stopped_by = rule.id
            return False
        return True

    def _run_rule(self, rule: CompiledRule, slots: Slots, wait: Wait | None) -> bool:
        """Whether the rule had its go: a branch ran, or something failed."""
        turn = self._turn
        settings = self.settings
        mark = turn.begin(rule, slots)
        try:
            if wait is not None:
                keys: tuple[CountKey, ...] = ()
                branch: int | None = _run_rest(turn, rule, slots, wait)
            else:
                if settings.passed_over(rule, slots):
                    return False
                keys = settings.keys(rule, slots)
                if settings.exhausted(rule, keys):
                    return False
                branch = _run_closures(turn, rule, slots, self._refusal)
            if branch is None:
                if rule.shadow:
                    turn.undo(mark)  # what it cost
                return False
            settings.fired(rule, slots, keys)
        except ValueFailure as error:
            turn.undo(mark)
            self.fail(rule, slots, error)
            return True
        resumed = None if wait is None else wait.path
        firing = make_firing(rule.id, rule.title, branch, self.passes, turn.bindings(), resumed)
        if not rule.shadow:
            self.fired.append(firing)
            return True
        changes = _changes(turn, rule.id, since=mark[0])
        self.shadow.append(Shadow(firing, changes, tuple(turn.effects[mark[1] :])))
        begun = turn.waits[mark[5] :]
        turn.undo(mark)
        turn.waits += begun
        return True

    def fail(self, rule: CompiledRule, slots: Slots, error: ValueFailure) -> None:
        """Record a failure of a rule."""
        self.failures.append(failure_of(rule, bindings_of(rule, slots), error, self.passes))


def _enter(used: dict[int, Matches], place: int, slots: Slots) -> None:
    """A rule had its go for records for which it had none before."""
    goes = used.get(place)
    if goes is None:
        used[place] = Matches((slots,))
    else:
        goes.add(slots)


def failure_of(rule: CompiledRule, bindings: Mapping[str, Ref], error: ValueFailure, number: int) -> RuleFailure:
    """What went wrong in a rule, at its place in the text; `number` is the pass."""
    span = rule.span_of(error)
    line, column = span.position
    return RuleFailure(rule.id, rule.title, str(error), span.source.name, line, column, bindings, number)


def _changes(turn: Turn, rule: str, since: int) -> tuple[Change, ...]:
    """What the writes of this pass from place `since` of the journal on came to."""
    return tuple(
        [
            Change(ref, field, before, after, rule)
            for ref, fields in differences(turn, since)
            for field, before, after in fields
        ]
    )


def _counted_already(steps: int) -> None:
    """What the kernel compares again, the search has counted."""


def _not_due(alarm: Alarm) -> EventRejected:
    return EventRejected(f"nothing of the rule `{alarm.rule}` is due at {show_instant(alarm.due)}")


def _run_closures(turn: Turn, rule: CompiledRule, slots: Slots, refusal: ValueFailure | None) -> int | None:
    """The number of the branch that ran, None when no condition held. Raises the refusal where one would run."""
    values: tuple[object, ...] = slots
    for let in rule.lets:
        values = (*values, let(turn, *values))
    for number, branch in enumerate(rule.branches):
        test = branch.test
        if test is None or test(turn, *values):
            if refusal is not None:
                raise refusal
            if branch.rests:
                turn.lets = values[len(slots) :]
                turn.branch = number
            branch.run(turn, *values)
            return number
    return None


def _run_rest(turn: Turn, rule: CompiledRule, slots: Slots, wait: Wait) -> int:
    """Go on behind a wait."""
    turn.lets = wait.lets
    turn.branch = wait.branch
    rule.branches[wait.branch].rests[wait.number].run(turn, *slots, *wait.lets)
    return wait.branch
