"""Files as phones, scanners and mishaps make them: each is taken or refused with a sentence, and none raises."""

import contextlib
import io
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.cast import Cast, settle
from tests.tickets.attachments.test_uploads import archive, claims, film, word
from tests.tickets.inbound.letters import HELPDESK, letter
from tests.triage.intake.test_enquiry import form_data
from tickets.attachments.documents import WORD
from tickets.attachments.uploads import RefusedUpload, cleaned, inspect, safe_name
from tickets.inbound.attachments import inspected
from tickets.inbound.parts import File
from tickets.inbound.receiving import receive
from tickets.models import Attachment, Mailbox, ReplyAddress, Ticket

SIZE = (64, 48)


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(mode: str = "RGB", color: object = 120) -> Image.Image:
    return Image.new(mode, SIZE, color)  # type: ignore[arg-type]


def iphone() -> bytes:
    """A HEIC of 64 by 48 pixels, teal with a red corner, with the place where it was taken. Made with pillow-heif."""
    return (Path(__file__).parent / "pictures" / "phone.heic").read_bytes()


def place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = "hemmeligt sted"
    return exif


def scan() -> bytes:
    return written(plain(), "TIFF", compression="tiff_lzw", description="hemmeligt sted")


def pages() -> bytes:
    return written(plain(), "TIFF", save_all=True, append_images=[plain()])


def camera() -> bytes:
    """A JPEG with a second picture inside and the place where it was taken, as many cameras write it."""
    second = Image.new("RGB", (32, 24), "red")
    return written(plain(color="teal"), "MPO", save_all=True, append_images=[second], exif=place())


def noisy() -> Image.Image:
    return Image.frombytes("RGB", SIZE, random.Random(4).randbytes(SIZE[0] * SIZE[1] * 3))


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", SIZE, color) for color in ("red", "green", "blue")]
    return written(frames[0], kind, save_all=True, append_images=frames[1:], duration=40)


def deep() -> bytes:
    """A grey picture of 16 bits a pixel, at half brightness."""
    return written(Image.frombytes("I;16", SIZE, struct.pack("<H", 32_768) * (SIZE[0] * SIZE[1])), "PNG")


def see_through() -> bytes:
    return written(plain("P", 3), "PNG", transparency=bytes([0, 128, 255, 10]))


def far_second() -> bytes:
    """A camera's two pictures whose table says that the second stands far beyond the end of the file."""
    data = bytearray(camera())
    at = data.index(b"MPF\0")
    data[at + 60 : at + 100] = b"\xff" * 40
    return bytes(data)


def turned() -> bytes:
    exif = place()
    exif[0x0112] = 5
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 40.0, 34.0), 3: "E", 4: (12.0, 34.0, 6.0)})
    return written(plain().rotate(90, expand=True), "JPEG", exif=exif)


def huge(kind: str) -> bytes:
    """49 megapixels of one colour."""
    return written(Image.new("L", (7000, 7000), 200), kind)


def two_in_one(first: bytes, second: bytes) -> bytes:
    return first + second


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n%\xe2\xe3"
TAKEN: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "an iPhone's picture": ("IMG_1.HEIC", iphone, "image/jpeg"),
    "an Android phone's picture": ("a.avif", lambda: written(plain(), "AVIF"), "image/jpeg"),
    "AVIF that can be seen through": ("a.avif", lambda: written(plain("RGBA", (1, 2, 3, 4)), "AVIF"), "image/png"),
    "a bitmap": ("skærm.bmp", lambda: written(plain(), "BMP"), "image/png"),
    "a scan": ("scan.tif", scan, "image/jpeg"),
    "a scan in black and white": (
        "fax.tiff",
        lambda: written(plain("1", 1), "TIFF", compression="group4"),
        "image/png",
    ),
    "a scan for print": ("tryk.tif", lambda: written(plain("CMYK", (9, 9, 9, 9)), "TIFF"), "image/jpeg"),
    "a camera's two pictures": ("DSC_1.JPG", camera, "image/jpeg"),
    "a JPEG for print": ("tryk.jpg", lambda: written(plain("CMYK", (9, 9, 9, 9)), "JPEG"), "image/jpeg"),
    "a grey JPEG": ("scan.jpg", lambda: written(plain("L"), "JPEG"), "image/jpeg"),
    "a moving GIF": ("vink.gif", lambda: animated("GIF"), "image/png"),
    "a moving WebP": ("vink.webp", lambda: animated("WEBP"), "image/webp"),
    "WebP that can be seen through": ("a.webp", lambda: written(plain("RGBA", (1, 2, 3, 4)), "WEBP"), "image/webp"),
    "16 bits a pixel": ("scan.png", deep, "image/png"),
    "a palette that can be seen through": ("logo.png", see_through, "image/png"),
    "black and white": ("fax.png", lambda: written(plain("1", 1), "PNG"), "image/png"),
    "grey that can be seen through": ("la.png", lambda: written(plain("LA", (9, 9)), "PNG"), "image/png"),
    "a camera's two pictures with odd offsets": ("DSC_2.JPG", far_second, "image/jpeg"),
    "turned, with a place": ("IMG_2.jpg", turned, "image/jpeg"),
    "a moving PNG": ("vink.png", lambda: animated("PNG"), "image/png"),
    "a picture with a page behind it": ("a.jpg", lambda: two_in_one(camera(), SVG), "image/jpeg"),
    "a PNG with an archive behind it": ("a.png", lambda: two_in_one(deep(), archive()), "image/png"),
    "a PDF named as a picture": ("skærm.png", lambda: PDF, "application/pdf"),
    "a PDF with a program behind it": ("a.pdf", lambda: two_in_one(PDF, SVG), "application/pdf"),
    "half a PDF": ("a.pdf", lambda: PDF[:6], "application/pdf"),
    "a film": ("film.mp4", lambda: film(b"mp42"), "video/mp4"),
    "half a film of a browser": ("a.webm", lambda: b"\x1aE\xdf\xa3\x42\x82\x84webm", "video/webm"),
    "a Word document named as a picture": ("brev.jpg", word, WORD),
    "text named as a picture": ("billede.jpg", lambda: b"Det er ikke et billede.", "text/plain"),
}
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "several pages of a scan": ("scan.tif", pages, "pages"),
    "a program that is a bitmap, too": ("billede.bmp", lambda: b"BM<script>alert(1)</script>", "kind"),
    "nothing": ("tom.jpg", lambda: b"", "empty"),
    "an enormous claim": ("bombe.png", lambda: claims(60_000, 60_000), "too_many_pixels"),
    "a claim that Pillow warns of": ("bombe.png", lambda: claims(11_000, 11_000), "too_many_pixels"),
    "a claim of nothing": ("nul.png", lambda: claims(0, 40), "unreadable"),
    "a drawing": ("a.svg", lambda: SVG, "kind"),
    "a drawing named as a picture": ("a.png", lambda: b'<?xml version="1.0"?>' + SVG, "kind"),
    "half a GIF": ("a.gif", lambda: animated("GIF")[:9], "unreadable"),
    "half a WebP": ("a.webp", lambda: animated("WEBP")[:20], "unreadable"),
    "half a bitmap": ("a.bmp", lambda: written(plain(), "BMP")[:20], "unreadable"),
    "half a scan": ("a.tif", lambda: scan()[:12], "unreadable"),
    "half a document": ("a.docx", lambda: word()[:60], "kind"),
    "49 megapixels of PNG": ("a.png", lambda: huge("PNG"), "too_many_pixels"),
    "half a film": ("a.mp4", lambda: film(b"mp42")[:40], "unreadable"),
    "an empty archive": ("a.docx", lambda: b"PK\x05\x06" + b"\0" * 18, "kind"),
    "a head alone": ("halv.jpg", lambda: camera()[:12], "unreadable"),
    "the head of an iPhone's picture": ("IMG_1.HEIC", lambda: iphone()[:300], "unreadable"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_it_is_taken_and_can_be_shown(what: str) -> None:
    name, made, shown_as = TAKEN[what]
    data = made()
    upload = inspect(name, io.BytesIO(data))
    clean = cleaned(data, upload.content_type)
    assert clean.content_type == shown_as
    if upload.is_image:
        with Image.open(io.BytesIO(clean.data)) as shown:
            shown.load()
            assert (shown.size, getattr(shown, "n_frames", 1)) == (SIZE, 1)
            assert (clean.width, clean.height) == SIZE


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_a_sentence_that_names_it(what: str) -> None:
    name, made, code = REFUSED[what]
    with pytest.raises(RefusedUpload) as refusal:
        inspect(name, io.BytesIO(made()))
    assert refusal.value.code == code
    assert name in str(refusal.value.message)


def test_a_cameras_picture_is_one_jpeg_without_its_place_and_its_second_picture() -> None:
    data = camera()
    clean = cleaned(data, inspect("DSC_1.JPG", io.BytesIO(data)).content_type)
    with Image.open(io.BytesIO(clean.data)) as shown:
        assert (shown.format, clean.content_type, dict(shown.getexif())) == ("JPEG", "image/jpeg", {})
    assert b"hemmeligt sted" in data
    assert b"hemmeligt sted" not in clean.data
    assert b"MPF\0" not in clean.data


@pytest.mark.parametrize(
    "made", [iphone, lambda: written(plain(), "AVIF", exif=place()), scan], ids=["heic", "avif", "tiff"]
)
def test_what_is_decoded_apart_tells_no_place_either(made: Callable[[], bytes]) -> None:
    data = made()
    clean = cleaned(data, inspect("foto", io.BytesIO(data)).content_type)
    assert b"hemmeligt sted" in data
    assert b"hemmeligt sted" not in clean.data
    with Image.open(io.BytesIO(clean.data)) as shown:
        assert dict(shown.getexif()) == {}


def test_an_iphones_picture_is_shown_in_its_colours() -> None:
    clean = cleaned(iphone(), "image/heic")
    with Image.open(io.BytesIO(clean.data)) as shown:
        assert shown.getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=40)
        assert shown.getpixel((60, 40)) == pytest.approx((0, 128, 128), abs=40)


@pytest.mark.parametrize("at", [120, 260, 400, 640, 700])
def test_a_broken_picture_of_a_phone_fells_nothing_but_its_own_process(at: int) -> None:
    data = bytearray(iphone())
    data[at : at + 8] = b"\xff" * 8
    with contextlib.suppress(ValueError):
        cleaned(bytes(data), "image/heic")
    with pytest.raises(ValueError, match=".+"):
        cleaned(iphone()[:at], "image/heic")


def test_the_name_and_the_size_are_those_of_the_picture_that_is_shown(ticket: Ticket, client: Client) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    sent = [
        SimpleUploadedFile("IMG_1.HEIC", iphone()),
        SimpleUploadedFile("b.jpg", written(plain(), "JPEG", exif=turned)),
    ]
    client.post(reverse("case_reply", args=[ticket.token]), {"text": "Se her", "attachments": sent})
    settle()
    kept = Attachment.objects.order_by("id").values_list("name", "content_type", "width", "height")
    assert list(kept) == [("IMG_1.jpg", "image/jpeg", 64, 48), ("b.jpg", "image/jpeg", 48, 64)]


def test_sixteen_bits_a_pixel_keep_their_brightness() -> None:
    with Image.open(io.BytesIO(cleaned(deep(), "image/png").data)) as shown:
        assert shown.convert("L").getpixel((1, 1)) == pytest.approx(128, abs=1)


WHOLE = [made() for _name, made, _type in TAKEN.values()] + [written(noisy(), kind) for kind in ("PNG", "JPEG", "WEBP")]


@given(st.sampled_from(WHOLE), st.data())
def test_no_broken_picture_raises_what_its_caller_does_not_know(whole: bytes, draw: st.DataObject) -> None:
    """Cut anywhere, and with some bytes changed anywhere: refused, or taken and then readable or not."""
    data = bytearray(whole[: draw.draw(st.integers(1, len(whole)))])
    for _change in range(draw.draw(st.integers(0, 6))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        upload = inspect("foto.jpg", io.BytesIO(bytes(data)))
    except RefusedUpload:
        return
    try:
        cleaned(bytes(data), upload.content_type)
    except ValueError:
        return


ODD = {what: (name, made) for what, (name, made, _) in (TAKEN | REFUSED).items()}


@pytest.mark.parametrize("what", ODD)
def test_form_reply_staff_and_mail_take_it_or_say_why(what: str, ticket: Ticket, cast: Cast, client: Client) -> None:
    Mailbox.objects.create(address=HELPDESK)
    name, made = ODD[what]
    data, taken = made(), what in TAKEN
    assert sent_three_ways(name, data, ticket, cast, client) == ([302] * 3 if taken else [422] * 3)
    files = [(name, "application/octet-stream", data)]
    assert receive(letter("Se her", To=ReplyAddress.of(ticket).email(), files=files)).outcome == "reply"
    settle()
    assert list(Attachment.objects.values_list("state", flat=True)) == (["ready"] * 4 if taken else [])


def sent_three_ways(name: str, data: bytes, ticket: Ticket, cast: Cast, client: Client) -> list[int]:
    """What form, reply and composer answer; a refusal names the file as it is shown."""
    answers = [client.post(reverse("enquiry"), form_data(cast, attachments=[SimpleUploadedFile(name, data)]))]
    reply = {"text": "Se her", "attachments": [SimpleUploadedFile(name, data)]}
    answers.append(client.post(reverse("case_reply", args=[ticket.token]), reply))
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    answer = {"answer-text": "Se her", "answer-attachments": [SimpleUploadedFile(name, data)]}
    answers.append(client.post(f"/admin/tickets/ticket/{ticket.pk}/answer/", answer))
    assert all(safe_name(name) in each.content.decode() for each in answers if each.status_code == 422)
    return [each.status_code for each in answers]


NAMES = {
    "with a path": ("..\\..\\Windows/skærm.png", "skærm.png"),
    "from right to left": ("rapport\u202egnp.exe", "rapportgnp.png"),
    "with what ends a name in C": ("a\0b.png", "ab.png"),
    "with a new line": ("a\r\nb.png", "ab.png"),
    "of 300 letters": ("å" * 296 + ".png", "å" * 116 + ".png"),
    "of dots": ("....", "fil.png"),
    "of emoji": ("📷📱.png", "📷📱.png"),
    "of a device": ('con<>:"|?*.png', "con_______.png"),
}


@pytest.mark.parametrize("what", NAMES)
def test_any_name_is_made_safe_and_sent_back_as_it_is_shown(what: str, ticket: Ticket, client: Client) -> None:
    sent, shown = NAMES[what]
    Mailbox.objects.create(address=HELPDESK)
    file = inspected(File(sent, "image/png", written(plain(), "PNG")))
    ticket.reply("Se her", files=[file, file])
    settle()
    kept = list(Attachment.objects.all())
    assert [each.name for each in kept] == [shown] * 2
    for each in kept:
        answer = client.get(reverse("case_attachment", args=[ticket.token, each.key]))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")


def test_fifty_megapixels_of_a_phone_are_made_smaller() -> None:
    data = huge("JPEG")
    clean = cleaned(data, inspect("IMG_3.jpg", io.BytesIO(data)).content_type)
    assert (clean.width, clean.height) == (4096, 4096)


def test_the_place_on_the_map_is_gone_and_the_picture_upright() -> None:
    data = turned()
    clean = cleaned(data, inspect("IMG_2.jpg", io.BytesIO(data)).content_type)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(clean.data)) as after:
        assert before.getexif().get_ifd(0x8825)
        assert (dict(after.getexif()), after.size) == ({}, SIZE)
