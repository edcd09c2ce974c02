"""What migrations put into the tables is there for every test, and is put back by the one that emptied them."""

import pytest
from pytest_django.plugin import DjangoDbBlocker

from knowledgebase.models import Synonym
from triage.routing.models import RoutingRule


@pytest.mark.django_db(transaction=True)
def test_a_test_with_transactions_of_its_own_finds_them() -> None:
    assert RoutingRule.objects.exists()
    assert Synonym.objects.exists()


def test_and_those_after_it_find_them_again(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        assert RoutingRule.objects.exists()
        assert Synonym.objects.exists()
