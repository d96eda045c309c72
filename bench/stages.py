"""How long the stages take on generated rules: parse, check, compile, and a first event.

    python -m bench.stages [NUMBER OF RULES]

Prints the median of five runs of each stage in milliseconds. The rules have seven lines and are spread over files of a
hundred; texts, numbers and fields differ from rule to rule.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

import whenthen
from whenthen import pipeline, syntax, workspace
from whenthen.source import Source

RUNS = 5


def rule(number: int, random: random.Random) -> str:
    """One rule of seven lines."""
    words = random.sample(["refund", "invoice", "broken", "late", "password", "login", "delivery", "cancel"], 3)
    plan = random.choice(["gold", "platinum", "silver"])
    return f'''RULE "Rule {number}"
  WHEN ticket is created OR ticket.subject changes
  IF customer.plan is {plan} AND ticket.subject contains any of ["{words[0]} {number}", "{words[1]}"]
    AND ticket.priority is below urgent AND ticket.nudges < {random.randint(1, 9)}
  THEN
    set ticket.priority to {random.choice(["high", "urgent"])}
    add "{words[2]}-{number}" to ticket.tags

'''


def files(count: int) -> dict[str, str]:
    """The texts of that many rules, by file name."""
    source = random.Random(count)
    texts = [rule(number, source) for number in range(count)]
    return {f"rules-{i // 100:03}.when": "USE helpdesk\n\n" + "".join(texts[i : i + 100]) for i in range(0, count, 100)}


EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "bench",
    "type": "ticket.created",
    "time": "2026-11-02T09:00:00Z",
    "data": {
        "ticket": {
            "id": "T1",
            "subject": "invoice 17",
            "created_at": "2026-11-02T09:00:00Z",
            "requester": {"id": "c1", "name": "Ada", "plan": "gold"},
        }
    },
}


def median(work: Callable[[], object]) -> float:
    """Milliseconds, the median of RUNS runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    texts = files(count)
    sources = [Source(name, text) for name, text in texts.items()]
    syntax.parse(sources[0])  # the grammar is loaded once
    parsing = median(lambda: [syntax.parse(source) for source in sources])
    project = workspace.read_texts(dict(texts))
    checking = median(lambda: pipeline.check(project))
    whole = "USE helpdesk\n\n" + "".join(text.removeprefix("USE helpdesk\n\n") for text in texts.values())
    loading = median(lambda: whenthen.load_text(whole))

    def first_event() -> None:
        whenthen.load_text(whole).session().decide(EVENT)

    deciding = median(first_event)
    print(f"{count} rules of 7 lines, medians of {RUNS} runs")
    print(f"parse                    {parsing:8.0f} ms")
    print(f"check (names, types)     {checking:8.0f} ms")
    print(f"load (all stages)        {loading:8.0f} ms")
    print(f"load and first event     {deciding:8.0f} ms")


if __name__ == "__main__":
    main()
