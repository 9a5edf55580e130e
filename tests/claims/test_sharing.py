"""What a figure takes from those told before it: parts, worths, figures set against it, names described first."""

from __future__ import annotations

import pytest

from .texts import numbered


def told(text, language, low):
    return next(c for c in numbered(text, language) if c.quantity.low == low)


def test_a_part_told_a_sentence_on_is_of_the_same_kind():
    """The sentence between only says who tells; the half belongs to the spending before it."""
    text = "바이트댄스가 올해 AI 설비에 1500억위안을 투자할 계획이다. 로이터가 전했다. 이 가운데 절반은 해외 데이터센터에 들어간다."
    part = told(text, "ko", 50.0)
    assert (part.kind, part.actors) == ("capex", ("ByteDance",))


def test_a_worth_told_a_sentence_on_is_that_of_the_chips_counted():
    """`금액으로는` opens the worth of the order before it, though the maker's sales follow."""
    text = "메타는 올해 호퍼 48만5000개를 사들였다. 금액으로는 310억달러로, 엔비디아 매출의 20%를 떠받쳤다."
    worth = told(text, "ko", 31e9)
    assert (worth.kind, worth.actors) == ("order", ("Meta",))


def test_a_figure_set_against_another_has_its_unit_and_its_own_chip():
    """`contre 600 pour l'A100` is a bandwidth of the A100."""
    text = "Nvidia bride l'A800 : la puce échange ses données à 400 Go/s, contre 600 pour l'A100."
    assert told(text, "fr", 600.0).chips == ("A100",)


def test_a_share_set_against_another_is_its_own_firms():
    """The firm behind the second share is not that of the first."""
    text = "Huawei peine à produire : le rendement de l'Ascend 910C est de 20 %, contre 60 % chez TSMC."
    assert told(text, "fr", 20.0).actors == ("Huawei",)
    assert told(text, "fr", 60.0).actors == ("TSMC",)


def test_the_parts_of_a_chip_are_not_what_the_text_goes_on_about():
    """Two 910B make a 910C, of which the next sentence tells."""
    text = "L'Ascend 910C de Huawei réunit deux processeurs 910B dans un boîtier. La puce délivre 800 TFLOPS."
    assert [c.chips for c in numbered(text, "fr")] == [("Ascend 910C",), ("Ascend 910C",)]


@pytest.mark.parametrize(
    ("text", "language", "low", "chips"),
    [
        ("텐센트는 엔비디아에서 H20을 포함해 23만개를 주문했다.", "ko", 230_000.0, ()),
        ("엔비디아가 TSMC에 H20 AI 그래픽처리장치(GPU) 30만 개를 새로 주문했다.", "ko", 300_000.0, ("H20",)),
        ("カンブリコンは「思元590」「思元690」を30万個供給する。", "ja", 300_000.0, ("MLU590", "MLU690")),
        ("Theo cáo buộc, tháng 10 năm 2024 nhóm này tuồn 400 GPU A100 sang Trung Quốc.", "vi", 400.0, ("A100",)),
    ],
)
def test_which_chips_a_count_is_of(text, language, low, chips):
    """Chips included are not what is counted; a generic noun between a name and its count does not part them."""
    assert told(text, language, low).chips == chips
    assert len(numbered(text, language)) == 1


def test_firms_described_before_they_are_named_are_one_list():
    """`アリババと動画アプリTikTokのバイトダンス` are two buyers, each of its own."""
    text = "アリババグループと動画共有アプリ「TikTok」のバイトダンスは、H200をそれぞれ20万個以上発注したいと伝えた。"
    assert sorted(c.actors for c in numbered(text, "ja")) == [("Alibaba",), ("ByteDance",)]


def test_sums_in_brackets_part_no_clause():
    """The plan behind the brackets governs the sum before them."""
    text = "SCMP에 따르면 바이트댄스는 올해 엔비디아 칩 구매에 1000억 위안(140억 달러, 19조 원)을 투자할 계획이다."
    assert {(c.kind, c.stance) for c in numbered(text, "ko")} == {("order", "planned")}


def test_lost_sales_to_come_are_a_forecast_and_what_was_earned_is_told():
    """A charge taken is asserted, sales that will be lost are estimated; `rapporté` of a sum is no hearsay."""
    text = "Nvidia đã mất 4,5 tỷ USD vì H20 và dự kiến hụt thêm 8 tỷ USD doanh thu trong quý này."
    assert [c.stance for c in numbered(text, "vi")] == ["asserted", "estimated"]
    assert numbered("La Chine a rapporté 17 milliards de dollars à Nvidia en 2024.", "fr")[0].stance == "asserted"


@pytest.mark.parametrize(
    ("text", "language", "actors"),
    [
        (
            "Researchers put daily consumption at 63 trillion tokens for Doubao, 32 trillion for Qwen and 28 trillion for Yuanbao.",
            "en",
            ["ByteDance", "Alibaba", "Tencent"],
        ),
        (
            "Analysten veranschlagen die KI-Ausgaben auf 80 Milliarden Dollar bei Microsoft, 75 Milliarden bei Google und 65 Milliarden bei Meta.",
            "de",
            ["Microsoft", "Google", "Meta"],
        ),
    ],
)
def test_a_list_names_the_owner_behind_each_number(text: str, language: str, actors: list[str]) -> None:
    """`28 for X` is X's, not that of the firm whose number came before."""
    assert [c.actors for c in numbered(text, language)] == [(a,) for a in actors]


def test_each_counts_chips_but_not_those_that_cost_so_much_each() -> None:
    """Two who ordered a number each are two claims; `at $20,000 each` is the price of a chip."""
    ordered = numbered("Alibaba and Tencent each ordered 50,000 H200s.", "en")
    assert sorted(c.actors for c in ordered) == [("Alibaba",), ("Tencent",)]
    priced = numbered("Alibaba and Tencent bought 50,000 H200s at $20,000 each.", "en")
    assert [c.actors for c in priced if c.kind == "order"] == [("Alibaba", "Tencent")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Alibaba and Tencent have urged Nvidia to deliver 500,000 H20s before June.", "en"),
        ("Alibaba und Tencent drängten Nvidia, bis Juni 500.000 H20 zu liefern.", "de"),
        ("Alibaba et Tencent ont demandé à Nvidia de livrer 500 000 H20 d'ici juin.", "fr"),
    ],
)
def test_what_buyers_ask_a_maker_to_deliver_they_order(text: str, language: str) -> None:
    """The maker who is asked has delivered nothing yet."""
    told = [c for c in numbered(text, language) if c.quantity and c.quantity.measure == "chips"]
    assert [(c.kind, c.actors, c.counterparties) for c in told] == [("order", ("Alibaba", "Tencent"), ("Nvidia",))]


def test_a_first_batch_is_ordered_as_the_rest() -> None:
    """That it will soon be delivered makes it no delivery of the seller."""
    text = (
        "Tencent will buy Ascend chips from Huawei worth 30 billion yuan next year. "
        "A first batch valued at 8 billion yuan is to be delivered soon."
    )
    assert [(c.kind, c.actors) for c in numbered(text, "en")] == [("order", ("Tencent",))] * 2


@pytest.mark.parametrize(
    ("text", "language", "want"),
    [
        (
            "Nvidia sold 40,000 H200 to Alibaba and 25,000 to Tencent.",
            "en",
            {40000.0: ("Alibaba",), 25000.0: ("Tencent",)},
        ),
        (
            "Nvidia hat 40.000 H200 an Alibaba und 25.000 an Tencent geliefert.",
            "de",
            {40000.0: ("Alibaba",), 25000.0: ("Tencent",)},
        ),
        (
            "Nvidia vendió 40.000 chips H200 a Alibaba y 25.000 a Tencent.",
            "es",
            {40000.0: ("Alibaba",), 25000.0: ("Tencent",)},
        ),
        ("Nvidia sold 40,000 H200 to Alibaba and Tencent.", "en", {40000.0: ("Alibaba", "Tencent")}),
    ],
)
def test_each_number_of_a_deal_has_the_buyer_beside_it(text, language, want):
    """`40,000 to A and 25,000 to B` are two deals, `40,000 to A and B` is one."""
    assert {c.quantity.low: c.counterparties for c in numbered(text, language)} == want


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Huawei aims to make 600,000 Ascend 910C chips next year, and up to 1.6 million dies across its range.", "en"),
        (
            "Huawei will 2026 rund 600.000 Ascend 910C fertigen, über die gesamte Baureihe bis zu 1,6 Millionen Dies.",
            "de",
        ),
        ("Huawei vise 600 000 Ascend 910C en 2026 et jusqu'à 1,6 million de dies sur l'ensemble de la gamme.", "fr"),
        ("Huawei vuole produrre 600mila Ascend 910C nel 2026; per l'intera famiglia 1,6 milioni di die.", "it"),
        ("Huawei выпустит 600 000 чипов Ascend 910C, а по всей линейке — до 1,6 млн кристаллов.", "ru"),
        ("Huawei dự kiến sản xuất 600.000 chip Ascend 910C, tính cả dòng Ascend lên tới 1,6 triệu đế chip.", "vi"),
    ],
)
def test_a_count_of_a_whole_series_is_of_its_line(text, language):
    """Words for a whole range stand before or behind the count; the model's own count keeps the model."""
    found = {c.quantity.high: c.chips for c in numbered(text, language)}
    assert (found[600000.0], found[1600000.0]) == (("Ascend 910C",), ("Ascend",))
