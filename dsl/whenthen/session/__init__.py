"""Rules with records in memory and a virtual clock: decisions, one event or moment after the other."""

from whenthen.session.session import DELIVERED, FAILED, NO_HANDLER, Delivery, Digests, Session, TimersDue
from whenthen.session.starting import STATE_DEPTH, RecordErrors, Records, SavedState, resume, start

__all__ = [
    "DELIVERED",
    "FAILED",
    "NO_HANDLER",
    "STATE_DEPTH",
    "Delivery",
    "Digests",
    "RecordErrors",
    "Records",
    "SavedState",
    "Session",
    "TimersDue",
    "resume",
    "start",
]
