from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conditions", "0005_sign_off_has_a_review")]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="accessed_on",
            field=models.DateField(
                blank=True,
                help_text="The day on which its text was read, in the original or in a stored copy. Empty until somebody has. Open and read each one before you sign off the page.",
                null=True,
                verbose_name="read on",
            ),
        ),
    ]
