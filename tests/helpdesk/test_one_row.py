"""Where there is one row and no more, its form stands in the place of a list."""

import pytest
from django.test import Client

from organisation.models import User
from tests.cast import Cast
from triage.forwarding.models import SilencePolicy

ONE_ROW = ["organisation/municipality", "triage/triagepolicy", "triage/silencepolicy"]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", ONE_ROW)
def test_the_list_is_the_form(model: str, cast: Cast) -> None:
    SilencePolicy.objects.get_or_create(pk=1)
    page = signed_in(cast.municipal_admin).get(f"/admin/{model}/", follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0].endswith("/change/")


@pytest.mark.parametrize("model", ONE_ROW)
def test_who_may_not_see_it_is_refused(model: str, cast: Cast) -> None:
    assert signed_in(cast.superuser).get(f"/admin/{model}/").status_code == 403


def test_a_list_is_named_after_what_it_holds(cast: Cast) -> None:
    page = signed_in(cast.municipal_admin).get("/admin/organisation/institution/").content.decode()
    assert "<h1>Institutioner</h1>" in page
    assert "<title>Institutioner · " in page
