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
