"""Questions about a sentence that are worked out once, not again for each of its quantities."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

from suanli.claims.scene import Line, Scene

__all__ = ["once"]

Known = TypeVar("Known")
Rest = ParamSpec("Rest")


def once(work: Callable[Concatenate[Scene, Line, Rest], Known]) -> Callable[Concatenate[Scene, Line, Rest], Known]:
    """The same question, its answer kept with the sentence; for what holds still while claims are drafted."""

    def answer(scene: Scene, line: Line, /, *rest: Rest.args, **named: Rest.kwargs) -> Known:
        key = (work, *rest, *named.items())
        if key not in line.known:
            line.known[key] = work(scene, line, *rest, **named)
        found: Known = line.known[key]
        return found

    update_wrapper(answer, work)
    return answer
