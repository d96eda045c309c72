"""The names that a wrong name may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from whenthen.diagnostics.escape import quote

#: Longer names are compared exactly only: the distance costs the product of both lengths.
_LONGEST = 80
_SEPARATORS = str.maketrans("", "", "_- ")  # what does not tell two names apart


def distance(left: str, right: str, limit: int) -> int:
    """How many letters have to be put in, left out, replaced or swapped with their neighbour; `limit + 1` if more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    current = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        two_before, before, current = before, current, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, current[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, two_before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
    return min(current[-1], limit + 1)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return name.casefold().translate(_SEPARATORS)


def _parts(name: str) -> list[str]:
    return [part for part in name.casefold().replace("-", "_").replace(" ", "_").split("_") if part]


def _holds(longer: list[str], shorter: list[str]) -> bool:
    """Whether the words of one name stand, in order and together, in the other: `replied_at` in `first_replied_at`."""
    size = len(shorter)
    if sum(map(len, shorter)) < 4:
        return False
    return any(longer[i : i + size] == shorter for i in range(len(longer) - size + 1))


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """At most `limit` of the candidates that look like `name`, the nearest first, ties in the order of the alphabet.

    Letter case and underscores count for nothing: where a candidate differs in these alone, only such are given.
    """
    plain, parts = _plain(name), _parts(name)
    letters = set(plain)
    allowed = max(1, (len(plain) + 1) // 3) if len(plain) > 2 else len(plain) - 1
    found: list[tuple[int, str]] = []
    for candidate in sorted(set(candidates)):
        other = _plain(candidate)
        if candidate == name or not other:
            continue
        if other == plain:
            found.append((0, candidate))
        elif len(plain) <= _LONGEST and len(other) <= _LONGEST + allowed:
            # A change of one letter takes at most one letter out of the set and puts one in.
            near = len(letters.symmetric_difference(other)) <= 2 * allowed
            steps = distance(plain, other, allowed) if near else allowed + 1
            if steps <= allowed:
                found.append((steps, candidate))
            elif _holds(_parts(candidate), parts) or _holds(parts, _parts(candidate)):
                found.append((allowed + 1, candidate))
    found.sort()
    if found and found[0][0] == 0:
        found = [entry for entry in found if entry[0] == 0]
    elif found:
        found = [entry for entry in found if entry[0] <= found[0][0] + 1]
    return tuple(candidate for _, candidate in found[:limit])


def one_of(names: Iterable[str], last: str = "or") -> str:
    """A list of names as people write it: "`a`, `b` or `c`"."""
    quoted = [quote(name) for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """A question, such as "did you mean `priority`?"; None where nothing is near."""
    names = nearest(name, candidates)
    return f"did you mean {one_of(names)}?" if names else None
