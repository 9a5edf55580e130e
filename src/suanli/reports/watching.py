"""Telling how far a report has come: stages with a guess of what is left, learnt from measured costs."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["STAGES", "Steps"]

# seconds a stage takes on two cores: (once, per unit of its size); measured by benchmarks/report.py
STAGES: dict[str, tuple[float, float]] = {
    "read": (1.0, 3.0e-5),
    "estimate": (1.5, 2.5e-3),
    "run": (0.2, 0.3),
    "rules": (1.0, 1.0e-4),
    "quotes": (0.2, 1.0e-3),
    "draw": (0.5, 0.0),
}
Tell = Callable[[str, float, float], None]


class Steps:
    """Stages in order; `tell` hears (stage, share done, seconds expected in this stage)."""

    def __init__(self, tell: Tell | None = None) -> None:
        """Nobody listens unless `tell` is given."""
        self._tell = tell
        self.seconds = 0.0

    def stage(self, name: str, *, size: float = 0.0) -> None:
        """A stage begins, over `size` units (bytes, claims, holders)."""
        once, each = STAGES[name]
        self.seconds = once + each * size
        if self._tell:
            done = list(STAGES).index(name) / len(STAGES)
            self._tell(name, done, self.seconds)

    def within(self, what: str) -> None:
        """Something inside the stage is done."""
        if self._tell:
            self._tell(what, -1.0, self.seconds)
