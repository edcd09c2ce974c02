"""What people ask about, to begin with; administrators change it."""

from typing import Any

from django.db import migrations

TOPICS = (
    ("login", "Login og adgang", "Signing in and access"),
    ("beskeder", "Beskeder", "Messages"),
    ("kalender", "Kalender og skema", "Calendar and timetable"),
    ("fravaer", "Sygdom, ferie og fravær", "Illness, holidays and absence"),
    ("komme-gaa", "Komme/gå", "Coming and going"),
    ("billeder", "Billeder og galleri", "Pictures and gallery"),
    ("grupper", "Grupper og kontaktoplysninger", "Groups and contact details"),
    ("notifikationer", "Notifikationer", "Notifications"),
    ("andet", "Andet", "Other things"),
)


def add(apps: Any, _editor: Any) -> None:
    topic = apps.get_model("knowledgebase", "Topic")
    for position, (slug, name, name_en) in enumerate(TOPICS, 1):
        topic.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en, "position": position * 10})


class Migration(migrations.Migration):
    dependencies = [("knowledgebase", "0008_shared_knowledge")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
