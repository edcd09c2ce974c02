"""Makes the files of a bundle, in a task, and says how far it has come."""

from typing import Final

from django.utils import timezone
from django.utils.text import slugify

from meaning import danish
from organisation.roles import Verb
from triage.wishes.documents import pdf, rows, sheet
from triage.wishes.models import Bundle

TOLD_EVERY: Final = 10
PDF: Final = "application/pdf"


def make(bundle_id: int) -> None:
    """Both files of a bundle that has none yet. Again, or by two workers at once: the first to finish counts.

    A bundle that cannot be made says so, whatever the reason, and is not tried for ever.
    """
    bundle = Bundle.objects.select_related("by").filter(pk=bundle_id, status=Bundle.Status.MAKING).first()
    if bundle is None:
        return
    if bundle.by is None or not bundle.by.may(Verb.COLLECT):
        bundle.fail()
        return
    try:
        bundle.keep(files_of(bundle, sender=bundle.by.name))
    except Exception:
        bundle.fail()
        raise


def files_of(bundle: Bundle, *, sender: str) -> dict[str, tuple[str, bytes]]:
    """(content type, content) by name."""
    wishes = []
    for row in rows.rows_of(bundle.requests.most_wanted_first()):
        wishes.append(row)
        if row.number % TOLD_EVERY == 0:
            bundle.progress(row.number)
    name = f"{slugify(danish.in_ascii(bundle.title)) or 'aula'}-{bundle.pk}"
    paper = pdf.bundle_pdf(bundle.title, wishes, sender=sender, day=timezone.localdate())
    bundle.progress(len(wishes) + 1)
    table = sheet.bundle_sheet(bundle.title, wishes)
    return {f"{name}.pdf": (PDF, paper), f"{name}.xlsx": (sheet.CONTENT_TYPE, table)}
