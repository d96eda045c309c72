"""Faults in what is kept in the cache: each would show what was so once, or what was never so."""

from __future__ import annotations

from tests.faults.fault import CACHE, fault

FAULTS_OF_CACHE = (
    fault(
        CACHE,
        "cache/store.py",
        "the digest of an entry is not looked at",
        "        if len(data) >= start and data[:start] == _head(name, content):",
        "        if len(data) >= start:",
    ),
    fault(
        CACHE,
        "cache/store.py",
        "an entry counts under any name",
        "total = hashlib.blake2b(name.encode(), digest_size=_DIGEST)",
        "total = hashlib.blake2b(digest_size=_DIGEST)",
    ),
    fault(
        CACHE,
        "cache/store.py",
        "the folder of another user is used",
        "return state.st_uid == os.geteuid() and not state.st_mode",
        "return not state.st_mode",
    ),
    fault(
        CACHE,
        "cache/store.py",
        "a folder that others can write to is used",
        " and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)",
        "",
    ),
    fault(
        CACHE,
        "cache/store.py",
        "room is made by what was used last",
        "for _, path, size in sorted(found):",
        "for _, path, size in sorted(found, reverse=True):",
    ),
    fault(
        CACHE,
        "cache/reports.py",
        "files that are used are not looked at again",
        "return report if Noting(shelf).gives(entry.answers) else None",
        "return report",
    ),
    fault(
        CACHE,
        "cache/reports.py",
        "the settings of a project are not part of what is said of it",
        "str(len(of_settings)), *of_settings, *asked)",
        "str(len(of_settings)), *asked)",
    ),
    fault(
        CACHE,
        "cache/reports.py",
        "a folder and its files named one by one are one project",
        "found.shown, str(found.partial), ",
        "found.shown, ",
    ),
    fault(
        CACHE,
        "cache/noting.py",
        "two paths of one file are two files",
        "number = self._numbers.setdefault(identity, len(self.answers))",
        "number = len(self.answers)",
    ),
    fault(
        CACHE,
        "cache/programs.py",
        "data files are not part of a program",
        "    yield digest(part for path in material.contents for part in (path, material.contents[path]))\n",
        "",
    ),
    fault(
        CACHE,
        "cache/edition.py",
        "versions of packages do not count",
        "    yield from _packages()\n",
        "",
    ),
    fault(
        CACHE,
        "cache/packing.py",
        "lists that are equal become one",
        "_MUTABLE = (list, set, dict)",
        "_MUTABLE = (set, dict)",
    ),
    fault(
        CACHE,
        "cache/packing.py",
        "a whole number and a truth become one",
        "            return self._row((kind, value), value)",
        "            return self._row(value, value)",
    ),
    fault(
        CACHE,
        "cache/trees.py",
        "the nodes of a tree that is known are counted from its end",
        "        self._nodes[tree] = tuple(made[:-1])",
        "        self._nodes[tree] = tuple(reversed(made[:-1]))",
    ),
)
