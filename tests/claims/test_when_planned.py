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
