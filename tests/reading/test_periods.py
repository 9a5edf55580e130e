"""When: period expressions of twelve languages, placed against a day of publication."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from suanli import catalog
from suanli.reading import find_periods, read
from suanli.reading.dating import as_period
from suanli.terms import Period

# language, published, text, label of the first period
CASES = [
    ("zh-Hans", "2023-07-04", "字节今年订购了GPU", "2023"),
    ("zh-Hans", "2023-07-04", "去年9月美国政府发布限制", "2022-09"),
    ("zh-Hans", "2023-07-04", "今年春节后下了大单", "2023-01-22/"),
    ("zh-Hans", "2023-07-04", "部分要到今年底才能交货", "2023-12"),
    ("zh-Hans", "2023-07-04", "年底前交货", "2023-12"),
    ("zh-Hans", "2023-07-04", "2022年1月合作建成。同年11月宣布购买", "2022-01"),
    ("zh-Hans", "2023-07-04", "影响去年四季度的销售", "2022-Q4"),
    ("zh-Hans", "2023-07-04", "2022年下半年走访了公司", "2022-H2"),
    ("zh-Hans", "2023-07-04", "2018年-2019年采购", "2018/2019"),
    ("zh-Hans", "2023-07-04", "4月底参加论坛", "2023-04"),
    ("zh-Hans", "2025-12-29", "公司28日宣布", "2025-12-28"),
    ("zh-Hans", "2025-03-10", "2026财年第一季度营收", "FY2026-Q1"),
    ("zh-Hans", "2025-03-10", "十二月的订单", "2024-12"),
    ("zh-Hant", "2026-01-09", "最快第1季上路", "2026-Q1"),
    ("zh-Hant", "2026-02-24", "除夕當晚的峰值", "2026-02-16"),
    ("zh-Hant", "2025-09-30", "年初至今", "2025-Q1"),
    ("ja", "2026-01-13", "今四半期中に許可する", "2026-Q1"),
    ("ja", "2025-10-16", "2026年後半に動かす", "2026-H2"),
    ("ja", "2025-10-16", "第1四半期の売上", "2025-Q1"),
    ("ja", "2025-10-16", "昨年12月に契約した", "2024-12"),
    ("ja", "2025-10-16", "来年3月末までに", "2026-03"),
    ("ko", "2025-04-23", "지난해 판매량은", "2024"),
    ("ko", "2025-04-23", "5월 말까지 실어 달라고", "2025-05"),
    ("ko", "2025-04-23", "이달 초 의무화하면서", "2025-04"),
    ("ko", "2025-04-23", "올해 1분기 매출", "2025-Q1"),
    ("ko", "2025-04-23", "내년 하반기 출시", "2026-H2"),
    ("ko", "2025-07-30", "3개월 전 막혔던", "2025-04"),
    ("ru", "2026-01-18", "в 2024 году компания купила", "2024"),
    ("ru", "2026-01-18", "в прошлом году", "2025"),
    ("ru", "2026-01-18", "К апрелю потребление вырастет", "2026-04"),
    ("ru", "2026-01-18", "18 декабря 2025 года", "2025-12-18"),
    ("ru", "2026-01-18", "в первом квартале 2025 года", "2025-Q1"),
    ("ru", "2026-01-18", "в конце 2025 года", "2025-12"),
    ("ru", "2026-01-18", "с марта по май 2025 года", "2025-03/2025-05"),
    ("pt", "2023-06", "no ano passado", "2022"),
    ("pt", "2023-06", "em março deste ano", "2023-03"),
    ("pt", "2023-06", "em junho de 2020", "2020-06"),
    ("pt", "2025-04-02", "encomendaram entre janeiro e março", "2025-Q1"),
    ("pt", "2026-01-01", "Em 8 de dezembro, promotores", "2025-12-08"),
    ("pt", "2026-01-01", "de outubro de 2024 a maio de 2025", "2024-10/2025-05"),
    ("pt", "2024-01-19", "até o fim de 2024", "2024-12"),
    ("pt", "2025-04-02", "no ano fiscal de 2025", "FY2025"),
    ("pt", "2025-12-31", "O último trimestre foi marcado", "2025-Q4"),
    ("fr", "2023-08-10", "dès l'année prochaine", "2024"),
    ("fr", "2023-08-10", "lancé il y a huit mois", "2022-12"),
    ("fr", "2023-08-10", "Le 9 août, Washington", "2023-08-09"),
    ("fr", "2023-08-10", "Début 2023, la plupart", "2023-Q1"),
    ("fr", "2025-04-24", "d'ici la fin mai", "2025-05"),
    ("fr", "2025-04-24", "Le 15, NVIDIA a fait savoir", "2025-04-15"),
    ("fr", "2025-04-24", "au premier trimestre 2025", "2025-Q1"),
    ("fr", "2025-04-24", "entre septembre 2023 et novembre 2025", "2023-09/2025-11"),
    ("en", "2025-04-03", "during January-March 2025", "2025-Q1"),
    ("en", "2025-12-09", "between October 2024 and last May", "2024-10/2025-05"),
    ("en", "2025-12-09", "when sentenced on Feb. 18", "2026-02-18"),
    ("en", "2025-12-09", "the department said Monday", "2025-12-08"),
    ("en", "2025-04-03", "By March, the maker was warning", "2025-03"),
    ("en", "2026-04-06", "less than $1.00 by June", "2026-06"),
    ("en", "2026-04-06", "versus roughly 20% in mid-2025", "2025"),
    ("en", "2025-06-01", "in the second half of last year", "2024-H2"),
    ("en", "2025-06-01", "two years ago", "2023"),
    ("en", "2025-06-01", "over the next three years", "2025/2027"),
    ("en", "2025-06-01", "Nvidia's first quarter of fiscal 2026", "FY2026-Q1"),
    ("en", "2025-06-01", "by year-end", "2025-12"),
    ("en", "2025-06-01", "Q3 2024 revenue", "2024-Q3"),
    ("en", "2025-06-01", "2Q25 shipments", "2025-Q2"),
    ("en", "2025-06-01", "last week", "2025-W21"),
    ("es", "2024-01-19", "a finales de 2024", "2024-12"),
    ("es", "2024-01-19", "hace un mes", "2023-12"),
    ("es", "2024-01-19", "el año pasado", "2023"),
    ("es", "2024-01-19", "desde marzo hasta junio de 2023", "2023-03/2023-06"),
    ("es", "2024-01-19", "en el segundo trimestre de 2023", "2023-Q2"),
    ("de", "2025-07-16", "im vergangenen Jahr", "2024"),
    ("de", "2025-07-16", "seit April 2025 gesperrt", "2025-04"),
    ("de", "2025-07-16", "am 12. März 2025", "2025-03-12"),
    ("de", "2025-07-16", "im zweiten Halbjahr 2024", "2024-H2"),
    ("de", "2025-07-16", "bis Ende 2026", "2026-12"),
    ("it", "2025-04-02", "nei soli primi tre mesi del 2024", "2024-Q1"),
    ("it", "2025-04-02", "nell'ultimo anno fiscale", "FY2025"),
    ("it", "2025-04-02", "due anni fa", "2023"),
    ("it", "2025-04-02", "il 3 marzo 2025", "2025-03-03"),
    ("vi", "2026-01-28", "trong năm 2025", "2025"),
    ("vi", "2026-01-28", "ngày 28 tháng 1 năm 2026", "2026-01-28"),
    ("vi", "2026-01-28", "năm ngoái", "2025"),
    ("vi", "2026-01-28", "quý II/2025", "2025-Q2"),
]


def periods(language: str, published: str | None, text: str) -> tuple[Period, ...]:
    return find_periods(text, language=language, published=as_period(published) if published else None)


@pytest.mark.parametrize(("language", "published", "text", "label"), CASES)
def test_expression(language: str, published: str, text: str, label: str) -> None:
    """Each expression is read and placed; its words are where it says."""
    found = periods(language, published, text)
    assert found, text
    assert found[0].label == label
    assert text[found[0].start : found[0].end] == found[0].text


def test_same_year_is_the_year_named_before() -> None:
    """同年 refers to the year last named, not to that of publication."""
    found = periods("zh-Hans", "2023-07-04", "2022年1月建成集群。同年11月宣布购买。")
    assert [p.label for p in found] == ["2022-01", "2022-11"]


def test_open_ends() -> None:
    """Since and after leave the end open; the label keeps the words' own period."""
    since, after = periods("en", None, "since 2022 and again after 2023")
    assert (since.since, since.until, since.label) == (dt.date(2022, 1, 1), None, "2022")
    assert (after.since, after.until) == (dt.date(2024, 1, 1), None)
    found = periods("zh-Hans", None, "2020年以来")[0]
    assert (found.since, found.until) == (dt.date(2020, 1, 1), None)


def test_without_a_day_of_publication() -> None:
    """Relative words cannot be placed then: the words are kept, with no days and no label."""
    for language, text in (
        ("en", "last year"),
        ("zh-Hans", "去年"),
        ("pt", "no próximo ano"),
        ("fr", "il y a huit mois"),
    ):
        found = periods(language, None, text)
        assert len(found) == 1
        assert found[0].label == ""
        assert found[0].since is None


@pytest.mark.parametrize(
    "text",
    ["30 February 2025", "2025-02-30", "31/11/2025", "0000-01-01", "on 2025-13-01", "Q5 2025", "99 May"],
)
def test_days_that_do_not_exist(text: str) -> None:
    """No such day: none is made up."""
    for found in periods("en", "2025-06-01", text):
        assert found.precision != "day"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the A100 and H20 at 600 GB/s, 2,048 of them, may march on"),
        ("en", "it sold 2000 GPUs and 12 servers for $2024.50"),
        ("zh-Hans", "3万块卡和10天工期，1.3亿参数，第4代"),
        ("ko", "30만 개를 새로 주문했다고 말했다"),
        ("pt", "mais de 60% e 25 chips"),
        ("de", "512 H800 und 4,8 Mrd. Dollar"),
        ("fr", "350 000 puces H1, dix supercalculateurs"),
        ("ru", "до $20 000 за штуку"),
    ],
)
def test_numbers_that_are_no_dates(language: str, text: str) -> None:
    """Counts, prices, versions and verbs are no periods."""
    assert periods(language, "2025-06-01", text) == ()


def test_inferred_years_are_marked() -> None:
    """A month without a year gets the nearest one, and says that it was inferred."""
    found = periods("en", "2025-01-23", "in December")[0]
    assert (found.label, found.inferred) == ("2024-12", True)
    assert not periods("en", "2025-01-23", "in December 2024")[0].inferred


def test_lunar_new_years_and_fiscal_years() -> None:
    """Lunar New Year's day and the ends of Nvidia's and others' fiscal years."""
    assert periods("en", "2025-03-01", "Lunar New Year")[0].label == "2025-01-29"
    nvidia = periods("en", "2025-06-01", "Nvidia's fiscal 2025")[0]
    assert (nvidia.since, nvidia.until) == (dt.date(2024, 1, 29), dt.date(2025, 1, 27))
    microsoft = periods("en", "2025-06-01", "Microsoft spent it in fiscal 2025")[0]
    assert (microsoft.since, microsoft.until) == (dt.date(2024, 7, 1), dt.date(2025, 7, 1))
    alibaba = periods("zh-Hans", "2025-06-01", "阿里巴巴2025财年")[0]
    assert alibaba.since == dt.date(2024, 4, 1)


def test_every_calendar_reads_its_own_words() -> None:
    """Every word of every calendar that can stand alone gives a period when it stands in a text."""
    for language in catalog.calendars:
        for phrase, code in catalog.calendars[language].words.items():
            if "~" in code or code.startswith(("same", "fiscal")) or code == "fiscal":
                continue
            shown = phrase.title() if phrase in catalog.calendars[language].capital or language == "en" else phrase
            assert periods(language, "2025-06-15", shown), (language, phrase)


@pytest.mark.shared
def test_gold_periods_that_are_said(shared: Path) -> None:
    """Of the gold rows with a period, at least 58 % have it in their text's periods (the others infer it)."""
    rows = list(csv.DictReader((shared / "gold" / "gold.csv").open(encoding="utf-8")))
    index = {r["id"]: r for r in csv.DictReader((shared / "gold" / "corpus" / "index.csv").open(encoding="utf-8"))}
    labels = {
        i: {p.label for p in read(shared / "gold" / "corpus" / r["file"], published=r["published"]).periods}
        for i, r in index.items()
    }
    dated = [r for r in rows if r["period"]]
    hits = sum(r["period"] in labels[r["doc_id"]] for r in dated)
    assert hits >= 0.58 * len(dated), (hits, len(dated))
