"""`read`: who signs an article in lines that hold no label, and for whom."""

from __future__ import annotations

from pathlib import Path

import pytest

import suanli

KOREAN = "삼성전자가 올해 상반기에 추론용 가속기 3000개를 새 데이터센터에 설치했다고 5일 밝혔다."
JAPANESE = "国内の通信大手は5日、北海道の新しいデータセンターに画像処理半導体を3000個設置したと発表した。"
CHINESE = "某云计算公司5日表示，今年上半年已在新建的数据中心安装3000块加速卡，总投资约为2亿元。"
TAIWAN = "某雲端業者5日表示，今年上半年已在新建的資料中心安裝3000張加速卡，總投資約為2億元。"
ENGLISH = "The operator said on Tuesday that it had installed 3,000 accelerators in its new data centre in the north."


@pytest.mark.parametrize(
    ("lines", "author", "outlet"),
    [
        ("가속기 3000개 설치\n\n(대전=연합뉴스) 최영수 박지민 기자 = " + KOREAN, "최영수 박지민", "Yonhap"),
        ("가속기 3000개 설치\n\n도쿄=한지우 특파원\n\n" + KOREAN, "한지우", ""),
        ("가속기 3000개 설치\n\n" + KOREAN + "\n\n한라경제 오민석 기자 oh@example.com", "오민석", ""),
        ("가속기 3000개 설치\n글=서지훈 기자\n2025.03.05\n\n" + KOREAN, "서지훈", ""),
        ("加速器3000個を設置\n\n【札幌=高橋一郎】" + JAPANESE, "高橋一郎", ""),
        ("加速器3000個を設置\n\n" + JAPANESE + "（札幌＝中村さくら）", "中村さくら", ""),
        ("加速卡装机三千块\n\n本报记者 周明 上海报道\n\n" + CHINESE, "周明", ""),
        ("加速卡装机三千块\n文｜孙立\n编辑｜钱进\n\n" + CHINESE, "孙立", ""),
        ("加速卡装机三千块\n\n" + CHINESE + "（记者 吴晓丽）", "吴晓丽", ""),
        ("加速卡裝機三千張\n記者林志遠／高雄報導\n\n" + TAIWAN, "林志遠", ""),
        ("Three thousand installed\n\nSEOUL, March 5 (Reuters) - " + ENGLISH, "", "Reuters"),
        ("Three thousand installed\nMary Poole, Bloomberg\n\n" + ENGLISH, "Mary Poole", "Bloomberg"),
    ],
)
def test_who_signs_without_a_label(tmp_path: Path, lines: str, author: str, outlet: str) -> None:
    """The shape of the line says it: a role before or behind the name, a place, an agency in brackets."""
    place = tmp_path / "a.txt"
    place.write_text(lines, encoding="utf-8")
    seen = suanli.read(place)
    assert (seen.author, seen.outlet) == (author, outlet)


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("Par Louise Martin (avec AFP)\nPublié le 5 mars 2025", "Louise Martin"),
        ("Por Rui Alves, Valor — Porto\n05/03/2025 10h20", "Rui Alves"),
        ("Von Anna Schuster, Hamburg\n5. März 2025", "Anna Schuster"),
        ("Por Elena Ruiz | Sevilla\n5 de marzo de 2025", "Elena Ruiz"),
    ],
)
def test_a_place_or_an_agency_behind_a_name_is_no_writer(tmp_path: Path, head: str, author: str) -> None:
    """What follows the name in brackets, after a comma or a bar is no part of it."""
    story = {
        "Par": "Le groupe a installé cette année 3 000 accélérateurs dans son nouveau centre, a indiqué la direction.",
        "Por": "A empresa instalou este ano 3 mil aceleradores no novo centro de dados, disse a direção do grupo.",
        "Von": "Der Konzern hat in diesem Jahr 3000 Beschleuniger im neuen Rechenzentrum in Betrieb genommen, hieß es.",
    }
    text = story[head[:3]]
    if "Elena" in head:
        text = "La empresa ha instalado este año 3.000 aceleradores en su nuevo centro de datos, según la dirección."
    place = tmp_path / "a.txt"
    place.write_text(f"H100: 3000\n{head}\n\n{text}\n", encoding="utf-8")
    assert suanli.read(place).author == author


@pytest.mark.parametrize("line", ["写真は本社", "（敬称略）", "관련 사진", "相关图片"])
def test_other_short_lines_sign_nothing(tmp_path: Path, line: str) -> None:
    """Captions and remarks beside an article have no role in them."""
    place = tmp_path / "a.txt"
    place.write_text(f"加速器3000個を設置\n{line}\n\n{JAPANESE}\n", encoding="utf-8")
    assert suanli.read(place).author == ""


def test_a_headline_over_a_credit_stays_apart_from_the_text(tmp_path: Path) -> None:
    """A long headline without a full stop, a credit between, a first paragraph: two paragraphs."""
    place = tmp_path / "a.txt"
    title = "倉庫驚現首批加速卡？業者：兩百個箱子，裡面全部都是空的托架"
    place.write_text(f"{title}\n2025年3月5日 09:12\n\n{TAIWAN}\n", encoding="utf-8")
    assert suanli.read(place).text.split("\n")[0] == title
