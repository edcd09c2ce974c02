"""Shows a cleaned attachment to whoever was found to be allowed to see its case."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

from tickets.models import Attachment, Message, Ticket
from tickets.models.merge import words_for

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


def serve(ticket: Ticket, key: UUID, *, public_only: bool) -> StreamingHttpResponse:
    """The bytes of a ready attachment of the case. Raises `Http404` for any other."""
    messages = (
        words_for(ticket) if public_only else Message.objects.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))
    )
    attachments = Attachment.objects.ready().filter(message__in=messages.order_by(), key=key)
    attachment = attachments.first()
    if attachment is None:
        raise Http404
    inline = attachment.content_type in SHOWN_INLINE
    response = StreamingHttpResponse(attachment.pieces(), content_type=attachment.content_type)
    response["Content-Length"] = str(attachment.size)
    response["Content-Disposition"] = content_disposition_header(not inline, attachment.name) or "attachment"
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
