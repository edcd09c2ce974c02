"""Makes the files of a bundle, in a task, and says how far it has come."""

import logging
from typing import Final

import typst
from django.utils import timezone
from django.utils.text import slugify

from organisation.roles import Verb
from triage.wishes.documents import pdf, rows, sheet
from triage.wishes.models import Bundle

log = logging.getLogger(__name__)
TOLD_EVERY: Final = 10
LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
PDF: Final = "application/pdf"


def make(bundle_id: int) -> None:
    """Both files of a bundle that has none yet. Again, or by two workers at once: the first to finish counts."""
    bundle = Bundle.objects.select_related("by").filter(pk=bundle_id, status=Bundle.Status.MAKING).first()
    if bundle is None:
        return
    if bundle.by is None or not bundle.by.may(Verb.COLLECT):
        bundle.fail()
        return
    found = []
    requests = bundle.requests.most_wanted_first()
    for row in rows.read(requests):
        found.append(row)
        if row.number % TOLD_EVERY == 0:
            bundle.progress(row.number)
    name = f"{slugify(bundle.title.lower().translate(LETTERS)) or 'aula'}-{bundle.pk}"
    try:
        paper = pdf.bundle_pdf(bundle.title, found, sender=bundle.by.name, day=timezone.localdate())
    except typst.TypstError:
        log.exception("bundle %s could not be made", bundle.pk)
        bundle.fail()
        return
    bundle.progress(len(found) + 1)
    table = sheet.bundle_sheet(bundle.title, found)
    bundle.keep({f"{name}.pdf": (PDF, paper), f"{name}.xlsx": (sheet.CONTENT_TYPE, table)})
