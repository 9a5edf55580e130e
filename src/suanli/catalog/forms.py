"""One frozen form per kind of data file: the schema, enforced on load, unknown keys forbidden.

Units end the names. A rate is dense (no sparsity) unless its name says otherwise. Unknown is absent, never 0.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import msgspec

__all__ = [
    "Calendar",
    "Chip",
    "Cluster",
    "Company",
    "Constants",
    "Figure",
    "Kind",
    "Language",
    "Model",
    "Page",
    "Rule",
    "RuleCase",
    "RuleExample",
    "RuleTest",
    "Source",
]


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A data file; `id` is the file's stem and is filled in on load."""

    id: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a figure comes from. `confidence`: official, datasheet, paper, press, reported, estimate, memory."""

    publisher: str
    title: str = ""
    url: str = ""
    date: str = ""
    accessed: str = ""
    confidence: str = ""
    licence: str = ""
    note: str = ""


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Provenance of one figure where it differs from the file's default `source` and `confidence`."""

    source: str = ""
    confidence: str = ""
    checked: str = ""
    note: str = ""


class Chip(Form, frozen=True, kw_only=True):
    """One accelerator variant.

    `dense_tflops` holds dense TFLOPS (TOPS for integers) by number format; `sparse_tflops`, where published,
    is kept apart and never used by a model. `memory_gb` is the marketing capacity, `memory_usable_gib` what
    a driver reports. `scaleup_gb_s` counts both directions of one chip's scale-up links; `io_gb_s` adds the
    host interface, both directions. `tpp` is what the source states; `audit` recomputes it. Claims print
    `canonical`, but an alias among `written` as it stands.
    """

    name: str
    vendor: str
    aliases: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    canonical: str = ""
    architecture: str = ""
    launched: dt.date | None = None
    process_nm: float | None = None
    die_area_mm2: float | None = None
    dies: int | None = None
    memory_gb: float | None = None
    memory_usable_gib: float | None = None
    memory_type: str = ""
    memory_gb_s: float | None = None
    dense_tflops: dict[str, float] = {}
    sparse_tflops: dict[str, float] = {}
    scaleup_name: str = ""
    scaleup_gb_s: float | None = None
    pcie_gen: int | None = None
    io_gb_s: float | None = None
    power_w: float | None = None
    tpp: float | None = None
    tpp_readings: tuple[str, ...] = ()
    performance_density: float | None = None
    export_variant_of: str = ""
    datacenter: bool = True
    reported: bool = False
    note: str = ""
    source: str = ""
    confidence: str = ""
    figures: dict[str, Figure] = {}
    sources: dict[str, Source] = {}


class Series(Form, frozen=True, kw_only=True):
    """Chips of a maker that are told by a code, those that no file describes too.

    A code is one of `letters` with `code` (a regular expression that begins at the first digit, in small letters)
    behind it, or one of `words` or of the words of `line` (languages/und.toml), where a space may stand between;
    `alone` is a code without either. `shown` is how claims print one, `{code}` the part that `code` matches; without
    that part a code is printed as written. `siblings` are numbers that mean a chip by themselves in a text that tells
    one of them in full.
    """

    name: str
    vendor: str
    letters: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    line: str = ""
    code: str
    alone: str = ""
    shown: str = ""
    siblings: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a code that is no regular expression."""
        for key, pattern in (("code", self.code), ("alone", self.alone)):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"`{key}` = {pattern!r} is no regular expression: {error}") from None


class Company(Form, frozen=True, kw_only=True):
    """A holder, seller, maker, regulator or unnamed group, with its names by language.

    `name` is the canonical English name that claims print. `names` maps a language (en, zh-Hans, zh-Hant,
    ja, ko, ru, pt, fr, es, de, it, vi) to spellings; `damaged` holds spellings made by machine translation.
    `cautious` names are also common words: they count only beside a cue (another name, a chip, a legal form).
    `parent` is a company id; a `unit` is a brand, product or department that acts for its parent in claims.
    """

    name: str
    roles: tuple[str, ...] = ()
    country: str = ""
    parent: str = ""
    unit: bool = False
    names: dict[str, tuple[str, ...]] = {}
    damaged: tuple[str, ...] = ()
    cautious: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    founded: int | None = None
    note: str = ""
    source: str = ""
    sources: dict[str, Source] = {}


class Model(Form, frozen=True, kw_only=True):
    """A neural network's shape. Absent means not public. `params_b` counts all, `active_params_b` per token.

    `native_precision` is the number format of the published weights where that is below 16 bits.
    """

    name: str
    developer: str = ""
    aliases: tuple[str, ...] = ()
    released: dt.date | None = None
    family: str = "transformer"
    params_b: float | None = None
    active_params_b: float | None = None
    layers: int | None = None
    hidden: int | None = None
    heads: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None
    ffn_hidden: int | None = None
    gated_ffn: bool | None = None
    vocab: int | None = None
    seq_len: int | None = None
    tied_embeddings: bool | None = None
    attention: str = ""
    q_lora_rank: int | None = None
    kv_lora_rank: int | None = None
    qk_nope_head_dim: int | None = None
    qk_rope_head_dim: int | None = None
    v_head_dim: int | None = None
    window: int | None = None
    window_layers: int | None = None
    experts: int | None = None
    top_k: int | None = None
    shared_experts: int | None = None
    expert_ffn_hidden: int | None = None
    shared_ffn_hidden: int | None = None
    dense_layers: int | None = None
    mtp_layers: int | None = None
    native_precision: str = ""
    tokens_b: float | None = None
    global_batch: int | None = None
    training_chip: str = ""
    training_chips: int | None = None
    training_gpu_hours: float | None = None
    training_days: float | None = None
    note: str = ""
    source: str = ""
    figures: dict[str, Figure] = {}
    sources: dict[str, Source] = {}


class Cluster(Form, frozen=True, kw_only=True):
    """A node type (`kind = "node"`) or a named installation (`kind = "cluster"`) built of nodes.

    `domain_chips` is the size of the scale-up domain (8 in a DGX, 72 in an NVL72, 1 where chips meet only
    through the host). `scaleup_gb_s` counts both directions of one chip; `nic_gbit_s` one direction of one
    NIC. `oversubscription` is the leaf's downlink over uplink (1 = non-blocking).
    """

    name: str
    kind: str = "node"
    aliases: tuple[str, ...] = ()
    chip: str = ""
    node: str = ""
    chips_per_node: int | None = None
    nodes: int | None = None
    chips: int | None = None
    domain_chips: int | None = None
    scaleup_name: str = ""
    scaleup_gb_s: float | None = None
    scaleup_topology: str = ""
    nics_per_node: int | None = None
    nic_name: str = ""
    nic_gbit_s: float | None = None
    rails: int | None = None
    oversubscription: float | None = None
    network: str = ""
    cpu: str = ""
    cpus_per_node: int | None = None
    host_memory_gb: float | None = None
    pcie_gen: int | None = None
    power_w: float | None = None
    holder: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = ""
    source: str = ""
    figures: dict[str, Figure] = {}
    sources: dict[str, Source] = {}


class RuleTest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One comparison: `metric` (a function of suanli.policy) against a threshold, or a named part."""

    metric: str
    at_least: float | None = None
    more_than: float | None = None
    less_than: float | None = None
    at_most: float | None = None
    equals: bool | None = None
    one_of: tuple[str, ...] = ()


class RuleCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One classification: it holds where every test of `all` and, if given, one of `any` holds.

    The first case that holds speaks. `verdict` is its weight in the overall word (empty: none), by place or group
    where `verdict_by_place` says so; `overrides` names rules whose weight it replaces.
    """

    classification: str
    clause: str = ""
    all: tuple[RuleTest, ...] = ()
    any: tuple[RuleTest, ...] = ()
    policy: str = ""
    policy_by_place: dict[str, str] = {}
    verdict: str = ""
    verdict_by_place: dict[str, str] = {}
    exception: str = ""
    overrides: tuple[str, ...] = ()
    note: str = ""


class RuleExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A case that proves the file: on `on`, `chip` bound for `to` gets `classification`."""

    chip: str
    on: dt.date
    classification: str
    to: str = "CN"
    source: str = ""


class Rule(Form, frozen=True, kw_only=True):
    """A dated rule or measure; `since` inclusive, `until` exclusive. See docs/data.md for its tests.

    `announced` is the day it was made known (before `since` it is shown apart), `reviewed` the day the file was
    last held against its source. `places` and `headquarters` are country codes, groups of countries.csv or `*`;
    `origins` the countries of export it is limited to. `side`: exporter, importer, tariff, investment,
    authorisation, announced.
    """

    title: str
    jurisdiction: str
    kind: str
    published: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    end_note: str = ""
    superseded_by: str = ""
    side: str = "exporter"
    announced: dt.date | None = None
    reviewed: dt.date | None = None
    places: tuple[str, ...] = ()
    places_since: dict[str, dt.date] = {}
    places_except: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    headquarters: tuple[str, ...] = ()
    destinations: str = ""
    cases: tuple[RuleCase, ...] = ()
    otherwise: str = "not controlled"
    licence_policy: str = ""
    exceptions: str = ""
    citation: str = ""
    confidence: str = ""
    verified: str = ""
    note: str = ""
    source: str = ""
    parameters: dict[str, Any] = {}
    example: tuple[RuleExample, ...] = ()
    sources: dict[str, Source] = {}


class Kind(Form, frozen=True, kw_only=True):
    """A kind of claim: what it means, the roles it needs, what it does to the stock of each party.

    `usual_period`: a claim without a time of its own is about the year or the month in which it was published.
    """

    name: str
    meaning: str
    roles: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    effect: dict[str, str] = {}
    usual_period: str = ""
    default_status: str = "n/a"
    note: str = ""


class Language(Form, frozen=True, kw_only=True):
    """A language's number words, bounds, cues and period words; tables are read by `claims` and `reading`.

    The inner tables are open (word lists differ by language); their readers check them and name the key.
    """

    name: str
    script: str = "Latn"
    numbers: dict[str, Any] = {}
    bounds: dict[str, Any] = {}
    units: dict[str, Any] = {}
    cues: dict[str, Any] = {}
    roles: dict[str, Any] = {}
    stance: dict[str, Any] = {}
    grammar: dict[str, Any] = {}
    periods: dict[str, Any] = {}
    sentences: dict[str, Any] = {}
    boilerplate: dict[str, Any] = {}
    attribution: dict[str, Any] = {}
    example: tuple[dict[str, Any], ...] = ()
    note: str = ""
    sources: dict[str, Source] = {}


class Page(Form, frozen=True, kw_only=True):
    """The words that pages of a language are made of; `reading` looks them up letter case ignored.

    `furniture` marks a short line as not the article's; after a line of `endings` nothing is the article's.
    `sources`, `authors`, `translators`, `published` open a credit; `according` opens the name of an outlet in
    running text and `attributed` follows it. `spam` words are of trades that plant links. `ordinal_dots`: "12." is a
    day, not the end of a sentence. `bylines` are shapes of lines that a writer signs: ``{name}``, ``{names}`` (spaces
    between them), ``{outlet}`` (one of the catalogue's), ``{via}`` (whom a writer follows), ``{paper}`` (any),
    ``{place}``, ``{when}``; ``…`` where the article goes on. `openers` with a capital open a sentence even after an
    abbreviation; so does any capitalised Cyrillic word after one of `counted`, those that stand behind a number.
    """

    name: str
    abbreviations: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    ordinal_dots: bool = False
    furniture: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    according: tuple[str, ...] = ()
    attributed: tuple[str, ...] = ()
    spam: tuple[str, ...] = ()
    example: tuple[dict[str, Any], ...] = ()
    note: str = ""


class Calendar(Form, frozen=True, kw_only=True):
    """How a language says when; `reading.periods` is the grammar over these words.

    `words` maps a phrase (lower case) to what it fixes: ``m8`` a month, ``w2`` a weekday, ``year-1``,
    ``month+0``, ``Q1``, ``H2``, ``start``/``mid``/``end`` of what is named beside it, ``same:year``,
    ``fiscal``, ``fiscal:april``, ``ends3`` (three months that ended), ``M1-9`` (months of a year), ``S2-1``
    (last summer), ``feast:christmas`` (feasts.csv), ``lny`` (Lunar New Year). A leading ``~`` needs a neighbour.
    `capital` words count only with a capital letter (English May, March). `connectors` may stand between parts
    of one date, `ranges` are (opening, joining) words. The `_after` lists are words that follow the period they
    change.
    """

    name: str
    words: dict[str, str] = {}
    units: dict[str, str] = {}
    numbers: dict[str, int] = {}
    connectors: tuple[str, ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()
    since: tuple[str, ...] = ()
    since_after: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    after_after: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    until_after: tuple[str, ...] = ()
    ago_before: tuple[str, ...] = ()
    ago_after: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    day_first: bool = True
    example: tuple[dict[str, Any], ...] = ()
    note: str = ""


class Constants(Form, frozen=True, kw_only=True):
    """Fitted constants of a model: each has a value, an interval, a source and a date."""

    name: str
    fitted: dt.date | None = None
    command: str = ""
    data: str = ""
    values: dict[str, dict[str, Any]] = {}
    covariance: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    note: str = ""
    sources: dict[str, Source] = {}
