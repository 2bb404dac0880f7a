import re

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.accounts import roles


def separate_phone(apps, schema_editor):
    """The field held a name or a telephone number; numbers get the field of their own."""
    for committee in apps.get_model("committee", "Committee").objects.all():
        if re.fullmatch(r"\+?\d(?: ?\d){7,14}", committee.secretariat):
            committee.secretariat, committee.secretariat_phone = "", committee.secretariat
            committee.save()


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0005_roles"),
        ("committee", "0012_kinds_of_meeting"),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_page', models.CharField(blank=True, help_text='Fx 14-15. Tom, når siden ikke kendes.', max_length=20, verbose_name='side i folderen')),
                ('search_words', models.CharField(blank=True, help_text='Hverdagsord, som folk søger med, adskilt af komma. Fx: ønskeseddel, ekstra penge.', max_length=500, verbose_name='søgeord')),
                ('confirm_note', models.CharField(blank=True, help_text='Hvad er usikkert? Slet teksten, når oplysningen er bekræftet.', max_length=500, verbose_name='skal bekræftes')),
                ('legal_source', models.CharField(blank=True, help_text='Lov og paragraf bag det, som folderen ikke selv siger. Fx forvaltningsloven § 27.', max_length=200, verbose_name='retskilde')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='senest gennemgået')),
                ('is_draft', models.BooleanField(default=False, editable=False, verbose_name='kladde')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='offentliggøres')),
                ('modified_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='senest ændret')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('subject', models.CharField(help_text='Det, man spørger om. Fx Husleje på botilbud.', max_length=120, verbose_name='emne')),
                ('slug', models.SlugField(unique=True, verbose_name='anker')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='rækkefølge')),
                ('unit', models.CharField(help_text='En enhed eller en funktion. Fx Center for Boliger.', max_length=160, verbose_name='hvem')),
                ('email', models.EmailField(blank=True, help_text='Vises for alle.', max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, help_text='Vises for alle. Fx 33 12 34 56.', max_length=20, validators=[django.core.validators.RegexValidator('^\\+?\\d(?: ?\\d){7,14}$', 'Skriv nummeret med cifre, fx 33 12 34 56. Et udenlandsk nummer begynder med +.')], verbose_name='telefon')),
                ('note', models.CharField(blank=True, help_text='Fx Ring mellem kl. 9 og 12.', max_length=300, verbose_name='bemærkning')),
            ],
            options={
                'verbose_name': 'kontakt',
                'verbose_name_plural': 'kontakter',
                'ordering': ['order', 'subject', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_page', models.CharField(blank=True, help_text='Fx 14-15. Tom, når siden ikke kendes.', max_length=20, verbose_name='side i folderen')),
                ('search_words', models.CharField(blank=True, help_text='Hverdagsord, som folk søger med, adskilt af komma. Fx: ønskeseddel, ekstra penge.', max_length=500, verbose_name='søgeord')),
                ('confirm_note', models.CharField(blank=True, help_text='Hvad er usikkert? Slet teksten, når oplysningen er bekræftet.', max_length=500, verbose_name='skal bekræftes')),
                ('legal_source', models.CharField(blank=True, help_text='Lov og paragraf bag det, som folderen ikke selv siger. Fx forvaltningsloven § 27.', max_length=200, verbose_name='retskilde')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='senest gennemgået')),
                ('is_draft', models.BooleanField(default=False, editable=False, verbose_name='kladde')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='offentliggøres')),
                ('modified_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='senest ændret')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=120, verbose_name='navn')),
                ('slug', models.SlugField(help_text='Bruges kun i eksportens filer. Vises ingen steder.', unique=True, verbose_name='nøgle')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^\\+?\\d(?: ?\\d){7,14}$', 'Skriv nummeret med cifre, fx 33 12 34 56. Et udenlandsk nummer begynder med +.')], verbose_name='telefon')),
                ('contact_is_public', models.BooleanField(default=False, help_text='Sæt kun hak, når personen har sagt ja. Uden hak ser kun sekretariatet dem.', verbose_name='e-mail og telefon må vises')),
                ('private_phone', models.CharField(blank=True, help_text='Kun for sekretariatet. Vises aldrig på en side og kommer ikke med i print, PDF eller eksport.', max_length=20, validators=[django.core.validators.RegexValidator('^\\+?\\d(?: ?\\d){7,14}$', 'Skriv nummeret med cifre, fx 33 12 34 56. Et udenlandsk nummer begynder med +.')], verbose_name='privat telefon')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'personer',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='committee',
            name='secretariat_phone',
            field=models.CharField(blank=True, help_text='Fx 33 12 34 56.', max_length=20, validators=[django.core.validators.RegexValidator('^\\+?\\d(?: ?\\d){7,14}$', 'Skriv nummeret med cifre, fx 33 12 34 56. Et udenlandsk nummer begynder med +.')], verbose_name='sekretariatets telefon'),
        ),
        migrations.AlterField(
            model_name='committee',
            name='secretariat',
            field=models.CharField(blank=True, help_text='Fx Udvalgssekretariatet. Står nederst på hver side.', max_length=160, verbose_name='sekretariatets navn'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_page', models.CharField(blank=True, help_text='Fx 14-15. Tom, når siden ikke kendes.', max_length=20, verbose_name='side i folderen')),
                ('search_words', models.CharField(blank=True, help_text='Hverdagsord, som folk søger med, adskilt af komma. Fx: ønskeseddel, ekstra penge.', max_length=500, verbose_name='søgeord')),
                ('confirm_note', models.CharField(blank=True, help_text='Hvad er usikkert? Slet teksten, når oplysningen er bekræftet.', max_length=500, verbose_name='skal bekræftes')),
                ('legal_source', models.CharField(blank=True, help_text='Lov og paragraf bag det, som folderen ikke selv siger. Fx forvaltningsloven § 27.', max_length=200, verbose_name='retskilde')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='senest gennemgået')),
                ('is_draft', models.BooleanField(default=False, editable=False, verbose_name='kladde')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='offentliggøres')),
                ('modified_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='senest ændret')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('role', models.PositiveSmallIntegerField(choices=[(1, 'formand'), (2, 'næstformand'), (3, 'medlem'), (4, 'stedfortræder')], default=3, verbose_name='rolle')),
                ('party', models.CharField(blank=True, max_length=80, verbose_name='parti')),
                ('first_day', models.DateField(verbose_name='fra og med')),
                ('last_day', models.DateField(blank=True, help_text='Tom, så længe personen sidder.', null=True, verbose_name='til og med')),
                ('is_announced', models.BooleanField(default=False, help_text='Uden hak vises det fra den første dag.', verbose_name='vises, før det begynder')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='committee.person', verbose_name='hvem')),
            ],
            options={
                'verbose_name': 'medlemskab',
                'verbose_name_plural': 'medlemskaber',
                'ordering': ['role', 'person__name', 'first_day'],
                'constraints': [models.UniqueConstraint(fields=('person', 'first_day'), name='membership_once_a_day'), models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='membership_days_in_order', violation_error_message='Medlemskabet slutter, før det begynder.')],
            },
        ),
        migrations.RunPython(separate_phone, migrations.RunPython.noop),
        migrations.RunPython(roles.create, migrations.RunPython.noop),
    ]
