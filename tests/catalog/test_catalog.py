"""The catalog: every file loads, audits clean, and every complaint names file and key."""

from __future__ import annotations

import csv
import datetime as dt
import json

import pytest

from suanli import audit, catalog, convert, show
from suanli.catalog.checks import density, tpp
from suanli.errors import CatalogError, Unknown

GOOD = 'name = "X1"\nvendor = "nvidia"\nsource = "a"\n[sources.a]\npublisher = "P"\n'


@pytest.fixture
def overlay(tmp_path, monkeypatch):
    """A folder laid over the shipped catalog; gives a writer of files."""
    monkeypatch.setenv("SUANLI_CATALOG", str(tmp_path))

    def write(name: str, text: str):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize("kind", sorted(catalog.shelves))
def test_every_file_loads(kind: str) -> None:
    """Each shipped file of a kind fits its form and holds its own id."""
    for entry in catalog.shelves[kind].values():
        assert entry.id


def test_the_shipped_catalog_has_no_errors() -> None:
    """`audit` finds no fault in the shipped data; places where sources differ are allowed and said."""
    found = audit()
    assert [p for p in found if p.severity == "error"] == []
    h100 = [p for p in found if "h100_sxm_80" in p.where]
    assert any("15824" in p.what for p in h100)
    assert any("15832" in p.what for p in h100)


def test_chips_match_the_facts(shared) -> None:
    """All 110 variants are there with the figures of the facts base."""
    rows = list(csv.DictReader((shared / "facts" / "chips.csv").open(encoding="utf-8")))
    assert len(rows) == 110
    for row in rows:
        chip = catalog.chips[row["id"]]
        pairs = [
            ("mem_bw_gbps", chip.memory_gb_s),
            ("tdp_w", chip.power_w),
            ("memory_gb", chip.memory_gb),
            ("tpp", chip.tpp),
        ]
        pairs += [(f"{k}_dense", chip.dense_tflops.get(k)) for k in ("fp16", "bf16", "fp8", "fp4", "int8")]
        for column, value in pairs:
            assert (float(row[column]) if row[column] else None) == value, (row["id"], column)


def test_every_chip_figure_has_a_source_and_a_confidence() -> None:
    """A chip's figures fall back on the file's source, which exists and states a confidence."""
    for chip in catalog.chips.values():
        assert chip.source in chip.sources, chip.id
        assert chip.confidence in {"datasheet", "press", "reported", "estimate"}
        for figure in chip.figures.values():
            assert not figure.source or figure.source in chip.sources


def test_tpp_and_density_are_recomputed() -> None:
    """H20: 296 dense FP8 TOPS x 8 bits = 2368, over 814 mm2 of die = 2.91."""
    h20 = catalog.chips["h20_96"]
    assert tpp(h20) == 2368
    assert density(h20) == pytest.approx(2.909, abs=0.001)


def test_capacity_is_kept_apart() -> None:
    """What is marketed and what a driver reports are two figures."""
    h200 = catalog.chips.find("H200")
    assert h200.memory_gb == 141
    assert h200.memory_usable_gib == pytest.approx(140.4, abs=0.1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace('"X1"', "1"), "chips/x1.toml: Expected `str`, got `int` - at `.name`"),
        (GOOD.replace("[sources", 'colour = "red"\n[sources'), "chips/x1.toml: Object contains unknown field `colour`"),
        (GOOD.replace("[sources", 'name = "again"\n[sources'), "chips/x1.toml: Cannot overwrite a value"),
        (GOOD.replace('vendor = "nvidia"\n', ""), "chips/x1.toml: Object missing required field `vendor`"),
        (GOOD.replace("[sources", "power_w = [1\n[sources"), "chips/x1.toml: "),
    ],
)
def test_a_bad_file_is_named_with_its_key(overlay, text: str, message: str) -> None:
    """A wrong type, an unknown key, a duplicate, a missing key, bad TOML: file and key in one line."""
    overlay("chips/x1.toml", text)
    with pytest.raises(CatalogError) as caught:
        _ = catalog.chips["x1"]
    assert str(caught.value).startswith(message)


def test_a_series_with_a_broken_code_is_named(overlay) -> None:
    """What should be a regular expression and is none: file, key and why in one line."""
    overlay("series/mtx.toml", 'name = "MTX"\nvendor = "nvidia"\nletters = ["mtx"]\ncode = "[0-9"\n')
    with pytest.raises(CatalogError) as caught:
        _ = catalog.series["mtx"]
    assert str(caught.value).startswith("series/mtx.toml: `code` = '[0-9' is no regular expression: unterminated")


def test_an_overlay_adds_and_replaces(overlay) -> None:
    """A file in SUANLI_CATALOG adds an entry; of the same name, it replaces the shipped one."""
    overlay("chips/x1.toml", GOOD)
    overlay("chips/t4.toml", GOOD.replace("X1", "My T4"))
    assert catalog.chips["x1"].name == "X1"
    assert catalog.chips["t4"].name == "My T4"
    assert catalog.chips["h20_96"].name == "H20 96GB"


def test_audit_names_clashes_dates_sources_and_links(overlay) -> None:
    """Two files with one alias, dates out of order, a missing source, an unknown vendor: each named."""
    overlay("chips/x1.toml", GOOD.replace('"nvidia"', '"nobody"').replace("source", 'aliases = ["Q9"]\nsource', 1))
    overlay("chips/x2.toml", 'name = "X2"\nvendor = "nvidia"\naliases = ["q-9"]\n')
    folder = overlay(
        "rules/r.toml",
        'title="t"\njurisdiction="US"\nkind="rule"\nsince=2024-01-02\nuntil=2024-01-01\nsource="s"\n[sources.s]\npublisher="p"\n',
    )
    found = {(p.where, p.what) for p in audit(folder)}
    assert ("chips/x1.toml: vendor", "no companies entry 'nobody'") in found
    assert ("chips/x2.toml: sources", "missing") in found
    assert ("chips: alias 'q9'", "in x1.toml, x2.toml") in found
    assert any(w == "rules/r.toml: until" for w, _ in found)


def test_names_are_found_as_people_write_them() -> None:
    """Ids, canonical names, aliases in Chinese, any case and separators lead to one entry."""
    for word, expected in (("h20", "h20_96"), ("英伟达H20", "h20_96"), ("Ascend-910C", "ascend910c"), ("昇腾910C", "ascend910c"),
                           ("a100", "a100_sxm_80"), ("A100-80GB", "a100_sxm_80"), ("rtx 4090", "rtx4090")):  # fmt: skip
        assert catalog.chips.find(word).id == expected
    with pytest.raises(Unknown, match="did you mean H800"):
        catalog.chips.find("h80")


def test_show_gives_entries_rows_and_one_entry() -> None:
    """`show` answers a kind, an id and a chip's rows; a bare chip name covers its variants."""
    assert len(show("chips")) == 117
    assert show("chip", "h20").id == "h20_96"
    assert {c.id for c in show("chips", chip="h100")} == {"h100_sxm_80", "h100_pcie_80"}
    rows = show("prices", chip="h100")
    assert len(rows) > 40
    assert {r["chip_id"] for r in rows} == {"h100_sxm_80", "h100_pcie_80"}
    early = show("prices", chip="h100", on=dt.date(2023, 12, 31))
    assert 0 < len(early) < len(rows)


def test_conversion_says_which_day_it_used() -> None:
    """On a holiday the last fixing before it counts, and the result names that day."""
    money = convert(100e9, currency="CNY", to="USD", on=dt.date(2025, 5, 1))
    assert money.rate_on == dt.date(2025, 4, 30)
    assert money.amount == pytest.approx(13.76e9, rel=0.01)
    there = convert(money.amount, currency="USD", to="CNY", on=dt.date(2025, 5, 1))
    assert there.amount == pytest.approx(100e9)
    assert convert(5.0, currency="EUR", to="EUR", on=dt.date(2025, 5, 1)).amount == 5.0


def test_conversion_before_the_first_rate_raises() -> None:
    """A day before the history, after it, and a currency the ECB does not quote raise with what is known."""
    with pytest.raises(Unknown, match="the first is 2005-04-01"):
        convert(1, currency="CNY", on=dt.date(2000, 1, 3))
    with pytest.raises(Unknown, match="the last is"):
        convert(1, currency="CNY", on=dt.date(2099, 1, 3))
    with pytest.raises(Unknown, match="unknown currency 'TWD'"):
        convert(1, currency="TWD", on=dt.date(2024, 1, 3))


def test_commands_print_json_lines_in_a_pipe(suanli) -> None:
    """`show`, `audit` and `convert` print one JSON object a line when piped."""
    shown = suanli("show", "chips")
    lines = [json.loads(x) for x in shown.stdout.splitlines()]
    assert len(lines) == 117
    assert json.loads(suanli("show", "chip", "h20").stdout)["memory_gb"] == 96
    told = [suanli("convert", a, "--currency", "CNY", "--on", "2024-01-02").stdout for a in ("1e9", "1 bn", "1,000M")]
    assert len(set(told)) == 1
    assert json.loads(told[0])["currency"] == "USD"
    assert "is no number above 0" in suanli("convert", "a lot", "--currency", "CNY", "--on", "2024-01-02").stderr
    for line in suanli("audit").stdout.splitlines():
        assert set(json.loads(line)) == {"severity", "where", "what"}


@pytest.mark.parametrize(("shelf", "name", "one"), [("chips", "Hopper", "h20_141"), ("chips", "ascend", "ascend910b1"),
                                                    ("models", "Llama", "llama-2-7b")])  # fmt: skip
def test_a_line_or_an_architecture_names_what_it_stands_for(shelf, name, one) -> None:
    """`Hopper` is no chip: the error lists its chips instead of a near spelling."""
    with pytest.raises(Unknown, match="stands for several") as said:
        getattr(catalog, shelf).find(name)
    assert one in str(said.value)
