"""Files as phones, scanners and mishaps make them: each is taken or refused with a sentence, and none raises."""

import io
import random
import struct
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.cast import Cast, settle
from tests.tickets.inbound.letters import HELPDESK, letter
from tests.tickets.test_uploads import claims
from tests.triage.intake.test_enquiry import told
from tickets.inbound.receiving import receive
from tickets.models import Attachment, Mailbox, ReplyAddress, Ticket
from tickets.uploads import RefusedUpload, inspect, reencode

SIZE = (64, 48)


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(mode: str = "RGB", color: object = 120) -> Image.Image:
    return Image.new(mode, SIZE, color)  # type: ignore[arg-type]


def camera() -> bytes:
    """A JPEG with a second picture inside and the place where it was taken, as many cameras write it."""
    place = Image.Exif()
    place[0x010E] = "hemmeligt sted"
    second = Image.new("RGB", (32, 24), "red")
    return written(plain(color="teal"), "MPO", save_all=True, append_images=[second], exif=place)


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


TAKEN: dict[str, tuple[str, Callable[[], bytes], str]] = {
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
    "text named as a picture": ("billede.jpg", lambda: b"Det er ikke et billede.", "text/plain"),
}
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("tom.jpg", lambda: b"", "empty"),
    "a bitmap": ("skærm.bmp", lambda: written(plain(), "BMP"), "kind"),
    "a scan": ("scan.tif", lambda: written(plain(), "TIFF"), "kind"),
    "an enormous claim": ("bombe.png", lambda: claims(60_000, 60_000), "too_many_pixels"),
    "a claim that Pillow warns of": ("bombe.png", lambda: claims(11_000, 11_000), "too_many_pixels"),
    "a claim of nothing": ("nul.png", lambda: claims(0, 40), "unreadable"),
    "a head alone": ("halv.jpg", lambda: camera()[:12], "unreadable"),
    "an iPhone's picture": ("IMG_1.HEIC", lambda: b"\0\0\0\x18ftypheim" + b"\0" * 40, "unsupported_picture"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_it_is_taken_and_can_be_shown(what: str) -> None:
    name, made, shown_as = TAKEN[what]
    data = made()
    upload = inspect(name, io.BytesIO(data))
    clean, content_type = reencode(data, upload.content_type)
    assert content_type == shown_as
    if upload.is_image:
        with Image.open(io.BytesIO(clean)) as shown:
            shown.load()
            assert (shown.size, getattr(shown, "n_frames", 1)) == (SIZE, 1)


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_a_sentence_that_names_it(what: str) -> None:
    name, made, code = REFUSED[what]
    with pytest.raises(RefusedUpload) as refusal:
        inspect(name, io.BytesIO(made()))
    assert refusal.value.code == code
    assert name in str(refusal.value.message)


def test_a_cameras_picture_is_one_jpeg_without_its_place_and_its_second_picture() -> None:
    data = camera()
    clean, content_type = reencode(data, inspect("DSC_1.JPG", io.BytesIO(data)).content_type)
    with Image.open(io.BytesIO(clean)) as shown:
        assert (shown.format, content_type, dict(shown.getexif())) == ("JPEG", "image/jpeg", {})
    assert b"hemmeligt sted" in data
    assert b"hemmeligt sted" not in clean
    assert b"MPF\0" not in clean


def test_sixteen_bits_a_pixel_keep_their_brightness() -> None:
    clean, _type = reencode(deep(), "image/png")
    with Image.open(io.BytesIO(clean)) as shown:
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
        reencode(bytes(data), upload.content_type)
    except ValueError:
        return


ODD = {what: (name, made) for what, (name, made, _) in (TAKEN | REFUSED).items()}


@pytest.mark.parametrize("what", ODD)
def test_form_reply_and_mail_take_it_or_say_why_not(what: str, ticket: Ticket, cast: Cast, client: Client) -> None:
    Mailbox.objects.create(address=HELPDESK)
    name, made = ODD[what]
    data, taken = made(), what in TAKEN
    enquiry = client.post(reverse("enquiry"), told(cast, attachments=[SimpleUploadedFile(name, data)]))
    reply = reverse("case_reply", args=[ticket.token])
    answered = client.post(reply, {"text": "Se her", "attachments": [SimpleUploadedFile(name, data)]})
    assert (enquiry.status_code, answered.status_code) == ((302, 302) if taken else (422, 422))
    files = [(name, "application/octet-stream", data)]
    assert receive(letter("Se her", To=ReplyAddress.of(ticket).email(), files=files)).outcome == "reply"
    settle()
    kept = Attachment.objects.values_list("state", flat=True)
    assert list(kept) == (["ready"] * 3 if taken else [])
