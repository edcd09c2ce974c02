import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0037_mail_by_day"),
    ]

    operations = [
        migrations.AlterField(
            model_name='mailbox',
            name='folder',
            field=models.CharField(default='INBOX', help_text='Several with commas between them, such as “INBOX, Junk”. A prefix is found by itself.', max_length=250, verbose_name='folder'),
        ),
        migrations.CreateModel(
            name='NewsStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, unique=True, verbose_name='kind')),
                ('stopped_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='stopped')),
            ],
            options={
                'verbose_name': 'stop of news',
                'verbose_name_plural': 'stops of news',
            },
        ),
    ]
