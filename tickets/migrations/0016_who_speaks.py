from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower


def say_who_speaks(apps: Any, _editor: Any) -> None:
    """Of old mail: a party by its name, then the requester by the case's address, a colleague by theirs.

    What came from another address was held before it was let in, so it was let in in the requester's place.
    """
    mails = apps.get_model("tickets", "ReceivedMail").objects.filter(ticket__isnull=False, speaker="")
    people = apps.get_model("organisation", "User").objects.filter(email__iexact=OuterRef("from_email"))
    mails.exclude(party="").update(speaker="party")
    own = apps.get_model("tickets", "Ticket").objects.alias(address=Lower("requester_email"))
    own = own.filter(pk=OuterRef("ticket_id"), address=OuterRef("from_email"))
    mails.filter(Exists(own)).update(speaker="requester")
    mails.filter(Exists(people)).update(speaker="staff")
    mails.update(speaker="requester")


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0006_public_wishes"),
        ("tickets", "0015_files_of_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="receivedmail",
            name="speaker",
            field=models.CharField(
                blank=True,
                choices=[("requester", "The requester"), ("party", "Outside party"), ("staff", "A colleague")],
                default="",
                max_length=9,
                verbose_name="who speaks",
            ),
        ),
        migrations.RunPython(say_who_speaks, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ticket", None),
                    models.Q(("outcome__in", ["reply", "held"]), _negated=True),
                    ("speaker__in", ["requester", "party", "staff"]),
                    _connector="OR",
                ),
                name="mail_of_a_case_says_who_speaks",
            ),
        ),
    ]
