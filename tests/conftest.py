"""What all tests share: Hypothesis draws the same examples in every run, and does not measure time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("whenthen", derandomize=True, deadline=None, max_examples=80, database=None)
settings.load_profile("whenthen")
