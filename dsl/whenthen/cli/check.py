"""`whenthen check`: every problem of every file at once, what the linter finds, and what can be mended."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import click

from whenthen.cli import _terminal
from whenthen.diagnostics.formats import ABOUT, FORMATS

if TYPE_CHECKING:
    from whenthen.cache.store import Store
    from whenthen.cli._checking import Checked, Wanted


def _date(_: click.Context, __: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("write a date like 2026-12-01") from None


def _processes(_: click.Context, __: click.Parameter, value: str) -> int | None:
    if value == "auto":
        return None
    if not re.fullmatch("[1-9][0-9]{0,2}", value):
        raise click.BadParameter("give a number from 1 to 999, or auto")
    return int(value)


@attrs.frozen
class _Given:
    """The options that say what is done with what was found."""

    format: str
    verbose: bool
    statistics: bool
    fix: bool
    unsafe: bool
    diff: bool
    baseline: str | None
    write_baseline: str | None
    colour: str


@click.command(short_help="Report every problem of rule files, and what is better mended.")
@click.argument("paths", nargs=-1)
@click.option("--select", multiple=True, metavar="CODES", help="What is reported, such as L,M102; instead of settings.")
@click.option(
    "--ignore", multiple=True, metavar="CODES", help="What is not reported, such as D,N304; errors always are."
)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely: the rules do the same as before.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="Mend also what may change what the rules do.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--baseline", metavar="FILE", help="Report what is new since this file was written.")
@click.option("--write-baseline", metavar="FILE", help="Write what is found now, so that --baseline keeps it back.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    help="; ".join(f"{name} {about}" for name, about in ABOUT.items()) + ".",
)
@click.option("--statistics", is_flag=True, help="Count the problems by their codes instead of showing them.")
@click.option("--today", metavar="DATE", callback=_date, help="The date that findings hang on; by default today's.")
@click.option(
    "--jobs",
    metavar="N",
    default="auto",
    callback=_processes,
    help="How many processes check new files, with the same results; auto: as many as there are cores and work for.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("-v", "--verbose", is_flag=True, help="Also tell which rules are looked at for every event of theirs.")
@_terminal.colour_option
def command(
    paths: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    fix: bool,
    unsafe: bool,
    diff: bool,
    baseline: str | None,
    write_baseline: str | None,
    format_: str,
    statistics: bool,
    today: dt.date | None,
    jobs: int | None,
    watch: bool,
    verbose: bool,
    colour: str,
) -> None:
    """Check rule files: their form, names, types and missing values, and what the linter knows to be a mistake.

    PATHS are files and folders, by default the folder that the command runs in. A folder is one project with all the
    .when files in it and below, but for folders with settings of their own, which are projects of their own; files
    given by name that stand in one folder are one project too. The settings are those of the nearest whenthen.toml, or
    pyproject.toml with a table [tool.whenthen], in the folder or above it.

    Errors keep rules from running; warnings do not. Which warnings are reported is chosen by codes (L101) and families
    (L): by --select and --ignore, by the settings, by comments in the rules, and by a baseline.

    --fix applies fixes until none is left, and leaves out those that would bring an error. --unsafe-fixes applies all;
    with --diff it shows all. A fix is for what is reported, in the files of the project and in no library.

    Exit code 0: nothing is reported. 1: problems are; with --fix, problems are left. 2: it could not run, such as for a
    path that cannot be read or a code that does not exist. 130: it was interrupted. 141: what it prints was not read to
    the end.

    --verbose also tells how much comments keep back, and names the rules that have to be looked at for every event of
    theirs, because their conditions say nothing by which they could be found. A few are no harm; hundreds make each
    event slower. It is told below the problems, where there are no errors (docs/performance.md has more).

    \b
    Examples:
      whenthen check
      whenthen check rules/ --format concise
      whenthen check rules/vip.when rules/routing.when
      whenthen check rules/ --select all --ignore D,W101
      whenthen check rules/ --diff
      whenthen check rules/ --fix
      whenthen check rules/ --write-baseline known.json
      whenthen check rules/ --baseline known.json --format sarif > problems.sarif
    """  # noqa: D301
    given = _Given(format_, verbose, statistics, fix or unsafe, unsafe, diff, baseline, write_baseline, colour)
    _refuse_mixed(given, watch)

    from whenthen.cache.store import open_store
    from whenthen.cli._checking import Wanted, asked_for, naming_from, open_baseline, presence_from

    store = open_store()
    asked, catalogue = asked_for(select, ignore, store)

    def wanted() -> Wanted:
        # Only here a clock is read, and only because nobody says what day it is.
        day = today or dt.date.today()
        found = Wanted(tuple(paths) or (".",), asked, catalogue, day, verbose=verbose, jobs=jobs)
        if baseline is None:
            return found
        known, is_there = open_baseline(baseline), presence_from(baseline)
        return attrs.evolve(found, baseline=known, naming=naming_from(baseline), is_there=is_there)

    if watch:
        from whenthen.cli._watching import watch_files

        watch_files(tuple(paths) or (".",), lambda: _check(wanted(), given, store)[1], [baseline] if baseline else ())
    code, _ = _check(wanted(), given, store)
    click.get_current_context().exit(code)


def _refuse_mixed(given: _Given, watch: bool) -> None:
    if given.baseline is not None and given.write_baseline is not None:
        raise click.UsageError("give either --baseline or --write-baseline")
    if given.diff and given.write_baseline is not None:
        raise click.UsageError("--diff writes nothing, and --write-baseline does")
    if given.diff and (given.format != "full" or given.statistics):
        raise click.UsageError("--diff shows a difference, and neither a --format nor --statistics")
    if given.statistics and given.format not in ("full", "concise", "json"):
        raise click.UsageError(f"--statistics has no form for --format {given.format}: take full, concise or json")
    if given.write_baseline is not None and given.write_baseline.lower().endswith((".when", ".csv", ".toml")):
        # Whoever leaves the name out would lose the first of the paths.
        from whenthen.diagnostics.escape import quote

        shown = quote(given.write_baseline)
        raise click.UsageError(f"--write-baseline needs a file for the baseline, such as known.json, and not {shown}")
    if watch and (given.fix or given.diff or given.write_baseline is not None):
        raise click.UsageError("--watch reports, and does not write")


def _check(wanted: Wanted, given: _Given, store: Store | None) -> tuple[int, Checked]:
    """Check once, say what there is to say, and give the exit code."""
    from whenthen.cli._checking import run_check
    from whenthen.cli._telling_check import closing_lines, print_report

    checked = run_check(wanted, store)
    if given.diff:
        _show_difference(checked, wanted, given, store)
        return _code(checked), checked
    mended = None
    if given.fix:
        checked, mended = _mend(checked, wanted, given, store)
    written = None
    if given.write_baseline is not None:
        checked, written = _write_baseline(given.write_baseline, checked)
    print_report(checked, given.format, given.statistics, given.colour)
    if mended is None and given.format == "full":
        mended = closing_lines(checked, given.verbose, given.baseline)
    for line in (mended, written):
        if line:
            _terminal.say(line)
    return _code(checked), checked


def _code(checked: Checked) -> int:
    if checked.could_not_run:
        return _terminal.COULD_NOT_RUN
    return _terminal.PROBLEMS if checked.diagnostics else _terminal.CLEAN


def _show_difference(checked: Checked, wanted: Wanted, given: _Given, store: Store | None) -> None:
    from whenthen.cli import _closing
    from whenthen.cli._diff import unified
    from whenthen.cli._mending import mend_projects

    fixed = mend_projects(checked, wanted, store, given.unsafe)
    look = _terminal.look(given.colour)
    for change in fixed.changes:
        before, after = (content.decode("utf-8-sig") for content in (change.before, change.after))
        _terminal.out(unified(change.shown, before, after, look))
    left = fixed.after.diagnostics
    _terminal.say(_closing.mended(fixed.count, len(fixed.changes), left, given.unsafe, written=False))


def _mend(checked: Checked, wanted: Wanted, given: _Given, store: Store | None) -> tuple[Checked, str | None]:
    """What is left when the fixes are written, and how to say so; None where there was nothing to mend."""
    from whenthen.cli import _closing
    from whenthen.cli._mending import mend_projects
    from whenthen.cli._rewrite import rewrite

    fixed = mend_projects(checked, wanted, store, given.unsafe)
    if not fixed.changes:
        return checked, None
    rewrite(fixed.changes)
    left = fixed.after.diagnostics
    return fixed.after, _closing.mended(fixed.count, len(fixed.changes), left, given.unsafe, written=True)


def _write_baseline(path: str, checked: Checked) -> tuple[Checked, str]:
    """What is left when all warnings are in the baseline, and how to say so; all is left where none is written."""
    from whenthen.cli._checking import save_baseline
    from whenthen.cli._closing import HELD_UP, counted
    from whenthen.diagnostics.escape import quote

    if checked.could_not_run:  # what cannot be read has findings too, which would be lost
        return checked, f"The baseline {quote(path)} was not written: not everything could be read"
    count, kept = save_baseline(path, checked)
    errors = tuple(d for d in checked.diagnostics if d.severity == "error")
    left = attrs.evolve(checked, reported=attrs.evolve(checked.reported, diagnostics=errors))
    wrote = f"Wrote {counted(count, 'warning')} to the baseline {quote(path)}"
    if kept:
        wrote += f", and kept {kept:,} of what was not looked at"
    return left, f"{wrote}\n{HELD_UP}: then write the baseline anew" if checked.held_up else wrote
