from typing import Any

from django.db import migrations, models

DIMENSIONS = [
    ("", "All"),
    ("audience", "Who asks"),
    ("channel", "Channel"),
    ("route", "Case type"),
    ("topic", "Topic"),
    ("tier", "Level"),
    ("hour", "Hour"),
    ("party", "Outside party"),
]


def count_again(apps: Any, _schema: Any) -> None:
    """By topic and by outside party as well, from the events that there are, a few days at a time."""
    apps.get_model("reporting", "CountedDay").objects.update(is_stale=True)


def by(model: str) -> migrations.AlterField:
    field = models.CharField(blank=True, choices=DIMENSIONS, default="", max_length=10, verbose_name="by")
    return migrations.AlterField(model_name=model, name="dimension", field=field)


def value(model: str) -> migrations.AlterField:
    field = models.CharField(blank=True, default="", max_length=40, verbose_name="value")
    return migrations.AlterField(model_name=model, name="value", field=field)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_satisfaction_and_mail")]

    operations = [
        by("dailynumber"),
        value("dailynumber"),
        by("publishednumber"),
        value("publishednumber"),
        migrations.RunPython(count_again, migrations.RunPython.noop, elidable=False),
    ]
