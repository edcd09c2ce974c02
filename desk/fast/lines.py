"""A case as a line of a list, fifty on a page.

The queue took 39 ms of the processor with a template for each line and takes 26; a part of that is asking once which
cases a person sees (2026-11-30, by turns, on the same ten thousand cases).
"""

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.fast.plain_widgets import escape
from organisation.templatetags.icons import icon

if TYPE_CHECKING:
    from desk.queue.highlights import Pieces
    from desk.queue.rows import QueueRow
    from triage.flags.models import Flag

LINE: Final = """<li class="{classes}">
  {tick}
  <div class="queue-row__main">
    <span class="queue-row__subject"><a href="{address}">{subject}</a>{flags}{tags}</span>
    <span class="queue-row__meta"><span class="queue-row__number">{number}</span> · {about}</span>
    {snippet}
    {alike}
  </div>
  {pill}{route}
  <span class="queue-row__who">{who}</span>
  <span class="queue-row__due">{due}</span>
</li>"""


def line(row: "QueueRow", *, pick: bool, behind: str) -> SafeString:
    """The line; `pick` says whether it can be ticked, `behind` is what stands behind its address."""
    html = LINE.format(
        classes=classes(row, pick=pick),
        tick=tick(row) if pick else "",
        address=escape(row.address + behind),
        subject=marked(row.hit.subject) if row.hit else escape(row.subject),
        flags="".join(map(flag, row.flags)),
        tags="".join(f' <span class="tag">{escape(tag.name)}</span>' for tag in row.tags),
        number=row.number,
        about=about(row),
        snippet=snippet(row),
        alike=alike(row, behind) if row.alike else "",
        pill=row.pill,
        route=row.route,
        who=escape(row.who),
        due=row.due,
    )
    return mark_safe(html)  # noqa: S308  every text is escaped above and below


def classes(row: "QueueRow", *, pick: bool) -> str:
    return f"queue-row{' queue-row--late' if row.is_overdue else ''}{' queue-row--pick' if pick else ''}"


def tick(row: "QueueRow") -> str:
    label = escape(f"{row.number} {row.subject}")
    return f'<input class="queue-row__tick" type="checkbox" name="case" value="{row.pk}" aria-label="{label}">'


def flag(raised: "Flag") -> str:
    kind = "sensitive" if raised.is_sensitive else "urgent"
    label = escape(raised.get_kind_display())
    return f' <span class="flag-mark flag-mark--{kind}">{icon("warning")}{label}</span>'


def about(row: "QueueRow") -> str:
    """Who asks, where, since when it waits, and that it came in a rush."""
    who = escape(f"{row.requester}, {row.audience}" if row.requester else row.audience)
    place = f" · {escape(row.place)}" if row.place else ""
    waits = f' · <span class="queue-row__waits">{escape(row.waits)}</span>' if row.waits else ""
    rush = f" · <strong>{escape(_('came in a rush'))}</strong>" if row.may_be_spam else ""
    return who + place + waits + rush


def snippet(row: "QueueRow") -> str:
    text = marked(row.hit.snippet) if row.hit and row.hit.snippet else escape(row.excerpt)
    return f'<span class="queue-row__snippet">{text}</span>' if text else ""


def alike(row: "QueueRow", behind: str) -> str:
    """The way to the cases of the list that seem to be about the same."""
    address = escape(reverse("admin:ticket_alike", args=[row.pk]) + behind)
    label = ngettext("%(count)s similar case", "%(count)s similar cases", row.alike) % {"count": row.alike}
    hidden = f'<span class="visually-hidden">: {escape(row.subject)}</span>'
    return f'<span class="queue-row__alike"><a href="{address}">{icon("copy")}{escape(label)}{hidden}</a></span>'


def marked(pieces: "Pieces") -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in pieces)
