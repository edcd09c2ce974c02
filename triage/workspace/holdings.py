"""What a case has at all of the rare things, asked in one query: most cases have next to none of them."""

from django.db.models import Exists, OuterRef, Q

from organisation.models import User
from tickets.models import Draft, Follow, Merge, ReceivedMail, Ticket
from triage.models import Flag, Forwarding, KnownErrorCase, KnownErrorFit, Repeat, Wish


def held_by(ticket: Ticket, user: User) -> frozenset[str]:
    """What there is of: cause (a known error), drafts (of this person), fits (known errors that may be it), flags,
    followers, forwardings, mail (that waits), merges, repeats, wish.
    """
    here = OuterRef("pk")
    asked = {
        "cause": KnownErrorCase.objects.filter(ticket=here),
        "fits": KnownErrorFit.objects.waiting().filter(ticket=here),
        "drafts": Draft.objects.filter(ticket=here, person=user),
        "flags": Flag.objects.filter(ticket=here),
        "followers": Follow.objects.filter(ticket=here),
        "forwardings": Forwarding.objects.filter(ticket=here),
        "mail": ReceivedMail.objects.held().filter(Q(ticket=here) | Q(ticket__merged_into=here)),
        "merges": Merge.objects.live().filter(target=here),
        "repeats": Repeat.objects.filter(ticket=here),
        "wish": Wish.objects.filter(ticket=here),
    }
    found = Ticket.objects.filter(pk=ticket.pk).values_list(*(Exists(rows) for rows in asked.values())).get()
    return frozenset(name for name, there in zip(asked, found, strict=True) if there)
