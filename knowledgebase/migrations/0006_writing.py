"""Who may read an answer and where, changes to answers, pictures, comments, reasons, and what is searched for."""

import django.db.models.deletion
import knowledgebase.models.picture
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("knowledgebase", "0005_deflection"),
        ("organisation", "0018_municipality_second_pair_of_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='comment')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
            },
        ),
        migrations.CreateModel(
            name='PassedOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('times', models.PositiveIntegerField(default=0, verbose_name='times')),
            ],
            options={
                'verbose_name': 'answer that was shown and not used',
                'verbose_name_plural': 'answers that were shown and not used',
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=knowledgebase.models.picture.new_key, editable=False, max_length=22, unique=True)),
                ('description', models.CharField(max_length=250, verbose_name='what the picture shows')),
                ('content_type', models.CharField(editable=False, max_length=40)),
                ('data', models.BinaryField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
            },
        ),
        migrations.CreateModel(
            name='SearchTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=80, verbose_name='words')),
                ('day', models.DateField(verbose_name='day')),
                ('searches', models.PositiveIntegerField(default=0, verbose_name='searches')),
                ('without_hit', models.PositiveIntegerField(default=0, verbose_name='without an answer')),
                ('cases', models.PositiveIntegerField(default=0, verbose_name='led to a case')),
            ],
            options={
                'verbose_name': 'what was searched for',
                'verbose_name_plural': 'what was searched for',
            },
        ),
        migrations.AddField(
            model_name='article',
            name='change_to',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='knowledgebase.article'),
        ),
        migrations.AddField(
            model_name='article',
            name='confirmed',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list, editable=False),
        ),
        migrations.AddField(
            model_name='article',
            name='institution',
            field=models.ForeignKey(blank=True, db_index=False, help_text='Empty means the whole municipality.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='organisation.institution', verbose_name='institution'),
        ),
        migrations.AddField(
            model_name='article',
            name='owner',
            field=models.ForeignKey(blank=True, db_index=False, help_text='Hears when the answer is to be reviewed, and when it did not help.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_articles', to=settings.AUTH_USER_MODEL, verbose_name='owner'),
        ),
        migrations.AddField(
            model_name='article',
            name='reach',
            field=models.CharField(choices=[('everybody', 'Everybody'), ('support', 'Only the Aula support')], db_default='everybody', default='everybody', max_length=10, verbose_name='who may read it'),
        ),
        migrations.AddField(
            model_name='article',
            name='replaced_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='knowledgebase.article', verbose_name='replaced by'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='is_read',
            field=models.BooleanField(db_default=False, default=False, verbose_name='read by the owner'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='reason',
            field=models.CharField(blank=True, choices=[('outdated', 'It is not right any more'), ('unclear', 'I did not understand it'), ('missing', 'Something is missing'), ('another', 'I was looking for something else')], db_default='', default='', max_length=10, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='text',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='in their own words'),
        ),
        migrations.AlterField(
            model_name='article',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Waits for approval'), ('published', 'Published'), ('retired', 'Retired'), ('taken_in', 'Taken into the answer')], default='draft', editable=False, max_length=10, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='version',
            name='kind',
            field=models.CharField(choices=[('drafted', 'Drafted'), ('published', 'Published'), ('revised', 'Revised'), ('reviewed', 'Reviewed'), ('retired', 'Retired'), ('proposed', 'Proposed'), ('sent_back', 'Sent back')], max_length=10, verbose_name='what happened'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(condition=models.Q(('change_to__isnull', False), ('status__in', ('draft', 'proposed'))), fields=('change_to',), name='article_one_change_at_a_time'),
        ),
        migrations.AddField(
            model_name='comment',
            name='article',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='knowledgebase.article', verbose_name='shared answer'),
        ),
        migrations.AddField(
            model_name='comment',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='passedover',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='passed_over', to='knowledgebase.article', verbose_name='shared answer'),
        ),
        migrations.AddField(
            model_name='picture',
            name='added_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='picture',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='knowledgebase.article', verbose_name='shared answer'),
        ),
        migrations.AddConstraint(
            model_name='searchtally',
            constraint=models.UniqueConstraint(fields=('words', 'day'), name='search_tally_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='passedover',
            constraint=models.UniqueConstraint(fields=('article', 'day'), name='passed_over_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='picture_is_described'),
        ),
    ]
