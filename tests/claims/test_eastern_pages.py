"""Pages of the Chinese, Japanese and Korean press as they stand: results by segment, caps, institutions, tolerances."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.texts import by_value, numbered, read_claims, read_numbered


@pytest.mark.parametrize(
    ("language", "text", "kept", "left"),
    [
        ("zh-Hant", "輝達上季資料中心營收410億美元，專業視覺化營收9.1億美元，毛利率72.6%。", 4.1e10, {9.1e8, 72.6}),
        (
            "ja",
            "エヌビディアのデータセンター部門の売上高は410億ドル、ゲーミング部門は39億ドルだった。",
            4.1e10,
            {3.9e9},
        ),
        ("ko", "엔비디아의 데이터센터 매출은 410억 달러, 게이밍 매출은 39억 달러였다.", 4.1e10, {3.9e9}),
        ("zh-Hans", "壁仞科技上半年GPU收入5.6亿元,研发费用8.3亿元,同比增长17%。", 5.6e8, {8.3e8, 17.0}),
    ],
)
def test_what_a_maker_sells_besides_is_none_of_its_chips(
    language: str, text: str, kept: float, left: set[float]
) -> None:
    found = by_value(numbered(text, language))
    assert found[kept].kind == "revenue"
    assert not left & found.keys()


@pytest.mark.parametrize("sign", ["±3%", "± 3%"])
def test_a_tolerance_is_no_figure(sign: str) -> None:
    found = numbered(f"エヌビディアは次の四半期のGPU売上高を480億ドル({sign})と見込む。", "ja")
    assert [c.evidence.text for c in found if c.quantity is not None and c.quantity.unit == "percent"] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "美国政府考虑将每家中国公司可以采购的H200上限定在5.2万颗。"),
        ("ja", "米政府は中国企業1社当たりのH200の購入上限を5万2000個とする案を練っている。"),
        ("ko", "미국 정부는 중국 기업당 H200 구매 한도를 5만2000개로 두는 방안을 만지작거리고 있다."),
    ],
)
def test_a_cap_is_what_a_state_rules(language: str, text: str) -> None:
    cap = by_value(numbered(text, language))[52000]
    assert (cap.kind, cap.actors, cap.chips) == ("policy", ("US government",), ("H200",))


@pytest.mark.parametrize("text", ["ネットワークは1MWあたりの処理量が6倍になった。H200の話だ。"])
def test_one_megawatt_may_only_be_a_base(text: str) -> None:
    assert 1e6 not in by_value(numbered(text, "ja"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "네이버는 H200·블랙웰 등 엔비디아 GPU 4만 장을 주문했다."),
        ("ja", "ソフトバンクはH200・ブラックウェルなどエヌビディアのGPU4万基を発注した。"),
    ],
)
def test_a_line_listed_beside_a_chip_is_another(language: str, text: str) -> None:
    assert set(by_value(numbered(text, language))[40000].chips) == {"H200", "Blackwell"}


def test_a_university_named_by_its_city_is_no_government(tmp_path: Path) -> None:
    found = by_value(read_numbered("北京航空航天大学采购了96块H200。北京化工大学也买了72块H200。", tmp_path))
    assert found[96].actors == ("Beihang University",)
    assert "China government" not in found[72].actors


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "中国电信向华为采购了3000张昇腾910B和Atlas 800 训练服务器。"),
        ("ja", "中国の5G基地局総数は380万基に達した。AI半導体の需要も伸びた。"),
    ],
)
def test_numbers_of_models_and_masts_count_no_chips(language: str, text: str) -> None:
    assert by_value(numbered(text, language)).keys() <= {3000}


def test_a_firm_before_a_dash_is_no_dateline(tmp_path: Path) -> None:
    found = read_claims("NVIDIA-2026年度2Q決算\nデータセンター売上高: 391億ドル", tmp_path)
    assert [c.actors for c in found] == [("Nvidia",)]


def test_what_is_to_come_is_no_university(tmp_path: Path) -> None:
    found = read_claims("삼성SDS는 차세대 GPU '루빈' 2만 장을 들여 차세대 모델을 학습할 계획이다.", tmp_path)
    assert all("University" not in name for c in found for name in c.actors)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "壁仞科技发布新卡。全球AI芯片市场规模到2028年将达4100亿美元。"),
        ("ja", "プリファードネットワークスは新チップを発表した。AI半導体の市場規模は2028年に4100億ドルになる。"),
        ("ko", "리벨리온은 새 칩을 내놨다. 세계 AI 반도체 시장 규모는 2028년 4100억 달러로 커진다."),
    ],
)
def test_a_market_without_a_firm_is_nobodys(language: str, text: str) -> None:
    size = by_value(numbered(text, language))[4.1e11]
    assert (size.kind, size.actors) == ("revenue", ())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "SK하이닉스는 학습용 가속기 시장의 88%를 점유한 엔비디아를 붙잡았다."),
        ("zh-Hans", "寒武纪的对手是拿下国内AI芯片市场88%份额的英伟达。"),
    ],
)
def test_the_firm_behind_its_share_holds_it(language: str, text: str) -> None:
    assert by_value(numbered(text, language))[88].actors == ("Nvidia",)


def test_firms_counted_behind_the_last_one_are_one_list() -> None:
    text = "マイクロソフト、グーグル親会社アルファベット、フェイスブックの運営会社メタの3社による設備投資は計710億ドルだった。前年同期比では52%増で、大半はAI半導体に向かった。"
    found = by_value(numbered(text, "ja"))
    assert set(found[7.1e10].actors) == {"Microsoft", "Google", "Meta"}
    assert (found[52].kind, set(found[52].actors)) == ("capex", {"Microsoft", "Google", "Meta"})


def test_the_rate_right_behind_sales_is_theirs(tmp_path: Path) -> None:
    text = "阿里一季度AI资本开支310亿元,同比增长95%。AI云业务收入287亿元,年增31%。"
    found = by_value(read_numbered(text, tmp_path))
    assert (found[95].kind, found[31].kind) == ("capex", "revenue")


def test_two_sums_so_near_are_a_span_where_they_close_a_forecast() -> None:
    spans = numbered("メタはAI向け設備投資が1150億ドルから1200億ドルに達すると見込む。", "ja")
    assert [(c.quantity.low, c.quantity.high) for c in spans if c.quantity is not None] == [(1.15e11, 1.2e11)]


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("zh-Hans", "摩尔线程GPU受追捧,本次发行价格为114元/股,发行市销率达98倍。", {114, 98}),
        ("zh-Hant", "大摩把台積電CoWoS月產能預估調到12萬片，比年底的8萬片更高，AI晶片受惠。", {120000, 80000}),
        ("ko", "삼성전자의 HBM4 양산은 5개월 뒤인 10월로 잡혔다.", {5}),
        ("ko", "퓨리오사AI는 메타의 7억 달러 인수 제안을 거절한 NPU 업체다.", {7e8}),
    ],
)
def test_issues_wafers_and_times_to_come_are_no_claims(language: str, text: str, left: set[float]) -> None:
    assert not left & by_value(numbered(text, language)).keys()


@pytest.mark.parametrize(
    "text", ["OpenAI在德州再建四座資料中心，部署GPU。", "OpenAI在德州部署GPU的第四座資料中心動工。"]
)
def test_data_centres_are_counted_but_not_in_order(text: str) -> None:
    counted = {c.quantity.low for c in numbered(text, "zh-Hant") if c.quantity is not None}
    assert counted == (set() if "第" in text else {4})


def test_sales_of_builders_of_servers_in_taiwan_are_in_its_dollars(tmp_path: Path) -> None:
    text = "〔記者林小明／台北報導〕緯創受惠集團AI伺服器訂單出貨暢旺，10月營收1987億元，月增4%、年增88%。"
    found = by_value(read_numbered(text, tmp_path))
    assert {c.quantity.unit for c in found.values() if c.quantity is not None} == {"TWD", "percent"}
    assert {c.actors for c in found.values()} == {("Wistron",)}
    assert {c.kind for c in found.values()} == {"revenue"}


def test_a_unit_in_brackets_is_no_sum() -> None:
    found = by_value(numbered("さくらインターネットのGPU投資は76→214(億円)に膨らんだ。", "ja"))
    assert 1e8 not in found
