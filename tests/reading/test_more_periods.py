"""When, continued: eras, lunar days, feasts, seasons, parts of years and fiscal years of companies, in twelve languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from suanli import catalog
from suanli.reading import find_periods, read
from suanli.reading.dating import as_period
from suanli.reading.periods.feasts import feast_days
from suanli.reading.periods.lunar import lunar_day
from suanli.terms import Period


def periods(language: str, published: str | None, text: str) -> tuple[Period, ...]:
    return find_periods(text, language=language, published=as_period(published) if published else None)


ERAS = [
    ("zh-Hant", "民國114年採購", "2025"),
    ("zh-Hant", "中華民國 113 年 3 月 5 日", "2024-03-05"),
    ("zh-Hant", "民國114年第3季", "2025-Q3"),
    ("zh-Hans", "民国112年", "2023"),
    ("ja", "令和7年に導入", "2025"),
    ("ja", "令和６年１０月", "2024-10"),
    ("ja", "令和元年", "2019"),
    ("ja", "平成31年4月", "2019-04"),
    ("ja", "２０２５年３月末", "2025-03"),
]
LUNAR = [
    ("zh-Hans", "2025-09-01", "2025年农历八月十五", "2025-10-06"),
    ("zh-Hans", "2025-09-01", "农历正月初八开工", "2025-02-05"),
    ("zh-Hant", "2024-06-20", "農曆五月初五", "2024-06-10"),
    ("zh-Hans", "2026-02-20", "正月初三", "2026-02-19"),
    ("zh-Hans", "2025-03-01", "农历二月", "2025-02-28/2025-03-28"),
    ("zh-Hans", "2025-03-01", "今年中秋节前", "2025-10-06"),
    ("zh-Hans", "2025-06-10", "端午节", "2025-05-31"),
    ("zh-Hans", "2025-04-10", "清明节", "2025-04-04"),
    ("zh-Hant", "2025-10-20", "國慶假期", "2025-10-01/2025-10-07"),
    ("zh-Hans", "2026-01-10", "元旦", "2026-01-01"),
    ("ko", "2025-09-20", "추석 연휴", "2025-10-06"),
    ("ko", "2025-02-20", "설날", "2025-01-29"),
    ("vi", "2030-01-20", "Tết Nguyên đán", "2030-02-02"),
    ("vi", "2025-10-20", "dịp Trung thu", "2025-10-06"),
    ("ja", "2025-09-01", "お盆明け", "2025-08-13/2025-08-16"),
    ("en", "2025-12-10", "before Thanksgiving", "2025-11-27"),
    ("en", "2025-12-10", "on Black Friday", "2025-11-28"),
    ("en", "2025-03-10", "delivered by Christmas", "2025-12-25"),
    ("en", "2025-05-10", "Easter", "2025-04-20"),
    ("de", "2025-12-01", "vor Weihnachten", "2025-12-25"),
    ("fr", "2025-12-01", "à Noël", "2025-12-25"),
    ("es", "2025-12-01", "antes de Navidad", "2025-12-25"),
    ("pt", "2025-03-10", "depois do carnaval", "2025-03-04/"),
    ("it", "2025-08-20", "dopo Ferragosto", "2025-08-15/"),
    ("ru", "2025-01-20", "к Новому году", "2025-01-01"),
]
SEASONS = [
    ("en", "2025-04-10", "last summer", "2024-06/2024-08"),
    ("en", "2025-10-10", "last summer", "2025-06/2025-08"),
    ("en", "2025-04-10", "this fall", "2025-09/2025-11"),
    ("en", "2025-04-10", "in the spring of 2024", "2024-03/2024-05"),
    ("en", "2025-02-10", "this winter", "2024-12/2025-02"),
    ("en", "2025-04-10", "late summer 2024", "2024-06/2024-08"),
    ("zh-Hans", "2025-04-10", "去年夏天", "2024-06/2024-08"),
    ("zh-Hant", "2025-04-10", "今秋", "2025-09/2025-11"),
    ("ja", "2025-04-10", "昨夏", "2024-06/2024-08"),
    ("ja", "2025-04-10", "2026年春", "2026-03/2026-05"),
    ("ko", "2025-04-10", "올여름", "2025-06/2025-08"),
    ("ko", "2025-04-10", "지난해 가을", "2024-09/2024-11"),
    ("de", "2025-04-10", "im vergangenen Herbst", "2024-09/2024-11"),
    ("de", "2025-04-10", "im Sommer 2026", "2026-06/2026-08"),
    ("fr", "2025-04-10", "à l'été 2024", "2024-06/2024-08"),
    ("fr", "2025-04-10", "l'automne dernier", "2024-09/2024-11"),
    ("es", "2025-04-10", "el próximo otoño", "2025-09/2025-11"),
    ("es", "2025-04-10", "en el verano de 2024", "2024-06/2024-08"),
    ("pt", "2025-04-10", "no inverno passado", "2024-12/2025-02"),
    ("it", "2025-04-10", "la scorsa estate", "2024-06/2024-08"),
    ("ru", "2025-04-10", "прошлой осенью", "2024-09/2024-11"),
    ("ru", "2025-04-10", "летом 2024 года", "2024-06/2024-08"),
    ("vi", "2025-04-10", "mùa hè năm ngoái", "2024-06/2024-08"),
]
PARTS = [
    ("en", "2025-06-01", "in early 2024", "2024-Q1"),
    ("en", "2025-06-01", "late last year", "2024-12"),
    ("en", "2025-06-01", "mid-March", "2025-03"),
    ("en", "2025-06-01", "the first nine months of 2024", "2024-01/2024-09"),
    ("en", "2025-06-01", "1H24", "2024-H1"),
    ("en", "2025-06-01", "first-half 2024 sales", "2024-H1"),
    ("zh-Hans", "2025-06-01", "2024年前三季度", "2024-01/2024-09"),
    ("zh-Hans", "2025-11-01", "1-9月", "2025-01/2025-09"),
    ("zh-Hans", "2025-06-01", "今年前4个月", "2025-01/2025-04"),
    ("zh-Hans", "2025-06-01", "2024年年中", "2024"),
    ("zh-Hant", "2025-06-01", "去年底", "2024-12"),
    ("ja", "2025-06-01", "4〜6月期", "2025-Q2"),
    ("ja", "2025-06-01", "2024年1〜9月期", "2024-01/2024-09"),
    ("ja", "2025-06-01", "2024年初頭", "2024-Q1"),
    ("ja", "2025-06-01", "2026年半ば", "2026"),
    ("ko", "2025-11-01", "올해 1∼9월", "2025-01/2025-09"),
    ("ko", "2025-06-01", "2024년 초", "2024-Q1"),
    ("ko", "2025-06-01", "2024년 말", "2024-12"),
    ("ko", "2025-06-01", "내년 중반", "2026"),
    ("de", "2025-11-01", "in den ersten neun Monaten 2025", "2025-01/2025-09"),
    ("de", "2025-06-01", "Anfang 2024", "2024-Q1"),
    ("de", "2025-06-01", "Mitte 2024", "2024"),
    ("de", "2025-06-01", "Ende März", "2025-03"),
    ("fr", "2025-11-01", "les neuf premiers mois de 2025", "2025-01/2025-09"),
    ("fr", "2025-06-01", "mi-2024", "2024"),
    ("fr", "2025-06-01", "fin 2024", "2024-12"),
    ("fr", "2025-06-01", "au T3 2024", "2024-Q3"),
    ("fr", "2025-06-01", "au 1er semestre 2024", "2024-H1"),
    ("es", "2025-11-01", "los nueve primeros meses de 2025", "2025-01/2025-09"),
    ("es", "2025-06-01", "a mediados de 2024", "2024"),
    ("es", "2025-06-01", "a principios de marzo", "2025-03"),
    ("pt", "2025-06-01", "no 1T25", "2025-Q1"),
    ("pt", "2025-06-01", "no início de 2024", "2024-Q1"),
    ("pt", "2025-06-01", "em meados de 2024", "2024"),
    ("pt", "2025-11-01", "nos primeiros nove meses de 2025", "2025-01/2025-09"),
    ("it", "2025-11-01", "nei primi nove mesi del 2025", "2025-01/2025-09"),
    ("it", "2025-06-01", "a metà 2024", "2024"),
    ("it", "2025-06-01", "a fine 2024", "2024-12"),
    ("ru", "2025-11-01", "за первые девять месяцев 2025 года", "2025-01/2025-09"),
    ("ru", "2025-06-01", "в середине 2024 года", "2024"),
    ("ru", "2025-06-01", "в начале 2024 года", "2024-Q1"),
    ("vi", "2025-11-01", "9 tháng đầu năm 2025", "2025-01/2025-09"),
    ("vi", "2025-06-01", "đầu năm 2024", "2024-Q1"),
    ("vi", "2025-06-01", "giữa năm 2024", "2024"),
    ("vi", "2025-06-01", "cuối năm 2024", "2024-12"),
]
FISCAL = [
    ("en", "Microsoft spent it in fiscal 2025", "FY2025", "2024-07-01", "2025-07-01"),
    ("en", "Microsoft's FY25 Q2", "FY2025-Q2", "2024-10-01", "2025-01-01"),
    ("en", "Reliance plans it for FY26", "FY2026", "2025-04-01", "2026-04-01"),
    ("en", "Infosys in Q3 FY2025", "FY2025-Q3", "2024-10-01", "2025-01-01"),
    ("en", "imports in FY2024-25", "FY2024-25", "2024-04-01", "2025-04-01"),
    ("en", "Lenovo's fiscal year 2024/25", "FY2024-25", "2024-04-01", "2025-04-01"),
    ("en", "Micron's fiscal 2025", "FY2025", "2024-09-01", "2025-09-01"),
    ("en", "Broadcom's fiscal 2025", "FY2025", "2024-11-01", "2025-11-01"),
    ("en", "Meta's fiscal 2024", "FY2024", "2024-01-01", "2025-01-01"),
    ("en", "for the fiscal year ended March 31, 2025", "2024-04/2025-03", "2024-04-01", "2025-04-01"),
    ("en", "the three months ended June 30, 2025", "2025-Q2", "2025-04-01", "2025-07-01"),
    ("en", "Nvidia's first half of fiscal 2026", "FY2026-H1", "2025-01-27", "2025-07-01"),
    ("ja", "ソフトバンクの2024年度", "FY2024", "2024-04-01", "2025-04-01"),
    ("ja", "2025年度の予算", "FY2025", "2025-04-01", "2026-04-01"),
    ("ja", "令和7年度予算", "FY2025", "2025-04-01", "2026-04-01"),
    ("ja", "2025年3月期の売上高", "2024-04/2025-03", "2024-04-01", "2025-04-01"),
    ("ja", "エヌビディアの2026会計年度", "FY2026", "2025-01-27", "2026-01-26"),
    ("ja", "今年度中に", "FY2025", "2025-04-01", "2026-04-01"),
    ("zh-Hans", "微软2025财年", "FY2025", "2024-07-01", "2025-07-01"),
    ("zh-Hans", "阿里巴巴下一财年", "FY2027", "2026-04-01", "2027-04-01"),
    ("de", "Microsoft im Geschäftsjahr 2025", "FY2025", "2024-07-01", "2025-07-01"),
    ("fr", "l'exercice clos fin mars 2025", "2024-04/2025-03", "2024-04-01", "2025-04-01"),
    ("ko", "마이크로소프트 2025 회계연도", "FY2025", "2024-07-01", "2025-07-01"),
    ("pt", "a Microsoft no ano fiscal de 2025", "FY2025", "2024-07-01", "2025-07-01"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "label"), ERAS)
def test_eras_and_wide_figures(language: str, text: str, label: str) -> None:
    """Years of the Republic of China and of Japanese eras, and full-width figures."""
    found = periods(language, "2025-06-01", text)[0]
    assert found.label == label
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(("language", "published", "text", "label"), LUNAR + SEASONS + PARTS)
def test_expression(language: str, published: str, text: str, label: str) -> None:
    """Lunar days, feasts, seasons and parts of a year are read and placed."""
    found = periods(language, published, text)
    assert found, text
    assert found[0].label == label


@pytest.mark.parametrize(("language", "text", "label", "since", "until"), FISCAL)
def test_fiscal_years(language: str, text: str, label: str, since: str, until: str) -> None:
    """Fiscal years by the company that is named; 年度 and FY2024-25 begin in April; "ended" counts back."""
    found = periods(language, "2025-06-01", text)[-1]
    assert (found.label, str(found.since), str(found.until)) == (label, since, until)


def test_the_lunar_calendar_is_that_of_the_observatories() -> None:
    """New year's days 2015 to 2030 as the Hong Kong Observatory has them; feasts of years with leap months before them."""
    published = "0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203".split()
    assert [f"{lunar_day(2015 + n, 1, 1):%m%d}" for n in range(16)] == published
    known = {("midautumn", 2020): (10, 1), ("midautumn", 2023): (9, 29), ("midautumn", 2025): (10, 6), ("dragonboat", 2020): (6, 25),
             ("doubleninth", 2025): (10, 29), ("qixi", 2025): (8, 29), ("qingming", 2026): (4, 5)}  # fmt: skip
    for (name, year), (month, day) in known.items():
        assert feast_days(name, year)[0] == dt.date(year, month, day), name
    assert feast_days("laba", 2025)[0] == dt.date(2026, 1, 26)
    assert lunar_day(2030, 1, 1, hours=7) == dt.date(2030, 2, 2), (
        "the new moon is before midnight in Hanoi, after it in Beijing"
    )


def test_every_feast_of_the_data_has_days() -> None:
    """Each row of feasts.csv gives a day in every year of a decade."""
    for row in catalog.feasts():
        for year in range(2020, 2030):
            day, days = feast_days(row["feast"], year)
            assert abs(day.year - year) <= 1
            assert days >= 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "sales fall as winter tyres spring up; the T4 and S2 2,000 units; year to date"),
        ("fr", "la commande a été en partie livrée; 3T de mémoire"),
        ("ja", "秋葉原の店で春日さんが冬眠する"),
        ("ko", "그 봄날의 말을 봄"),
        ("zh-Hans", "长春、宜春、春运；第3-5代；历史上"),
        ("zh-Hant", "民國以來的歷史"),
    ],
)
def test_words_that_are_no_dates(language: str, text: str) -> None:
    """Seasons need a year beside them, or a word that says which; names and history are no dates."""
    assert periods(language, "2025-06-01", text) == ()


@pytest.mark.parametrize("text", ["民國250年", "农历八月三十五", "令和99年13月", "FY2024-29", "2024/99", "農曆閏六月"])
def test_nothing_is_made_up(text: str) -> None:
    """Days, months and years that do not exist give no day."""
    for found in periods("zh-Hant", "2025-06-01", text):
        assert found.precision not in {"day", "month", "fiscal_year"}


ENDS = [
    ("2026-11-20", "They were ordered in March and had arrived by June.", ["2026-03", "2026-06"]),
    ("2026-11-20", "They were ordered in October and are to arrive by June.", ["2026-10", "2027-06"]),
    ("2026-11-20", "They were ordered in March. The rest is due by June.", ["2026-03", "2027-06"]),
    ("2026-05-02", "Wurden im März bestellt und sollen bis Juni kommen.", ["2026-03", "2026-06"]),
]


@pytest.mark.parametrize(("published", "text", "wanted"), ENDS)
def test_a_month_that_ends_something_follows_the_one_before(
    tmp_path: Path, published: str, text: str, wanted: list[str]
) -> None:
    """`ordered in March, there by June`: the June after that March; in a sentence of its own, the one to come."""
    place = tmp_path / "a.txt"
    place.write_text(text + "\n", encoding="utf-8")
    assert [p.label for p in read(place, published=published).periods] == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "delivered the day before yesterday"),
        ("de", "wurden vorgestern geliefert"),
        ("fr", "livrées avant-hier"),
        ("es", "entregados anteayer"),
        ("es", "entregados antes de ayer"),
        ("it", "consegnati l'altro ieri"),
        ("it", "consegnati ieri l'altro"),
        ("pt", "entregues anteontem"),
        ("ru", "поставлены позавчера"),
        ("vi", "đã giao hôm kia"),
        ("ja", "一昨日納入した"),
        ("ko", "그저께 납품했다"),
    ],
)
def test_the_day_before_yesterday_is_two_days_ago(language: str, text: str) -> None:
    assert [found.label for found in periods(language, "2026-03-01", text)] == ["2026-02-27"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "à la fin de l'année prochaine"),
        ("es", "a finales del próximo año"),
        ("pt", "no final do próximo ano"),
        ("vi", "vào cuối năm sau"),
        ("zh-Hans", "明年年底交付"),
        ("zh-Hant", "明年年底交貨"),
    ],
)
def test_the_end_of_next_year_is_not_that_of_this_year(language: str, text: str) -> None:
    assert [found.label for found in periods(language, "2026-03-01", text)] == ["2027-12"]
