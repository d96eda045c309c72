"""Which part of a mail is quoted from an earlier one."""

from __future__ import annotations

from whenthen.values.text import made

# "On Sun, 22 Nov 2026 at 09:00, Bo <bo@example.com> wrote:" in the languages that mail programs write it in.
_WROTE = (
    " wrote",
    " schrieb",
    " a écrit",
    " escribió",
    " escreveu",
    " ha scritto",
    " schreef",
    " skrev",
    " kirjoitti",
    " napisał",
)
_SENDER = ("from:", "von:", "de:", "da:", "van:", "från:", "fra:")
_AFTER_SENDER = (
    *("sent:", "date:", "to:", "gesendet:", "datum:", "an:", "envoyé :", "envoyé:", "date :"),
    *("enviado:", "fecha:", "inviato:", "verzonden:", "skickat:", "sendt:"),
)
_LONGEST_ATTRIBUTION = 300


def without_quote(value: str) -> str:
    """The visible part of a mail reply: without quoted lines (`> …`), without the line that says who wrote them, and
    without an earlier mail below the answer. Answers between quoted lines are kept.
    """
    lines = value.splitlines()
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith(">"):
            at += 1
            continue
        if _is_divider(line) or _is_header(lines, at):
            break
        length = _attribution(lines, at)
        if length:
            at = _skip_blank(lines, at + length)
            if at < len(lines) and not lines[at].lstrip().startswith(">"):
                break  # all of the earlier mail follows, unmarked
            continue
        kept.append(lines[at].rstrip())
        at += 1
    return made("\n".join(kept).strip())


def _skip_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _is_divider(line: str) -> bool:
    """`-----Original Message-----`, `---------- Forwarded message ---------`; not a line of dashes alone."""
    return line.startswith("-----") and line.endswith("-----") and bool(line.strip("- "))


def _is_header(lines: list[str], at: int) -> bool:
    """The head of an earlier mail as Outlook writes it: a line that says from whom, then one that says when."""
    first = lines[at].strip().strip("*").casefold()
    if first.startswith("____") and not first.strip("_") and at + 1 < len(lines):
        return lines[at + 1].strip().strip("*").casefold().startswith(_SENDER)
    if not first.startswith(_SENDER) or at + 1 >= len(lines):
        return False
    return lines[at + 1].strip().strip("*").casefold().startswith(_AFTER_SENDER)


def _attribution(lines: list[str], at: int) -> int:
    """How many lines, from this one on, say who wrote what is quoted: 0, 1 or 2 (mail programs break them)."""
    if _says_who_wrote(lines[at].strip()):
        return 1
    if at + 1 < len(lines) and lines[at].strip() and _says_who_wrote(f"{lines[at].strip()} {lines[at + 1].strip()}"):
        return 2
    return 0


def _says_who_wrote(line: str) -> bool:
    if not line.endswith(":") or len(line) > _LONGEST_ATTRIBUTION:
        return False
    return any(c.isdigit() for c in line) and any(verb in line for verb in _WROTE)
