"""Synonyms in the admin."""

from django.test import Client

from knowledgebase.models import IndexState, Synonym
from organisation.roles import Role
from tests.cast import Cast


def signed_in(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.by_role(role))
    return client


def test_a_synonym_gives_the_index_a_new_stamp_when_it_comes_and_when_it_goes(client: Client, cast: Cast):
    signed_in(client, cast, Role.MUNICIPAL_ADMIN)
    stamps = [IndexState.current()]
    client.post("/admin/knowledgebase/synonym/add/", {"term": "kuffert", "meaning": "taske"})
    stamps.append(IndexState.current())
    synonym = Synonym.objects.get(term="kuffert")
    client.post(f"/admin/knowledgebase/synonym/{synonym.pk}/delete/", {"post": "yes"})
    stamps.append(IndexState.current())
    assert len(set(stamps)) == 3
    assert not Synonym.objects.filter(term="kuffert").exists()


def test_a_new_site_begins_with_synonyms(db: None):
    assert Synonym.objects.filter(term="kodeord").exists() or Synonym.objects.filter(meaning="kodeord").exists()
