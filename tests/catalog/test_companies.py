"""The companies of the catalog: names by language, parents, units, and no spelling that means two things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

import pytest

from suanli import catalog
from suanli.catalog.forms import Company
from suanli.catalog.loading import fold

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "ja", "ko", "ru", "pt", "fr", "es", "de", "it", "vi")
ROLES = {
    "analyst", "buyer", "chipmaker", "cloud", "distributor", "equipment", "foundry", "government", "group",
    "investor", "lab", "memory", "neocloud", "outlet", "packaging", "product", "project", "regulator", "server",
    "smuggler", "telecom", "unit",
}  # fmt: skip
TOP = """
bytedance alibaba tencent baidu huawei meituan kuaishou jd xiaomi iflytek sensetime deepseek high_flyer moonshot_ai
zhipu minimax baichuan 01_ai stepfun china_mobile china_telecom china_unicom inspur h3c xfusion lenovo bilibili
volcano_engine doubao tiktok alibaba_cloud damo_academy t_head qwen hunyuan ernie kunlunxin hisilicon
microsoft google meta amazon oracle tesla softbank samsung sk_hynix sk_group nvidia amd intel cambricon hygon
moore_threads biren broadcom tsmc smic micron qualcomm asml foxconn supermicro reuters bloomberg financial_times scmp
caijing nikkei_asia wsj trendforce omdia jefferies morgan_stanley goldman
""".split()


@lru_cache(maxsize=1)
def everyone() -> tuple[Company, ...]:
    """All companies, read once."""
    return catalog.companies.values()


def simplified(words: Iterable[str]) -> set[str]:
    """Spellings as the extractor matches them: case, separators and traditional characters folded."""
    import opencc

    convert = opencc.OpenCC("t2s").convert
    return {convert(fold(w)) for w in words}


def all_spellings(company: Company) -> list[str]:
    """Every spelling of a company, damaged ones too."""
    return [company.name, *(w for words in company.names.values() for w in words), *company.damaged]


def test_there_are_enough_of_each_role() -> None:
    """At least 150 companies; buyers, makers, governments, groups, analysts and outlets are all there."""
    assert len(everyone()) >= 150
    count: dict[str, int] = defaultdict(int)
    for company in everyone():
        for role in company.roles:
            count[role] += 1
    least = {"buyer": 60, "cloud": 40, "lab": 30, "chipmaker": 25, "outlet": 50, "analyst": 30, "government": 15}
    assert {r: count[r] for r, n in least.items() if count[r] < n} == {}
    assert set(count) <= ROLES


def test_every_file_says_where_it_comes_from() -> None:
    """A source with publisher, title and confidence, and the file's default source is one of them."""
    for company in everyone():
        assert company.roles, company.id
        assert company.source in company.sources, company.id
        for source in company.sources.values():
            assert source.publisher, company.id
            assert source.title, company.id
            assert source.confidence, company.id


def test_canonical_names_are_unique_and_listed() -> None:
    """No two files print the same name, the name is an English spelling, and languages are the twelve."""
    names = [c.name for c in everyone()]
    assert len(names) == len(set(names))
    for company in everyone():
        assert company.names["en"][0] == company.name, company.id
        assert set(company.names) <= set(LANGUAGES), company.id
        for language, words in company.names.items():
            assert len(words) == len(set(words)), (company.id, language)
            assert all(w == w.strip() and w for w in words), (company.id, language)


def test_no_spelling_means_two_companies() -> None:
    """A spelling found in two files is `cautious` in all but one at most; traditional and simplified count as one."""
    owners: dict[str, set[str]] = defaultdict(set)
    for company in everyone():
        for word in simplified([*all_spellings(company), company.id]) - simplified(company.cautious):
            owners[word].add(company.id)
    assert {w: sorted(i) for w, i in owners.items() if len(i) > 1} == {}


def test_cautious_words_are_spellings() -> None:
    """A cautious word is one of the file's own spellings: it weakens a name, it never adds one."""
    for company in everyone():
        assert set(company.cautious) <= set(all_spellings(company)), company.id


def test_parents_exist_without_circles() -> None:
    """Parents are entries, every unit has one, and the chain ends."""
    by_id = {c.id: c for c in everyone()}
    for company in everyone():
        assert company.parent or not company.unit, company.id
        seen, at = {company.id}, company
        while at.parent:
            assert at.parent in by_id, at.id
            assert at.parent not in seen, company.id
            seen.add(at.parent)
            at = by_id[at.parent]


def test_governments_and_groups_speak_twelve_languages() -> None:
    """Authorities and unnamed groups have a name in each of the twelve languages."""
    for company in everyone():
        if {"government", "regulator", "group"} & set(company.roles):
            assert set(LANGUAGES) == set(company.names), company.id


def test_no_government_is_named_by_its_country_alone() -> None:
    """A bare country name is a place, not a party: no government lists one, in any of the twelve languages."""
    bare = simplified(
        """China 中国 中國 중국 Китай Chine Trung Quốc Cina USA US EUA EE.UU. 美国 アメリカ 米国 미국 США Estados Unidos États-Unis
        Mỹ Japan 日本 일본 Korea 韩国 한국 Taiwan 台湾 대만 Malaysia India Russia Россия France Germany Brasil""".split()
    )
    for company in everyone():
        if "government" in company.roles:
            assert simplified(all_spellings(company)) & bare == set(), company.id


@pytest.mark.parametrize("name", TOP)
def test_the_largest_have_names_in_four_scripts(name: str) -> None:
    """The companies that articles speak of most have Chinese, Japanese, Korean and Russian spellings."""
    names = catalog.companies[name].names
    assert {"zh-Hans", "zh-Hant", "ja", "ko", "ru"} <= set(names)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("字节跳动", "ByteDance"), ("字節跳動", "ByteDance"), ("바이트댄스", "ByteDance"), ("バイトダンス", "ByteDance"),
        ("輝達", "Nvidia"), ("辉达", "Nvidia"), ("英偉達", "Nvidia"), ("엔비디아", "Nvidia"), ("エヌビディア", "Nvidia"),
        ("台積電", "TSMC"), ("中国企业", "Chinese companies"), ("empresas chinesas", "Chinese companies"),
        ("китайские компании", "Chinese companies"), ("中國企業", "Chinese companies"),
        ("aziende cinesi", "Chinese companies"), ("các công ty Trung Quốc", "Chinese companies"),
        ("EU-Kommission", "European Commission"), ("Комиссии", None), ("天翼云", "China Telecom"),
        ("미국 상무부", "US Commerce Department"), ("Nhà Trắng", "White House"), ("北京当局", "China government"),
    ],
)  # fmt: skip
def test_spellings_find_their_company(spelling: str, name: str | None) -> None:
    """A name as a newspaper of any language writes it finds the canonical English name; half a name does not."""
    if name is None:
        with pytest.raises(LookupError):
            catalog.companies.find(spelling)
    else:
        assert catalog.companies.find(spelling).name == name


def test_damaged_spellings_are_of_their_company() -> None:
    """Machine-translated names are listed where they belong: Volcano Motor, the morning post, the Dharma institute."""
    damaged = {w.casefold(): c for c in everyone() for w in c.damaged}
    assert damaged["volcano motor"].name == "Volcano Engine"
    assert damaged["post da manhã da china meridional"].name == "South China Morning Post"
    assert damaged["dharma academy"].parent == "alibaba"


@pytest.mark.shared
def test_gold_names_are_canonical(shared) -> None:
    """Every actor and counterparty that the gold corpus names is a canonical name of the catalog."""
    import csv

    names = {c.name for c in everyone()}
    with (shared / "gold" / "gold.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    used = {p.strip() for r in rows for k in ("actor", "counterparty") for p in r[k].split(";")} - {""}
    assert used <= names
