"""Facts with dates and sources: chips, companies, models, clusters, rules, languages, kinds, prices, runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suanli.catalog import forms
from suanli.catalog.loading import Shelf, read_table

__all__ = [
    "calendars",
    "chips",
    "clusters",
    "common",
    "companies",
    "constants",
    "feasts",
    "fiscal",
    "kinds",
    "languages",
    "models",
    "outlets",
    "pages",
    "pinyin",
    "prices",
    "rules",
    "seats",
    "series",
    "serving_runs",
    "shelves",
    "supply",
    "training_runs",
    "weights",
]

chips: Shelf[forms.Chip] = Shelf("chips", forms.Chip)
series: Shelf[forms.Series] = Shelf("series", forms.Series)
companies: Shelf[forms.Company] = Shelf("companies", forms.Company)
models: Shelf[forms.Model] = Shelf("models", forms.Model)
clusters: Shelf[forms.Cluster] = Shelf("clusters", forms.Cluster)
rules: Shelf[forms.Rule] = Shelf("rules", forms.Rule)
languages: Shelf[forms.Language] = Shelf("languages", forms.Language)
pages: Shelf[forms.Page] = Shelf("pages", forms.Page)
calendars: Shelf[forms.Calendar] = Shelf("calendars", forms.Calendar)
kinds: Shelf[forms.Kind] = Shelf("kinds", forms.Kind)
constants: Shelf[forms.Constants] = Shelf("constants", forms.Constants)

shelves: dict[str, Shelf[Any]] = {
    s.kind: s
    for s in (chips, series, companies, models, clusters, rules, languages, kinds, constants, pages, calendars)
}


def prices() -> tuple[Mapping[str, Any], ...]:
    """Dated prices and rents, one observation a row (docs/data.md names the columns)."""
    return read_table("prices.csv")


def supply() -> tuple[Mapping[str, Any], ...]:
    """Chip sales, price bands, vendor revenue and capex, with intervals where published."""
    return read_table("supply.csv")


def fiscal() -> tuple[Mapping[str, Any], ...]:
    """Fiscal years of companies: first month, and whether the year is named by its end or its start."""
    return read_table("fiscal.csv")


def feasts() -> tuple[Mapping[str, Any], ...]:
    """Feasts and shopping days: calendar, month, day, and how many days they last."""
    return read_table("feasts.csv")


def common() -> tuple[Mapping[str, Any], ...]:
    """Words that are no names: the commonest `words` and `nouns` of a language; `places`, `things`, `products` of all.

    Words: in at least two or three of the annotated articles, in small letters. Places: cities above 170,000 people
    (80,000 in the US) after GeoNames (CC BY 4.0), states and countries.
    """
    return read_table("common.csv")


def outlets() -> tuple[Mapping[str, Any], ...]:
    """Newspapers, agencies and sites: canonical English name, country, spellings (`|` between them)."""
    return read_table("outlets.csv")


def seats() -> tuple[Mapping[str, Any], ...]:
    """In which cities firms sit, as papers call them after: company, and the spellings of its cities (`|` between)."""
    return read_table("seats.csv")


def pinyin() -> tuple[Mapping[str, Any], ...]:
    """Toned syllables and the GBK characters read so (from pypinyin 0.55, MIT, after Unihan)."""
    return read_table("pinyin.csv")


def training_runs() -> tuple[Mapping[str, Any], ...]:
    """Measured training runs, one a row."""
    return read_table("runs/training.csv")


def serving_runs() -> tuple[Mapping[str, Any], ...]:
    """Measured serving runs, one a row."""
    return read_table("runs/serving.csv")


def weights(question: str) -> tuple[Mapping[str, Any], ...]:
    """Learned weights of claims' `kinds`, `stances`, `actors` or `chips`, a row a trait; the columns differ."""
    return read_table(f"weights/{question}.csv")
