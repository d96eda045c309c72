"""Diagnostics as text, one file a format: `formats/NAME.py` has `write(contents)`. `diagnostics.render` is the way in.

A format is a file, and its row here. What users wrote may be hostile: no format lets it end a line, a field or a
document, or say anything that cannot be seen.
"""

from __future__ import annotations

#: What each format is for, by its name, for the help of a command.
ABOUT: dict[str, str] = {
    "full": "shows the lines, with marks",
    "concise": "is one line a problem",
    "json": "is one document for programs",
    "junit": "is the XML of test reports",
    "github": "annotates the lines of a pull request on GitHub",
    "gitlab": "is a Code Quality report for GitLab",
    "sarif": "is SARIF 2.1.0, for code scanning and editors",
}

FORMATS: tuple[str, ...] = tuple(ABOUT)
