"""`/hjaelp/`: how to get help, in the languages that the municipality has chosen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from organisation.models import HelpPage
from tests.cast import Cast


@pytest.fixture
def pages(cast: Cast) -> None:
    for language in HelpPage.Language:
        HelpPage.objects.get_or_create(language=language)
    arabic = {"title": "كيف تحصل على المساعدة", "text": "اكتب إلينا.", "button": "اكتب إلينا", "is_shown": True}
    HelpPage.objects.filter(language="ar").update(**arabic)
    danish = {"title": "Sådan får du hjælp", "text": "Skriv.", "button": "Skriv til os", "is_shown": True}
    HelpPage.objects.filter(language="da").update(**danish)


def page(client: Client, language: str) -> str:
    return client.get(reverse("help_page", args=[language])).content.decode()


def test_a_page_stands_in_its_language_and_direction_with_the_others_beside_it(pages: None, client: Client) -> None:
    text = page(client, "ar")
    assert '<article class="prose" lang="ar" dir="rtl">' in text
    assert 'hreflang="da"' in text
    assert 'class="prose" lang="da" dir="ltr">' in page(client, "da")


def test_what_nobody_has_written_is_not_shown(pages: None, client: Client) -> None:
    assert client.get(reverse("help_page", args=["so"])).status_code == 404
    assert 'hreflang="so"' not in page(client, "da")
    with pytest.raises(ValidationError):
        HelpPage(language="so", is_shown=True).full_clean(exclude=["language"])
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpPage.objects.filter(language="so").update(is_shown=True)


def test_the_way_in_leads_to_the_language_of_the_site(pages: None, client: Client) -> None:
    assert client.get(reverse("help_pages"))["Location"] == reverse("help_page", args=["da"])
    HelpPage.objects.exclude(language="ar").update(is_shown=False)
    assert client.get(reverse("help_pages"))["Location"] == reverse("help_page", args=["ar"])
    HelpPage.objects.update(is_shown=False)
    assert client.get(reverse("help_pages")).status_code == 404
