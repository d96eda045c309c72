"""What whole processes take: start-up, `whenthen check` with and without its cache, memory of many rules."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.engines import whenthen_engine
from bench.measure import Timing, alternating
from bench.workloads.mixed import mixed

ROOT = Path(__file__).resolve().parents[1]
#: The variable that names the folder of the cache of the command line.
CACHE = "WHENTHEN_CACHE"


def run(arguments: Sequence[str], cache: str) -> str:
    """Run Python with arguments; standard output. Raises CalledProcessError where it fails."""
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT))))
    environment = {**os.environ, "PYTHONPATH": path, CACHE: cache}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT)
    return done.stdout


def start_up(runs: int) -> dict[str, Timing]:
    """Milliseconds from nothing to the end of the process."""
    with tempfile.TemporaryDirectory() as cache:
        works = {
            "python -c pass": lambda: run(["-c", "pass"], cache),
            'python -c "import click"': lambda: run(["-c", "import click"], cache),
            "whenthen --version": lambda: run(["-m", "whenthen", "--version"], cache),
            'python -c "import whenthen"': lambda: run(["-c", "import whenthen"], cache),
        }
        for work in works.values():
            work()
        return alternating(works, runs)


def checks(size: int, runs: int) -> dict[str, Timing]:
    """Milliseconds of `whenthen check` of that many rules in ten files: cold, with an empty cache, and after that."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder, "rules")
        rules.mkdir()
        write_project(rules, size)
        caches = iter([os.path.join(folder, f"cache-{number}") for number in range(runs)])
        warm = os.path.join(folder, "warm")
        check = ["-m", "whenthen", "check", str(rules)]
        run(check, warm)
        return alternating({"cold": lambda: run(check, next(caches)), "unchanged": lambda: run(check, warm)}, runs)


def write_project(folder: Path, size: int) -> None:
    """The rules of workload (b) as ten files and one of the schema."""
    rules = mixed(size).rules
    (folder / "schema.when").write_text(whenthen_engine.SCHEMA, encoding="utf-8")
    for number in range(10):
        text = 'USE "schema.when"\n\n' + whenthen_engine.text(rules[number::10])
        (folder / f"rules-{number}.when").write_text(text, encoding="utf-8")


def peak_memory(size: int) -> dict[str, float]:
    """Peak memory in MB of a process that loads that many rules, and of one after it has decided on events too."""
    with tempfile.TemporaryDirectory() as cache:
        lines = run(["-m", "bench.processes", str(size)], cache).splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def _load_and_say(size: int) -> None:
    """In the process of its own."""
    print("before loading", _peak())
    workload = mixed(size)
    text = whenthen_engine.SCHEMA + whenthen_engine.text(workload.rules)
    events = [event.json for event in workload.events(0, 200)]
    del workload
    import whenthen

    begin = time.perf_counter()
    rules = whenthen.load_text(text)
    print("seconds to load", time.perf_counter() - begin)
    print("loaded", _peak())
    session = whenthen_engine.start(rules)
    for event in events:
        session.decide(event)
    print("after 200 events", _peak())


def _peak() -> float:
    """MB. On Linux `getrusage` begins with the peak of whoever started this process; the kernel has a better figure."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    _load_and_say(int(sys.argv[1]))
