"""The parts of a run about costs beside the matching: reading an event, a turn, loading, processes, memory."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
from collections.abc import Callable
from typing import Any

import whenthen
from bench import processes, structs
from bench.compare import DECIDE, DECODE
from bench.context import Context
from bench.engines import whenthen_engine
from bench.measure import Runner, Timing, alternating, interleaved
from bench.results import Table, timing
from bench.rules import Condition, Rule
from bench.workloads import TICKETS
from bench.workloads.mixed import mixed
from bench.workloads.quiet import quiet
from bench.workloads.single import single
from whenthen import pipeline, resources, syntax, workspace
from whenthen.runtime.apply import apply
from whenthen.runtime.kernel import turn
from whenthen.source import Source
from whenthen.syntax import tables

_CLOSURE, _TURN, _APPLIED, _TYPED = (
    "the closure alone",
    "the turn",
    "the turn, and its decision applied",
    "an event, read",
)
_SET = Rule("set", (Condition("ticket.waiting", "is at least", 0),))


def nothing_fires(context: Context) -> list[Table]:
    """JSON bytes in, decision out, among 1,000 rules of which none fires."""
    size = 100 if context.quick else 1_000
    workload = quiet(size)
    session = whenthen_engine.start(whenthen_engine.load(workload.rules))
    rounds = max(2, size // 100)
    for round in range(rounds):
        for event in workload.events(round, 100):
            assert not session.decide(event.json).fired
    runners = [
        Runner(DECIDE, session.decide, lambda event: event.json),
        Runner("WhenThen, the event read and not decided on", session.read, lambda event: event.json),
        Runner(DECODE, structs.decode, lambda event: event.json),
    ]
    found = interleaved(runners, lambda round: workload.events(round, 100), context.settings.rounds, rounds)
    _keep(context, "quiet", found)
    decode = found[DECODE].median
    rows = tuple((name, timing(one), f"{one.median / decode:.1f}") for name, one in found.items())
    about = (
        f"The {size:,} rules of (b), on events that name a team of theirs and on which none fires. "
        f"Microseconds for one event: median of {context.settings.rounds} rounds, and the least."
    )
    return [Table("An event on which nothing happens", about, ("", "µs", "times decoding"), rows)]


def overhead(context: Context) -> list[Table]:
    """What a turn costs around a rule that sets one field, and where it goes."""
    workload = single()
    loaded = whenthen.load_text(
        whenthen_engine.SCHEMA + whenthen_engine.text([_SET], "set ticket.seen to ticket.waiting")
    )
    program = loaded.program
    # Each row goes on with a state of its own.
    read, turned, applied_to, decided, profiled = (whenthen_engine.start(loaded) for _ in range(5))
    for session in (read, turned, applied_to, decided, profiled):
        for event in workload.events(0, 100):
            assert len(session.decide(event.json).fired) == 1
    closure, fresh = whenthen_engine.alone(loaded, workload.events(1, TICKETS), run=True)

    def applied(event: Any) -> None:
        apply(applied_to.state, turn(program, applied_to.state, event))

    runners = [
        Runner(_TYPED, read.read, lambda event: event.json),
        Runner(_TURN, lambda event: turn(program, turned.state, event), lambda event: read.read(event.json)),
        Runner(_APPLIED, applied, lambda event: read.read(event.json)),
        Runner(DECIDE, decided.decide, lambda event: event.json),
    ]
    rounds = 5 if context.quick else 25
    found = interleaved(runners, lambda round: workload.events(round, 100), rounds, 1)
    found |= interleaved([Runner(_CLOSURE, closure, spread=True)], lambda round: fresh(), rounds)
    _keep(context, "overhead", found)
    alone = found[_CLOSURE].median
    order = (_CLOSURE, _TURN, _APPLIED, _TYPED, DECIDE)
    rows = tuple((name, timing(found[name]), f"{found[name].median / alone:.0f}") for name in order)
    about = (
        "`WHEN ticket is updated IF ticket.waiting is at least 0 THEN set ticket.seen to ticket.waiting`, which "
        "fires for each event. “The turn” begins with an event that was read. "
        f"Microseconds: median of {rounds} rounds, and the least."
    )
    events = [event.json for round in range(1, 11) for event in workload.events(round, 100)]
    return [
        Table("What a turn costs around one `set`", about, ("", "µs", "times the closure"), rows),
        _profile(lambda: [profiled.decide(event) for event in events], len(events)),
    ]


def _profile(work: Callable[[], object], number: int, lines: int = 22) -> Table:
    profile = cProfile.Profile()
    profile.runcall(work)
    stream = io.StringIO()
    stats = pstats.Stats(profile, stream=stream)
    total: float = stats.total_tt  # type: ignore[attr-defined]
    entries = sorted(stats.stats.items(), key=lambda entry: -entry[1][2])  # type: ignore[attr-defined]
    rows = []
    for (file, line, function), (_, calls, own, whole, _) in entries[:lines]:
        name = f"`{_place(file)}{function}`" if line else f"`{function.strip('<>')}`"
        rows.append((name, f"{calls / number:.1f}", f"{own / total:.0%}", f"{whole / total:.0%}"))
    about = (
        "`JSON in, decision out` of the table above, under `cProfile`, which makes calls look dearer than they are; "
        f"{number:,} events."
    )
    return Table("Where the turn goes", about, ("", "calls an event", "itself", "with what it calls"), tuple(rows))


def _place(file: str) -> str:
    """The module, without where it lies on this machine."""
    found = re.search(r"whenthen[/\\](.+)\.py$", file)
    return "" if found is None else found[1].replace("\\", "/") + ": "


def stages(context: Context) -> list[Table]:
    """Parsing, checking and compiling, against Lark's parse alone."""
    size, runs = (100, 2) if context.quick else (1_000, 3)
    text = whenthen_engine.SCHEMA + whenthen_engine.text(mixed(size).rules)
    lark, bare = tables.load(resources.grammar()), tables.load(resources.grammar())
    callbacks = bare.parser.parser.parser.callbacks
    for rule in callbacks:
        callbacks[rule] = _nothing
    source = Source("rules.when", text)
    event = mixed(size).events(0, 1)[0].json
    syntax.parse(Source("first.when", whenthen_engine.SCHEMA))  # the grammar is loaded once

    works: dict[str, Callable[[], object]] = {
        "Lark's parse alone, without a tree": lambda: bare.parse(text, start="file"),
        "Lark's parse, with its tree": lambda: lark.parse(text, start="file"),
        "parse": lambda: syntax.parse(source),
        "parse, names, types (`whenthen.check`)": lambda: pipeline.check(workspace.read_texts({"rules.when": text})),
        "parse, names, types, and the linter (`whenthen check`)": lambda: _linted(text),
        "all of it, compiled (`whenthen.load_text`)": lambda: whenthen.load_text(text),
        "… and a first event": lambda: whenthen_engine.start(whenthen.load_text(text)).decide(event),
    }
    found = alternating(works, runs)
    bare_parse = found["Lark's parse alone, without a tree"].median
    context.figures["stages: lark"] = bare_parse
    context.figures["stages: lark with tree"] = found["Lark's parse, with its tree"].median
    context.figures["stages: check"] = found["parse, names, types (`whenthen.check`)"].median
    rows = tuple(
        (name, f"{one.median:,.0f} ({one.least:,.0f})", f"{one.median / bare_parse:.1f}") for name, one in found.items()
    )
    about = (
        f"The {size:,} rules of (b) as one text of {len(text) // 1000:,} KB, in one process and without a cache. Lark "
        "has the grammar of the language, and its callbacks do nothing where it builds no tree. Of the other rows each "
        f"does the work of the one above it too, but that loading asks nothing of the linter. Milliseconds: median of "
        f"{runs}, and the least."
    )
    return [Table("Parse, check, compile", about, ("", "ms", "times Lark alone"), rows)]


def _linted(text: str) -> object:
    project = workspace.read_texts({"rules.when": text})
    return pipeline.lint(project, *pipeline.check(project))


def _nothing(children: object) -> None:
    return None


def start_up(context: Context) -> list[Table]:
    """Processes from nothing to their end."""
    runs = 3 if context.quick else 11
    found = processes.start_up(runs)
    for name, one in found.items():
        context.figures[f"start: {name}"] = one.median
    size, checks = (100, 2) if context.quick else (1_000, 3)
    checked = processes.checks(size, checks)
    for name, one in checked.items():
        context.figures[f"check: {name}"] = one.median
    rows = [
        (f"`{name}`" if name != "import whenthen" else '`python -c "import whenthen"`', _ms(one))
        for name, one in found.items()
    ]
    rows += [(f"`whenthen check` of {size:,} rules, {name}", _ms(one)) for name, one in checked.items()]
    about = f"Whole processes, in milliseconds: median of {runs} ({checks} for `check`), and the least."
    return [Table("Start-up", about, ("", "ms"), tuple(rows))]


def _ms(one: Timing) -> str:
    return f"{one.median:,.0f} ({one.least:,.0f})"


def memory(context: Context) -> list[Table]:
    """Peak memory of many rules."""
    sizes = (100, 1_000) if context.quick else (1_000, 10_000)
    rows = []
    for size in sizes:
        peaks = processes.peak_memory(size)
        context.figures[f"memory: {size}"] = peaks["loaded"]
        rows.append((f"{size:,} rules", *(f"{value:,.0f}" for value in peaks.values())))
    head = ("", "MB before", "seconds to load", "MB loaded", "MB after 200 events")
    about = "The highest that the memory of a process of its own ever was, which loads the rules of (b) from one text."
    return [Table("Memory", about, head, tuple(rows))]


def _keep(context: Context, part: str, found: dict[str, Timing]) -> None:
    for name, one in found.items():
        context.figures[f"{part}: {name}"] = one.median
