"""`manage.py reseal_links`: seals every private link under the secret key in use, so that an old one can be dropped."""

from typing import Any

from django.core.management.base import BaseCommand

from tickets.models import Ticket
from tickets.requester.private_links import LostKey, is_under_old_key, seal, unseal

BATCH = 1000


class Command(BaseCommand):
    help = "Seals the private links of all cases under SECRET_KEY. Run it before you drop a key from the fallbacks."

    def handle(self, *args: Any, **options: Any) -> None:
        renewed = lost = 0
        rows = Ticket.objects.values_list("pk", "sealed_token", "token_digest").order_by("pk")
        for pk, sealed, expected in rows.iterator(BATCH):
            if not is_under_old_key(sealed, expected):
                continue
            try:
                anew = seal(unseal(sealed, expected))
            except LostKey:
                lost += 1
                continue
            renewed += Ticket.objects.filter(pk=pk, sealed_token=sealed).update(sealed_token=anew)
        self.stdout.write(f"{renewed} links sealed anew, {lost} sealed under a key that is not known here.")
