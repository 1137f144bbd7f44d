"""Who issued a document, in full, from its letterhead; where that is missing, from the symbol, the place, the signature and the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from .agency_short_forms import SHORT_FORMS
from .head_words import head_words
from .spelling import Speller
from .vietnamese import bare

#: `UBND`, `ƯBND`, `HĐND` in names
SHORT = {"ubnd": "Ủy ban nhân dân", "hdnd": "Hội đồng nhân dân", "vp": "Văn phòng"}
#: A place below or beside a province in a name: `tỉnh Sơn Hà`, `thành phố Sơn Hà`, `xã An Bình`
PLACE = re.compile(
    r"(?<!may )\b(tinh|thanh pho|tp\.?|huyen|quan(?! (?:ly|su|tri|trac|he|khu|doi|chung|nhan)\b)|thi xa"
    r"|xa(?! hoi\b)|phuong(?! (?:phap|tien|an)\b)"
    r"|thi tran|dac khu) (?!(?:uy|doan)\b)"
)
#: Bodies that speak for the one above them in a letterhead: `ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH … / BAN THƯỜNG TRỰC`
SPEAKS_FOR = frozenset({"ban thuong truc", "ban thuong vu", "ban chap hanh"})
#: Bodies of a province whose letterhead may leave the province to the place line
OF_PROVINCE = re.compile(r"so |thanh tra tinh|van phong uy|ban (?:chi dao|chi huy|quan ly)\b(?!.*(?:trung uong|quoc gia))")
#: Bodies that are never named with a province: those of the State, ministries and what belongs to them
CENTRAL = re.compile(
    r"(?:bo |chinh phu|thu tuong|quoc hoi|chu tich nuoc|ban chap hanh trung uong|van phong (?:chinh|trung|quoc|chu)|ngan hang nha nuoc"
    r"|thanh tra chinh|kiem toan|uy ban (?:dan toc|thuong vu|trung uong|quoc gia)|tong cuc|tong cong ty|tap doan|bao hiem xa hoi viet)"
)


#: The chair of a committee, whose papers are the committee's: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SƠN HÀ` with the symbol `CĐ-CT`
_CHAIR = re.compile(r"^CHỦ TỊCH\s+(?=ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG NHÂN|HĐND)", re.IGNORECASE)
#: Letters that two spellings of one name have in common: `TONG CYC THUE` and `Tổng cục Thuế` share twelve of thirteen
_SAME_NAME = 0.88
#: No letterhead has a longer line or name (letters), nor a line of more bodies; a longer one would take ever longer to spell
_LONGEST_NAME, _MOST_BODIES = 400, 10


def issuer_of(names: Sequence[str], number: str | None, place: str | None, signer_title: str | None, text: str) -> str | None:
    """The issuing body in full (`Sở Tài chính tỉnh Sơn Hà`), None when nothing names it."""
    speller = Speller(text)
    bodies = bodies_of([_CHAIR.sub("", name) for name in names])
    if len(bodies) > 1 and bare(bodies[-1]) in SPEAKS_FOR:
        bodies.pop()
    code = body_code(number)
    if not bodies:
        return _from_symbol(code, place, signer_title, speller)
    chosen = next((body for body in reversed(bodies) if code and code in codes_of(body)), bodies[-1])
    if code and code not in codes_of(chosen) and (meant := _misread(chosen, code, place, signer_title, speller)):
        return meant
    if _is_post_of(chosen, code):
        return _from_symbol(code, place, signer_title, speller) or speller.name(chosen)
    name = _in_full(chosen, bodies, place, speller)
    return name[:1].upper() + name[1:]


def partners_of(names: Sequence[str], number: str | None, place: str | None, issuer: str | None, text: str) -> tuple[str, ...]:
    """The bodies beside the issuer of a joint document: `CÔNG AN TỈNH - SỞ Y TẾ`, or two whose codes the symbol has (`KHPH-SYT-CAT`)."""
    found = [_written_out(piece) for line in _lines(names) for piece in _several(line)[1:]] or _signing(bodies_of(names), number)
    if not found:
        return ()
    speller = Speller(text)
    full = [_in_full(body, [body], place, speller) for body in found]
    return tuple(name[:1].upper() + name[1:] for name in full if bare(name) != bare(issuer or ""))


def _signing(bodies: Sequence[str], number: str | None) -> list[str]:
    """The bodies whose codes stand in the symbol of a document, where it has those of more than one."""
    codes = (number or "").partition("/")[2].split("-")[1:]
    found = [body for body in bodies if any(code.startswith(c) for code in codes for c in codes_of(body) if len(c) > 1)]
    return found if min(len(codes), len(found)) > 1 else []


# --- letterhead ----------------------------------------------------------------------------------------------------


def bodies_of(names: Sequence[str]) -> list[str]:
    """The bodies that the lines of a letterhead name, top down: `UBND TỈNH SƠN HÀ`, `SỞ TÀI CHÍNH`."""
    bodies: list[str] = []
    for line in _lines(names):
        words = _several(re.sub(r"[*|]|\([^)\n]{0,200}\)", " ", line).strip(" -–—_.,:;"))[0]
        if not bodies or (_begins_body(bare(words)) and not _is_open(bodies[-1])):
            if _begins_body(bare(words)):
                bodies.append(words)
        elif len(bodies[-1]) + len(words) < _LONGEST_NAME:
            bodies[-1] += " " + words
    return [_written_out(body) for body in bodies]


def _lines(names: Sequence[str]) -> list[str]:
    """The lines of a letterhead that can name a body."""
    return [line for line in names if len(line) <= _LONGEST_NAME]


def _several(line: str) -> list[str]:
    """The bodies of a line that names several, else the line: `CÔNG AN TỈNH SƠN HÀ - SỞ Y TẾ`."""
    pieces = [piece.strip() for piece in re.sub(r" [–—] ", " - ", line).split(" - ")]
    several = len(pieces) <= _MOST_BODIES and all(_begins_body(bare(piece)) for piece in pieces)
    return pieces if several else [line]


def _begins_body(key: str) -> bool:
    """Whether a line begins with the name of a body; long names are known without their spaces too, which scans lose."""
    tight = key.replace(" ", "")
    for known in head_words().beginnings:
        if key == known or key.startswith(known + " ") or (len(known) > 12 and tight.startswith(known.replace(" ", ""))):
            return True
    return False


def _is_open(body: str) -> bool:
    """Whether a line of a letterhead cannot end there: `VĂN PHÒNG`, `… VÀ`, `CHI CỤC`."""
    key = bare(body)
    return key in ("van phong", "ban", "so", "bo", "cuc", "chi cuc", "trung tam", "hoi") or key.endswith((" va", " cua", ",", " nhan"))


def _written_out(body: str) -> str:
    words = [SHORT.get(bare(word).replace("ubmd", "ubnd"), _field(word)) for word in body.split()]
    return " ".join(words)


def _field(word: str) -> str:
    """A field of work written out (`CNTT`), any other word as it is."""
    return SHORT_FORMS[word][:1].upper() + SHORT_FORMS[word][1:] if word in SHORT_FORMS else word


def _is_post_of(body: str, code: str | None) -> bool:
    """Whether a letterhead names a working group whose papers carry another body's symbol."""
    return bool(code) and code not in codes_of(body) and bare(body).startswith(("to cong tac", "to ", "ban chi dao", "hoi dong "))


def _in_full(body: str, bodies: Sequence[str], place: str | None, speller: Speller) -> str:
    """The name with its province, taken from the body above it or from the place line."""
    name = speller.name(body)
    key = bare(name)
    if key.startswith("van phong") and len(bodies) > 1 and key in ("van phong", "van phong uy ban nhan dan"):
        name = f"Văn phòng {_lower_first(speller.name(bodies[0]))}" if key == "van phong" else name
        key = bare(name)
    if re.match(r"uy ban nhan dan|hoi dong nhan dan", key):
        return _with_parent(_respell_places(name, speller), speller)
    if CENTRAL.match(key) or PLACE.search(key) or (bodies and CENTRAL.match(bare(bodies[0])) and len(bodies) > 1):
        return _respell_places(name, speller)
    above = next((m for b in bodies[:-1] if (m := PLACE.search(bare(b)))), None)
    if above is not None:
        parent = next(b for b in bodies[:-1] if PLACE.search(bare(b)))
        body = re.sub(r" (?:tỉnh|thành phố|huyện|quận|xã|phường)$", "", name)  # `ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH` below `ĐẢNG BỘ TỈNH …`
        return f"{body} {_respell_places(parent[above.start() :], speller)}"
    return f"{name} {province}" if OF_PROVINCE.match(key) and (province := province_of(place)) else name


def _lower_first(name: str) -> str:
    return name if name.startswith("Ủy") else name[:1].lower() + name[1:]


def _respell_places(name: str, speller: Speller) -> str:
    """A name whose place is spelt as the list of provinces, or else as the text, spells it."""
    match = PLACE.search(bare(name))
    if match is None:
        return name
    kind = {"tp": "thành phố", "tp.": "thành phố"}.get(match[1]) or _accented(match[1])
    place = name[match.end() :].strip()
    spelt = head_words().provinces.get(bare(place)) or speller.name(place)
    if bare(kind + " " + place) == bare(kind + " " + spelt):
        spelt = spelt if not spelt.isupper() else spelt.title()
    front = name[: match.start()].strip()
    if match[1] in ("phuong", "xa", "thi tran") and re.fullmatch(r"\d+", place):
        kind, spelt = kind.capitalize(), place
    return " ".join(part for part in (front, kind, spelt[:1].upper() + spelt[1:]) if part)


def _accented(kind: str) -> str:
    return {"tinh": "tỉnh", "thanh pho": "thành phố", "huyen": "huyện", "quan": "quận", "thi xa": "thị xã", "xa": "xã",
            "phuong": "phường", "thi tran": "thị trấn", "dac khu": "đặc khu"}[kind]  # fmt: skip


def _with_parent(name: str, speller: Speller) -> str:
    """A commune with what it belongs to, where the text says it: `Phường 1, thành phố Vũng Tàu`."""
    match = PLACE.search(bare(name))
    if match is None or match[1] not in ("xa", "phuong", "thi tran", "dac khu"):
        return name
    commune = bare(name[match.start() :])
    found = re.search(re.escape(commune) + r", (?:thanh pho|huyen|quan|thi xa|tinh) [a-z]+(?: [a-z]+){0,2}", speller.bare)
    if found is None:
        return name
    rest = speller.text[found.start() + len(commune) : found.end()]
    kept = re.match(r", (?:\w+ )?\w+(?: [A-ZĐÂĂÊÔƠƯÁÀẢÃẠ]\w*){1,3}", rest)
    return name + (kept[0] if kept else "")


# --- symbol --------------------------------------------------------------------------------------------------------


def body_code(number: str | None) -> str | None:
    """The part of a symbol that names the body: `03/KH-UBND` → `UBND`, `2540/STTTT-VP` → `STTTT`, `20-NQ/TW` → `TW`."""
    if not number or "/" not in number:
        return None
    front, _, symbol = number.partition("/")
    if "-" in front:
        return symbol or None
    symbol = re.sub(r"^\d{4}/", "", symbol)
    parts = symbol.split("-")
    if len(parts) > 1 and parts[0] in head_words().abbreviations:
        return parts[1]
    return parts[0] or None


def codes_of(body: str) -> set[str]:
    """The codes that a body may have in symbols: its initials without `và`, and the usual short forms."""
    key = bare(body)
    words = [w for w in re.split(r"[ ,\-&]+", body) if w]
    initials = "".join(w[0].upper() for w in words if bare(w) not in ("va", "cua"))
    codes = {initials}
    for start, code in (
        ("uy ban nhan dan", "UBND"),
        ("hoi dong nhan dan", "HĐND"),
        ("van phong", "VP"),
        ("chinh phu", "CP"),
        ("thu tuong", "TTg"),
        ("uy ban mat tran", "MTTQ"),
        ("ban chi dao", "BCĐ"),
        ("ban chi huy", "BCH"),
        ("ban quan ly", "BQL"),
    ):
        if key.startswith(start):
            codes.add(code)
    place = PLACE.search(key)
    if place is not None:
        codes |= codes_of(body[: place.start()].strip()) if place.start() else set()
    return codes


def _from_symbol(code: str | None, place: str | None, signer_title: str | None, speller: Speller) -> str | None:
    """The body that the symbol stands for, in the province of the place line."""
    if code is None:
        return None
    if code in head_words().symbols:
        return head_words().symbols[code]
    province = province_of(place)
    if code == "UBND" or code == "HĐND":
        name = "Ủy ban nhân dân" if code == "UBND" else "Hội đồng nhân dân"
        return f"{name} {province}" if province else speller.in_text(bare(name)) and name
    if code in ("VP", "VPUBND", "VPUB") or (signer_title and "Văn phòng" in signer_title):
        return f"Văn phòng Ủy ban nhân dân {province}" if province else "Văn phòng Ủy ban nhân dân"
    full = next((name for name in speller.names.values() if code in codes_of(name)), None)
    return None if full is None else f"{full} {province}" if full.startswith("Sở ") and province else full


def _misread(body: str, code: str, place: str | None, signer_title: str | None, speller: Speller) -> str | None:
    """The body of the symbol, where the last words of a letterhead are its name but for some letters: `TONG CYC THUE` of a `/TCT-`."""
    meant = _from_symbol(code, place, signer_title, speller)
    if meant is None:
        return None
    name, said = bare(meant), bare(body)
    return meant if name != said and SequenceMatcher(None, name, said[-len(name) :]).ratio() > _SAME_NAME else None


def province_of(place: str | None) -> str | None:
    """`tỉnh Sơn Hà` or `thành phố …` for the place of a place line that is a province."""
    words = head_words()
    name = words.provinces.get(bare(place or ""))
    if name is None:
        return None
    return f"thành phố {name}" if name in words.cities else f"tỉnh {name}"
