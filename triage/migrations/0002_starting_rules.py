from django.db import migrations

from triage.routing.starting_rules import RULES


def add(apps, _schema_editor):
    routing_rule = apps.get_model("triage", "RoutingRule")
    routing_rule.objects.bulk_create(routing_rule(**rule) for rule in RULES)
    apps.get_model("triage", "TriagePolicy").objects.create(id=1)


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
