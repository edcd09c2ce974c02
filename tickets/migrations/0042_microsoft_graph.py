from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0041_text_messages"),
    ]

    operations = [
        migrations.AddField(
            model_name='mailbox',
            name='rests_until',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='mailbox',
            name='way',
            field=models.CharField(choices=[('imap', 'IMAP'), ('graph', 'Microsoft Graph (Exchange Online)')], default='imap', help_text='Microsoft Graph needs no server, but a sign-in that is made for it.', max_length=5, verbose_name='fetched by'),
        ),
        migrations.AddField(
            model_name='mailsignin',
            name='service',
            field=models.CharField(choices=[('imap', 'IMAP and SMTP'), ('graph', 'Microsoft Graph (Exchange Online)')], default='imap', help_text='What the app has permissions for in Entra. For both, make two sign-ins with the same app.', max_length=5, verbose_name='made for'),
        ),
        migrations.AlterField(
            model_name='mailsignin',
            name='sends',
            field=models.BooleanField(default=False, help_text='Mail leaves this way: through the mail server in EMAIL_HOST, as EMAIL_USER, or through Microsoft Graph, from the mailbox in MAIL_FROM.', verbose_name='for outgoing mail'),
        ),
    ]
