"""Our own texts in twelve languages, and the damage that sites do to texts, made on purpose."""

from __future__ import annotations

import random

SENTENCES = {
    "en": [
        "The operator plans to install 24,000 accelerators in its northern data centre by the end of 2026.",
        "A spokesperson said the order, worth about $1.2 billion, had been placed in March.",
        "Analysts expect deliveries to slip: packaging capacity is still short, they wrote.",
        "Prices for a used card fell to $18,500 from $23,000 a year earlier.",
        "The company would neither confirm nor deny the figure (it rarely does).",
        "Two people briefed on the talks described a contract of 4.5 years with an option to extend.",
        "Mr. Lindqvist, who runs the unit, called the report “half right at best.”",
        "Power is the real limit, he added; the site draws 48 MW on a cold day.",
        "Is that enough for a model of 400 billion parameters? Nobody outside knows.",
        "In the first half of the year it bought 3,200 servers, 40% more than planned.",
    ],
    "de": [
        "Der Betreiber will bis Ende 2026 rund 24.000 Beschleuniger in seinem Rechenzentrum aufstellen.",
        "Nach Angaben einer Sprecherin wurde die Bestellung über etwa 1,2 Mrd. Dollar im März erteilt.",
        "Analysten rechnen mit Verzögerungen, weil die Fertigung z. B. beim Packaging knapp bleibt.",
        "Gebrauchte Karten kosten heute 18.500 Euro, vor einem Jahr waren es noch 23.000 Euro.",
        "Das Unternehmen wollte die Zahl weder bestätigen noch dementieren.",
        "Am 12. März unterschrieb Dr. Keller einen Vertrag über 4,5 Jahre.",
        "Strom sei die eigentliche Grenze, sagte er; der Standort brauche 48 Megawatt.",
        "Reicht das für ein Modell mit 400 Milliarden Parametern? Das weiß außerhalb niemand.",
        "Im ersten Halbjahr kaufte man 3.200 Server, also 40 Prozent mehr als geplant.",
    ],
    "fr": [
        "L’exploitant prévoit d’installer 24 000 accélérateurs dans son centre de données d’ici fin 2026.",
        "Selon une porte-parole, la commande d’environ 1,2 milliard de dollars a été passée en mars.",
        "Les analystes s’attendent à des retards : la capacité d’encapsulation reste insuffisante.",
        "Une carte d’occasion vaut 18 500 euros, contre 23 000 euros un an plus tôt.",
        "L’entreprise n’a voulu ni confirmer ni démentir ce chiffre.",
        "M. Lefèvre a signé un contrat de 4,5 ans, assorti d’une option.",
        "L’électricité est la vraie limite, ajoute-t-il ; le site consomme 48 MW.",
        "Est-ce assez pour un modèle de 400 milliards de paramètres ? Personne ne le sait.",
        "Au premier semestre, elle a acheté 3 200 serveurs, soit 40 % de plus que prévu.",
    ],
    "es": [
        "La operadora prevé instalar 24.000 aceleradores en su centro de datos a finales de 2026.",
        "Según una portavoz, el pedido, valorado en unos 1.200 millones de dólares, se hizo en marzo.",
        "Los analistas esperan retrasos, porque la capacidad de empaquetado sigue siendo escasa.",
        "Una tarjeta usada cuesta 18.500 dólares, frente a los 23.000 de hace un año.",
        "La empresa no quiso confirmar ni desmentir la cifra.",
        "El Sr. Ibáñez firmó un contrato de 4,5 años con opción de prórroga.",
        "La electricidad es el verdadero límite, añadió; la planta consume 48 MW.",
        "¿Basta para un modelo de 400.000 millones de parámetros? Nadie lo sabe fuera.",
        "En el primer semestre compró 3.200 servidores, un 40 % más de lo previsto.",
    ],
    "pt": [
        "A operadora pretende instalar 24.000 aceleradores no seu centro de dados até o fim de 2026.",
        "Segundo uma porta-voz, a encomenda de cerca de US$ 1,2 bilhão foi feita em março.",
        "Analistas esperam atrasos, pois a capacidade de encapsulamento continua insuficiente.",
        "Uma placa usada custa R$ 98.500, contra R$ 123.000 um ano antes.",
        "A empresa não quis confirmar nem desmentir o número.",
        "O Sr. Tavares assinou um contrato de 4,5 anos com opção de renovação.",
        "A energia é o verdadeiro limite, disse ele; o local consome 48 MW.",
        "Isso basta para um modelo de 400 bilhões de parâmetros? Ninguém de fora sabe.",
        "No primeiro semestre foram comprados 3.200 servidores, 40% a mais que o previsto.",
    ],
    "it": [
        "L'operatore intende installare 24.000 acceleratori nel proprio data center entro la fine del 2026.",
        "Secondo una portavoce, l'ordine da circa 1,2 miliardi di dollari è stato firmato a marzo.",
        "Gli analisti prevedono ritardi, perché la capacità produttiva resta scarsa.",
        "Una scheda usata costa 18.500 euro, contro i 23.000 di un anno prima.",
        "L'azienda non ha voluto confermare né smentire la cifra.",
        "Il dott. Ferri ha siglato un contratto di 4,5 anni con opzione di rinnovo.",
        "Il vero limite è l'energia, ha aggiunto; il sito assorbe 48 MW.",
        "Basta per un modello da 400 miliardi di parametri? Fuori nessuno lo sa.",
        "Nel primo semestre ha comprato 3.200 server, il 40% in più del previsto.",
    ],
    "ru": [
        "Оператор намерен установить 24 000 ускорителей в своём дата-центре до конца 2026 года.",
        "По словам представителя, заказ примерно на 1,2 млрд долларов был размещён в марте.",
        "Аналитики ждут задержек: мощностей по корпусированию по-прежнему не хватает.",
        "Подержанная карта стоит 1,5 млн руб. против 1,9 млн руб. годом ранее.",
        "Компания не стала ни подтверждать, ни опровергать эту цифру.",
        "А. Н. Соколов подписал договор на 4,5 года с правом продления.",
        "Настоящий предел — электричество, добавил он; площадка потребляет 48 МВт.",
        "Хватит ли этого для модели с 400 миллиардами параметров? Этого никто не знает.",
        "В первом полугодии куплено 3200 серверов, на 40 % больше плана.",
    ],
    "vi": [
        "Nhà vận hành dự định lắp 24.000 bộ tăng tốc tại trung tâm dữ liệu trước cuối năm 2026.",
        "Theo người phát ngôn, đơn hàng khoảng 1,2 tỷ USD đã được đặt vào tháng 3.",
        "Giới phân tích cho rằng việc giao hàng sẽ chậm vì năng lực đóng gói còn thiếu.",
        "Một thẻ cũ có giá 18.500 USD, so với 23.000 USD một năm trước.",
        "Công ty không xác nhận cũng không phủ nhận con số này.",
        "Ông Trần ký hợp đồng 4,5 năm kèm quyền gia hạn.",
        "Điện mới là giới hạn thật sự, ông nói thêm; nơi này tiêu thụ 48 MW.",
        "Như vậy có đủ cho mô hình 400 tỷ tham số không? Bên ngoài không ai biết.",
        "Trong nửa đầu năm, họ mua 3.200 máy chủ, nhiều hơn 40% so với kế hoạch.",
    ],
    "zh-Hans": [
        "这家运营商计划在2026年底前为北方数据中心安装2.4万块加速卡。",
        "发言人表示，这笔约12亿美元的订单是在3月下达的。",
        "分析师预计交付会推迟，因为先进封装的产能依然不足。",
        "一块二手卡的价格为13万元，一年前则要16万元。",
        "公司对这一数字既不证实，也不否认。",
        "两位知情人士称，合同为期4.5年，并附有续约选择权。",
        "“真正的瓶颈是电力。”负责人说，“园区在冬天要用48兆瓦。”",
        "这够训练一个4000亿参数的模型吗？外人谁也不清楚。",
        "今年上半年，它采购了3200台服务器，比计划多四成。",
        "该公司的网络部门还在测试国产芯片，现阶段只用于推理业务。",
    ],
    "zh-Hant": [
        "這家營運商計劃在2026年底前替北部資料中心裝設2.4萬張加速卡。",
        "發言人表示，這筆約12億美元的訂單是在3月下的。",
        "分析師預期交貨會延後，因為先進封裝的產能仍然不足。",
        "一張二手卡要價58萬元，一年前則要72萬元。",
        "公司對這個數字既不證實，也不否認。",
        "兩名知情人士說，合約為期4.5年，並附有續約選擇權。",
        "「真正的瓶頸是電力。」負責人說，「園區冬天要用48百萬瓦。」",
        "這樣夠訓練一個4000億參數的模型嗎？外人誰也不清楚。",
        "今年上半年，它採購了3200台伺服器，比計劃多四成。",
    ],
    "ja": [
        "同社は2026年末までに北部のデータセンターへ2万4000基のアクセラレーターを設置する計画だ。",
        "広報担当者によると、約12億ドルの発注は3月に行われた。",
        "アナリストは、先端パッケージの能力が足りず納入が遅れるとみている。",
        "中古カードの価格は280万円で、1年前は350万円だった。",
        "会社はこの数字を認めも否定もしていない。",
        "関係者2人は、契約期間が4.5年で延長の選択肢が付くと述べた。",
        "「本当の制約は電力だ」と責任者は話す。敷地は冬に48メガワットを使う。",
        "4000億パラメーターのモデルに足りるのだろうか。外部の誰にも分からない。",
        "上半期にサーバー3200台を購入し、計画を4割上回った。",
    ],
    "ko": [
        "이 사업자는 2026년 말까지 북부 데이터센터에 가속기 2만4000개를 설치할 계획이다.",
        "대변인은 약 12억 달러 규모의 주문이 3월에 이뤄졌다고 밝혔다.",
        "분석가들은 패키징 설비가 부족해 납품이 늦어질 것으로 본다.",
        "중고 카드 가격은 2500만 원으로 1년 전 3100만 원에서 내렸다.",
        "회사는 이 수치를 확인하지도 부인하지도 않았다.",
        "관계자 두 명은 계약 기간이 4.5년이며 연장 조건이 붙어 있다고 말했다.",
        "책임자는 “진짜 한계는 전력”이라며 단지가 겨울에 48MW를 쓴다고 덧붙였다.",
        "4000억 매개변수 모델에 충분할까? 밖에서는 아무도 모른다.",
        "상반기에 서버 3200대를 사들여 계획보다 40% 많았다.",
    ],
}
LANGUAGES = sorted(SENTENCES)


def paragraphs(language: str, count: int, seed: int = 0, sentences: int = 4) -> list[str]:
    """Paragraphs of our own sentences of a language, all different orders."""
    dice = random.Random(f"{language}-{seed}")
    glue = "" if language.startswith(("zh", "ja")) else " "
    return [glue.join(dice.sample(SENTENCES[language], sentences)) for _ in range(count)]


def pairs(text: str) -> bytes:
    """Text in GBK."""
    return text.encode("gbk")


def damaged(text: str, glosses: dict[str, str], *, narrow: bool = True) -> str:
    """What a site makes of a GBK text that it edits as byte pairs: glosses after characters, narrow punctuation.

    Pairs that straddle two characters are hit too, and all that follows them is read one byte off. The result
    is decoded as a lenient Windows decoder does: a lead byte without its trail is a question mark, and an
    opening bracket behind one is swallowed; user-defined cells become private-use characters.
    """
    data = text.encode("gbk")
    for character, reading in glosses.items():
        data = _inserted(data, character.encode("gbk"), f"({reading})".encode("gb18030"))
    if narrow:
        for mark in "！，":
            data = data.replace(mark.encode("gbk"), bytes((mark.encode("gbk")[1] & 0x7F,)))
    return _lenient(data)


def _inserted(data: bytes, pair: bytes, gloss: bytes) -> bytes:
    return data.replace(pair, pair + gloss)


def _lenient(data: bytes) -> str:
    made, at = [], 0
    while at < len(data):
        byte = data[at]
        if byte < 0x80:
            made.append(chr(byte))
            at += 1
            continue
        trail = data[at + 1] if at + 1 < len(data) else 0
        if byte == 0x80:
            made.append("€")
            at += 1
        elif 0x40 <= trail <= 0xFE and trail != 0x7F and byte != 0xFF:
            made.append(bytes((byte, trail)).decode("gb18030", "replace"))
            at += 2
        else:
            made.append("?")
            at += 2 if trail == 0x28 else 1
    return "".join(made)
