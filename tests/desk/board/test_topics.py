"""The topics of the board and the room are arranged by who publishes for the whole municipality."""

import pytest
from django.urls import reverse

from knowledgebase.models import Topic
from organisation.roles import Role
from tests.cast import Cast
from tests.desk.board.test_clear import staff

ARRANGE = {"support_entitled", "project_lead", "municipal_admin"}
TOLD = {"name": "Komme og gå på fritidshjem", "name_en": "Arrivals", "position": "5", "is_active": "on"}


@pytest.mark.parametrize("role", list(Role))
def test_who_publishes_for_all_adds_and_changes_topics(role: str, cast: Cast) -> None:
    client, before = staff(cast.by_role(role)), Topic.objects.count()
    arranges = role in ARRANGE
    assert client.get(reverse("admin:topics")).status_code == (200 if arranges else 403)
    assert client.post(reverse("admin:topics"), TOLD).status_code == (302 if arranges else 403)
    assert Topic.objects.count() == before + arranges
    some = Topic.objects.in_order()[0]
    changed = client.post(reverse("admin:topic_change", args=[some.pk]), TOLD | {"name": "Noget andet"})
    assert changed.status_code == (302 if arranges else 403)


def test_a_topic_keeps_its_address_when_it_is_called_something_else_and_two_never_share_one(cast: Cast) -> None:
    client = staff(cast.project_lead)
    for _twice in range(2):
        client.post(reverse("admin:topics"), TOLD)
    first, second = Topic.objects.filter(name=TOLD["name"]).order_by("id")
    assert first.slug == "komme-og-gaa-paa-fritidshjem"
    assert second.slug != first.slug
    client.post(reverse("admin:topic_change", args=[first.pk]), TOLD | {"name": "Hentning"})
    first.refresh_from_db()
    assert (first.name, first.slug) == ("Hentning", "komme-og-gaa-paa-fritidshjem")


def test_a_topic_out_of_use_is_offered_no_more_and_stands_on_the_list(cast: Cast) -> None:
    client, topic = staff(cast.project_lead), Topic.objects.in_order()[0]
    client.post(reverse("admin:topic_change", args=[topic.pk]), {"name": topic.name, "position": "1"})
    assert topic not in Topic.objects.in_order()
    page = client.get(reverse("admin:topics")).content.decode()
    assert topic.name in page
    assert "ikke i brug" in page


def test_a_topic_without_a_name_is_refused(cast: Cast) -> None:
    assert staff(cast.project_lead).post(reverse("admin:topics"), TOLD | {"name": " "}).status_code == 422
