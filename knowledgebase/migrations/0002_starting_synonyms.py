from django.db import migrations

from knowledgebase.starting_synonyms import load


def add(apps, schema_editor):
    load(apps.get_model("knowledgebase", "Synonym"))


class Migration(migrations.Migration):
    dependencies = [("knowledgebase", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
