"""Web pages of our own: layouts of old and new sites around our own texts, with planted spam."""

from __future__ import annotations

import html
import random
from typing import NamedTuple

from tests.reading.making import paragraphs

PAGE_LANGUAGES = ("en", "de", "fr", "es", "pt", "ru", "zh-Hans", "ja")
SPAM = {
    "en": ["online casino free spins tonight", "cheap pills viagra no prescription", "hot girls video chat now"],
    "de": [
        "Online Casino Bonus ohne Einzahlung",
        "Potenzmittel rezeptfrei bestellen",
        "Sofortkredit ohne Schufa heute",
    ],
    "fr": ["casino en ligne tours gratuits", "rencontre coquine près de chez vous", "crédit rapide sans justificatif"],
    "es": ["casino online bono sin depósito", "préstamo rápido sin aval", "citas calientes en tu ciudad"],
    "pt": ["cassino ao vivo bônus sem depósito", "empréstimo fácil na hora", "jogo do tigrinho pagando agora"],
    "ru": ["казино вулкан играть онлайн", "купить диплом недорого", "микрозайм за пять минут"],
    "zh-Hans": ["真人百家乐娱乐城官网", "免费观看无码视频专区", "代开发票办证联系我们"],
    "ja": ["オンラインカジノ入金不要", "無修正アダルト動画まとめ", "即日融資どなたでも"],
}
MENUS = {
    "en": ["Home", "World", "Business", "Technology", "Sport", "Contact"],
    "de": ["Startseite", "Politik", "Wirtschaft", "Technik", "Sport", "Kontakt"],
    "fr": ["Accueil", "Monde", "Économie", "Sciences", "Sport", "Contact"],
    "es": ["Inicio", "Mundo", "Economía", "Ciencia", "Deportes", "Contacto"],
    "pt": ["Início", "Mundo", "Economia", "Ciência", "Esportes", "Contato"],
    "ru": ["Главная", "Мир", "Экономика", "Наука", "Спорт", "Контакты"],
    "zh-Hans": ["首页", "国际", "财经", "科技", "体育", "联系我们"],
    "ja": ["ホーム", "国際", "経済", "科学", "スポーツ", "お問い合わせ"],
}
TITLES = {
    "en": "Data centre operator doubles its order of accelerators",
    "de": "Rechenzentrum verdoppelt Bestellung von Beschleunigern",
    "fr": "Un centre de données double sa commande d’accélérateurs",
    "es": "Un centro de datos duplica su pedido de aceleradores",
    "pt": "Centro de dados dobra encomenda de aceleradores",
    "ru": "Дата-центр удвоил заказ на ускорители",
    "zh-Hans": "数据中心运营商将加速卡订单翻倍",
    "ja": "データセンター事業者がアクセラレーター発注を倍増",
}
RELATED = {
    "en": (
        "You may also like",
        ["Seven gardens to visit this spring", "A short history of the bicycle", "How to sharpen a knife"],
    ),
    "de": (
        "Das könnte Sie auch interessieren",
        ["Sieben Gärten für den Frühling", "Kleine Geschichte des Fahrrads", "Messer richtig schärfen"],
    ),
    "fr": (
        "À lire aussi",
        ["Sept jardins à visiter au printemps", "Petite histoire du vélo", "Bien aiguiser un couteau"],
    ),
    "es": (
        "Te puede interesar",
        ["Siete jardines para esta primavera", "Breve historia de la bicicleta", "Cómo afilar un cuchillo"],
    ),
    "pt": (
        "Leia também",
        ["Sete jardins para visitar na primavera", "Breve história da bicicleta", "Como afiar uma faca"],
    ),
    "ru": ("Читайте также", ["Семь садов этой весны", "Краткая история велосипеда", "Как наточить нож"]),
    "zh-Hans": ("猜你喜欢", ["春天值得一去的七座花园", "自行车简史", "如何磨好一把刀"]),
    "ja": ("関連記事", ["この春に訪れたい七つの庭", "自転車の小さな歴史", "包丁の研ぎ方"]),
}


class Page(NamedTuple):
    """A page, the paragraphs of its body, and the strings that must not be read."""

    name: str
    markup: str
    body: list[str]
    planted: list[str]


def _links(words: list[str], glue: str) -> str:
    return glue.join(f'<a href="/{n}">{html.escape(w)}</a>' for n, w in enumerate(words))


def _old_cms(title: str, body: list[str], language: str, spam: list[str]) -> str:
    """Tables for layout, paragraphs by <br>, spam links above and below, no semantics."""
    text = "<br>\n<br>\n".join("&nbsp;&nbsp;" + html.escape(p) for p in body)
    head, more = RELATED[language]
    return (
        f"<HTML><HEAD><TITLE>{html.escape(title)}</TITLE></HEAD><BODY bgcolor=white><div>{_links(spam, ' | ')}</div>"
        f"<table width=760><tr><td>{_links(MENUS[language], ' | ')}</td></tr><tr><td><b>{html.escape(title)}</b><br>2025-03-04 10:11<br>"
        f"<div id=zoom>{text}</div><br>{head}<br>{_links(more, '<br>')}</td></tr></table><div>{_links(spam[::-1], ' | ')}</div></BODY></HTML>"
    )


def _old_divs(title: str, body: list[str], language: str, spam: list[str]) -> str:
    """Bare divs, hidden spam by style, a sidebar of titles."""
    text = "".join(f"<div>{html.escape(p)}</div>\n" for p in body)
    head, more = RELATED[language]
    return (
        f"<html><head><title>{html.escape(title)}</title></head><body><div style='position:absolute;left:-9999px'>{_links(spam, ' ')}</div>"
        f"<div class=menu>{_links(MENUS[language], ' ')}</div><h1>{html.escape(title)}</h1><div class='time'>2025-03-04</div><div class=content>{text}</div>"
        f"<div class='related'><h3>{head}</h3>{_links(more, '<br>')}</div><div style=\"display:none\">{'、'.join(spam)}</div></body></html>"
    )


def _news(title: str, body: list[str], language: str, spam: list[str]) -> str:
    """A present-day news site: article, figure, metadata, share bar, footer, spam in the comments' links."""
    middle = len(body) // 2
    text = "".join(f"<p>{html.escape(p)}</p>" for p in body[:middle])
    text += '<figure><img src="x.jpg" alt=""></figure>' + "".join(f"<p>{html.escape(p)}</p>" for p in body[middle:])
    head, more = RELATED[language]
    return (
        f"<!doctype html><html lang='{language}'><head><meta charset=utf-8><title>{html.escape(title)} | Site</title>"
        f"<meta property='og:title' content='{html.escape(title)}'><meta property='article:published_time' content='2025-03-04T09:00:00Z'>"
        f"<script>var ads = ['{spam[0]}'];</script></head><body class='page with-sidebar'><header><nav><ul>"
        + "".join(f"<li><a href=#>{w}</a></li>" for w in MENUS[language])
        + f"</ul></nav></header><main><article><h1>{html.escape(title)}</h1><time datetime='2025-03-04'>04.03.2025</time>{text}</article>"
        f"<aside><h2>{head}</h2><ul>" + "".join(f"<li><a href=#>{w}</a></li>" for w in more) + "</ul></aside></main>"
        f"<section class='comments'><div class='comment'><a href=#>{spam[1]}</a></div></section><footer><a href=#>{spam[2]}</a></footer></body></html>"
    )


def _blog(title: str, body: list[str], language: str, spam: list[str]) -> str:
    """A blog: post, tags, widgets, a comment form, a blogroll of spam."""
    text = "\n".join(f"<p>{html.escape(p)}</p>" for p in body)
    head, more = RELATED[language]
    return (
        f"<html><head><title>{html.escape(title)} - Blog</title></head><body><div id=header><h2>Blog</h2>{_links(MENUS[language], ' · ')}</div>"
        f"<div class='post hentry'><h1 class=entry-title>{html.escape(title)}</h1><div class='post-meta'>2025-03-04</div><div class='entry-content'>{text}</div>"
        f"<div class='post-tags'>{_links(MENUS[language][:3], ', ')}</div></div><h3>{head}</h3><ul>"
        + "".join(f"<li><a href=#>{w}</a></li>" for w in more)
        + "</ul><div id='respond'><form><textarea></textarea><button>OK</button></form></div><ul class='blogroll'>"
        + "".join(f"<li><a href=#>{w}</a></li>" for w in spam)
        + "</ul></body></html>"
    )


def _hijacked(title: str, body: list[str], language: str, spam: list[str]) -> str:
    """A site taken over: lines of spam as plain text above, below and between paragraphs."""
    text = f"<p>{html.escape(body[0])}</p><p>{spam[1]}</p>" + "".join(f"<p>{html.escape(p)}</p>" for p in body[1:])
    head, more = RELATED[language]
    return (
        f"<html><head><title>{html.escape(title)}</title></head><body><p>{', '.join(spam)}</p><h1>{html.escape(title)}</h1><p>2025-03-04 10:11:12</p>{text}"
        f"<p>{head}</p>"
        + "".join(f"<p><a href=#>{w}</a></p>" for w in more)
        + "".join(f"<p>{w}|</p>" for w in spam)
        + "</body></html>"
    )


LAYOUTS = {"old-cms": _old_cms, "old-divs": _old_divs, "news": _news, "blog": _blog, "hijacked": _hijacked}


def pages(seed: int = 0, per: int = 2) -> list[Page]:
    """Every layout in every language, `per` of each."""
    made = []
    for language in PAGE_LANGUAGES:
        for layout, make in LAYOUTS.items():
            for number in range(per):
                dice = random.Random(f"{language}{layout}{number}{seed}")
                body = paragraphs(language, dice.randint(3, 6), seed=dice.randint(0, 999), sentences=3)
                markup = make(TITLES[language], body, language, SPAM[language])
                made.append(Page(f"{layout}-{language}-{number}", markup, body, SPAM[language] + RELATED[language][1]))
    return made
