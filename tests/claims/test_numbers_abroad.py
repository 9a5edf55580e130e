"""Numbers in languages of which only figures, currencies and the commonest cues are known: scales are never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from .texts import read_numbered

TOLD = {
    "ar": "اشترت شركة الاتصالات السعودية 18 ألف شريحة H100 من إنفيديا بقيمة 1.5 مليار دولار.",
    "ar-digits": "طلبت الشركة ١٨ ألف شريحة H100 من إنفيديا بقيمة ١٫٥ مليار دولار، بحسب مصادر مطلعة.",
    "bg": "Компанията закупи 18 хиляди чипа H100 от Nvidia за 1,5 млрд. долара, съобщиха източници, запознати със сделката.",
    "cs": "Firma koupila 18 tisíc čipů H100 od Nvidie za 1,5 miliardy dolarů.",
    "da": "Selskabet købte 18 tusind H100-chips af Nvidia for 1,5 milliarder dollar, og de skal stå i et datacenter ved Aarhus.",
    "el": "Η εταιρεία αγόρασε 18 χιλιάδες τσιπ H100 από την Nvidia έναντι 1,5 δισ. δολαρίων.",
    "fa": "این شرکت ۱۸ هزار تراشه H100 از انویدیا به ارزش ۱٫۵ میلیارد دلار خرید.",
    "fi": "Yhtiö osti Nvidialta 18 tuhatta H100-sirua, joista se maksoi 1,5 miljardia dollaria.",
    "he": "החברה רכשה 18 אלף שבבי H100 מאנבידיה תמורת 1.5 מיליארד דולר.",
    "hi": "कंपनी ने Nvidia से 18 हजार H100 चिप 1.5 अरब डॉलर में खरीदे।",
    "hu": "A cég 18 ezer H100 chipet vett az Nvidiától 1,5 milliárd dollárért.",
    "ms": "Syarikat itu membeli 18 ribu cip H100 daripada Nvidia bernilai 1.5 bilion dolar AS.",
    "no": "Selskapet kjøpte 18 tusen H100-brikker fra Nvidia for 1,5 milliarder dollar, og de skal stå i et datasenter i Bodø.",
    "nl": "Het bedrijf kocht 18 duizend H100-chips van Nvidia voor 1,5 miljard dollar.",
    "pl": "Spółka kupiła 18 tys. układów H100 od Nvidii za 1,5 mld dolarów.",
    "ro": "Compania a cumpărat 18 mii de cipuri H100 de la Nvidia pentru 1,5 miliarde de dolari.",
    "sk": "Spoločnosť kúpila 18 tisíc čipov H100 od Nvidie za 1,5 miliardy dolárov, oznámil jej šéf.",
    "sv": "Bolaget köpte 18 tusen H100-chip från Nvidia för 1,5 miljarder dollar.",
    "tr": "Şirket Nvidia'dan 18 bin H100 çipi 1,5 milyar dolara satın aldı.",
    "uk": "Компанія купила 18 тис. чипів H100 у Nvidia за 1,5 млрд доларів.",
}


@pytest.mark.parametrize("language", sorted(TOLD))
def test_thousands_and_billions_are_read(language: str, tmp_path: Path):
    """Eighteen thousand chips and one and a half billion dollars, in 20 languages."""
    found = {(c.quantity.low, c.quantity.unit) for c in read_numbered(TOLD[language], tmp_path)}
    assert found == {(18_000, "chips"), (1.5e9, "USD")}, found


@pytest.mark.parametrize(
    "text",
    [
        "บริษัทซื้อชิป H100 จำนวน 18 พันตัว จาก Nvidia",
        "კომპანიამ იყიდა 18 ათასი H100 ჩიპი Nvidia-სგან",
    ],
)
def test_where_no_scale_is_known_nothing_is_guessed(text: str, tmp_path: Path):
    """A word stands between number and chip that may say thousands: eighteen chips are no claim."""
    assert all(c.quantity.low != 18 for c in read_numbered(text, tmp_path))


def test_a_number_right_before_its_chip_needs_no_scale(tmp_path: Path):
    """Nothing stands between: the count is what it says."""
    found = read_numbered("บริษัท Nvidia ขาย 480 H100", tmp_path)
    assert [c.quantity.low for c in found] == [480]
