"""Learning platforms that launch exercises over LTI 1.3: registrations, launches, learners, results owed to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    """Adds the tables of learning platforms."""

    dependencies = [("desk", "0010_deliveries")]

    operations = [
        migrations.CreateModel(
            name="LearningPlatform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("issuer", models.CharField(max_length=300)),
                ("client_id", models.CharField(max_length=200)),
                ("deployments", models.JSONField(default=list)),
                ("login_url", models.CharField(max_length=500)),
                ("token_url", models.CharField(max_length=500)),
                ("keys_url", models.CharField(max_length=500)),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="platforms", to="desk.traininggroup"),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [models.UniqueConstraint(fields=("issuer", "client_id"), name="one_platform")],
            },
        ),
        migrations.CreateModel(
            name="LearningPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=255)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="platforms", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "platform",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="people", to="desk.learningplatform"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("platform", "subject"), name="one_subject")]},
        ),
        migrations.CreateModel(
            name="LearningLaunch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=64, unique=True)),
                ("nonce", models.CharField(max_length=64)),
                ("begun_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("claims", models.JSONField(default=dict)),
                (
                    "platform",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="launches", to="desk.learningplatform"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LearningResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_item", models.CharField(blank=True, default="", max_length=1000)),
                ("sent", models.FloatField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, default="", max_length=300)),
                (
                    "learner",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="results", to="desk.learningperson"),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="learning_result", to="desk.trainingrun"
                    ),
                ),
            ],
        ),
    ]
