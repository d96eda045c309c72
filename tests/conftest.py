"""What all tests share: Hypothesis draws the same examples in every run, and does not measure time; no test reads or
writes the cache of the user who runs it.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("whenthen", derandomize=True, deadline=None, max_examples=80, database=None)
settings.load_profile("whenthen")

#: `tests/cache` names folders of its own.
os.environ["WHENTHEN_CACHE"] = "off"
