"""Chinese market talk: rents by the month and the year, orders cut and denied, shares come to nothing, stocks for a year."""

from .texts import claims as all_claims


def claims(text: str, language: str = "zh-Hans"):
    """The claims of a text in Chinese."""
    return all_claims(text, language)


def figures(text: str, language: str = "zh-Hans"):
    """Kind, value and unit of the claims with a figure."""
    found = [c for c in claims(text, language) if c.quantity is not None]
    return [(c.kind, c.quantity.low or c.quantity.high, c.quantity.unit) for c in found]


def test_rents_keep_their_term():
    """A rent by the year is no price and none by the month; what else is let in the sentence has the same term."""
    assert figures("一台H100整机的年租金约为72万元，月租金则在6万元上下浮动。") == [
        ("price", 7.2e5, "CNY/year"),
        ("price", 6e4, "CNY/month"),
    ]
    assert figures("目前H100服务器月租金5.8万元/台，A100约3万元/台。") == [
        ("price", 5.8e4, "CNY/month"),
        ("price", 3e4, "CNY/month"),
    ]
    assert figures("H100月租7万元，整机售价280万元。")[1] == ("price", 2.8e6, "CNY")


def test_a_fall_from_the_peak_is_a_change():
    """What a rent is set against at its peak is the same rent on other days."""
    assert figures("H800整机月租金在6.5万到7万元之间，较高点下跌约三成。")[-1] == ("price_change", 30, "percent")


def test_taiwan_dollars_go_on():
    """A bare sum behind one of Taiwan dollars of its size is in Taiwan dollars."""
    found = figures("月租每張H100從4.2萬元台幣調高到5.5萬元。", "zh-Hant")
    assert {unit for *_, unit in found} == {"TWD/month"}


def test_shares_of_nothing():
    """A zero in words behind a share is a share."""
    assert figures("英伟达在中国AI芯片市场的份额已从95%降到零。") == [
        ("revenue", 95, "percent"),
        ("revenue", 0, "percent"),
    ]
    assert not figures("英伟达的H20零部件供应商已停产。")


def test_orders_cut():
    """A part of an order that is cut is one of orders; cutting them is a claim without a figure too."""
    assert figures("消息称腾讯将砍单三成H20。") == [("order", 30, "percent")]
    (cut,) = claims("纬颖否认遭亚马逊砍单，强调Trainium 2订单维持不变。")
    assert (cut.kind, cut.stance) == ("order", "denied")
    (cut,) = claims("报道称，多数客户已取消H200订单。")
    assert (cut.kind, cut.polarity) == ("order", "negative")


def test_need_for_a_year():
    """How long an order lasts measures the order."""
    found = figures("字节跳动向英伟达追加约100万颗H20，相当于一整年的需求。")
    assert found[-1] == ("order", 1, "years")


def test_who_won_the_order():
    """The order that a seller wins is its customer's; what is won from a maker is the winner's own."""
    (sold,) = [c for c in claims("阿里巴巴旗下平头哥今年已拿到联通1.6万张PPU订单。") if c.quantity]
    assert (sold.actors, sold.counterparties) == (("China Unicom",), ("Alibaba",))
    (bought,) = [c for c in claims("阿里巴巴今年已拿到英伟达2万颗H20。") if c.quantity]
    assert bought.actors == ("Alibaba",)


def test_what_a_neocloud_sets_up_for_another():
    """Chips that a firm which lives by letting sets up for another are let to it."""
    (let,) = [c for c in claims("英国新创Nscale公布，将为微软建置约20万颗英伟达GB300。") if c.quantity]
    assert (let.kind, let.actors, let.counterparties) == ("transfer", ("Nscale",), ("Microsoft",))


def test_rented_out():
    """How much of what one owns is let out is a share of use; what one owns is held."""
    assert figures("中贝通信拥有H100近2000张，出租率达95%。") == [
        ("stock", 2000, "chips"),
        ("usage", 95, "percent"),
    ]


def test_by_how_much_a_price_moved():
    """A sum right behind a verb of rising is a change; that to which it rose is a price."""
    assert figures("RTX PRO 6000单卡售价6.8万元，较上月涨价三千元。") == [
        ("price", 6.8e4, "CNY"),
        ("price_change", 3e3, "CNY"),
    ]
    assert [kind for kind, *_ in figures("八卡H200整机从年初的200万元涨到了245万元。")] == ["spec", "price", "price"]


def test_cards_of_counted_servers():
    """How many cards sit in each of the servers counted is no count of its own."""
    assert figures("公司已点亮256台八卡H200，合计2048张。") == [("stock", 256, "chips"), ("stock", 2048, "chips")]
