"""What a signed contract is for is no plan; what is still sought is one. And what came of an order is delivered."""

from __future__ import annotations

from pathlib import Path

import pytest

from .texts import by_value, read_numbered

SIGNED = {
    "en": "Norvik signed a contract with AMD to buy 12,000 MI355X.",
    "es": "Norvik ha firmado con AMD un acuerdo para adquirir 12.000 MI355X.",
    "pt": "A Norvik assinou com a AMD um acordo para comprar 12.000 MI355X.",
}
SOUGHT = {
    "en": "Norvik is seeking a contract with AMD to buy 12,000 MI355X.",
    "es": "Norvik negocia con AMD un acuerdo para adquirir 12.000 MI355X.",
    "pt": "A Norvik negocia com a AMD um acordo para comprar 12.000 MI355X.",
}
CAME = {
    "pt": "A Norvik fechou com a Dell a compra de 6 mil GPUs B200. Segundo o diretor, 1.500 unidades chegaram ao porto do "
    "Pecém em março e o restante desembarca nos próximos meses.",
    "en": "Norvik ordered 6,000 B200 from Dell. Some 1,500 units arrived at the port of Gdansk in March.",
    "ko": "노르빅은 B200 6000장을 도입하는 계약을 델과 체결했다. 1500장은 지난달 전남 해남 데이터센터에 입고됐다.",
}


@pytest.mark.parametrize("language", sorted(SIGNED))
def test_a_signed_contract_is_no_plan(language: str, tmp_path: Path) -> None:
    """`signed a contract to buy`: ordered."""
    claim = by_value(read_numbered(SIGNED[language], tmp_path, published="2026-05-01"))[12000]
    assert (claim.kind, claim.stance) == ("order", "asserted")


@pytest.mark.parametrize("language", sorted(SOUGHT))
def test_a_contract_sought_is_a_plan(language: str, tmp_path: Path) -> None:
    """`is seeking a contract to buy`: planned."""
    claim = by_value(read_numbered(SOUGHT[language], tmp_path, published="2026-05-01"))[12000]
    assert (claim.kind, claim.stance) == ("order", "planned")


@pytest.mark.parametrize("language", sorted(CAME))
def test_what_came_of_an_order_is_delivered(language: str, tmp_path: Path) -> None:
    """The first count of the next sentence, with a verb of arriving behind it."""
    found = by_value(read_numbered(CAME[language], tmp_path, published="2026-05-01"))
    assert found[6000].kind == "order"
    assert (found[1500].kind, found[1500].stance) == ("delivery", "asserted")


def test_what_is_bought_again_is_an_order(tmp_path: Path) -> None:
    """A verb of buying behind the count, or before it, tells of another order."""
    text = "Norvik ordered 6,000 B200 from Dell. Some 1,500 units were bought in March and arrived in May."
    assert by_value(read_numbered(text, tmp_path, published="2026-06-01"))[1500].kind == "order"
