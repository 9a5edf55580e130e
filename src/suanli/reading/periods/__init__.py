"""When: every period that a text names, as days with a label, relative to the day it was published.

Words fix parts of a date (`lexicon`), the parts found in a text are `atoms`, neighbours are put together
(`groups`), and each group is placed in the calendar (`placing`). The grammar is one; words are data.
"""

from __future__ import annotations

from suanli.reading.periods.finding import find_periods

__all__ = ["find_periods"]
