"""What `whenthen check` does before anything is printed: the projects that are named are checked, from the cache where
they are known, and what is reported is chosen from what was found.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import click

from whenthen.cache.findings import Unasked, catalogue
from whenthen.cache.reports import Place, Report, check_found, known_report
from whenthen.cache.store import Store
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.lint.reporting.report import Naming, Reported, report, same_name
from whenthen.lint.reporting.selection import Asked, Catalogue, read_words
from whenthen.workspace.find import Found, find

if TYPE_CHECKING:
    from whenthen.lint.reporting.baseline import Baseline, Entry


#: Whether there is a file, by the name that a baseline has for it.
IsThere = Callable[[str], bool]


def _always(_: str) -> bool:
    return True


@attrs.frozen
class Wanted:
    """What a check is asked for. `today` is the date that findings may hang on; `naming` is how the baseline names
    files, and `is_there` tells of such a name whether there is a file.
    """

    paths: tuple[str, ...]
    asked: Asked
    catalogue: Catalogue
    today: dt.date
    baseline: Baseline | None = None
    naming: Naming = same_name
    is_there: IsThere = _always
    verbose: bool = False
    jobs: int | None = None

    @property
    def unasked(self) -> Unasked:
        """What need not be looked at."""
        return Unasked(self.asked, self.catalogue.opinions)

    def choose(self, reports: Iterable[Report]) -> Reported:
        """What is reported of what was found."""
        return report(
            (r.findings for r in reports), self.catalogue, self.asked, self.baseline, self.naming, self.is_there
        )


@attrs.frozen
class Checked:
    """The projects that were found, what each of them came to, and what is reported of all."""

    found: tuple[Found, ...]
    reports: tuple[Report, ...]
    reported: Reported

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return self.reported.diagnostics

    @property
    def rules(self) -> int:
        return sum(one.rules for one in self.reports)

    @property
    def files(self) -> list[str]:
        """The names of all files that were looked at, in order."""
        return sorted({name for one in self.reports for name in one.findings.files})

    @property
    def could_not_run(self) -> bool:
        return any(one.could_not_run for one in self.reports)

    @property
    def held_up(self) -> bool:
        """Whether errors in rules or settings keep warnings from being looked for. Codes in the settings that do not
        exist keep nothing from it.
        """
        return any(
            not one.findings.complete
            and any(d.severity == "error" and d.code != "P060" for d in one.findings.diagnostics)
            for one in self.reports
            if one.findings.files
        )

    @property
    def always(self) -> list[Place] | None:
        """The rules that no index can rule out; None where that is not known of a project."""
        found: list[Place] = []
        for one in self.reports:
            if one.always is None:
                return None
            found += one.always
        return found


def run_check(wanted: Wanted, store: Store | None) -> Checked:
    """Check all projects that are named."""
    found = find(wanted.paths)
    if wanted.jobs == 1:
        reports = [check_found(one, store, wanted.verbose, wanted.today, wanted.unasked) for one in found]
    else:
        reports = _check_together(found, wanted, store)
    return Checked(tuple(found), tuple(reports), wanted.choose(reports))


def _check_together(found: Sequence[Found], wanted: Wanted, store: Store | None) -> list[Report]:
    """What is known of projects, and what several processes say of the others, where that is worth their start."""
    known = [known_report(one, store, wanted.verbose, wanted.today, wanted.unasked) for one in found]
    new = [at for at, report in enumerate(known) if report is None and not found[at].refused]
    if new:
        from whenthen.cli import _spreading

        if len(new) == 1 and store is not None:
            pieces = _spreading.file_pieces(found[new[0]], store, wanted.jobs or os.cpu_count() or 1)
            count = _spreading.processes_for(pieces, wanted.jobs)
            if count > 1:
                _spreading.spread(pieces, count, store)
        elif len(new) > 1:
            pieces = [_spreading.project_piece(found[at], wanted.verbose, wanted.today) for at in new]
            count = _spreading.processes_for(pieces, wanted.jobs)
            if count > 1:
                for at, report in zip(new, _spreading.reports_of(pieces, count, store), strict=True):
                    known[at] = report
    return [
        check_found(one, store, wanted.verbose, wanted.today, wanted.unasked) if report is None else report
        for one, report in zip(found, known, strict=True)
    ]


def asked_for(select: Sequence[str], ignore: Sequence[str], store: Store | None) -> tuple[Asked, Catalogue]:
    """What --select and --ignore say; raises UsageError for codes that there are none of."""
    known = catalogue(store)
    lists = {"--select": read_words(select, known, False), "--ignore": read_words(ignore, known, True)}
    wrong = [f"{option}: {problem.message}; {problem.help}" for option, (_, all) in lists.items() for problem in all]
    if select and not any(lists["--select"]):
        # Such as a variable of a CI job that is not set: a check that reports nothing would pass for ever.
        wrong.append("--select names no code; leave it out, or write codes and families, such as --select L,M102")
    if wrong:
        raise click.UsageError("\n".join(wrong))
    words = {option: found for option, (found, _) in lists.items()}
    return Asked(words["--select"] if select else None, words["--ignore"]), known


def naming_from(path: str) -> Naming:
    """How a baseline names files: from its own folder on, so that it does not matter where the command runs."""
    folder = os.path.dirname(os.path.abspath(path))

    def name(shown: str) -> str:
        try:
            return os.path.relpath(shown, folder).replace(os.sep, "/")
        except ValueError:  # on another drive, or no path at all
            return shown

    return name


def presence_from(path: str) -> IsThere:
    """Whether there are the files that a baseline names."""
    folder = os.path.dirname(os.path.abspath(path))

    def is_there(name: str) -> bool:
        try:
            return os.path.lexists(os.path.join(folder, name))
        except ValueError:  # it cannot be the name of a file
            return False

    return is_there


def open_baseline(path: str) -> Baseline:
    """The baseline in a file; raises ClickException where there is none, Exit where it is broken."""
    from whenthen.cli._log import said
    from whenthen.cli._printer import Printer
    from whenthen.lint.reporting.baseline import read_baseline
    from whenthen.source import Source

    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise click.ClickException(f"there is no baseline {quote(path)}; --write-baseline makes one") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"the baseline {quote(path)} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot read the baseline {quote(path)}: {said(error)}") from None
    if len(text) > _LARGEST:
        raise click.ClickException(f"the baseline {quote(path)} has more than {_LARGEST:,} characters")
    baseline, problems = read_baseline(Source(path, text))
    if problems:
        Printer("auto", False).refuse(problems)
    return baseline


#: Of a baseline, in characters.
_LARGEST = 64 * 1024 * 1024


def save_baseline(path: str, checked: Checked) -> tuple[int, int]:
    """Write a baseline of the warnings that are reported. Says how many they are, and how many more it has kept of
    files that are there and that were not looked at, or not in every way. Raises ClickException.
    """
    from whenthen.cli._log import said
    from whenthen.cli._outputs import CannotWriteError, Outputs
    from whenthen.lint.reporting.baseline import baseline_counts, baseline_text

    warnings = [d for d in checked.diagnostics if d.severity == "warning"]
    naming, is_there = naming_from(path), presence_from(path)
    known = {naming(name) for one in checked.reports if one.findings.complete for name in one.findings.files}
    kept = {
        entry: count
        for entry, count in _counts_before(path).items()
        if entry.file not in known and is_there(entry.file)
    }
    text = baseline_text(warnings, naming, kept)
    try:
        with Outputs() as outputs:
            outputs.open(path, keep_mode=True).write(text.encode("utf-8", "backslashreplace"))
    except CannotWriteError as error:
        raise click.ClickException(f"cannot write {quote(path)}: {said(error.error)}") from None
    both = baseline_counts(warnings, naming)
    return len(warnings), sum(max(count - both[entry], 0) for entry, count in kept.items())


def _counts_before(path: str) -> Mapping[Entry, int]:
    """What stands in the baseline that is to be written anew; nothing where it cannot be read."""
    from whenthen.lint.reporting.baseline import read_baseline
    from whenthen.source import Source

    try:
        if not os.path.isfile(path):  # a device, or a pipe that somebody else reads from
            return {}
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read(_LARGEST + 1)
    except (OSError, ValueError):
        return {}
    return {} if len(text) > _LARGEST else read_baseline(Source(path, text))[0].counts
