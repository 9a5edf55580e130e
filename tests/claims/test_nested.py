"""Korean and Japanese figures: nested numerals, spans, figures in a row, chips of one's own make, officers' words."""

from __future__ import annotations

import pytest

from .texts import read_numbered


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("바이두는 AI 인프라에 1천700억 위안(약 3조4천500억 원)을 투자한다.", [1.7e11, 3.45e12]),
        ("엔비디아는 H20 1만2천500개를 출하했다.", [12500]),
        ("テンセントはAI基盤に2千500億円を投資する。", [2.5e11]),
        ("삼성전자가 쌓아 둔 HBM은 1천200만 스택 정도다.", [1.2e7]),
    ],
)
def test_thousands_and_hundreds_of_one_scale(text, values, tmp_path):
    """`3천500억` is 3,500 hundred millions: the scale closes both parts."""
    assert [c.quantity.low for c in read_numbered(text, tmp_path)] == values


def test_from_one_count_to_another_may_be_a_span(tmp_path):
    """`A에서 B에 이른다` is a span, `A에서 B로` a change."""
    span = read_numbered("지난해 중국으로 밀수된 AI 칩은 2만 개에서 20만 개에 이른다고 연구소는 추정했다.", tmp_path)
    assert [(c.quantity.low, c.quantity.high) for c in span] == [(20000, 200000)]
    change = read_numbered("메타는 H100을 2만 개에서 20만 개로 늘렸다.", tmp_path)
    assert [c.quantity.low for c in change] == [20000, 200000]


def test_tokens_counted_by_pieces_keep_the_day(tmp_path):
    """A count in pieces that goes on with tokens a day is one a day."""
    text = "텐센트는 위안바오의 하루 토큰 처리량이 20조 개를 넘었다고 발표했다. 반년 전에는 3조 개였다."
    assert [c.quantity.unit for c in read_numbered(text, tmp_path)] == ["tokens/day", "tokens/day"]


@pytest.mark.parametrize(
    "text",
    [
        "화웨이 어센드 950PR은 용량 128GB에 초당 1.6TB이고, 950DT는 144GB, 초당 4TB다.",
        "ファーウェイの950PRは容量が128ギガ、帯域は毎秒1.6テラバイト。950DTになると144GB、毎秒4テラバイトだ。",
    ],
)
def test_figures_in_a_row_are_those_of_one_chip(text, tmp_path):
    """What is told by the second says so of the figure behind it alone, and the chip named before holds for both."""
    found = [(c.chips, c.quantity.low, c.quantity.unit) for c in read_numbered(text, tmp_path)]
    assert found == [
        (("Ascend 950PR",), 128, "GB"),
        (("Ascend 950PR",), 1600, "GB/s"),
        (("Ascend 950DT",), 144, "GB"),
        (("Ascend 950DT",), 4000, "GB/s"),
    ]


def test_chips_of_ones_own_make_have_no_name(tmp_path):
    """Nobody buys what it makes itself, nor is it the chip that another bought."""
    text = "오라클이 올해 사들인 AMD MI355X는 5만 개이고, 구글이 깐 자체 칩은 90만 개에 달한다."
    last = read_numbered(text, tmp_path)[-1]
    assert (last.kind, last.actors, last.chips) == ("stock", ("Google",), ())


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("스케일AI CEO는 문샷AI가 H100 3만 개를 숨겨 두고 있다고 주장했다.", "Moonshot AI"),
        ("マイクロソフトのナデラCEOは、オープンAIがGB200を10万基使っていると語った。", "OpenAI"),
    ],
)
def test_an_officer_tells_what_another_firm_does(text, actor, tmp_path):
    """The topic of the sentence speaks; the subject of what it says acts."""
    assert [c.actors for c in read_numbered(text, tmp_path)] == [(actor,)]


def test_what_a_rule_is_measured_by_is_not_the_topic(tmp_path):
    """A chip inside `a stricter step than the advice on the H20` is only compared with."""
    text = (
        "중국 당국이 자국 기업에 엔비디아 RTX 프로 6000D의 주문을 접으라고 지시했다. "
        "H20을 사지 말라던 지난달의 권고보다 센 조치다. 이 칩의 가격은 5만 위안이다."
    )
    assert [c.chips for c in read_numbered(text, tmp_path)] == [("RTX PRO 6000D",)]
    text = "エヌビディアの6000Dのメモリー帯域は毎秒1398ギガバイトで、米国の基準をわずかに下回る。"
    assert [c.kind for c in read_numbered(text, tmp_path)] == ["spec"]


def test_a_landlord_holds_what_its_places_get(tmp_path):
    """In a report on a firm that lives by letting, the chips of a sentence without firms are its own."""
    text = (
        "영국 엔스케일이 마이크로소프트에 GB300을 임대하는 계약을 맺었다. "
        "마이크로소프트는 700㎿를 추가로 쓸 권리를 쥐었다. 포르투갈 시네스에는 1만2600개가 내년에 깔린다."
    )
    assert read_numbered(text, tmp_path)[-1].actors == ("Nscale",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("바이두는 내년에 300억 위안을 엔비디아 제품에 쓸 계획이다.", ("order", "planned", 3e10)),
        ("テンセントはAI向け予算のうち300億元をエヌビディア製半導体に充てる。", ("order", "planned", 3e10)),
        ("バイドゥは最大2000億元をAIデータセンターに充てる。", ("capex", "planned", None)),
    ],
)
def test_a_sum_for_what_a_maker_makes_is_an_order(text, found, tmp_path):
    """A sum that goes to a maker's goods buys chips; one that goes to a data centre does not."""
    assert [(c.kind, c.stance, c.quantity.low) for c in read_numbered(text, tmp_path)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "미국이 AI 칩을 중국에 수출하는 대가로 AMD로부터 판매액의 15%를 받기로 했다.",
        "米国は対中輸出を認める代わりに、エヌビディアの売り上げの25%を受け取ることで合意した。",
    ],
)
def test_a_state_takes_its_share_by_a_verb_behind_it(text, tmp_path):
    """The state that opens the clause takes what the verb behind the share says."""
    assert [(c.kind, c.actors) for c in read_numbered(text, tmp_path)] == [("policy", ("US government",))]


@pytest.mark.parametrize(
    "text",
    [
        "캠브리콘이 온라인에 퍼진 소문을 부인했다. 소문은 올해 AI 칩 매출이 200억 위안에 이른다는 내용이다.",
        "寒武紀は12日、ネット上のうわさを否定した。うわさはAI半導体の売上高が200億元に達するという内容だった。",
    ],
)
def test_what_a_denied_rumour_holds_is_denied(text, tmp_path):
    """A sentence that only tells what the rumour just denied says is denied with it."""
    assert [c.stance for c in read_numbered(text, tmp_path)] == ["denied"]


def test_all_models_of_a_series_are_its_line(tmp_path):
    """A count of a whole series is of its line, and so is the count of dies that goes on with it."""
    text = (
        "ファーウェイは来年、「Ascend 910C」を50万個つくる計画だ。シリーズ全体のダイは最大140万個を見込む。"
        "今年は80万ダイにとどまる。"
    )
    assert [c.chips for c in read_numbered(text, tmp_path)] == [("Ascend 910C",), ("Ascend",), ("Ascend",)]


def test_a_whole_country_makes_what_no_firm_makes(tmp_path):
    """The output of all of China is nobody's by name and of no chip."""
    text = "화웨이는 어센드 910C를 40만 개 생산한다. 중국 전체 생산은 내년에 3배로 늘어날 전망이다."
    last = read_numbered(text, tmp_path)[-1]
    assert (last.kind, last.actors, last.chips) == ("supply", (), ())


def test_a_short_doubling_is_told_as_what_it_doubles(tmp_path):
    """`That is twice as many as this year` is as much of a plan as the count before."""
    text = "화웨이가 내년에 어센드 910C를 50만 개 생산할 계획이라고 로이터통신이 보도했다. 올해의 약 두 배다."
    assert [c.stance for c in read_numbered(text, tmp_path)] == ["planned", "planned"]


@pytest.mark.parametrize(
    "text",
    [
        "아마존은 호퍼 GPU 30만 개를 사들여 2위 구글(14만 개)의 두 배를 넘겼다.",
        "アマゾンが買ったホッパー世代のGPUは30万個で、2位のグーグル(14万個)の2倍を超える。",
    ],
)
def test_a_count_in_brackets_is_its_firms_and_what_is_outdone(text, tmp_path):
    """The count behind a rival's name is the rival's; how many times it is outdone belongs to the count before."""
    found = [(c.actors, c.quantity.low) for c in read_numbered(text, tmp_path)]
    assert found == [(("Amazon",), 300000), (("Google",), 140000), (("Amazon",), 2)]


@pytest.mark.parametrize(
    "text",
    [
        "フィナンシャル・タイムズによれば、H100を8個積んだサーバーを中小クラウドは1時間約9ドルで貸す。",
        "가장 잘 팔린 것은 H100으로, 8개를 꽂은 랙 하나가 200만∼250만 위안에 거래됐다.",
    ],
)
def test_chips_in_a_server_are_a_figure_of_it(text, tmp_path):
    """Eight chips in each server are what it is made of; nobody holds or buys eight."""
    first = read_numbered(text, tmp_path)[0]
    assert (first.kind, first.chips, first.quantity.low, first.quantity.unit) == ("spec", ("H100",), 8, "chips")


def test_this_year_beside_the_next_is_no_plan(tmp_path):
    """What is made this year stands beside the plan for the next as what it sets out from."""
    text = (
        "화웨이가 어센드 910C를 내년에 50만 개 만든다고 블룸버그통신이 소식통을 인용해 전했다. "
        "어센드 전체로는 생산을 올해 90만 개에서 내년 140만 개까지 늘린다."
    )
    assert [c.stance for c in read_numbered(text, tmp_path, "2025-10-01")] == ["planned", "reported", "planned"]


def test_a_count_that_holds_a_weaker_chip_too_is_of_no_one_chip(tmp_path):
    """`The H20 is among them` says that the count before is not of the chip of the sentence before alone."""
    text = (
        "옴디아에 따르면 오라클은 호퍼 GPU를 20만 개 구매했다. 바이두는 15만 개를 주문했다. "
        "여기에는 저사양 H20이 섞여 있다. 테슬라는 9만 개를 구매했다."
    )
    assert [c.chips for c in read_numbered(text, tmp_path)] == [("Hopper",), (), ("Hopper",)]


def test_what_was_smuggled_is_worth_a_sum(tmp_path):
    """A sum that tells the worth of what the sentence before says was smuggled is one of those chips, in won too."""
    text = (
        "미국 검찰은 엔비디아 H100과 H200을 중국으로 밀수한 일당을 적발했다고 밝혔다. "
        "이들이 수출하려 한 물량은 1억2000만 달러(약 1760억 원)에 달한다. 중국에서 3000만 달러를 송금받은 혐의다."
    )
    assert [c.chips for c in read_numbered(text, tmp_path)] == [("H100", "H200"), ("H100", "H200"), ()]
