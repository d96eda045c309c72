"""What the settings of a project say to the linter, as plain data. `workspace.settings` reads it."""

from __future__ import annotations

import posixpath

import attrs

from whenthen.source import Span

#: What is reported without settings: all that is no opinion.
DEFAULT = "default"
#: Every code, opinions included.
ALL = "all"


@attrs.frozen
class PathSettings:
    """What holds for the files that a pattern fits (`lint.paths.fits`), before what holds for all files."""

    pattern: str
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@attrs.frozen
class CodePlace:
    """Where settings name a code or a family. `ignored` says that it is one to leave out."""

    word: str
    span: Span
    ignored: bool


@attrs.frozen
class LintSettings:
    """`[lint]` of a project: lists of codes, families, `default` and `all`; see `selection` for what they mean.

    `shown` is the folder of the rules, as the names of its files begin with it, and `inside` the way to that folder
    from the one of the settings. `places` is there only right after reading: it is not part of what is kept.
    """

    select: tuple[str, ...] = (DEFAULT,)
    ignore: tuple[str, ...] = ()
    per_path: tuple[PathSettings, ...] = ()
    shown: str = ""
    inside: str = ""
    places: tuple[CodePlace, ...] = attrs.field(default=(), eq=False, repr=False)

    def path(self, name: str) -> str:
        """The path of a file from the folder of the settings, by the name that the user is shown.

        It begins with `../` for a file that is not below.
        """
        prefix = f"{self.shown}/" if self.shown and not self.shown.endswith("/") else self.shown
        if not name.startswith(prefix):
            return f"../{name}"
        return posixpath.join(self.inside, name.removeprefix(prefix))


#: What holds where nothing is said.
NO_SETTINGS = LintSettings()
