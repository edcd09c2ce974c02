from django.db import migrations

from triage.facts import Module
from triage.routing.starting_rules import FAULT_CONDITIONS, WEB_FORM_ROUTES

WORDS = {
    "besked": Module.MESSAGES,
    "message": Module.MESSAGES,
    "kalender": Module.CALENDAR,
    "calendar": Module.CALENDAR,
    "opslag": Module.POSTS,
    "post": Module.POSTS,
    "galleri": Module.GALLERY,
    "gallery": Module.GALLERY,
    "komme": Module.PRESENCE,
    "ferie": Module.PRESENCE,
    "gruppe": Module.GROUPS,
    "group": Module.GROUPS,
    "sikker": Module.SECURE_FILES,
    "dokument": Module.DOCUMENTS,
    "fil": Module.DOCUMENTS,
    "søg": Module.SEARCH,
    "profil": Module.PROFILE,
    "stamkort": Module.PROFILE,
    "admin": Module.ADMINISTRATION,
    "login": Module.LOGIN,
    "log ind": Module.LOGIN,
}


def add(apps, _schema_editor):
    rules = apps.get_model("triage", "RoutingRule").objects
    for rule in rules.filter(route="technical_fault"):
        rule.conditions = rule.conditions or FAULT_CONDITIONS
        if "module" not in rule.required_facts:
            rule.required_facts = [*rule.required_facts, "module"]
        rule.save(update_fields=["conditions", "required_facts"])
    rules.filter(route__in=WEB_FORM_ROUTES, channel="copy").update(channel="web_form")
    for report in apps.get_model("triage", "FaultReport").objects.exclude(module="").iterator():
        was = report.module
        if was in Module.values:
            continue
        report.module = next((module for word, module in WORDS.items() if word in was.lower()), Module.OTHER)
        report.steps = f"{was}\n{report.steps}".strip()
        report.save(update_fields=["module", "steps"])


class Migration(migrations.Migration):
    dependencies = [("triage", "0006_ways_out")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
