"""Vietnamese texts from before Unicode, and Unicode that was decoded wrongly.

TCVN 5712:1993 (TCVN3, the `.VnTime` fonts), VNI-Windows (the `VNI-Times` fonts) and Windows-1258. Tables: TCVN 5712:1993
annex VN3 and the key table of VNI-Windows; both are checked by round trips in the tests.
"""

from __future__ import annotations

import re
import unicodedata

# fmt: off
TCVN3_SIGNS = "¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ§¡¢£¤¥¦"
TCVN3_LETTERS = "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĐĂÂÊÔƠƯ"
# fmt: on
TCVN3 = str.maketrans(TCVN3_SIGNS, TCVN3_LETTERS)

#: VNI: a vowel and the sign of its tone, in the order á à ả ã ạ
VNI_TONES = {"a": "ùøûõï", "ă": "éèúüë", "â": "áàåãä", "e": "ùøûõï", "ê": "áàåãä", "o": "ùøûõï", "ô": "áàåãä",
             "ơ": "ùøûõï", "u": "ùøûõï", "ư": "ùøûõï", "y": "ùøûõ"}  # fmt: skip
VNI_BASES = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "ô", "ư": "ö"}
VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "aê": "ă", "aâ": "â", "eâ": "ê", "oâ": "ô"}
COMBINING_TONES = "\u0301\u0300\u0309\u0303\u0323"  # sắc, huyền, hỏi, ngã, nặng


def _vni_table() -> dict[str, str]:
    """Every written form of VNI-Windows with the letter that it stands for, both cases."""
    table = dict(VNI_SINGLE)
    for vowel, signs in VNI_TONES.items():
        for sign, tone in zip(signs, COMBINING_TONES, strict=False):
            table[VNI_BASES.get(vowel, vowel) + sign] = unicodedata.normalize("NFC", vowel + tone)
    capitals = {form.upper(): letter.upper() for form, letter in table.items()}
    mixed = {form[0].upper() + form[1:]: letter.upper() for form, letter in table.items() if len(form) == 2}
    return table | mixed | capitals


VNI = _vni_table()
VNI_FORM = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
#: A word of TCVN3 fonts in capitals: the capital font has no accented bytes of its own, `CéNG HßA`
TCVN3_WORD = re.compile(rf"[A-Za-z{re.escape(TCVN3_SIGNS)}]+")
#: Letters that only Vietnamese in Unicode has: horned and hooked vowels, đ, and the block U+1EA0 to U+1EF9
UNICODE_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
#: What TCVN3 text is full of and nothing else is: `®` đ, `­` ư, `¬` ơ, `«` ô, `¸` á between or before small letters
TCVN3_TRACE = re.compile("[®\u00ad¬«ª©¨¸µ¶·¹](?=[a-z])|(?<=[a-z])[\u00ad¬«ª©¨¸µ¶·¹]")
#: Pairs of VNI: a vowel and a letter that carries its tone (`aø`, `oä`, `öô`)
VNI_TRACE = re.compile("[aeouyAEOUYöôÖÔ][ùøûõïäàáåãêâéèúüëÙØÛÕÏÄÀÁÅÃÊÂ]|öô|ñ[aeiouöô]")
#: UTF-8 read as Windows-1252: `Æ°á»›c`, `á»§y`
MOJIBAKE_TRACE = re.compile("á[ºƒ»¼]|Ä‘|Æ°|Æ¡|Ã[\u00a0-\u00bf]")


def from_tcvn3(text: str) -> str:
    """Text of TCVN3 bytes (decoded as Latin-1 or Windows-1252) in Unicode; words with two plain capitals become capitals."""

    def convert(match: re.Match[str]) -> str:
        word = match[0].translate(TCVN3)
        plain = [c for c in match[0] if c.isascii()]
        return word.upper() if len(plain) >= 2 and all(c.isupper() for c in plain) else word

    return TCVN3_WORD.sub(convert, text)


def from_vni(text: str) -> str:
    """Text of VNI-Windows bytes (decoded as Windows-1252) in Unicode."""
    return VNI_FORM.sub(lambda m: VNI[m[0]], text)


def to_tcvn3(text: str) -> str:
    """The reverse of `from_tcvn3` for lower-case text; needed to recognise and to test."""
    return unicodedata.normalize("NFC", text).translate(str.maketrans(TCVN3_LETTERS, TCVN3_SIGNS))


def to_vni(text: str) -> str:
    """The reverse of `from_vni`."""
    letters = {letter: form for form, letter in VNI.items()}
    return "".join(letters.get(c, c) for c in unicodedata.normalize("NFC", text))


def repair(text: str) -> tuple[str, str | None]:
    """The text in Unicode, and the name of the legacy encoding that was recognised in it, if any.

    Gives the text back as it is when it holds Vietnamese letters of Unicode, or no traces of a legacy encoding.
    """
    if len(MOJIBAKE_TRACE.findall(text)) >= 3 and (mended := _from_mojibake(text)):
        return mended, "UTF-8 đọc nhầm thành Windows-1252"
    if len(UNICODE_VIETNAMESE.findall(text)) * 50 > len(text):
        return text, None
    counts = {"TCVN3": len(TCVN3_TRACE.findall(text)), "VNI": len(VNI_TRACE.findall(text))}
    likely = max(counts, key=lambda name: counts[name])
    if counts[likely] < 3 or counts[likely] * 60 < len(text):
        return text, None
    return (from_tcvn3(text) if likely == "TCVN3" else from_vni(text)), likely


def _from_mojibake(text: str) -> str | None:
    """UTF-8 that was read as Windows-1252, read rightly; None when it does not go back."""
    raw = bytearray()
    for character in text:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return None
            raw.append(ord(character))  # the five codes that Windows-1252 leaves open
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def decode(data: bytes) -> tuple[str, str]:
    """Bytes of a text file as text, and the name of its encoding: UTF-8, UTF-16, Windows-1258, TCVN3 or VNI."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    if (guess := _utf16_without_mark(data)) is not None:
        return data.decode(guess, "replace"), guess
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_single_bytes(data)
    mended, legacy = repair(text)
    return mended, legacy or "utf-8"


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 told by the zero bytes that its ASCII letters and spaces leave on one side."""
    sample = data[:4000]
    if len(sample) < 4 or sample.count(0) * 5 < len(sample):
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"


def _decode_single_bytes(data: bytes) -> tuple[str, str]:
    latin = data.decode("latin-1")
    mended, legacy = repair(latin)
    if legacy:
        return mended, legacy
    windows = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    return windows, "cp1258"
