"""Functions that stand for those of an application: what they declare, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

DECLARATIONS = """
FUNCTION doubled(value: number) -> number
FUNCTION risky(value: text) -> number
FUNCTION shortest(items: list of text, than: number?) -> text?
FUNCTION label(of: boolean) -> text
"""


def doubled(value: Decimal) -> Decimal:
    return value * 2


def risky(value: str) -> Any:
    """Raises for some texts, and gives no number for some."""
    if value == "VIP":
        raise LookupError("no such customer")
    return "many" if value == "refund" else len(value)


def shortest(items: tuple[str, ...], than: Decimal | None) -> str | None:
    return min((i for i in items if than is None or len(i) < than), key=lambda text: (len(text), text), default=None)


def label(of: bool) -> str:
    return "yes" if of else "no"


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "doubled": doubled,
    "risky": risky,
    "shortest": shortest,
    "label": label,
}
