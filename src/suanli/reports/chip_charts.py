"""Charts of chips: prices over time, and legal status as bands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from suanli.display import drawing as draw
from suanli.reports.charts import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Cell, Chart, x_years, y_axis
from suanli.reports.shapes import ChipPart, Price
from suanli.reports.wording import Voice

__all__ = ["chip_prices", "legal_bands"]

HEIGHT = 190.0
ROW = 26.0
NAMES = 150.0  # room for the chips' names
Stretch = tuple[dt.date, dt.date, str, str]  # from, until, word, the rule that weighs most


# ---------------------------------------------------------------- prices


def chip_prices(part: ChipPart, voice: Voice, *, number: dict[str, int]) -> Chart | None:
    """Prices of a chip over time: claimed in these documents, and of the catalog."""
    if len(part.prices) < 2:
        return None
    x, y = _price_scales(part.prices)
    parts = [*y_axis(voice, y), *x_years(x, HEIGHT - BOTTOM, TOP)]
    parts += [_price_mark(part, p, x, y, voice) for p in part.prices]
    sentence = voice.t(
        "chips.price_sentence",
        n=len(part.prices),
        chip=part.name,
        low=voice.num(min(p.usd for p in part.prices)),
        high=voice.num(max(p.usd for p in part.prices)),
        first=part.prices[0].day.isoformat(),
        last=part.prices[-1].day.isoformat(),
        claimed=sum(bool(p.claim) for p in part.prices),
    )
    return Chart(
        id=f"chart-{part.chip.id}-prices",
        title=voice.t("chips.prices", chip=part.name),
        svg=draw.svg(WIDTH, HEIGHT, parts, title=sentence),
        sentence=sentence,
        columns=tuple(voice.t(f"chips.{k}") for k in ("date", "price", "sort", "source")),
        rows=tuple(_price_row(part, p, voice, number) for p in part.prices),
        legend=(
            ("story1", voice.label("price_sorts", "claimed")),
            ("quiet", voice.t("sources.used_by_number")),
            ("note", voice.t("chips.price")),
        ),
    )


def _price_scales(prices: Sequence[Price]) -> tuple[draw.Scale, draw.Scale]:
    """Days, and dollars: on a logarithmic scale where the dearest is over six times the cheapest."""
    low, high = min(p.usd for p in prices), max(p.usd for p in prices)
    first, last = draw.days(prices[0].day), draw.days(prices[-1].day)
    wide = low > 0 and high > 6 * low
    pad = max((last - first) * 0.04, 20.0)
    x = draw.Scale(low=first - pad, high=last + pad, start=LEFT, end=WIDTH - RIGHT)
    y = draw.Scale(low=low / 1.15 if wide else 0.0, high=high * 1.1, start=HEIGHT - BOTTOM, end=TOP, log=wide)
    return x, y


def _ground(part: ChipPart, price: Price) -> str:
    """Where the number leads: the claim's words, or the catalog's sources of prices."""
    return f"#{price.claim}" if price.claim else f"#s-{part.chip.id}-prices"


def _price_mark(part: ChipPart, price: Price, x: draw.Scale, y: draw.Scale, voice: Voice) -> str:
    label = f"{price.day.isoformat()}: {voice.num(price.usd, 4)} US$, {voice.label('price_sorts', price.sort)}"
    css, shape = ("dot story1", "circle") if price.claim else ("dot quiet", "diamond")
    at = draw.mark(x.at(draw.days(price.day)), y.at(price.usd), css, shape=shape)
    return draw.link(_ground(part, price), at, label=label)


def _price_row(part: ChipPart, price: Price, voice: Voice, number: dict[str, int]) -> tuple[Cell, ...]:
    source = Cell(text=price.source)
    if price.claim in number:
        source = Cell(text=f"[{number[price.claim]}]", href=f"#{price.claim}")
    return (
        Cell(text=price.day.isoformat(), head=True),
        Cell(text=voice.num(price.usd, 4), href=_ground(part, price)),
        Cell(text=voice.label("price_sorts", price.sort)),
        source,
    )


# ---------------------------------------------------------------- law


def legal_bands(chips: Sequence[ChipPart], voice: Voice, *, on: dt.date) -> Chart | None:
    """The legal status of each chip over time as a band, one row a chip."""
    shown = [c for c in chips if c.timeline and c.timeline.verdicts]
    if not shown:
        return None
    height = TOP + ROW * len(shown) + BOTTOM
    since = draw.days(min(c.timeline.since for c in shown if c.timeline))
    x = draw.Scale(low=since, high=max(draw.days(on), since + 1), start=NAMES, end=WIDTH - RIGHT)
    bands = [(part, stretch) for part in shown for stretch in _stretches(part, on)]
    parts = x_years(x, height - BOTTOM, TOP)
    for at, part in enumerate(shown):
        parts.append(draw.words(NAMES - 10, TOP + ROW * at + 17, part.name, "label", text_anchor="end"))
        parts += [_band(part, s, TOP + ROW * at + 4, x, voice) for p, s in bands if p is part]
    listed = [(c.name, c.verdict.verdict) for c in shown if c.verdict]
    says = ", ".join(voice.t("chips.legal_word", chip=n, verdict=voice.label("verdicts", v)) for n, v in listed)
    sentence = voice.t("chips.legal_sentence", on=on.isoformat(), words=says)
    return Chart(
        id="chart-legal",
        title=voice.t("chips.legal"),
        svg=draw.svg(WIDTH, height, parts, title=sentence),
        sentence=sentence,
        columns=tuple(voice.t(f"chips.{k}") for k in ("sort_chip", "from_day", "verdict", "rule")),
        rows=tuple(_band_row(part, stretch, voice) for part, stretch in bands),
        legend=tuple((f"law {w}", voice.label("verdicts", w)) for w in dict.fromkeys(s[2] for _, s in bands)),
    )


def _band(part: ChipPart, stretch: Stretch, y: float, x: draw.Scale, voice: Voice) -> str:
    start, end, word, rule = stretch
    label = f"{part.name}: {voice.label('verdicts', word)}, {start.isoformat()} – {end.isoformat()}"
    left, right = x.at(draw.days(start)), x.at(draw.days(end))
    return draw.link(
        f"#r-{rule}" if rule else "#rules", draw.box(left, y, right - left, 18, f"law {word}"), label=label
    )


def _band_row(part: ChipPart, stretch: Stretch, voice: Voice) -> tuple[Cell, ...]:
    start, _, word, rule = stretch
    href = f"#r-{rule}" if rule else "#m-law"
    return (
        Cell(text=part.name, head=True),
        Cell(text=start.isoformat(), href=href),
        Cell(text=voice.label("verdicts", word)),
        Cell(text=rule, href=href if rule else ""),
    )


def _stretches(part: ChipPart, on: dt.date) -> list[Stretch]:
    """Neighbouring verdicts of one word by one rule are one stretch."""
    assert part.timeline is not None
    found: list[Stretch] = []
    verdicts = part.timeline.verdicts
    for at, verdict in enumerate(verdicts):
        end = verdicts[at + 1].on if at + 1 < len(verdicts) else on
        rule = next((x.rule for x in verdict.lines if x.weight == verdict.verdict), "")
        if found and found[-1][2:] == (verdict.verdict, rule):
            found[-1] = (found[-1][0], end, verdict.verdict, rule)
        else:
            found.append((verdict.on, end, verdict.verdict, rule))
    return found
