"""Runs the rules of the linter over a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from whenthen.collecting import without_collecting
from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.lint.context import Context
from whenthen.lint.register import all_rules, catalogue
from whenthen.lint.reporting.comments import comments_to_linter, repeated
from whenthen.lint.reporting.report import Findings
from whenthen.lint.reporting.selection import problem_of
from whenthen.lint.reporting.settings import NO_SETTINGS, LintSettings
from whenthen.lint.reporting.suppressions import Suppression


def findings(context: Context) -> tuple[Diagnostic, ...]:
    """All that the rules find, in order, opinions included; what is reported of it is settled by `selection`."""
    with without_collecting():
        return in_order(_findings(context))


def _findings(context: Context) -> Iterator[Diagnostic]:
    files = [file for file in context.own_files if not file.incomplete]
    for rule in all_rules():
        if rule.in_file is not None:
            for file in files:
                yield from rule.in_file(file, context)
        if rule.in_program is not None and context.program is not None:
            yield from rule.in_program(context)


def look(context: Context, said: Iterable[Diagnostic] = (), settings: LintSettings = NO_SETTINGS) -> Findings:
    """All that is to be known of a project for `reporting.report`, as plain data.

    `said` is what checking it said. Where only some files of a project are looked at, rules elsewhere may be the reason
    of a finding: then nobody knows whether a comment is needed.
    """
    complete = not context.partial and context.program is not None and context.today is not None
    found = [*said, *_wrong_codes(settings), *findings(context)]
    return Findings(
        in_order(found),
        _suppressions(context, complete),
        attrs.evolve(settings, places=()),
        tuple(file.source.name for file in context.own_files),
        complete,
    )


def _suppressions(context: Context, complete: bool) -> tuple[Suppression, ...]:
    warnings = {word for code in catalogue().warnings for word in (code, code[0])}
    say = next(rule.unneeded for rule in all_rules() if rule.unneeded is not None)
    found: list[Suppression] = []
    for name, comments in context.get(comments_to_linter).items():
        again = {id(word) for _, word, _ in context.get(repeated)[name]}
        for written in comments.written:
            words = [word for word in written.words if word.text in warnings and id(word) not in again]
            if words:
                unneeded = tuple(say(written, word) for word in words) if complete else ()
                found.append(Suppression(name, tuple(word.text for word in words), written.line, unneeded))
    return tuple(found)


def _wrong_codes(settings: LintSettings) -> Iterator[Diagnostic]:
    """Codes in the settings that do not exist, or cannot be ignored."""
    for place in settings.places:
        if (wrong := problem_of(place.word, catalogue(), place.ignored)) is not None:
            yield Diagnostic("P060", wrong.message, place.span, help=wrong.help)
