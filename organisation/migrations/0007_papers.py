# What the public pages on privacy, cookies and accessibility are written from.

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0006_public_wishes'),
    ]

    operations = [
        migrations.AddField(
            model_name='municipality',
            name='accessibility_burden',
            field=models.TextField(blank=True, help_text='With the reason (the law on web accessibility, section 3(2)). Leave it empty if there is nothing.', verbose_name='what you leave out as a disproportionate burden'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='accessibility_method',
            field=models.CharField(blank=True, choices=[('self', 'The municipality has judged it itself'), ('external', 'Somebody outside the municipality has judged it'), ('other', 'In another way')], max_length=8, verbose_name='how that was judged'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='accessibility_problems',
            field=models.TextField(blank=True, help_text='One problem a line: what it is, who it troubles, how to get the same another way, and when it is put right.', verbose_name='content that is not accessible'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='accessibility_reviewed_on',
            field=models.DateField(blank=True, help_text='At every change that matters, and once a year at least.', null=True, verbose_name='statement last brought up to date'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='accessibility_status',
            field=models.CharField(blank=True, choices=[('full', 'Fulfils all requirements'), ('partial', 'Fulfils most requirements'), ('not', 'Does not fulfil most requirements')], max_length=8, verbose_name='how far the site fulfils EN 301 549'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='adviser_email',
            field=models.EmailField(blank=True, help_text='The law asks for a direct way to the adviser (GDPR, articles 13 and 37).', max_length=254, verbose_name="the adviser's e-mail"),
        ),
        migrations.AddField(
            model_name='municipality',
            name='adviser_name',
            field=models.CharField(blank=True, help_text='A unit outlasts a person.', max_length=120, verbose_name='name or unit'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='adviser_phone',
            field=models.CharField(blank=True, max_length=40, verbose_name="the adviser's phone"),
        ),
        migrations.AddField(
            model_name='municipality',
            name='adviser_url',
            field=models.URLField(blank=True, help_text='For example your page for Digital Post.', verbose_name='page for writing to the adviser securely'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='cvr',
            field=models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'Eight digits.')], verbose_name='CVR number'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='own_legal_basis',
            field=models.TextField(blank=True, help_text='Leave it empty to use the usual text: the support is a task of the municipality as an authority (GDPR, article 6(1)(e)). Let your data protection adviser judge it.', verbose_name='legal basis in your own words'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='privacy_reviewed_on',
            field=models.DateField(blank=True, help_text='The day on which you and your data protection adviser last read the page. The page shows it.', null=True, verbose_name='privacy page last reviewed'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='processors',
            field=models.TextField(blank=True, help_text='Your data processors, one a line: name, what they do, and the country in which they do it. Write the municipality itself if nobody else runs it.', verbose_name='who runs the system for you'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='third_countries',
            field=models.TextField(blank=True, help_text='Leave it empty if there are none. Otherwise: which country, who, and on what basis.', verbose_name='transfers to countries outside the EU and EEA'),
        ),
        migrations.AlterField(
            model_name='municipality',
            name='accessibility_url',
            field=models.URLField(blank=True, help_text='The address at was.digst.dk. The law asks you to make the statement in WAS-Tool; the page /tilgaengelighed/ says the same and links to it.', verbose_name='address of the statement'),
        ),
    ]
