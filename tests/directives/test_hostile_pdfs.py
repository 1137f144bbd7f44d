"""Hostile PDF files by their numbers in the reliability plan (D09, D10, D12): read as text, in part, or refused with a reason."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from directives import AgencyRegistry, Limits, SourceText, UnreadableDocument, parse, read
from directives.legacy_encodings import to_tcvn3
from directives.readers.assembly import share_of_garbage
from directives.readers.pdf import GARBAGE
from tests.documents import forms, pdf_locks, pdfs
from webui.ingest import IngestLimits, read_and_parse

LONGEST_SECONDS = 5
NO_PICTURES = Limits(scanned_pages=0)
TASK = "1. Sở Y tế chủ trì, phối hợp với Sở Tài chính báo cáo UBND tỉnh trước ngày 30/6/2027."
LINES = [TASK, "2. Sở Nội vụ chủ trì rà soát, báo cáo kết quả thực hiện trước ngày 15/7/2027."]
PLAIN = b"BT /F 12 Tf 72 700 Td (So Y te bao cao ket qua thuc hien nhiem vu cua cac co quan theo ke hoach) Tj ET"


@pytest.fixture(autouse=True)
def within_seconds() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < LONGEST_SECONDS


def leads(source: SourceText) -> list[tuple[str, ...]]:
    return [task.lead for task in parse(source, AgencyRegistry.load()).tasks]


# --- D09: passwords, signatures, forms, actions ----------------------------------------------------------------------


@pytest.mark.parametrize("lock", [pdf_locks.locked_rc4, pdf_locks.locked_aes], ids=["RC4", "AES-256"])
def test_d09_a_file_that_only_its_owner_may_change_is_read(lock):
    source = read(lock(pdfs.text_objects([LINES]), b"", b"chu"))
    assert leads(source) == [("Sở Y tế",), ("Sở Nội vụ",)]


@pytest.mark.parametrize("lock", [pdf_locks.locked_rc4, pdf_locks.locked_aes], ids=["RC4", "AES-256"])
def test_d09_a_file_under_a_password_of_its_reader_is_refused_as_encrypted(lock):
    with pytest.raises(UnreadableDocument, match="đặt mật khẩu") as refusal:
        read(lock(pdfs.text_objects([LINES]), b"nguoi doc", b"chu"))
    assert refusal.value.code == "encrypted"


FREE = pdfs.first_free([LINES])
#: What else stands in a file → entries of the catalogue, of the page, and objects
ACTIVE: dict[str, tuple[bytes, bytes, tuple[bytes, ...]]] = {
    "signature": (
        b"/AcroForm << /SigFlags 3 /Fields [%d 0 R] >>" % FREE,
        b"/Annots [%d 0 R]" % FREE,
        (
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (chu ky) /Rect [300 100 500 180] /V %d 0 R >>" % (FREE + 1),
            b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 10 20 30] /Contents <%s> >>" % (b"3082" * 999),
        ),
    ),
    "archive with metadata": (
        b"/Metadata %d 0 R" % FREE,
        b"",
        (pdfs.stream(b"<?xpacket?><x:xmpmeta><pdfaid:part>1</pdfaid:part><dc:title>NHAN DE AN</dc:title></x:xmpmeta>", b"/Type /Metadata /Subtype /XML"),),
    ),
    "XFA form": (
        b"/AcroForm << /XFA %d 0 R /Fields [] >>" % FREE,
        b"",
        (pdfs.stream(b"<xdp:xdp><template><subform><field><value>XFA AN</value></field></subform></template></xdp:xdp>"),),
    ),
    "script": (
        b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:PORT/'\\);) >> /Names << /JavaScript << /Names [(a) %d 0 R] >> >>" % FREE,
        b"/AA << /O %d 0 R >>" % FREE,
        (b"<< /S /JavaScript /JS (this.submitForm\\('http://127.0.0.1:PORT/'\\); app.alert\\('SCRIPT AN'\\);) >>",),
    ),
    "program": (
        b"/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) /P (/c calc) >> >>",
        b"/AA << /O << /S /URI /URI (http://127.0.0.1:PORT/x) >> >>",
        (),
    ),
    "embedded file": (
        b"/Names << /EmbeddedFiles << /Names [(a.exe) %d 0 R] >> >>" % FREE,
        b"",
        (b"<< /Type /Filespec /F (a.exe) /EF << /F %d 0 R >> >>" % (FREE + 1), pdfs.stream(b"MZ TEP AN", b"/Type /EmbeddedFile")),
    ),
    "text from elsewhere": (
        b"",
        b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F (\\\\\\\\127.0.0.1\\\\x.pdf) /D [0 /Fit] >> >>]",
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVE)
def test_d09_what_is_active_in_a_file_is_neither_done_nor_read(name):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = b"%d" % server.getsockname()[1]
        catalogue, page, more = ACTIVE[name]
        data = pdfs.text_pdf([LINES], catalogue=catalogue.replace(b"PORT", port), page=page, more=[o.replace(b"PORT", port) for o in more])
        source = read(data)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert source.text.split("\n") == LINES
    assert not any(word in source.text for word in ("AN", "app.", "http", "MZ"))


# --- D10: files without measure ------------------------------------------------------------------------------------


def packed_by_lzw(content: bytes) -> bytes:
    """Codes of nine bits, a clearing one before every 250 (ISO 32000-1, 7.4.4): no smaller, but right."""
    codes: list[int] = []
    for start in range(0, len(content), 250):
        codes += [256, *content[start : start + 250]]
    bits = "".join(f"{code:09b}" for code in [*codes, 257])
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def lzw_bomb(codes: int) -> bytes:
    """Each code of 12 bits stands for a longer stretch than the one before."""
    growing = [256, ord("q"), *range(258, 258 + codes)]
    bits = ""
    for i, code in enumerate(growing):
        known = 257 + max(0, i - 1)
        bits += f"{code:0{9 if known < 511 else 10 if known < 1023 else 11 if known < 2047 else 12}b}"
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def page_of(content: bytes, filters: bytes) -> bytes:
    objects = pdfs.text_objects([["x"]])
    objects[7] = pdfs.stream(content, b"/Filter %s" % filters)
    return pdfs.numbered(objects)


def chained_lzw(times: int) -> bytes:
    """A bomb whose result is unpacked again and again."""
    return page_of(lzw_bomb(3_500), b"[/LZWDecode" + b" /LZWDecode" * (times - 1) + b"]")


def test_d10_lzw_that_is_right_is_read():
    content = b"BT /F 11 Tf 60 700 Td <0001> Tj ET"
    assert read(page_of(packed_by_lzw(content), b"/LZWDecode"), limits=NO_PICTURES).text == "x"


@pytest.mark.parametrize(
    "make",
    [lambda: chained_lzw(1), lambda: chained_lzw(3), lambda: forms.pdf(b"q " * 50_000_000, filters=10)],
    ids=["LZW", "LZW three times", "packed ten times"],
)
def test_d10_a_stream_that_expands_without_measure_takes_little_memory_and_time(make):
    limits = IngestLimits(cpu_seconds=8, memory_bytes=1_000_000_000, reading=NO_PICTURES)
    with pytest.raises(UnreadableDocument) as refusal:
        read_and_parse(make(), "bom.pdf", limits=limits)
    assert refusal.value.code in ("broken", "no-text", "died", "memory")


def test_d10_of_ten_thousand_pages_the_first_are_read_and_the_rest_is_named():
    source = read(forms.pdf(PLAIN, pages=10_000), limits=Limits(pages=100, scanned_pages=0))
    assert source.pages == 10_000
    assert "Chỉ đọc 100/10000 trang" in source.warnings[0]
    assert "So Y te" in source.text


def test_d10_of_ten_thousand_pages_those_that_time_allows_are_kept():
    limits = IngestLimits(cpu_seconds=3, reading=Limits(pages=10_000, scanned_pages=0))
    parsed = read_and_parse(forms.pdf(PLAIN, pages=10_000), "dai.pdf", limits=limits)
    assert any("/10000 trang" in warning for warning in parsed.source.warnings)
    assert "So Y te" in parsed.source.text


@pytest.mark.parametrize("drawn", [b"0 0 m 9 9 l S\n", b"BT /F 12 Tf (a) Tj ET\n"], ids=["lines", "letters"])
def test_d10_a_page_with_a_million_objects_ends_within_its_bounds(drawn):
    limits = IngestLimits(cpu_seconds=2, memory_bytes=1_000_000_000, reading=NO_PICTURES)
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as refusal:
        read_and_parse(forms.pdf(drawn * 1_000_000), "day.pdf", limits=limits)
    assert refusal.value.code in ("died", "memory", "no-text")
    assert time.monotonic() - started < 30


# --- D12: text layers that say something else than the page -----------------------------------------------------------

WORDS = ("Sở Y tế chủ trì, phối hợp với Sở Tài chính,", "Ủy ban nhân dân các xã, phường báo cáo kết quả", "thực hiện trước ngày 30/6/2027.")


def seen_as(shown: tuple[str, ...], said: list[str], *, mapped: bool = True) -> bytes:
    """A page that shows words as a picture, with other words as its invisible text layer."""
    font = ImageFont.truetype("NotoSans-Regular.ttf", 34)
    picture = Image.new("L", (1240, 1754), 255)
    for row, line in enumerate(shown):
        ImageDraw.Draw(picture).text((120, 200 + 70 * row), line, font=font, fill=0)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=70)
    free = pdfs.first_free([said])
    objects = pdfs.text_objects([said], mapped=mapped)
    objects[6] = objects[6].replace(b"/Font <<", b"/XObject << /I %d 0 R >> /Font <<" % free)
    length = objects[7].index(b"stream\n") + 7
    objects[7] = pdfs.stream(b"q 595 0 0 842 0 0 cm /I Do Q 3 Tr " + objects[7][length : -len(b"\nendstream")])
    image = b"/Type /XObject /Subtype /Image /Width 1240 /Height 1754 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
    return pdfs.numbered([*objects, pdfs.stream(packed.getvalue(), image)])


def to_vni(text: str) -> str:
    """The words of a test as a VNI font writes them: a letter and a sign behind it."""
    signs = {"ở": "ôû", "ế": "eá", "ủ": "uû", "ì": "ì", "ố": "oá", "ợ": "ôï", "ớ": "ôù", "à": "aø", "í": "í", "â": "aâ", "á": "aù", "ả": "aû",
             "ự": "öï", "ệ": "eä", "ư": "ö", "ờ": "ôø", "ã": "aõ", "Ủ": "UÛ", "ơ": "ô", "ê": "eâ", "o": "o"}  # fmt: skip
    return "".join(signs.get(letter, letter) for letter in text)


@pytest.mark.program
@pytest.mark.parametrize(
    ("said", "mapped"),
    [
        ([*WORDS], False),
        ([to_tcvn3(line) for line in WORDS], True),
        ([to_vni(line) for line in WORDS], True),
        (["\ue000\ue001\ue002 \ue003\ue004 \ue005\ue006\ue007" * 3 for _ in WORDS], True),
        (["S? Y t? ch? trì, ph?i h?p v?i S? Tài chính" for _ in WORDS], True),
    ],
    ids=["no character map", "TCVN3", "VNI", "private characters", "question marks"],
)
def test_d12_a_text_layer_that_is_no_vietnamese_is_recognised_anew(said, mapped):
    source = read(seen_as(WORDS, said, mapped=mapped))
    assert source.ocr
    assert "chủ trì, phối hợp với Sở Tài chính" in source.text
    assert not any(line in source.text for line in said if mapped)
    assert "(cid:" not in source.text


@pytest.mark.parametrize("old", [to_tcvn3, to_vni], ids=["TCVN3", "VNI"])
def test_d12_of_a_file_in_mixed_fonts_only_the_pages_in_an_old_one_are_to_be_recognised(old):
    new_page, old_page = [*LINES, *WORDS] * 4, [old(line) for line in [*WORDS] * 5]
    source = read(pdfs.text_pdf([new_page, old_page, new_page, new_page, new_page]), limits=NO_PICTURES)
    assert any("Chỉ nhận dạng 0/1 trang ảnh; chưa đọc trang 2." in warning for warning in source.warnings)


def test_d12_a_layer_of_subset_fonts_with_a_map_is_read_as_it_is():
    source = read(seen_as(("khác",), LINES))
    assert not source.ocr
    assert leads(source) == [("Sở Y tế",), ("Sở Nội vụ",)]


@pytest.mark.parametrize(
    ("text", "is_garbage"),
    [
        ("\n".join(LINES), False),
        (to_tcvn3("\n".join(LINES)), True),
        (to_vni("\n".join(WORDS)), True),
        ("(cid:12)(cid:7)(cid:99) " * 30, True),
        ("\n".join(LINES).replace("ở", "ơ(cid:2)").replace("ố", "ô(cid:17)").replace("ế", "ê(cid:17)"), True),
        ("\n".join(f"(cid:127) {line}" for line in LINES), False),
        ("S\ufffd Y t\ufffd ch\ufffd tr\ufffd b\ufffdo c\ufffdo " * 10, True),
        ("Danh sách kèm theo: 1. Nguyễn Văn A, 2. Trần Thị B; của các xã, phường trong tỉnh", False),
    ],
    ids=["Vietnamese", "TCVN3", "VNI", "cid", "marks lost within words", "bullets", "unknown characters", "names"],
)
def test_d12_garbage_is_told_from_vietnamese(text, is_garbage):
    assert (share_of_garbage(text) > GARBAGE) == is_garbage
