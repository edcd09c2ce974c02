"""Where a writer finds help now, until the municipality has confirmed and changed it."""

from django.db import migrations

DANGER = ["self_harm", "violence", "abuse", "bullying", "threat", "protected_address", "custody", "other"]
LINES = [
    {
        "name": "BørneTelefonen",
        "phone": "116 111",
        "page": "https://bornetelefonen.dk",
        "words": "for børn og unge. Du kan ringe, skrive eller chatte. Det er gratis, og du behøver ikke sige, hvem du er",
        "words_en": "for children and young people. You can call, text or chat. It is free, and you need not say who you are",
        "kinds": DANGER,
        "audience": "pupil",
        "place": 10,
    },
    {
        "name": "Livslinien",
        "phone": "70 201 201",
        "page": "https://www.livslinien.dk",
        "words": "for alle, der har tanker om selvmord eller er bekymret for en anden",
        "words_en": "for everybody who thinks of suicide or worries about somebody else",
        "kinds": ["self_harm"],
        "audience": "",
        "place": 20,
    },
    {
        "name": "BørneTelefonen",
        "phone": "116 111",
        "page": "https://bornetelefonen.dk",
        "words": "for barnet selv, døgnet rundt",
        "words_en": "for the child, day and night",
        "kinds": ["self_harm", "violence", "abuse", "bullying", "threat"],
        "audience": "parent",
        "place": 30,
    },
    {
        "name": "SletDet, Red Barnet",
        "phone": "",
        "page": "https://sletdet.redbarnet.dk",
        "words": "hjælp til at få slettet billeder og videoer",
        "words_en": "help with having pictures and videos deleted",
        "kinds": ["abuse"],
        "audience": "",
        "place": 40,
    },
]


def add(apps, _schema_editor):
    HelpLine = apps.get_model("tickets", "HelpLine")
    if not HelpLine.objects.exists():
        HelpLine.objects.bulk_create(HelpLine(**line) for line in LINES)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0017_safeguarding")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
