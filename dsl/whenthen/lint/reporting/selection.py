"""Which of the findings are reported: those that somebody asked for.

A list holds codes (`L101`), families (`L`), `default` (all codes that are no opinions) and `all`. Of what is selected
and what is ignored the more specific wins: a code over a family, a family over `default` and `all`; at a tie it is
ignored. What the settings say of the paths that a file fits comes before what they say of all files. Errors are
reported whatever was asked for.

Everything here works on plain data: no rule of the linter is imported for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import did_you_mean, one_of
from whenthen.lint.reporting.paths import fits
from whenthen.lint.reporting.settings import ALL, DEFAULT, LintSettings


@attrs.frozen
class Catalogue:
    """What there is to select from, by the ids of codes; `lint.register.catalogue` makes it, and a cache may keep it.

    `opinions` are warnings too.
    """

    errors: frozenset[str]
    warnings: frozenset[str]
    opinions: frozenset[str]

    @property
    def families(self) -> frozenset[str]:
        return frozenset(code[0] for code in self.errors | self.warnings)


@attrs.frozen
class Asked:
    """What the command line says. `select` stands in for what the settings select, if it is not None; `ignore` is
    added to what they ignore.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()


#: A command without `--select` and `--ignore`.
NOTHING_ASKED = Asked()


@attrs.frozen
class Wrong:
    """What is wrong with a word of a list: one sentence, and advice."""

    message: str
    help: str


def read_words(texts: Iterable[str], catalogue: Catalogue, ignored: bool) -> tuple[tuple[str, ...], tuple[Wrong, ...]]:
    """The words of lists with commas (`"L101, M"`), as the command line has them, and what is wrong with them.

    Letter case does not matter here. `ignored` says that the words name what is to be left out.
    """
    found: dict[str, None] = {}
    wrong: list[Wrong] = []
    for text in texts:
        for word in (part.strip() for part in text.split(",")):
            if not word:
                continue
            plain = word.lower() if word.lower() in (DEFAULT, ALL) else word.upper()
            problem = problem_of(plain, catalogue, ignored)
            if problem is None:
                found[plain] = None
            else:
                wrong.append(problem)
    return tuple(found), tuple(wrong)


def problem_of(word: str, catalogue: Catalogue, ignored: bool) -> Wrong | None:
    """What is wrong with a word of a list; None if nothing is. `ignored` as in `read_words`."""
    if is_list_word(word):
        return None
    return unknown(word, catalogue) or (not_to_ignore(word, catalogue) if ignored else None)


def is_list_word(word: str) -> bool:
    """Whether it is one of the words that stand for many families."""
    return word in (DEFAULT, ALL)


def unknown(word: str, catalogue: Catalogue) -> Wrong | None:
    """What to say of a word that is no code and no family."""
    families = catalogue.families
    if word in catalogue.errors or word in catalogue.warnings or word in families:
        return None
    if len(word) == 1 and word.isalpha():
        several = f"the families are {one_of(sorted(families), 'and')}"
        return Wrong(f"there is no family {quote(word)}", did_you_mean(word, families) or several)
    advice = did_you_mean(word, [*catalogue.errors, *catalogue.warnings, DEFAULT, ALL])
    return Wrong(f"there is no code {quote(word)}", advice or "`whenthen explain` lists all codes")


def not_to_ignore(word: str, catalogue: Catalogue) -> Wrong | None:
    """What to say of a code that is an error, and of a family of nothing else."""
    advice = "`whenthen explain {}` tells how it is mended"
    if word in catalogue.errors:
        return Wrong(f"{quote(word)} is an error, and errors cannot be ignored", advice.format(word))
    if word in catalogue.families and not any(code[0] == word for code in catalogue.warnings):
        first = min(code for code in catalogue.errors if code[0] == word)
        return Wrong(f"all codes of {quote(word)} are errors, and errors cannot be ignored", advice.format(first))
    return None


@attrs.frozen
class Selection:
    """Which codes are reported for the files of one project."""

    settings: LintSettings
    asked: Asked
    opinions: frozenset[str]
    _by_file: dict[str, _Lists] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    def reports(self, code: str, name: str) -> bool:
        """Whether a warning of a code is reported in a file, given by the name that the user is shown."""
        if name not in self._by_file:
            self._by_file[name] = self._lists(self.settings.path(name))
        here = self._by_file[name]
        more = self._rank(code, self.asked.ignore)
        chosen, left_out = self._rank(code, here.select), self._rank(code, here.ignore)
        if chosen or left_out:
            return chosen > max(left_out, more)
        select = self.settings.select if self.asked.select is None else self.asked.select
        return self._rank(code, select) > max(self._rank(code, self.settings.ignore), more)

    def reports_any(self, word: str, name: str, catalogue: Catalogue) -> bool:
        """Whether a code, or any of a family, is reported in a file."""
        if len(word) > 1:
            return self.reports(word, name)
        return any(self.reports(code, name) for code in catalogue.warnings if code[0] == word)

    def keeps(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic is reported."""
        return diagnostic.severity != "warning" or self.reports(diagnostic.code, diagnostic.span.source.name)

    def _lists(self, path: str) -> _Lists:
        own = [entry for entry in self.settings.per_path if fits(entry.pattern, path)]
        select = () if self.asked.select is not None else tuple(word for entry in own for word in entry.select)
        return _Lists(select, tuple(word for entry in own for word in entry.ignore))

    def _rank(self, code: str, words: Sequence[str]) -> int:
        """How specifically a list names a code; 0 if it does not."""
        if code in words:
            return 3
        if code[0] in words:
            return 2
        return int(ALL in words or (DEFAULT in words and code not in self.opinions))


@attrs.frozen
class _Lists:
    """What the patterns that fit a file say together."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
