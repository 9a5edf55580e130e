"""What is asked to be trained, as people type it: the model and the counts of chips."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from suanli.catalog import models
from suanli.catalog.amounts import amount_of
from suanli.catalog.forms import Model
from suanli.catalog.given import given_json, given_text
from suanli.errors import Unknown, Unreadable, closest
from suanli.performance.configs import config_model

__all__ = ["counts_of", "model_of"]

MOST_CHIPS = 10_000_000
MOST_COUNTS = 1_000


def _said_shape(text: str, name: str) -> Model:
    """A model out of ``layers=96,hidden=12288,heads=96``: fields of the catalog's form."""
    fields = dict(part.strip().partition("=")[::2] for part in text.split(","))
    for key in fields:
        if key not in Model.__struct_fields__:
            raise Unknown(f"shape: {closest('field', key, Model.__struct_fields__)}")
    try:
        found = msgspec.convert({"id": name or "shape", "name": name or text, **fields}, Model, strict=False)
    except msgspec.ValidationError as error:
        raise Unknown(f"shape: {error}; write numbers, true or false") from None
    below = [f for f in fields if isinstance(v := getattr(found, f), int | float) and v < 0]
    if below:
        raise Unknown(f"shape: {below[0]} is below 0; write numbers from 0 up")
    return found


def model_of(name: str, *, config: str | None = None, shape: str | None = None) -> Model:
    """The model of a catalog id, name or alias; a ``config.json``; a shape in words; or a size such as ``7b``."""
    if shape:
        return _said_shape(shape, name)
    if config:
        try:
            data = given_json(given_text(config))
        except OSError as error:
            words = str(error.strerror or error).casefold()
            raise Unreadable(f"{Path(config).name}: {words}; name a model's config.json") from None
        except ValueError as error:
            raise Unreadable(f"{Path(config).name}: {error}; name a model's config.json") from None
        return config_model(data, name=name or Path(config).stem)
    if not name and not shape:
        raise Unknown(
            "train: no model; give one of `suanli show models`, --config FILE or --shape layers=96,hidden=12288"
        )
    size = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([bt])(?:[-_ ]?a(\d+(?:\.\d+)?)b)?", name.strip().lower())
    try:
        return models.find(name)
    except Unknown:
        if not size:
            raise
    scale = 1000.0 if size[2] == "t" else 1.0
    return Model(id=name, name=name, params_b=float(size[1]) * scale)


def _number(text: str) -> float:
    found = amount_of(text)
    if found is None:
        raise ValueError(text)
    return found


def counts_of(text: str | int) -> tuple[int, ...]:
    """Chip counts out of ``1024``, ``16k``, ``256,512`` or ``256:16384:x2`` (from, to, factor or step)."""
    found: list[int] = []
    for part in str(text).split(","):
        ends = part.strip().split(":")
        if ends[0].startswith("0") and len(ends[0]) == 3:
            msg = f"count: commas stand between counts; write {str(text).replace(',', '')!r} for {str(text)!r}"
            raise Unknown(msg)
        try:
            first = int(_number(ends[0]))
            last = int(_number(ends[1])) if len(ends) > 1 else first
            step = ends[2] if len(ends) > 2 else "x2"
            factor = float(step[1:]) if step.startswith("x") else 0.0
            plus = 0 if factor else int(step)
        except (ValueError, OverflowError):
            msg = f"count: cannot read {part!r}; write 1024, 256,512 or 256:16384:x2"
            raise Unknown(msg) from None
        if not 1 <= first <= MOST_CHIPS:
            msg = f"count: {part!r} does not begin between 1 and {MOST_CHIPS:,} chips; write 1024 or 256:16384:x2"
            raise Unknown(msg)
        if not first <= last <= MOST_CHIPS or (not factor > 1 and plus < 1):
            msg = f"count: {part!r} is no rising range up to {MOST_CHIPS:,} chips; write 1024, 256,512 or 256:16384:x2"
            raise Unknown(msg)
        while first <= last and len(found) <= MOST_COUNTS:
            found.append(first)
            first = max(int(first * factor), first + 1) if factor else first + plus
    if len(found) > MOST_COUNTS:
        msg = f"count: {text!r} are more than {MOST_COUNTS:,} counts; take a larger step, such as x2"
        raise Unknown(msg)
    return tuple(found)
