import hashlib
import io
import re
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.cast import Cast, open_ticket, settle
from tickets.attachments.documents import WORD
from tickets.attachments.uploads import MAX_BYTES, MAX_FILM_BYTES, RefusedUpload, cleaned, inspect, safe_name
from tickets.models.conversation import Received


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def claims(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims to be enormous."""
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(body)) + b"IHDR" + body + struct.pack(">I", zlib.crc32(b"IHDR" + body))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bombe", b"\0" * 5_000_000)
    return out.getvalue()


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def film(brand: bytes, *, notes: bytes = b"") -> bytes:
    """A film without a picture, with notes where phones write them: on the film, on its track and beside them."""
    track = box(b"trak", box(b"tkhd", b"\0" * 20) + box(b"meta", notes))
    movie = box(b"moov", box(b"mvhd", b"\0" * 20) + track + box(b"udta", box(b"\xa9xyz", notes)))
    return box(b"ftyp", brand + b"\0" * 4) + box(b"uuid", notes) + movie + box(b"mdat", b"frames")


def word(first: str = "word/document.xml", parts: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in ({"[Content_Types].xml": b"", first: b"<w:document/>"} | (parts or {})).items():
            made.writestr(name, data)
    return out.getvalue()


def look(name: str, data: bytes) -> object:
    return inspect(name, io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "data", "content_type", "called"),
    [
        ("skærm.png", picture(), "image/png", "skærm.png"),
        ("foto.JPEG", picture("JPEG"), "image/jpeg", "foto.JPEG"),
        ("foto.png", picture("JPEG"), "image/jpeg", "foto.jpg"),
        ("billede", picture("WEBP"), "image/webp", "billede.webp"),
        ("brev.png", b"%PDF-1.7\n%\xe2\xe3", "application/pdf", "brev.pdf"),
        ("noter.txt", "Det virker ikke æøå".encode(), "text/plain", "noter.txt"),
        ("film.mp4", film(b"mp42"), "video/mp4", "film.mp4"),
        ("IMG_1.MOV", film(b"qt  "), "video/quicktime", "IMG_1.MOV"),
        ("skærm.webm", b"\x1aE\xdf\xa3\x42\x82\x84webm" + b"\0" * 50, "video/webm", "skærm.webm"),
        ("brev.docx", word(), WORD, "brev.docx"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, data: bytes, content_type: str, called: str) -> None:
    upload = inspect(name, io.BytesIO(data))
    assert (upload.content_type, upload.name, upload.size) == (content_type, called, len(data))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("tom.png", b"", "empty"),
        ("stor.png", b"\x89PNG\r\n\x1a\n" + b"0" * MAX_BYTES, "too_large"),
        ("bombe.png", claims(50_000, 50_000), "too_many_pixels"),
        ("bombe.png", claims(9_000, 9_000), "too_many_pixels"),
        ("arkiv.png", archive(), "kind"),
        ("side.jpg", b"<!DOCTYPE html><script>alert(1)</script>", "kind"),
        ("tegning.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "kind"),
        ("program.pdf", b"MZ\x90\0" + b"\0" * 60, "kind"),
        ("halv.png", picture()[:20], "unreadable"),
        ("telefon.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50, "unreadable"),
        ("film.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 50, "unreadable"),
        ("afbrudt.mp4", film(b"mp42")[:-3], "unreadable"),
        ("makro.docx", word(parts={"word/vbaProject.bin": b"x"}), "active"),
        ("skabelon.docx", word(parts={"word/_rels/settings.xml.rels": b'<R Type="x/attachedTemplate"/>'}), "active"),
        ("bombe.docx", word(parts={f"word/{number}.xml": b"" for number in range(2001)}), "kind"),
    ],
)
def test_what_is_not_safe_is_refused_with_a_reason(name: str, data: bytes, code: str) -> None:
    with pytest.raises(RefusedUpload) as refusal:
        look(name, data)
    assert refusal.value.code == code
    assert name in str(refusal.value.message)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Maja\\skærm.png", "skærm.png"),
        ("barn 010115-1234.png", "barn xxxxxx-xxxx.png"),
        ("gnp.\u202egpj.exe", "gnp.gpj.exe"),
        ("\0\n", "fil"),
        ("...", "fil"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_metadata_is_gone_and_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "hemmeligt sted"
    data = picture("JPEG", (40, 30), exif=exif)
    clean = cleaned(data, "image/jpeg")
    assert (clean.content_type, clean.width, clean.height) == ("image/jpeg", 30, 40)
    assert b"hemmeligt sted" not in clean.data
    with Image.open(io.BytesIO(clean.data)) as shown:
        assert shown.size == (30, 40)
        assert not shown.getexif()


def test_a_large_picture_is_made_smaller() -> None:
    clean = cleaned(picture(size=(6000, 3000)), "image/png")
    with Image.open(io.BytesIO(clean.data)) as shown:
        assert shown.size == (4096, 2048)


def test_text_in_a_png_is_gone() -> None:
    info = PngInfo()
    info.add_text("Author", "Maja Holm")
    assert b"Maja Holm" not in cleaned(picture(pnginfo=info), "image/png").data


def test_a_broken_picture_fails_clearly() -> None:
    with pytest.raises(ValueError, match=".+"):
        cleaned(picture(size=(400, 300))[:200], "image/png")


def test_a_film_says_no_more_where_it_was_taken_and_is_as_long_as_before() -> None:
    data = film(b"qt  ", notes=b"+55.6761+012.5683/")
    clean = cleaned(data, inspect("IMG_1.MOV", io.BytesIO(data)).content_type)
    assert data.count(b"+55.6761") == 3
    assert b"+55.6761" not in clean.data
    assert len(clean.data) == len(data)
    assert clean.data.index(b"frames") == data.index(b"frames")


def test_a_film_of_boxes_within_boxes_fells_nothing() -> None:
    data = box(b"ftyp", b"mp42") + struct.pack(">I4s", 8, b"moov")
    nested = b"".join(struct.pack(">I4s", 8 * (50_000 - depth), b"moov") for depth in range(50_000))
    assert len(cleaned(data + nested, "video/mp4").data) == len(data + nested)


def test_a_film_may_be_larger_than_a_picture_and_has_a_limit_too() -> None:
    data = film(b"mp42")
    assert inspect("film.mp4", io.BytesIO(data + box(b"free", b"0" * MAX_BYTES))).size > MAX_BYTES
    with pytest.raises(RefusedUpload) as refusal:
        look("film.mp4", data + box(b"free", b"0" * MAX_FILM_BYTES))
    assert refusal.value.code == "too_large"


def test_other_files_stay_as_they_are() -> None:
    assert cleaned(b"%PDF-1.7", "application/pdf").data == b"%PDF-1.7"


@given(st.binary(min_size=1, max_size=400), st.text(max_size=60))
def test_no_file_makes_it_fail(data: bytes, name: str) -> None:
    try:
        upload = inspect(name, io.BytesIO(data))
    except RefusedUpload:
        return
    assert len(upload.name) <= 120


def test_a_text_is_kept_without_cpr_numbers_and_says_how_many_there_were() -> None:
    data = b"Nr;CPR;Navn\n7;120385-4321;Ida Berg\n8;130486 4322;Bo Dam\n"
    received = Received.of(inspect("klasse.csv", io.BytesIO(data)), data)
    assert received.masked == 2
    assert b"4321" not in received.data
    assert (received.upload.size, received.upload.sha256) == (
        len(received.data),
        hashlib.sha256(received.data).hexdigest(),
    )


def document(*paragraphs: str, header: str = "") -> bytes:
    """A Word document of these paragraphs; a bar parts pieces, as Word writes what was changed."""
    start, end = '<w:p><w:r><w:t xml:space="preserve">', "</w:t></w:r></w:p>"
    between = '</w:t></w:r><w:r><w:t xml:space="preserve">'
    written = "".join(f"{start}{each.replace('|', between)}{end}" for each in paragraphs)
    parts = {
        "word/document.xml": f"<w:document><w:body>{written}</w:body></w:document>".encode(),
        "word/header1.xml": f"<w:hdr>{start}{header}{end}</w:hdr>".encode(),
        "word/a.png": b"x",
    }
    return word(parts=parts)


def text_of(data: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return re.sub("<[^>]+>", " ", archive.read(part).decode())


@pytest.mark.parametrize(
    "written",
    [
        "Ida Berg 120385-4321 &amp; Bo",
        "Ida Berg 1203|85-|4321 &amp; Bo",
        "Ida Berg |120385</w:t><w:noBreakHyphen/><w:t>4321| &amp; Bo",
        "Ida Berg 12&#48;385-4321 &amp; Bo",
        "Ida Berg |120385</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>4321| &amp; Bo",
    ],
)
def test_a_word_document_is_kept_without_cpr_numbers(written: str) -> None:
    data = document("Klasse 3.b &lt;A&gt;", written, "Tlf. 20 30 40 50", header="Elev 130486 4322")
    assert inspect("klasse.docx", io.BytesIO(data)).content_type == WORD
    clean = cleaned(data, WORD)
    text = text_of(clean.data)
    assert clean.masked == 2
    assert not re.search(r"1203|4321|0385", text)
    for kept in ("Klasse 3.b &lt;A&gt;", "Ida Berg", "[CPR-nummer fjernet]", "&amp; Bo", "20 30 40 50"):
        assert kept in text
    assert "4322" not in text_of(clean.data, "word/header1.xml")
    with zipfile.ZipFile(io.BytesIO(clean.data)) as archive:
        assert archive.testzip() is None
        assert archive.read("word/a.png") == b"x"


def test_a_word_document_without_a_number_stays_the_very_same() -> None:
    data = document("Ugeplanen er tom den 29.11.2026.")
    assert cleaned(data, WORD).data is data


def test_a_word_document_that_cannot_be_read_after_all_is_refused() -> None:
    broken = word(parts={"word/document.xml": b"\xff\xfe\x00"})
    with pytest.raises(ValueError, match="cannot be read"):
        cleaned(broken, WORD)


def test_more_numbers_than_the_column_counts_fell_nothing(cast: Cast) -> None:
    data = "".join(f"120385-{number % 10_000:04d}\n" for number in range(40_000)).encode()
    ticket = open_ticket(cast.school, files=[Received.of(inspect("liste.txt", io.BytesIO(data)), data)])
    first = ticket.first_message()
    assert first is not None
    assert first.masked == 32_767


def test_the_sender_of_a_document_is_counted_what_was_taken_out_of_it(cast: Cast) -> None:
    data = document("Ida 120385-4321")
    ticket = open_ticket(cast.school, files=[Received.of(inspect("klasse.docx", io.BytesIO(data)), data)])
    settle()
    first = ticket.first_message()
    assert first is not None
    assert first.masked == 1
    stored = first.attachments.get()
    assert (stored.state, b"4321" in bytes(stored.content.data)) == ("ready", False)
    assert "4321" not in text_of(bytes(stored.content.data))
