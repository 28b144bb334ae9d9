from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0001_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecentContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at', 'kind'], name='recent_contact')],
            },
        ),
    ]
