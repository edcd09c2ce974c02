"""`/svar/udveksling/<n>/svar.jsonl`: our published answers for one partner, signed with the key they were given."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledgebase.exchange.lines import write
from knowledgebase.exchange.models import Partner


@require_safe
def answers_for_partner(request: HttpRequest, pk: int) -> StreamingHttpResponse:  # noqa: ARG001  Django's signature
    """What anybody may read one by one, as a whole. 404 for a partner that we have ended."""
    partner = Partner.objects.filter(pk=pk, ended_at=None).first()
    if partner is None or not partner.key:
        raise Http404
    Partner.objects.filter(pk=pk).update(fetched_at=timezone.now())
    return StreamingHttpResponse(write(partner.key), content_type="application/jsonl; charset=utf-8")
