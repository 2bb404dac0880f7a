"""Date by the folder what nobody has changed since it was loaded: until now the portal gave it the day of loading."""

import datetime as dt

from django.db import migrations

FOLDER_WRITTEN = dt.datetime(2025, 12, 31, 12, tzinfo=dt.UTC)
LOADED = "Indlæst med portalens indhold"


def date_by_folder(apps, schema_editor):
    loaded = apps.get_model("reversion", "Revision").objects.filter(comment=LOADED).order_by("date_created").first()
    if loaded is None:
        return
    for label in ("portal", "committee", "services", "budget"):
        for model in apps.get_app_config(label).get_models():
            if {"modified_at", "source_page"} <= {field.name for field in model._meta.fields}:
                model.objects.filter(modified_at__lte=loaded.date_created).update(modified_at=FOLDER_WRITTEN)


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0002_legal_source"),
        ("services", "0002_legal_source"),
        ("committee", "0003_legal_source"),
        ("portal", "0011_legal_source"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
    ]

    operations = [migrations.RunPython(date_by_folder, migrations.RunPython.noop)]
