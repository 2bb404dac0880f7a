from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0018_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name='searchdocument',
            name='first_day',
            field=models.DateField(null=True, verbose_name='findes fra og med'),
        ),
        migrations.AddField(
            model_name='searchdocument',
            name='last_day',
            field=models.DateField(null=True, verbose_name='findes til og med'),
        ),
        migrations.AlterField(
            model_name='searchdocument',
            name='area',
            field=models.CharField(choices=[('guide', 'Guide'), ('indsatser', 'Indsatser'), ('budget', 'Budget'), ('moeder', 'Møder'), ('aarshjul', 'Årshjul'), ('tilsyn', 'Tilsyn'), ('jura', 'Jura'), ('rolle', 'Din rolle'), ('forvaltning', 'Råd og forvaltning'), ('udvalget', 'Udvalget'), ('noegletal', 'Nøgletal'), ('ordbog', 'Ordbog')], max_length=12, verbose_name='område'),
        ),
        migrations.AddIndex(
            model_name='searchdocument',
            index=models.Index(condition=models.Q(('first_day__isnull', False), ('last_day__isnull', False), _connector='OR'), fields=['id'], name='search_document_with_days'),
        ),
    ]
