"""A shelf that notes what it was asked and what it answered: the same answers give the same project again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import msgspec

from whenthen.cache.edition import digest
from whenthen.workspace.shelf import Shelf, UnreadableError


class Answer(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What came of reading a file (with `limit`), or of asking which file a path leads to (`limit` is None).

    `value` is the digest of the content; or the number of the question that led to the same file first.
    `problem` is what UnreadableError said instead.
    """

    path: str
    limit: int | None
    value: str | int | None
    problem: tuple[str, str, str, list[str]] | None = None


class Noting:
    """Reads from another shelf, everything once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: dict[tuple[str, int | None], tuple[Any, Answer]] = {}
        self._numbers: dict[Hashable, int] = {}
        self.answers: list[Answer] = []

    @property
    def shown(self) -> str:
        return self._shelf.shown

    def read(self, path: str, limit: int) -> bytes:
        content: bytes = self._ask(path, limit)
        return content

    def identity(self, path: str) -> Hashable:
        return self._ask(path, None)  # type: ignore[no-any-return]

    def answer(self, path: str, limit: int | None) -> Answer:
        """The answer to a question, as data."""
        key = (path, limit)
        if key not in self._known:
            found, answer = self._answer(path, limit)
            self._known[key] = found, answer
            self.answers.append(answer)
        return self._known[key][1]

    def _ask(self, path: str, limit: int | None) -> Any:
        self.answer(path, limit)
        found = self._known[path, limit][0]
        if isinstance(found, UnreadableError):
            raise found
        return found

    def _answer(self, path: str, limit: int | None) -> tuple[Any, Answer]:
        try:
            if limit is None:
                identity = self._shelf.identity(path)
                number = self._numbers.setdefault(identity, len(self.answers))
                return identity, Answer(path, None, number)
            content = self._shelf.read(path, limit)
            return content, Answer(path, limit, digest((content,)))
        except UnreadableError as error:
            return error, Answer(path, limit, None, (error.kind, error.reason, error.name, list(error.beside)))

    def gives(self, answers: list[Answer]) -> bool:
        """Whether the same questions have the same answers here."""
        return all(self.answer(answer.path, answer.limit) == answer for answer in answers)
