"""What was flagged as sensitive before there were kinds stays flagged, and its case carries it."""

from django.db import migrations

KINDS = ["self_harm", "violence", "abuse", "bullying", "threat", "protected_address", "custody", "breach", "other"]


def give_kinds(apps, _schema_editor):
    Flag, NamedPerson = apps.get_model("triage", "Flag"), apps.get_model("triage", "NamedPerson")
    Ticket = apps.get_model("tickets", "Ticket")
    Flag.objects.filter(kind="sensitive").update(kind="other")
    flags = Flag.objects.filter(kind="other")
    Ticket.objects.filter(pk__in=flags.values("ticket")).update(sensitivity="confirmed")
    Ticket.objects.filter(pk__in=flags.filter(cleared_at=None).values("ticket")).update(sensitivity="flagged")
    for named in NamedPerson.objects.filter(kind="sensitive"):
        for kind in KINDS:
            NamedPerson.objects.get_or_create(user=named.user, kind=kind, institution=named.institution)
        named.delete()


class Migration(migrations.Migration):
    dependencies = [("triage", "0015_safeguarding"), ("tickets", "0018_starting_help")]

    operations = [migrations.RunPython(give_kinds, migrations.RunPython.noop)]
