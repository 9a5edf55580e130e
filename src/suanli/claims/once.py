"""Questions about a sentence or a text that are worked out once, not again for each quantity."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import TypeVar, TypeVarTuple

from suanli.claims.scene import Line, Scene

__all__ = ["once", "once_in_text"]

Known = TypeVar("Known")
Rest = TypeVarTuple("Rest")


def once(work: Callable[[Scene, Line, *Rest], Known]) -> Callable[[Scene, Line, *Rest], Known]:
    """The same question, its answer kept with the sentence; for what holds still while claims are drafted."""
    plain: Callable[[Scene, Line], Known] = work  # of a question about the sentence alone

    def answer(scene: Scene, line: Line, *rest: *Rest) -> Known:
        key, known = (work, rest) if rest else work, line.known
        found: Known | None = known.get(key)
        if found is None and key not in known:
            found = known[key] = work(scene, line, *rest) if rest else plain(scene, line)
        return found  # type: ignore[return-value]

    update_wrapper(answer, work)
    return answer


def once_in_text(work: Callable[[Scene], Known]) -> Callable[[Scene], Known]:
    """The same question about a whole text, its answer kept with the text."""

    def answer(scene: Scene) -> Known:
        known = scene.known
        found: Known | None = known.get(work)
        if found is None and work not in known:
            found = known[work] = work(scene)
        return found  # type: ignore[return-value]

    update_wrapper(answer, work)
    return answer
