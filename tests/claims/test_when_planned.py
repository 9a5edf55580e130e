"""Times of plans beside what has happened: the date of one is not that of the other, in ten languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from .texts import by_value, read_numbered

TOLD = {
    "de": "Norvik hat 4.000 H100 erhalten und will bis Ende 2027 auf 32.768 kommen.",
    "en": "Norvik has received 4,000 H100 and plans to have 32,768 by the end of 2027.",
    "es": "Norvik ha recibido 4.000 H100 y planea tener 32.768 a finales de 2027.",
    "fr": "Norvik a reçu 4 000 H100 et prévoit d'en avoir 32 768 d'ici fin 2027.",
    "it-2": "Norvik ha messo in funzione 4.000 H100 e conta di arrivare a 32.768 entro la fine del 2027.",
    "it": "Norvik ha ricevuto 4.000 H100 e prevede di averne 32.768 entro la fine del 2027.",
    "ja": "ノルヴィクは4000基のH100を受け取り、2027年末までに3万2768基に増やす計画だ。",
    "ko": "노르빅은 H100 4000장을 받았으며 2027년 말까지 3만2768장으로 늘릴 계획이다.",
    "pt": "A Norvik recebeu 4.000 H100 e planeja ter 32.768 até o fim de 2027.",
    "vi": "Norvik đã nhận 4.000 GPU H100 và dự kiến có 32.768 GPU vào cuối năm 2027.",
    "zh": "诺维克已收到4000块H100，计划到2027年底增至32768块。",
}


@pytest.mark.parametrize("language", sorted(TOLD))
def test_what_has_come_is_not_dated_to_come(language: str, tmp_path: Path):
    """Chips received have no day after the news; those planned keep theirs."""
    found = by_value(read_numbered(TOLD[language], tmp_path, published="2026-06-01"))
    come, planned = found[4000], found[32768]
    assert come.stance in {"asserted", "reported"}
    assert come.period is None
    assert planned.stance == "planned"
    assert planned.period is not None
    assert planned.period.until is not None
    assert planned.period.until.year >= 2027


def test_a_plan_need_not_say_what_it_counts(tmp_path: Path):
    """`plans to have 30,000 running by the end of 2027`: that date is of the plan, not of what has come."""
    text = (
        "Norvik has received 4,000 H100 and plans to have 30,000 running by the end of 2027, its chief executive said."
    )
    come = by_value(read_numbered(text, tmp_path, published="2026-06-01"))[4000]
    assert come.stance in {"asserted", "reported"}
    assert come.period is None


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        (
            "Norvik a réceptionné 1 024 GB200, première tranche d'une commande de 8 192 puces passée à Nvidia.",
            "asserted",
        ),
        ("Norvik a commandé à Nvidia une tranche de 8 192 GB200.", "asserted"),
        ("Norvik recevra un premier lot de 8 192 GB200.", "planned"),
        ("Norvik n'a pas commandé 8 192 GB200 : c'est faux, assure Nvidia.", "denied"),
    ],
)
def test_a_tranche_neither_plans_nor_denies(text: str, stance: str, tmp_path: Path):
    """A part of an order is told as its verb says."""
    assert by_value(read_numbered(text, tmp_path, published="2026-06-01"))[8192].stance == stance


def test_what_was_sent_was_spent(tmp_path: Path):
    """`направили на инфраструктуру 42 млрд`: money that is spent, no plan."""
    text = "В «Яндексе» сообщили, что направили на ИИ-инфраструктуру 42 млрд руб."
    assert by_value(read_numbered(text, tmp_path, published="2025-12-04"))[42e9].stance != "planned"
