"""Names that stand in capitals or came damaged from a scan, spelt as the text or the lists of names spell them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from .head_words import head_words
from .vietnamese import bare, bare_same_length

#: Bodies that are named by their field: `Ban Chỉ đạo Chuyển đổi số`
NAMED_BY_FIELD = frozenset({"Ban Chỉ đạo", "Ban Chỉ huy", "Ban Quản lý"})
#: A short form that cannot be a word: THPT, TNCS
NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xz&]{2,}")
#: Words that stay small inside a name, and the words that begin the name of a place or a body
SMALL = frozenset("và của về các cho trong theo tại trên với".split())  # noqa: SIM905
PLACE_KINDS = (
    *("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu"),
    *("tỉnh ủy", "tỉnh uỷ", "thành ủy", "thành uỷ", "huyện ủy", "huyện uỷ", "quận ủy", "quận uỷ", "thị ủy", "thị uỷ"),
)


#: First words of bodies, of which the second begins with a capital too
BODIES = (
    *("Ban Chỉ đạo", "Ban Chỉ huy", "Ban Quản lý", "Ban Thường vụ", "Ban Thường trực", "Ban Chấp hành", "Ban Tuyên giáo", "Ban Tổ chức"),
    *(
        "Ban Dân vận",
        "Ủy ban Kiểm tra",
        "Tỉnh đoàn",
        "Thành đoàn",
        "Huyện đoàn",
        "Phòng thủ dân sự",
        "Mặt trận Tổ quốc",
        "Việt Nam",
        "Khu kinh tế",
        "Khu công nghiệp",
    ),
)


@cache
def _known_names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The names of the lists by their letters without accents, and the long ones without spaces too."""
    known = (*BODIES, *head_words().names, *head_words().provinces.values(), *head_words().symbols.values())
    names = {bare(name): name for name in known}
    return names, {key.replace(" ", ""): name for key, name in names.items() if len(key) > 12}


class Speller:
    """Spells phrases as a text does, and else as the lists of agencies and provinces do."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = bare_same_length(text)
        self.names, self.tight = _known_names()

    def name(self, capitals: str) -> str:
        """The name of a body or place as it is written in running text; word by word where nothing knows it as a whole."""
        key = bare(capitals)
        if not key:
            return ""
        return self.names.get(key) or self.in_text(key) or self.tight.get(key.replace(" ", "")) or self._by_words(capitals)

    def in_text(self, key: str) -> str | None:
        """The commonest spelling of a phrase in the text that is not all in capitals."""
        spellings: Counter[str] = Counter()
        place = self.bare.find(key)
        while place >= 0:
            end = place + len(key)
            alone = not self.bare[place - 1 : place].isalnum() and not self.bare[end : end + 1].isalnum()
            said = self.text[place:end]
            if alone and not said.isupper() and "\n" not in said:
                spellings[self._within(said, place)] += 1
            place = self.bare.find(key, end)
        found = spellings.most_common(1)
        return found[0][0] if found else None

    def _within(self, said: str, place: int) -> str:
        """A phrase as it is spelt within a sentence: the capital of the sentence's first word is none of its own."""
        begins = place == 0 or self.text[max(0, place - 2) : place].endswith(("\n", ". ", ": ", "; ", "- ", ") "))
        second = said.partition(" ")[2][:1]
        is_body = any(" " in known and self.bare.startswith(known, place) for known in head_words().beginnings)
        return said[:1].lower() + said[1:] if begins and second.islower() and not is_body else said

    def _by_words(self, capitals: str) -> str:
        """The longest known parts as they are known; other words small, the first letter and those of names large."""
        words = capitals.split()
        spelt: list[str] = []
        while words:
            for count in range(min(len(words), 8), 1, -1):
                known = self.names.get(bare(" ".join(words[:count]))) or self.in_text(bare(" ".join(words[:count])))
                if known and len(bare(known)) > 5:
                    spelt += known.split()
                    del words[:count]
                    break
            else:
                spelt.append(self._one_word(words.pop(0), spelt))
        joined = " ".join(spelt)
        return joined[:1].upper() + joined[1:]

    def _one_word(self, word: str, before: list[str]) -> str:
        if len(before) > 2 and " ".join(before[-3:]) in NAMED_BY_FIELD and word.lower() not in SMALL:
            return word.lower().capitalize()
        small = word.lower() if word.isupper() and not NO_VOWEL.fullmatch(bare(word)) else word
        named = bool(before) and (before[-1].lower() in PLACE_KINDS or " ".join(before[-2:]).lower() in PLACE_KINDS)
        return small[:1].upper() + small[1:] if named or _is_name(before) else small

    def sentence(self, capitals: str) -> str:
        """A title that was set in capitals, as a sentence; anything else as it is."""
        letters = [c for c in capitals if c.isalpha()]
        if sum(c.isupper() for c in letters) * 10 < len(letters) * 8:
            return capitals
        return self._by_words(capitals)


def _is_name(before: list[str]) -> bool:
    """Whether the word before began the name of a place of several words: `tỉnh Sơn` goes on with a capital."""
    if len(before) < 2 or not before[-1][:1].isupper():
        return False
    return before[-2].lower() in PLACE_KINDS or " ".join(before[-3:-1]).lower() in PLACE_KINDS
