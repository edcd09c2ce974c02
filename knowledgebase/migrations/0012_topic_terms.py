"""The words by which a case is known to be about a topic; administrators change them."""

from typing import Any

from django.db import migrations, models

TERMS = {
    "login": (
        "login",
        "log ind",
        "log på",
        "adgang",
        "adgangskode",
        "kodeord",
        "password",
        "pinkode",
        "MitID",
        "Unilogin",
        "Uni-Login",
        "stepup",
        "sign in",
        "log in",
    ),
    "beskeder": ("besked", "indbakke", "tråd", "modtager", "message", "inbox"),
    "kalender": (
        "kalender",
        "skema",
        "begivenhed",
        "ugeplan",
        "lektier",
        "mødebooking",
        "samtale",
        "invitation",
        "calendar",
        "timetable",
    ),
    "fravaer": ("fravær", "syg", "sygdom", "sygemelding", "ferie", "fridag", "absence", "illness", "sick", "holiday"),
    "komme-gaa": (
        "komme gå",
        "komme og gå",
        "tjekke ind",
        "tjekke ud",
        "check ind",
        "check ud",
        "hentetid",
        "afhentning",
        "aflevering",
        "hjemsendelse",
        "pick up",
        "check in",
    ),
    "billeder": ("billede", "galleri", "foto", "album", "video", "picture", "photo", "gallery"),
    "grupper": (
        "gruppe",
        "kontaktoplysninger",
        "kontaktkort",
        "kontaktliste",
        "klasseliste",
        "stamdata",
        "group",
        "contact details",
    ),
    "notifikationer": ("notifikation", "notification", "advisering", "påmindelse", "push"),
}


def add(apps: Any, _editor: Any) -> None:
    topic = apps.get_model("knowledgebase", "Topic")
    for slug, terms in TERMS.items():
        topic.objects.filter(slug=slug, terms="").update(terms="\n".join(terms))


class Migration(migrations.Migration):
    dependencies = [("knowledgebase", "0011_to_tell_and_to_compare")]
    operations = [
        migrations.AddField(
            model_name="topic",
            name="terms",
            field=models.TextField(
                blank=True,
                default="",
                help_text="One on each line: “calendar”, “log in”. A new case in which they stand is counted under the "
                "topic.",
                verbose_name="words by which it is known",
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop, elidable=False),
    ]
