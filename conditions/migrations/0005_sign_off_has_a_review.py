import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("conditions", "0004_sign_offs_are_their_own_reviews")]

    operations = [
        migrations.AlterField(
            model_name='signoff',
            name='reviewed_at',
            field=models.DateTimeField(help_text='Stored in UTC.', verbose_name='reviewed at'),
        ),
        migrations.AlterField(
            model_name='signoff',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='clinic_site.clinician'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'wording'), models.Q(('reviewed_at', models.F('signed_at')), ('reviewer', models.F('clinician'))), _connector='OR'), name='sign_off_is_its_own_review', violation_error_message='Only a change of wording rests on an earlier review.'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_at__lte', models.F('signed_at'))), name='sign_off_rests_on_no_later_review'),
        ),
    ]
