"""`whenthen check`: every problem of every file at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from whenthen.cli import _terminal


@click.command(short_help="Report every problem of rule files.")
@click.argument("paths", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="full shows the lines, concise is one line a problem, json is one document for programs.",
)
@click.option("-v", "--verbose", is_flag=True, help="Also tell which rules are looked at for every event of theirs.")
@_terminal.colour_option
def command(paths: Sequence[str], format_: str, verbose: bool, colour: str) -> None:
    """Check rule files: parse them, check names, types and missing values, and report every problem.

    PATHS are files and folders, by default the folder that the command runs in. A folder is one project with all the
    .when files in it and below, but for folders with a whenthen.toml, which are projects of their own; files given by
    name that stand in one folder are one project too. The settings are those of the nearest whenthen.toml, in the
    folder or above it.

    Exit code 0: clean. 1: problems. 2: a path does not exist or cannot be read. 130: it was interrupted. 141: what it
    prints was not read to the end.

    --verbose also names the rules that have to be looked at for every event of theirs, because their conditions say
    nothing by which they could be found. A few are no harm; hundreds make each event slower. It is told below the
    problems, where there are no errors (docs/performance.md has more).

    \b
    Examples:
      whenthen check
      whenthen check rules/ --format concise
      whenthen check rules/vip.when rules/routing.when
      whenthen check rules/ --format json > problems.json
    """  # noqa: D301
    from whenthen.cache.reports import Place, check_projects
    from whenthen.cache.store import open_store
    from whenthen.diagnostics.model import Diagnostic, in_order
    from whenthen.diagnostics.render import render

    found: list[Diagnostic] = []
    always: list[Place] | None = []
    rules = files = 0
    could_not_run = False
    for report in check_projects(paths or ["."], open_store(), verbose):
        always = None if always is None or report.always is None else [*always, *report.always]
        found += report.diagnostics
        rules += report.rules
        files += report.files
        could_not_run = could_not_run or report.could_not_run
    found = list(in_order(found))
    _terminal.out(render(found, format_, _terminal.look(colour)))
    if format_ == "full":
        _terminal.say(summary(rules, files, Counter(d.severity for d in found)))
        if verbose and always is not None:
            _terminal.say(looked_at(always, rules))
    code = _terminal.COULD_NOT_RUN if could_not_run else _terminal.PROBLEMS if found else _terminal.CLEAN
    click.get_current_context().exit(code)


def counted(number: int, noun: str) -> str:
    """A number of things: "1 rule", "1,200 rules"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(rules: int, files: int, severities: Counter[str]) -> str:
    """The closing line, such as "Checked 12 rules in 3 files: 2 errors"."""
    parts = [counted(severities[severity], severity) for severity in ("error", "warning") if severities[severity]]
    return f"Checked {counted(rules, 'rule')} in {counted(files, 'file')}: {', '.join(parts) or 'no problems'}"


def looked_at(always: Sequence[tuple[str, str, int]], rules: int) -> str:
    """Which rules the index cannot rule out (title, file, line), of how many."""
    from whenthen.diagnostics.escape import escape

    if not always:
        return "Index: every rule is found by what its condition needs"
    one = len(always) == 1
    lines = [
        f"Index: {len(always):,} of {counted(rules, 'rule')} {'offers' if one else 'offer'} nothing to go by and "
        f"{'is' if one else 'are'} looked at for every event of {'its' if one else 'their'} triggers:"
    ]
    return "\n".join([*lines, *(f"  {escape(file)}:{line}: {escape(title)}" for title, file, line in always)])
