"""Staff addresses of earlier versions: bookmarks and links in old mails go on working, and so does an open page."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt

from desk.wishes.buttons import BUNDLE_BUTTONS

MOVED: Final = (
    ("tickets/ticket/nye/", "queue_news"),
    ("tickets/ticket/samlet/", "queue_act"),
    ("tickets/ticket/samlet/<int:pk>/fortryd/", "queue_undo"),
    ("tickets/ticket/visning/", "queue_keep_view"),
    ("tickets/ticket/visning/<int:pk>/", "queue_view"),
    ("tickets/ticket/visning/<int:pk>/slet/", "queue_remove_view"),
    ("triage/knownerror/<int:pk>/nyt/", "known_error_tell"),
    ("triage/knownerror/<int:pk>/igen/", "known_error_reopen"),
    ("triage/knownerror/<int:pk>/saml/", "known_error_gather"),
    ("triage/knownerror/<int:pk>/slip/", "known_error_let_go"),
    ("tickets/ticket/absences/<int:pk>/hand-over/", "absence_hand_over"),
    ("tickets/ticket/<int:pk>/kladde/<slug:kind>/", "ticket_draft"),
    ("tickets/ticket/<int:pk>/til-stede/", "ticket_presence"),
    ("tickets/ticket/<int:pk>/kolleger/", "ticket_colleagues"),
    ("tickets/ticket/<int:pk>/del/<slug:part>/", "ticket_part"),
    ("tickets/ticket/<int:pk>/fil/<uuid:key>/", "ticket_attachment"),
    ("triage/modelversion/let-go/", "model_let_go"),
    ("triage/changerequest/samle/", "wishes_alike"),
    ("triage/changerequest/regneark/", "wishes_sheet"),
    ("triage/changerequest/valgte/", "wishes_ticked"),
    ("triage/changerequest/samlinger/", "bundles"),
    ("triage/changerequest/samlinger/<int:pk>/", "bundle"),
    ("triage/changerequest/samlinger/<int:pk>/hvor/", "bundle_where"),
    ("triage/changerequest/samlinger/<int:pk>/fil/<int:key>/", "bundle_file"),
    ("indstillinger/", "my_settings"),
    ("nyt/", "news"),
    ("nyt/laest/", "read_all_news"),
    ("nyt/<int:pk>/", "open_news"),
    ("kvalitet/triage/", "quality_triage"),
    ("kvalitet/triage.csv", "quality_triage_csv"),
    ("kvalitet/fejl/", "quality_faults"),
    ("kvalitet/fejl.csv", "quality_faults_csv"),
    ("dokumenter/", "documents"),
    ("dokumenter/<slug:name>/", "document"),
    ("dokumenter/<slug:name>.md", "document_file"),
    ("organisation/institution/import/eksempel/", "import_institutions_example"),
    ("organisation/user/import/eksempel/", "import_people_example"),
)
"""Below `/admin/`: the old address, and the name of the page that stands in its place."""


class KeepsMethod(HttpResponsePermanentRedirect):
    """A form that was open is sent again as it is."""

    status_code = 308


@csrf_exempt
def moved(request: HttpRequest, *, page: str, **kwargs: Any) -> HttpResponse:
    """Says where the page is now. Nothing is done here, so nothing is guarded here."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse(f"admin:{page}", kwargs=kwargs) + (f"?{query}" if query else "")
    return HttpResponsePermanentRedirect(address) if request.method in {"GET", "HEAD"} else KeepsMethod(address)


urlpatterns = [
    *(path(old, moved, {"page": page}) for old, page in MOVED),
    *(
        path(f"triage/changerequest/samlinger/<int:pk>/{verb}/", moved, {"page": f"bundle_{verb}"})
        for verb in BUNDLE_BUTTONS
    ),
]
