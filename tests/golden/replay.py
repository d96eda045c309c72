"""Golden turns played: what each step comes to, written out.

A second session is saved and resumed after every step; it has to come to the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from tests.golden import turnfile
from tests.golden.rendering import render
from tests.golden.turnfile import Step, TurnFile
from whenthen.api import RuleErrors, RuleSet, load_text
from whenthen.library import Library
from whenthen.runtime.data import state_data, to_json
from whenthen.runtime.deploy import Deployment
from whenthen.runtime.kernel import turn
from whenthen.runtime.memory_data import remembered_data
from whenthen.runtime.model import EventRejected, State
from whenthen.runtime.program import Budget
from whenthen.session import Session
from whenthen.values.moments import show_instant

FOLDER = Path(__file__).parent / "turns"
TURNS = sorted(FOLDER.glob("*.turn"))
NOTHING = "nothing"

LIBRARY = Library()


@LIBRARY.function
def risk(text: str) -> Decimal:
    """The function that `desk.when` declares."""
    if not text.isdecimal():
        raise ValueError(f"{text} is no number")
    return Decimal(text)


@attrs.define
class Played:
    """Sessions that play a file: one goes on and on, the other one is resumed before each step."""

    name: str
    given: TurnFile
    rules: RuleSet = attrs.field(init=False)
    session: Session = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rules = self._load(self.given.rules)
        self.session = self.rules.session(self.given.records, dt.datetime.fromisoformat(self.given.at))

    def _load(self, text: str) -> RuleSet:
        rules = loaded(text, self.name, self.given.settings)
        if self.given.limits:
            rules._program = attrs.evolve(rules.program, budget=attrs.evolve(Budget(), **self.given.limits))
        return rules

    def steps(self) -> Iterator[str]:
        """What each step comes to."""
        for step in self.given.steps:
            if step.kind == "RULES ANEW":
                try:
                    self.rules = self._load(step.content)
                except RuleErrors as refused:
                    yield "\n".join(f"refused: {said.code} {said.message}" for said in refused.diagnostics)
                    continue
                self.session = self.rules.session(state=self.session.to_json())
                yield render(_report(self.session.begin()))
                continue
            saved = self.session.to_json()
            resumed = self.rules.session(state=saved)
            expected = self._step(resumed, step)
            found = self._step(self.session, step)
            assert found == expected, "a session that was saved goes on in another way"
            assert self.session.to_json() == resumed.to_json()
            if isinstance(found, str):
                yield found
                continue
            assert self.session.waiting() == resumed.waiting()
            yield "\n\n".join(map(render, found)) or NOTHING

    def _step(self, session: Session, step: Step) -> list[dict[str, Any]] | str:
        if step.kind == "BEGIN":
            return [_report(session.begin(fire_overdue=step.argument == "firing"))]
        if step.kind == "UNTIL":
            return [self.rules.to_dict(one) for one in session.advance(dt.datetime.fromisoformat(step.argument))]
        before = session.to_json()
        try:
            typed = session.read({"specversion": "1.0", "source": "desk", **step.event})
            session.check(typed)
        except EventRejected as rejected:
            assert session.to_json() == before
            return f"rejected: {rejected}"
        found = list(session.advance(typed.time))
        state = self._at_rest(session.state)
        foreseen = turn(self.rules.program, session.state, typed)
        assert self._at_rest(session.state) == state, "a turn changes no state"
        found.append(session.decide(typed))
        assert foreseen == found[-1]
        assert self.rules.to_json(foreseen) == self.rules.to_json(found[-1])
        return [self.rules.to_dict(one) for one in found]

    def _at_rest(self, state: State) -> bytes:
        return to_json(state_data(state, self.rules.schema))


def loaded(text: str, name: str, settings: str | None = None) -> RuleSet:
    """Rules that may use the files of the folder."""
    files: dict[str, str | bytes] = {
        file.name: file.read_bytes() for file in FOLDER.iterdir() if file.suffix in (".when", ".csv")
    }
    if settings is not None:
        files["whenthen.toml"] = settings
    libraries = [LIBRARY] if any(f'USE "{base}.when"' in text for base in ("desk", "time")) else []
    return load_text(text, name=name, files=files, libraries=libraries)


@cache
def played(path: Path) -> tuple[str, ...]:
    """What the steps of a file come to; worked out once."""
    return tuple(Played(path.name, turnfile.read(path)).steps())


def _report(deployment: Deployment) -> dict[str, Any]:
    def told(one: Any) -> dict[str, Any]:
        bindings = {name: ref.key for name, ref in one.bindings.items()}
        return {"rule": one.rule, "title": one.title, "bindings": bindings, "due": show_instant(one.due)}

    return {
        "at": show_instant(deployment.at),
        "fires": deployment.fires,
        "overdue": [told(one) for one in deployment.overdue],
        "dropped": [{**told(one), "reason": one.reason} for one in deployment.dropped],
        "failures": [str(failure) for failure in deployment.failures],
        "memory": [remembered_data(change) for change in deployment.memory],
    }
