from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sla', '0003_watch'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='timer',
            index=models.Index(condition=models.Q(('state__in', ['running', 'paused', 'held'])), fields=['ticket', 'policy_version'], name='timer_unanswered'),
        ),
        migrations.AddIndex(
            model_name='timer',
            index=models.Index(condition=models.Q(('policy_version__isnull', False)), fields=['-started_at', '-id'], name='timer_started'),
        ),
    ]
