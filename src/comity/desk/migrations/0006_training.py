"""The training register: groups, runs with their moves, tests before and after, certificates."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_money_tokens_jobs_directory"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrainingGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("modules", models.JSONField(default=list)),
                ("is_open", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("members", models.ManyToManyField(related_name="training_groups", to=settings.AUTH_USER_MODEL)),
                ("trainer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="training_groups", to="desk.unit")),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="TrainingCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=32, unique=True)),
                ("modules", models.JSONField(default=list)),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("proof", models.TextField()),
                ("issued_at", models.DateTimeField(default=comity.model.time.system_clock)),
                (
                    "issued_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="desk.traininggroup"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrainingRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scenario", models.CharField(max_length=16)),
                ("seed", models.PositiveIntegerField(default=1)),
                ("length", models.CharField(default="whole", max_length=8)),
                ("rate", models.PositiveIntegerField(default=60)),
                ("running_since", models.DateTimeField(blank=True, null=True)),
                ("state", models.CharField(default="open", max_length=8)),
                ("lock", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="training_run", to="desk.case")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="desk.traininggroup")),
            ],
            options={
                "ordering": ("-opened_at",),
            },
        ),
        migrations.CreateModel(
            name="QuizSitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("module", models.CharField(max_length=8)),
                ("moment", models.CharField(max_length=8)),
                ("answers", models.JSONField(default=dict)),
                ("right", models.PositiveIntegerField(default=0)),
                ("asked", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sittings", to="desk.traininggroup")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("group", "person", "module", "moment"), name="one_sitting")],
            },
        ),
        migrations.CreateModel(
            name="TrainingMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("deed", models.JSONField()),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="desk.trainingrun")),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("run", "number"), name="one_move")],
            },
        ),
        migrations.CreateModel(
            name="TrainingMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(default="alone", max_length=20)),
                ("plays", models.CharField(blank=True, default="", max_length=32)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="training_parts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="players", to="desk.trainingrun")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("run", "person", "part", "plays"), name="one_part")],
            },
        ),
    ]
