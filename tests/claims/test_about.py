"""Learned chips: what the weights may overrule, that none waits for a trait unmade, and what goes on with what."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from suanli import catalog, extract
from suanli.claims import about, extracting
from suanli.claims.candidates import Candidate, Part
from suanli.terms import Document

from .texts import document

STORY = (
    "Sweden's Hafnia Compute has installed 4,000 H200 in Luleå. The state lends it $90 million.\n\n"
    "Vattenkraft, a rival, said on Monday that it has 1,200 cards at work and will have 6,000 by 2027. "
    "An H200 costs $31,000, twice the price of an H20. Nvidia sold chips worth $50 billion, of which AMD's MI300X "
    "and MI325X made none. The servers draw 12 megawatts. Both the A100 and the H100 have 80 GB of memory."
)


def candidate(**traits: float) -> Candidate:
    return Candidate(dict(traits), (Part({"shared": 1.0}),))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The traits of all candidates while the story is read."""
    found: set[str] = set()

    def chosen(candidates, one, clear):
        found.update(name for c in candidates.values() for name in c.traits())
        return one.rule

    monkeypatch.setattr(about, "chosen", chosen)
    extract(document(STORY))
    return found


def test_other_chips_only_where_they_weigh_clearly_more(monkeypatch: pytest.MonkeyPatch):
    """A lead below the margin leaves the rules' chips; no chips at all need the same lead."""
    monkeypatch.setattr(about, "weights_of", lambda question, column: {"a": 1.0, "shared": 5.0})
    one, two, none = frozenset({"H20"}), frozenset({"H200"}), frozenset[str]()
    asked = SimpleNamespace(draft=SimpleNamespace(choice=SimpleNamespace(kind="order"), among={}), rule=one)
    for other in (two, none):
        near = {one: candidate(a=1.0), other: candidate(a=1.0 + about.CLEAR / 2)}
        assert about.chosen(near, asked) == one
        assert about.chosen(near | {other: candidate(a=1.1 + about.CLEAR)}, asked) == other


def test_weights_wait_for_traits_that_are_made(told: set[str]):
    """The columns are those of the kinds, and the traits of a short story are mostly those that have weights."""
    rows = catalog.weights("chips")
    known = {str(r["trait"]) for r in rows}
    assert {"trait", "all", *about.COLUMNS.values()} == set(rows[0])
    common = {"rule", "rule topic", "none", "none chips", "list", "member", "only list", "at b0", "at p1", "gap b",
              "share of text", "claim before", "maker acts", "firms new"}  # fmt: skip
    assert common <= told
    assert common <= known
    assert len(told & known) > 0.6 * len(told)
    assert not {k for k in known if k.startswith("known")}  # what is only told of sets that the rules know


def test_weights_mend_what_the_rules_get_wrong(monkeypatch: pytest.MonkeyPatch):
    """Orders counted in chips of no name, after the chip that firms want, are orders of that chip."""
    story = "Alibaba and ByteDance want H200 chips. Each told Nvidia it needs more than 200,000 chips. "

    def counted() -> dict[float, tuple[str, ...]]:
        claims = extract(document(story + "Chinese orders for 2026 come to 2 million chips.")).claims
        return {c.quantity.low: c.chips for c in claims if c.quantity is not None and c.quantity.unit == "chips"}

    mended = counted()
    monkeypatch.setattr(extracting, "subject", lambda scene, drafts: None)
    rules = counted()
    assert (mended[200_000], mended[2_000_000]) == (("H200",), ("H200",))
    assert (rules[200_000], rules[2_000_000]) == ((), ())


def test_systems_and_years_of_a_line_are_named_as_their_chips():
    """A supernode counts the chips it is named after; a number of the line stands alone once one is named in full."""
    text = (
        "Huawei will ship the Ascend 950PR in 2026, then the 960 and the 970. An Atlas 950 holds 8,192 chips, "
        "an Atlas 960 holds 15,488 chips. The 960 costs 960 dollars."
    )
    found = {c.quantity.low: c.chips for c in extract(document(text)).claims if c.quantity is not None}
    assert found[8192] == ("Ascend 950",)
    assert found[15488] == ("Ascend 960",)
    assert found[960] == ("Ascend 960",)


def test_what_goes_on_with_a_claim_goes_on_with_its_chips(monkeypatch: pytest.MonkeyPatch):
    """A sum told again in another currency is about the chips that the weights gave the first."""
    text = "Tencent rents H20 from ByteDance. The contract is worth 2 billion yuan ($280 million)."
    monkeypatch.setattr(about, "chosen", lambda candidates, one, clear: frozenset({"H20"}) - one.rule)
    sums = [c.chips for c in extract(document(text)).claims if c.quantity is not None]
    assert len(sums) == 2
    assert sums[0] == sums[1]


@pytest.mark.parametrize(
    ("text", "language", "low", "chips"),
    [
        ("A nuvem guarda 1.100 H800 e um punhado de Ascend 910B.", "pt", 1100.0, ("H800",)),
        ("A nuvem guarda 1.100 H800 e H100.", "pt", 1100.0, ("H800", "H100")),
        ("寒武纪明年要交付50万颗，其中思元590和690占30万颗。", "zh-Hans", 5e5, ()),
        ("模型在阿里云的H800和新加坡的B200上训练，后者约3500颗。", "zh-Hans", 3500.0, ("B200",)),
        ("マイクロソフトはマイア200を5万個設置した。", "ja", 5e4, ("Maia 200",)),
        ("阿里用真武910E训练模型，共3.2万张真武910E。", "zh-Hans", 3.2e4, ("Zhenwu 910E",)),
    ],
)
def test_rules_of_counted_names(monkeypatch: pytest.MonkeyPatch, text: str, language: str, low: float, chips: tuple):
    """By rule alone: a count is of the names joined to it, kinds with a count of their own lend none, models have names."""
    monkeypatch.setattr(extracting, "subject", lambda scene, drafts: None)
    read = Document(id="t", name="t", sha256="", original=text, text=text, language=language)
    told = {c.quantity.low: c.chips for c in extract(read).claims if c.quantity is not None}
    assert told[low] == chips


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Alibaba ordered about 90,000 Nvidia chips, the bulk of them H20s.", "en"),
        ("Alibaba ordered about 90,000 Nvidia chips, though that number includes the slower H20.", "en"),
        ("Alibaba bestellte 90.000 Nvidia-Chips, darunter auch das gedrosselte Modell H20.", "de"),
    ],
)
def test_a_chip_told_to_be_among_those_counted_is_not_all_of_them(text: str, language: str) -> None:
    """What is included is a part."""
    document = Document(id="t", name="t", sha256="", original=text, text=text, language=language)
    (told,) = [c for c in extract(document).claims if c.quantity]
    assert told.chips == ()


def test_a_part_of_a_count_is_no_topic() -> None:
    """The next firms have bought what the first one did, not what was only among the chips of another."""
    text = (
        "Microsoft erwarb nach Schätzung von Omdia 485.000 Hopper-GPUs. Bytedance orderte 230.000 Stück, darunter "
        "das gedrosselte Modell H20. Meta kommt auf 224.000, Amazon auf 196.000 Exemplare."
    )
    document = Document(id="t", name="t", sha256="", original=text, text=text, language="de")
    assert [c.chips for c in extract(document).claims if c.quantity][2:] == [("Hopper",), ("Hopper",)]
