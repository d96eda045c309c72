"""The parts of a run that go through the workloads (a) to (f)."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from bench.compare import DECIDE, DECODE, HAND, MATCH, Before, Compared, compare
from bench.context import Context
from bench.engines import Loaded, python_engine, whenthen_engine
from bench.measure import Runner, Timing, alternating, interleaved
from bench.processes import run
from bench.results import Table, figure, timing
from bench.structs import Ticket, decode
from bench.workloads import TICKETS, Workload
from bench.workloads.cascade import RULES, cascade
from bench.workloads.log import EXAMPLE, table
from bench.workloads.mixed import SIZES, mixed
from bench.workloads.single import single
from bench.workloads.texts import texts
from bench.workloads.unindexable import unindexable

CONDITION = "WhenThen, the condition's closure"
HAND_CONDITION = "Python by hand, the function"
HAND_LESSER = "… with `casefold()` alone"
ONE_AFTER_THE_OTHER = "Python, every text and pattern one after the other"
FOLDED_ONCE = "Python by hand, texts folded once"
_UNIT = "Microseconds for one event: median of {rounds} rounds, and the least of them."


def one_rule(context: Context) -> list[Table]:
    """(a): the condition alone, and what every engine takes for the rule."""
    workload = single()
    loaded = whenthen_engine.load(workload.rules)
    (function,) = python_engine.functions(workload.rules, python_engine.EXACT)
    (lesser,) = python_engine.functions(workload.rules)
    rounds = 15 if context.quick else 60
    timings: dict[str, list[Timing]] = {HAND_CONDITION: [], HAND_LESSER: [], CONDITION: []}
    for round in range(3):
        events = workload.events(round, TICKETS)
        test, fresh = whenthen_engine.alone(loaded, events)

        def structs(events: Any = events) -> list[Any]:
            return [(ticket, ticket.requester) for ticket in map(python_engine.prepare, events)]

        for (turn, ticket), (own, customer) in zip(fresh(), structs(), strict=True):
            assert test(turn, ticket) == function(own, customer) == lesser(own, customer)

        def given(number: int, fresh: Callable[[], Any] = fresh, structs: Callable[[], Any] = structs) -> list[Any]:
            pairs = [pair for _ in range(8) for pair in fresh()]
            others = [pair for _ in range(8) for pair in structs()]
            return list(zip(pairs, others, strict=True))

        runners = [
            Runner(HAND_CONDITION, function, lambda both: both[1], spread=True),
            Runner(HAND_LESSER, lesser, lambda both: both[1], spread=True),
            Runner(CONDITION, test, lambda both: both[0], spread=True),
        ]
        for name, found in interleaved(runners, given, rounds).items():
            timings[name].append(found)
    best = {name: _together(several) for name, several in timings.items()}
    for name, found in best.items():
        context.figures[f"a: {name}"] = found.median
    rows = [(name, timing(found), "") for name, found in best.items()]
    compared = compare(workload, context.engines, context.settings)
    context.keep("a", compared)
    about = (
        f"One rule, five conditions: `{_shown(workload)}`. A quarter of the events match. The first three rows are the "
        f"condition alone, for {TICKETS} events, each with records of its own; the function by hand compares texts as "
        "the language does (canonical caseless matching, ß and accents included), and then with `casefold()`, which is "
        f"less. {_unit(context)}"
    )
    return [Table("(a) One rule", about, ("", "µs", "times matching"), (*rows, *_rows(context, "a", compared)))]


def _together(several: Sequence[Timing]) -> Timing:
    """One timing of several runs on other events: their mean."""
    count = len(several)
    return Timing(
        sum(one.median for one in several) / count,
        sum(one.least for one in several) / count,
        several[0].events,
        several[0].rounds * count,
    )


def _shown(workload: Workload) -> str:
    lines = whenthen_engine.text(workload.rules).splitlines()
    return " ".join(line.strip() for line in lines[2:-1]).removeprefix("IF ")


def rules_grow(context: Context) -> list[Table]:
    """(b): the same at 10, 100, 1,000 and 10,000 rules."""
    several: dict[int, Compared] = {}
    before: Before | None = None
    for size in SIZES[:3] if context.quick else SIZES:
        settings = context.settings if size < 10_000 else attrs.evolve(context.settings, rounds=5)
        found = compare(mixed(size), context.engines, settings, before, 10.0)
        several[size] = found
        context.keep(f"b {size}", found)
        before = {name: (seconds, found.timings[name].median) for name, seconds in found.loads.items()}
        for name, one in found.timings.items():
            context.lines.setdefault(name, []).append((size, one.median))
        print(f"  (b) {size:,} rules: {figure(found.timings[DECIDE].median)} µs", file=sys.stderr)
    names = dict.fromkeys(name for found in several.values() for name in found.timings)
    rows = [(name, *(timing(found.timings.get(name)) for found in several.values())) for name in names]
    about = (
        "Rules that mix equality on team, priority and plan with tags, ranges and texts; five match each event, and "
        f"ten are candidates, at every size. {_unit(context)}"
    )
    head = ("", *(f"{size:,} rules" for size in several))
    ratios = [
        (name, *(_times(one.timings.get(name), context.matching(f"b {size}")) for size, one in several.items()))
        for name in names
    ]
    left_out = {
        f"{name} at {size:,}: {why}": None for size, one in several.items() for name, why in one.left_out.items()
    }
    below = f"Left out: {'; '.join(left_out)}." if left_out else ""
    times_about = f"The same as multiples of “{MATCH}” at that size."
    return [
        Table("(b) More and more rules", about, head, tuple(rows), below),
        Table("(b) as ratios", times_about, head, tuple(ratios)),
    ]


def no_index(context: Context) -> list[Table]:
    """(c): rules that compare fields with fields."""
    workload = unindexable(100 if context.quick else 1_000)
    about = (
        f"{len(workload.rules):,} rules that no index can help: each compares fields with fields and sums of fields. "
        "Five match each event."
    )
    return [_whole(context, workload, "c", "(c) Nothing to index", about)]


def many_texts(context: Context) -> list[Table]:
    """(e): rules of texts alone."""
    workload = texts(100 if context.quick else 1_000)
    wanted = sum(
        len(one.value) if isinstance(one.value, tuple) else 1 for rule in workload.rules for one in rule.conditions
    )
    about = (
        f"{len(workload.rules):,} rules that look for {wanted:,} phrases and patterns in a subject and a body of about "
        f"400 characters. Five match each event. “{ONE_AFTER_THE_OTHER}” tells which of them occur, and not yet which "
        "rules match."
    )
    more = ((ONE_AFTER_THE_OTHER, python_engine.load_texts), (FOLDED_ONCE, python_engine.load_folded_once))
    return [_whole(context, workload, "e", "(e) Texts alone", about, more)]


def _whole(
    context: Context,
    workload: Workload,
    name: str,
    title: str,
    about: str,
    more: Sequence[tuple[str, Callable[[Sequence[Any]], Loaded]]] = (),
) -> Table:
    compared = compare(workload, context.engines, context.settings, more=more)
    context.keep(name, compared)
    below = "; ".join(f"{engine}: {why}" for engine, why in compared.left_out.items())
    head = ("", "µs", "times matching")
    rows = tuple(_rows(context, name, compared))
    return Table(title, f"{about} {_unit(context)}", head, rows, f"Left out: {below}." if below else "")


def _rows(context: Context, name: str, compared: Compared) -> list[tuple[str, str, str]]:
    own = context.matching(name)
    return [(row, timing(one), _times(one, own)) for row, one in compared.timings.items()]


def _times(one: Timing | None, own: float | None) -> str:
    return "" if one is None or own is None else figure(one.median / own)


def _unit(context: Context) -> str:
    return _UNIT.format(rounds=context.settings.rounds)


def real_log(context: Context) -> list[Table]:
    """(d): a log, with the rules of the example."""
    path, name = table()
    command = ["-m", "whenthen", "run", str(EXAMPLE / "rules"), "--records", str(path)]
    command += ["--mapping", str(EXAMPLE / "mapping.toml"), "--quiet"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # The computation that the tests compare the rules with, which knows nothing of this project.
    by_hand = "import pathlib, sys; from tests.examples import servicenow_expected as by_hand; "
    by_hand += "by_hand.expected(pathlib.Path(sys.argv[1]))"
    runs = 1 if context.quick else 2
    works = {
        "`whenthen run`, the whole process": lambda: run(command, "off"),
        "Python by hand (`tests/examples/servicenow_expected.py`), the whole process": lambda: run(
            ["-c", by_hand, str(path)], "off"
        ),
    }
    found = alternating(works, runs)
    lines = [(row, f"{one.median:,.0f} ms", f"{len(rows) / one.median * 1e3:,.0f}") for row, one in found.items()]
    about = (
        f"{name.capitalize()}, {len(rows):,} rows, with the 26 rules of `examples/servicenow`: memory, timers on "
        f"business time, waits, messages. Median of {runs}; no other engine has words for these rules."
    )
    return [Table("(d) A real log", about, ("", "time", "rows a second"), tuple(lines))]


def five_steps(context: Context) -> list[Table]:
    """(f): a turn of six passes."""
    rules = whenthen_engine.whenthen.load_text(whenthen_engine.SCHEMA + RULES)
    session = whenthen_engine.start(rules)
    for event in cascade(0, 100):
        assert len(session.decide(event.json).fired) == 5
    state: dict[str, Any] = {}
    runners = [
        Runner(DECIDE, session.decide, lambda event: event.json),
        Runner(HAND, lambda ticket: _steps(ticket, state), lambda event: decode(event.json).data.ticket),
        Runner(DECODE, decode, lambda event: event.json),
    ]
    found = interleaved(runners, lambda round: cascade(round, 100), context.settings.rounds, 1)
    for name, one in found.items():
        context.figures[f"f: {name}"] = one.median
    about = (
        "Five rules, each of which fires because of what the one before has changed: five firings in five passes. The "
        "one by hand is a loop that asks all five rules until nothing changes, on an event that is decoded already. "
        f"{_unit(context)}"
    )
    rows = tuple((name, timing(one)) for name, one in found.items())
    return [Table("(f) A cascade", about, ("", "µs"), rows)]


def _steps(ticket: Ticket, known: dict[str, Any]) -> int:
    """The five rules by hand. `known` is what was known of the tickets."""
    before, step = known.get(ticket.id, (0, 0))
    changed = {"reopens"} if ticket.reopens != before else set()
    fired: set[int] = set()
    while changed:
        now, changed = changed, set()
        for number in range(1, 6):
            if number in fired:
                continue
            if number == 1:
                starts = "reopens" in now and ticket.requester.plan != "free"
            else:
                starts = "step" in now and step == number - 1
            if starts:
                fired.add(number)
                step = number % 5
                changed.add("step")
                break
    known[ticket.id] = (ticket.reopens, step)
    return len(fired)
