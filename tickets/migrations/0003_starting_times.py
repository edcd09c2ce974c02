from django.db import migrations

from tickets.models.policy import DEFAULT_MINUTES


def add(apps, _schema_editor):
    policy = apps.get_model("tickets", "EscalationPolicy")
    policy.objects.bulk_create(policy(tier=tier.value, working_minutes=time) for tier, time in DEFAULT_MINUTES.items())


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_search_index")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
