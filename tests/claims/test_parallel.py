"""The same news told in many languages gives the same claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from .texts import by_value, read_numbered

ORDERED_IN_PART = {
    "fr": "L'opérateur cloud Nordhalle a commandé en mars 2 400 puces B200 à Nvidia ; quelque 900 d'entre elles ont été "
    "livrées avant juin. Le contrat porte sur un montant total de 96 millions d'euros.",
    "it": "L'operatore cloud Nordhalle ha ordinato a marzo 2.400 chip B200 a Nvidia; circa 900 sono stati consegnati "
    "entro giugno. Il contratto vale in tutto 96 milioni di euro.",
    "ru": "Облачный провайдер Nordhalle в марте заказал у Nvidia 2400 чипов B200, из которых около 900 были поставлены "
    "к июню. Общая стоимость контракта — 96 млн евро.",
    "es": "El operador de nube Nordhalle encargó en marzo 2.400 chips B200 a Nvidia, de los que unos 900 ya se habían "
    "entregado en junio. El contrato suma 96 millones de euros.",
    "zh": "云服务商Nordhalle今年3月向英伟达订购2400颗B200，其中约900颗已于6月前交付。合同总金额为9600万欧元。",
    "tw": "雲端業者Nordhalle今年3月向輝達訂購2400顆B200，其中約900顆已在6月前交貨。合約總金額為9600萬歐元。",
}


WORTH = {
    "en": "Cloud operator Nordhalle ordered 2,400 B200 chips from Nvidia in March; about 900 of them had been "
    "delivered by June. The contract is worth 96 million euros in total.",
    "de": "Der Cloud-Anbieter Nordhalle hat im März 2.400 B200-Chips bei Nvidia bestellt, rund 900 davon wurden bis "
    "Juni ausgeliefert. Der Auftrag hat einen Gesamtwert von 96 Millionen Euro.",
    "pt": "A operadora de nuvem Nordhalle encomendou 2.400 chips B200 à Nvidia em março; cerca de 900 deles já haviam "
    "sido entregues em junho. O contrato soma 96 milhões de euros.",
    "ja": "クラウド事業者のNordhalleは3月、エヌビディアにB200を2400基発注し、6月までに約900基が納入された。"
    "契約額は総額9600万ユーロに上る。",
    "ko": "클라우드 업체 Nordhalle는 3월 엔비디아에 B200 2400장을 주문했으며, 이 중 약 900장이 6월까지 납품됐다. "
    "계약 규모는 총 9600만유로다.",
}


@pytest.mark.parametrize("language", [*ORDERED_IN_PART, "en", "de", "ja", "ko"])
def test_part_of_an_order_delivered(language: str, tmp_path: Path) -> None:
    found = by_value(read_numbered((ORDERED_IN_PART | WORTH)[language], tmp_path, "2026-11-20"))
    assert {value: found[value].kind for value in (2400.0, 900.0, 96e6)} == {
        2400.0: "order",
        900.0: "delivery",
        96e6: "order",
    }
    period = found[900.0].period
    assert period is not None
    assert period.label == "2026-06"


@pytest.mark.parametrize("language", [*ORDERED_IN_PART, "en", "de", "ko"])
def test_what_has_come_is_no_plan(language: str, tmp_path: Path) -> None:
    found = by_value(read_numbered((ORDERED_IN_PART | WORTH)[language], tmp_path, "2026-11-20"))
    assert found[900.0].stance == "asserted"


@pytest.mark.parametrize("language", WORTH)
def test_what_an_order_is_worth_is_no_rent(language: str, tmp_path: Path) -> None:
    found = by_value(read_numbered(WORTH[language], tmp_path))
    assert found[96e6].kind == "order"
