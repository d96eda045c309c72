"""The decisions of a run: a log and the time between its events, decided on, told, counted and written."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn

import attrs
import click

from whenthen.api import RuleSet
from whenthen.cli import _terminal
from whenthen.cli._frames import Beyond, Decided, Rang, Refused, moment
from whenthen.cli._log import Log
from whenthen.cli._moments import show_moment
from whenthen.cli._narrate import Narrator
from whenthen.cli._outputs import Output
from whenthen.cli._printer import Printer
from whenthen.cli._progress import Progress
from whenthen.cli._summary import Later, summary
from whenthen.cli._telling import Telling, Told
from whenthen.ingest.entries import Entry
from whenthen.ingest.rejects import Reject
from whenthen.runtime.data import alarm_data, to_json
from whenthen.runtime.deploy import Deployment
from whenthen.runtime.model import Decision, Event, EventRejected
from whenthen.session import Session

if TYPE_CHECKING:
    from whenthen.cli._crew import Crew

_FIRST_REASONS = 10
_STEPS = 64  # between two looks at the progress


@attrs.frozen
class Wanted:
    """What the options ask for. `until` is when the run ends, None for the last event of the log."""

    every: bool
    quiet: bool
    fire_overdue: bool
    until: dt.datetime | None


class Replay:
    """One run of a session. `outputs` has the files by the names of their options."""

    def __init__(
        self, rules: RuleSet, session: Session, wanted: Wanted, printer: Printer, outputs: Mapping[str, Output]
    ) -> None:
        self._rules = rules
        self._session = session
        self._wanted = wanted
        self._printer = printer
        self._outputs = outputs
        self._narrator = Narrator(rules.program, printer.look)
        self._telling = Telling(rules.schema, self._narrator, outputs.keys(), wanted.every, wanted.quiet)
        self.tally = self._telling.tally
        shows_progress = _terminal.is_terminal(sys.stderr) and (wanted.quiet or not _terminal.is_terminal(sys.stdout))
        self._progress = Progress(sys.stderr if shows_progress else None)
        self._log: Log | None = None
        self._deployment: Deployment | None = None
        self._steps = 0

    def run(self, log: Log | None, crew: Crew | None = None) -> None:
        """Decide over a log, if there is one, and then on what is due until the end of the run. A `crew` decides on its
        log in several processes.
        """
        now, until = self._session.clock, self._wanted.until
        if until is not None and now is not None and until < now:
            raise click.ClickException(
                f"--until {self._moment(until)} has passed: the state is of {self._moment(now)}; time does not go back"
            )
        if now is not None:
            self._begin(now)
        if log is not None and crew is not None:
            self._gather(log, crew)
        elif log is not None:
            self._read(log)
        end = self._session.clock if until is None else until
        if end is not None and crew is None:
            if self._deployment is None:
                self._begin(end)
            for decision in self._session.passing(end):
                self._decided(decision)
        self._progress.clear()
        if self.tally.rejected > _FIRST_REASONS:
            more = "" if "rejects" in self._outputs else "; --rejects FILE keeps them"
            self._printer.complain(f"rejected: {self.tally.rejected - _FIRST_REASONS:,} more{more}")
        self._write_rest()

    def summary(self) -> str:
        """What the run came to."""
        return summary(self.tally, self._rules.rules, self._printer.look, self._narrator, self._later())

    # Time ---------------------------------------------------------------------------------------------------------

    def _begin(self, at: dt.datetime) -> None:
        """Let the rules come to the records, and tell what they find."""
        self._deployment = self._session.begin(at, fire_overdue=self._wanted.fire_overdue)
        self.tally.begin(self._deployment)
        if not self._wanted.quiet:
            self._printer.tell(self._narrator.deployment(self._deployment))

    def _later(self) -> Later | None:
        """What lies ahead; None where no rule has to do with time."""
        memory, tables = self._session.state.memory, self._rules.program.tables
        rests = any(branch.rests for rule in self._rules.program.rules for branch in rule.branches)
        if self._deployment is None or self._session.clock is None or not (tables.timed or tables.clock or rests):
            return None
        now = self._moment(self._session.clock)
        return Later(self._deployment, now, self._session.waiting(), memory)

    def _moment(self, moment: dt.datetime) -> str:
        return show_moment(moment, self._rules.program.zone)

    # The log ------------------------------------------------------------------------------------------------------

    def _read(self, log: Log) -> None:
        self._log = log
        for entry in log.entries:
            self.tally.read += 1
            problem = entry.problem
            if entry.event is not None:
                try:
                    self._event(log, entry, entry.event)
                except EventRejected as rejected:
                    problem = str(rejected)
                    log.refuse_last()
            if problem is not None:
                self._reject(Reject(log.name, entry.line, problem, entry.raw))
            self._step()
        self._log = None

    def _gather(self, log: Log, crew: Crew) -> None:
        """Take what a crew decides, until the end of the run, and what it knows then."""
        self._log = log
        if self._deployment is None:
            self._begin(crew.clock)
        for frame in crew.decide():
            match frame:
                case Decided() | Rang() as told:
                    self._write(told)
                case Refused(line, reason, raw):
                    self._reject(Reject(log.name, line, reason, raw))
                case Beyond(line, time):
                    self._refuse_beyond(log, line, moment(time))
            if not isinstance(frame, Rang):
                self.tally.read += 1
            self._step()
        self._log = None
        for rang in crew.finish(crew.clock if self._wanted.until is None else self._wanted.until):
            self._write(rang)
            self._step()
        counted, states = crew.result()
        self.tally.join(counted)
        self._session.join(states, crew.clock)

    def _refuse_beyond(self, log: Log, line: int, time: dt.datetime) -> NoReturn:
        assert self._wanted.until is not None
        raise click.ClickException(
            f"{log.name}:{line}: this event of {self._moment(time)} comes after --until "
            f"{self._moment(self._wanted.until)}; a run leaves no event out, and goes on until then behind the last one"
        )

    def _event(self, log: Log, entry: Entry, event: Event) -> None:
        """Decide on what is due until an event, and on the event; raises EventRejected before anything is decided."""
        session, until = self._session, self._wanted.until
        if until is not None and until < event.time:
            session.check(event)
            self._refuse_beyond(log, entry.line, event.time)
        if self._deployment is None:
            session.check(event)
            self._begin(event.time)
        for decision in session.processing(event):
            self._decided(decision, event)

    def _reject(self, reject: Reject) -> None:
        self.tally.rejected += 1
        if "rejects" in self._outputs:
            self._outputs["rejects"].write(reject.to_json() + b"\n")
        if self.tally.rejected <= _FIRST_REASONS:
            self._progress.clear()
            self._printer.complain(f"rejected: {reject}")

    # Decisions ----------------------------------------------------------------------------------------------------

    def _decided(self, decision: Decision, event: Event | None = None) -> None:
        self._write(self._telling.tell(decision, event))
        if decision.alarm is not None:
            self._step(decision.time)

    def _write(self, told: Told | Decided | Rang) -> None:
        if told.decisions:
            self._outputs["decisions"].write(told.decisions)
        if told.effects:
            self._outputs["effects"].write(told.effects)
        if told.text:
            self._printer.tell(told.text)

    def _step(self, now: dt.datetime | None = None) -> None:
        """Show how far the run is. `now` is the moment in a time without events."""
        self._steps += 1
        if self._steps % _STEPS:
            return
        date = "" if now is None else f"{self._moment(now)[:10]} "
        if self._log is None:
            self._progress.at(self.tally.clock, None, f"moments, {date}")
        else:
            done, total, what = self._log.done()
            self._progress.at(done, total, date + what)

    def _write_rest(self) -> None:
        """What is known at the end only."""
        if "waiting" in self._outputs:
            titles = {rule.id: rule.title for rule in self._rules.rules}
            for alarm in self._session.waiting():
                data = {"title": titles[alarm.rule], **alarm_data(alarm)}
                self._outputs["waiting"].write(to_json(data) + b"\n")
        if "state-out" in self._outputs:
            self._outputs["state-out"].write(self._session.to_json() + b"\n")
