"""Numbers whose noun stands before them, energy, losses, and firms that are bought."""

from __future__ import annotations

import pytest

from .texts import by_value, numbered


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Malaysia drew $10 billion into AI data centers. The number of data centers in Johor rose from 12 to 40."),
        ("de", ("Nach Malaysia flossen 10 Milliarden Dollar für KI-Rechenzentren. "
               "Die Zahl der Rechenzentren in Johor stieg von 12 auf über 40.")),
        ("ru", "Малайзия вложила в ИИ-ЦОД $10 млрд. Число дата-центров в Джохоре выросло с 12 до более чем 40."),
        ("vi", ("Malaysia thu hút 10 tỷ USD vào trung tâm dữ liệu AI. "
               "Số trung tâm dữ liệu tại Johor tăng từ 12 lên hơn 40.")),
    ],
)  # fmt: skip
def test_a_number_of_data_centres_is_no_sum(language: str, text: str) -> None:
    found = [c for c in numbered(text, language) if c.quantity is not None and c.quantity.low != 1e10]
    assert {c.quantity.unit for c in found if c.quantity is not None} == {"datacenters"}


def test_chips_behind_a_label_and_a_colon_are_counted() -> None:
    found = by_value(numbered("OpenAI's Stargate in Texas: • Power: 1.2 gigawatts • GPUs: 400,000"))
    assert found[400000].quantity is not None
    assert found[400000].quantity.unit == "chips"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "An AI data center may use 300 gigawatt-hours a month, a home 900 kilowatt-hours."),
        ("de", "Das KI-Rechenzentrum verbraucht 300 Gigawattstunden im Jahr, ein Haushalt 3.500 kWh."),
        ("ru", "ИИ-ЦОД потребляет 300 гигаватт-часов в год, а дом — 3500 кВт⋅ч."),
        ("vi", "Trung tâm dữ liệu AI tiêu thụ 300 gigawatt giờ mỗi năm, một hộ dùng 3.500 kWh."),
    ],
)
def test_energy_is_no_power(language: str, text: str) -> None:
    assert numbered(text, language) == []


def test_contracts_are_no_money_in_vietnamese() -> None:
    assert numbered("Nvidia đã ký hàng chục hợp đồng bán GPU với 20 cộng đồng.", "vi") == []


def test_a_loss_is_no_sales() -> None:
    text = (
        "CoreWeave rents out Nvidia GPUs. Its revenue came to $980 million, while net losses widened from $130 million "
        "to $310 million. The loss per share was $1.49."
    )
    assert 1.49 not in by_value(numbered(text))


def test_who_buys_a_firm_heads_the_sentence() -> None:
    [claim] = numbered(
        "A group including Nvidia, Microsoft and xAI agreed to acquire Aligned Data Centers for $40 billion."
    )
    assert claim.actors == ("Nvidia", "Microsoft", "xAI")
