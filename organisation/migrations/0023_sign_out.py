from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0022_directory"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="sign_in_digest",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="identityprovider",
            name="next_certificate",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="identityprovider",
            name="sealed_next_key",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="identityprovider",
            name="switches_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="identityprovider",
            name="signs_metadata",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="With our own key. Only where the provider asks for it.",
                verbose_name="our metadata are signed",
            ),
        ),
        migrations.AddField(
            model_name="identityprovider",
            name="metadata_certificate",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "Only where the provider signs its metadata, and you have the certificate from elsewhere than from "
                    "its page: paste it (PEM). Then metadata that it has not signed are refused, every time that they "
                    "are asked for."
                ),
                verbose_name="certificate that signs the metadata",
            ),
        ),
    ]
