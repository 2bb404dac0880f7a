from typing import Any

import django.core.validators
from django.db import migrations, models


def the_folders(apps: Any, editor: Any) -> None:
    """The folder shows the budget of 2026, and no other, as a figure."""
    apps.get_model("budget", "Budget").objects.filter(year=2026).update(is_from_figure=True)


class Migration(migrations.Migration):
    dependencies = [("budget", "0004_drafts")]

    operations = [
        migrations.AddField(
            model_name="budget",
            name="is_from_figure",
            field=models.BooleanField(
                default=False,
                help_text="Beløbene er aflæst af en figur i folderen. Det står ved hver linje, som skal bekræftes.",
                verbose_name="aflæst af en figur",
            ),
        ),
        migrations.AlterField(
            model_name="budgetline",
            name="amount",
            field=models.PositiveIntegerField(
                help_text="Mio. kr. Fx 2872.",
                validators=[
                    django.core.validators.MaxValueValidator(
                        1000000, "Beløbet er i mio. kr. og kan højst være 1.000.000."
                    )
                ],
                verbose_name="beløb",
            ),
        ),
        migrations.RunPython(the_folders, migrations.RunPython.noop),
    ]
