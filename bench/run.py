"""The benchmark: all parts, or some of them.

    python -m bench.run                    all parts; writes bench/RESULTS.md and bench/cost.svg
    python -m bench.run --only b,e         these parts; prints, and writes nothing
    python -m bench.run --only b --quick   few rounds and small sizes, to see whether it works

Parts: a, b, c, d, e, f (the workloads), quiet, overhead, stages, start, memory.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from bench import engines, parts_costs, parts_workloads
from bench.bars import bars
from bench.chart import chart
from bench.compare import DECIDE, DECODE, MATCH, QUICK, Settings
from bench.context import Context
from bench.processes import CACHE
from bench.results import Table
from bench.results import bars as bars_text
from bench.results import table as table_text

RESULTS, CHART = Path(__file__).with_name("RESULTS.md"), Path(__file__).with_name("cost.svg")

PARTS: dict[str, Callable[[Context], list[Table]]] = {
    "a": parts_workloads.one_rule,
    "b": parts_workloads.rules_grow,
    "c": parts_workloads.no_index,
    "d": parts_workloads.real_log,
    "e": parts_workloads.many_texts,
    "f": parts_workloads.five_steps,
    "quiet": parts_costs.nothing_fires,
    "overhead": parts_costs.overhead,
    "stages": parts_costs.stages,
    "start": parts_costs.start_up,
    "memory": parts_costs.memory,
}
#: (b) comes last: it leaves the most behind in this process.
_ORDER = ("a", "c", "e", "f", "quiet", "overhead", "stages", "d", "start", "memory", "b")
_TITLE = "Time for an event, by the number of rules"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure WhenThen and other engines.")
    parser.add_argument("--only", metavar="PARTS", help=f"some of {', '.join(PARTS)}, separated by commas")
    parser.add_argument("--quick", action="store_true", help="few rounds and small sizes")
    given = parser.parse_args(arguments)
    wanted = list(PARTS) if given.only is None else given.only.split(",")
    for name in wanted:
        if name not in PARTS:
            parser.error(f"there is no part `{name}`; the parts are {', '.join(PARTS)}")
    os.environ[CACHE] = "off"  # in this process; processes of their own are told theirs
    found, missing = engines.available()
    context = Context(found, QUICK if given.quick else Settings(), given.quick)
    tables: dict[str, list[Table]] = {}
    for name in sorted(wanted, key=_ORDER.index):
        begin = time.perf_counter()
        tables[name] = PARTS[name](context)
        print(f"part {name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    text = report(context, [one for name in wanted for one in tables[name]], missing)
    print(text)
    if given.only is None and not given.quick:
        RESULTS.write_text(text, encoding="utf-8")
        CHART.write_text(drawn(context), encoding="utf-8")


def drawn(context: Context) -> str:
    """The chart of the lines of part (b)."""
    references = [name for name in (DECODE, MATCH) if name in context.lines]
    return chart(context.lines, _TITLE, DECIDE, references)


def report(context: Context, tables: Sequence[Table], missing: dict[str, str]) -> str:
    """The results as Markdown."""
    parts = [
        "# What was measured",
        "This file is written by `make bench` (`.venv/bin/python -m bench.run`); [README.md](README.md) tells what is "
        "measured and how.",
        machine(context, missing),
        *(["A quick run: fewer rounds, and fewer rules than the bars say."] if context.quick else []),
        bars_text(bars(context)),
    ]
    if context.lines:
        parts.append(f"![{_TITLE}]({CHART.name})")
    parts += [table_text(one) for one in tables]
    return "\n\n".join(parts) + "\n"


def machine(context: Context, missing: dict[str, str]) -> str:
    """What it ran on, and with which versions."""
    lines = [f"- {_processor()}, {os.cpu_count()} cores, {platform.system()}"]
    lines.append(f"- {platform.python_implementation()} {platform.python_version()}")
    packages = {"msgspec": "", "google-re2": "", "lark": ""}
    packages |= {engine.PACKAGE: "" for engine in context.engines.values() if engine.PACKAGE is not None}
    versions = [f"{name} {metadata.version(name)}" for name in ("whenthen", *sorted(packages))]
    lines.append(f"- {', '.join(versions)}")
    if missing:
        lines.append(f"- not installed: {', '.join(sorted(missing))}")
    return "\n".join(lines)


def _processor() -> str:
    """The model of the processor where the system tells it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.machine()


if __name__ == "__main__":
    main()
