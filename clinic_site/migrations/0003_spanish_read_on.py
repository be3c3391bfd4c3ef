from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic_site", "0002_only_our_groups")]

    operations = [
        migrations.AddField(
            model_name="clinicsettings",
            name="spanish_read_on",
            field=models.DateField(
                blank=True,
                help_text="When somebody of the clinic who speaks Spanish has read the messages to patients and the pages behind their link, and found the words right. Empty: nobody has yet.",
                null=True,
                verbose_name="day on which the Spanish was read",
            ),
        ),
    ]
