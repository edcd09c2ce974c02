"""Who helps may show a picture beside their name: only if they want to, only as long as they do, and nothing but the
picture."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from organisation.models import Portrait, User
from organisation.models.portrait import SIDE
from tests.cast import Cast

PHONE = Path(__file__).parents[2] / "tickets" / "attachments" / "pictures" / "phone.heic"


def photo() -> bytes:
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "taget hjemme hos mig"
    Image.new("RGB", (600, 900), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


def settings_of(user: User) -> tuple[Client, dict[str, Any]]:
    client = Client()
    client.force_login(user)
    form = client.get(reverse("admin:my_settings")).context["form"]
    return client, {field.html_name: field.value() for field in form if field.value() not in {None, False}}


def save(user: User, **changes: Any) -> int:
    client, told = settings_of(user)
    kept = {name: value for name, value in (told | changes).items() if value is not None}
    return client.post(reverse("admin:my_settings"), kept).status_code


def choose(user: User, data: bytes, name: str = "mig.jpg", **changes: Any) -> int:
    return save(user, **{"named_publicly": "on", "picture": SimpleUploadedFile(name, data), **changes})


def shown_at(cast: Cast) -> list[str]:
    page = Client().get(reverse("contact", args=[cast.school.code])).content.decode()
    return [digest for digest in Portrait.objects.values_list("digest", flat=True) if f"{digest}.jpg" in page]


@pytest.mark.parametrize("data", [photo(), PHONE.read_bytes()], ids=["jpeg", "heic"])
def test_a_picture_stands_beside_the_name_square_and_with_nothing_else_in_it(data: bytes, cast: Cast) -> None:
    assert choose(cast.superuser, data) == 302
    (digest,) = shown_at(cast)
    answer = Client().get(reverse("portrait", args=[digest]))
    assert answer.headers["Content-Type"] == "image/jpeg"
    with Image.open(BytesIO(answer.content)) as picture:
        assert picture.size == (SIDE, SIDE)
        assert not picture.getexif()


@pytest.mark.parametrize(
    "changes", [{"without_picture": "on"}, {"named_publicly": None}], ids=["taken away", "named no longer"]
)
def test_it_is_gone_as_soon_as_it_is_not_wanted(changes: dict[str, Any], cast: Cast) -> None:
    choose(cast.superuser, photo())
    (digest,) = shown_at(cast)
    assert save(cast.superuser, **changes) == 302
    assert not Portrait.objects.exists()
    assert Client().get(reverse("portrait", args=[digest])).status_code == 404


def test_it_stays_when_other_settings_are_saved(cast: Cast) -> None:
    choose(cast.superuser, photo())
    assert save(cast.superuser, support_minutes="45") == 302
    assert len(shown_at(cast)) == 1


def test_of_who_has_left_nothing_is_shown_and_in_the_end_nothing_kept(cast: Cast) -> None:
    choose(cast.superuser, photo())
    digest = Portrait.objects.get().digest
    User.objects.filter(pk=cast.superuser.pk).update(is_active=False)
    assert shown_at(cast) == []
    assert Client().get(reverse("portrait", args=[digest])).status_code == 404
    Portrait.drop_withdrawn()
    assert not Portrait.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("mig.pdf", b"%PDF-1.7\n%%EOF"), ("mig.svg", b"<svg/>"), ("mig.jpg", photo()[:400]), ("mig.jpg", b"")],
    ids=["document", "script", "broken", "empty"],
)
def test_what_is_no_picture_is_refused_and_nothing_is_saved(name: str, data: bytes, cast: Cast) -> None:
    assert choose(cast.superuser, data, name, support_minutes="45") == 422
    assert not Portrait.objects.exists()
    cast.superuser.refresh_from_db()
    assert cast.superuser.support_minutes is None


def test_no_picture_without_the_name(cast: Cast) -> None:
    assert choose(cast.superuser, photo(), named_publicly=None) == 422
    assert not Portrait.objects.exists()
