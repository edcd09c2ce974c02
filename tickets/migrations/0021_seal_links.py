"""Seals the private links that stood in clear, and takes them out of stored mails. Links in people's hands go on."""

from typing import Any

from django.db import migrations

from tickets.requester.private_links import LINK, digest, hide, seal, unseal

BATCH = 1000
MAILS_WITH_LINK = {"body__contains": "/sag/"}


def seal_all(apps: Any, _editor: Any) -> None:
    ticket = apps.get_model("tickets", "Ticket")
    rows = ticket.objects.filter(sealed_token="").only("pk", "token").order_by("pk")
    batch = []
    for row in rows.iterator(BATCH):
        row.sealed_token = seal(row.token)
        batch.append(row)
        if len(batch) == BATCH:
            ticket.objects.bulk_update(batch, ["sealed_token"])
            batch = []
    ticket.objects.bulk_update(batch, ["sealed_token"])


def take_out_of_mails(apps: Any, _editor: Any) -> None:
    ticket, delivery = apps.get_model("tickets", "Ticket"), apps.get_model("tickets", "Delivery")
    for mail in delivery.objects.filter(**MAILS_WITH_LINK).only("pk", "body").order_by("pk").iterator(BATCH):
        if found := LINK.search(mail.body):
            token = found.group().removeprefix(found.group(1))
            case = ticket.objects.filter(token_digest=digest(token)).values_list("pk", flat=True).first()
            delivery.objects.filter(pk=mail.pk).update(body=hide(mail.body), opens=case)


def open_all(apps: Any, _editor: Any) -> None:
    ticket = apps.get_model("tickets", "Ticket")
    for row in ticket.objects.only("pk", "sealed_token", "token_digest").order_by("pk").iterator(BATCH):
        ticket.objects.filter(pk=row.pk).update(token=unseal(row.sealed_token, row.token_digest))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0020_sealed_links")]

    operations = [
        migrations.RunPython(seal_all, open_all),
        migrations.RunPython(take_out_of_mails, migrations.RunPython.noop),
    ]
