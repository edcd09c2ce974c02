from typing import Any

from django.db import migrations, models

from organisation.models.opening import names_no_weekday

DAY = "(man|tirs|ons|tors|fre|lør|søn|hver)dag|(mon|tues|wednes|thurs|fri|satur|sun|week)day"


def leave_days_to_the_windows(apps: Any, schema_editor: Any) -> None:
    """What told the hours in words is told by the windows from now on."""
    municipality = apps.get_model("organisation", "Municipality")
    municipality.objects.filter(opening_hours_text__iregex=DAY).update(opening_hours_text="")


class Migration(migrations.Migration):
    dependencies = [("organisation", "0033_counts_colleagues")]

    operations = [
        migrations.RunPython(leave_days_to_the_windows, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "municipality",
            "opening_hours_text",
            models.CharField(
                "to add about the opening hours",
                max_length=200,
                blank=True,
                validators=[names_no_weekday],
                help_text="What the hours themselves do not say, such as when the phone is answered.",
            ),
        ),
    ]
