"""Zones of sources, stars and notes on events."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_indexes_for_large_registers")]

    operations = [
        migrations.CreateModel(
            name="SourceZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_sha256", models.CharField(max_length=64)),
                ("member_path", models.TextField()),
                ("zone", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="source_zones", to="desk.case")),
                (
                    "decided_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="EventMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=400)),
                ("starred", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("facts", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("lock", models.PositiveIntegerField(default=1)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="event_marks", to="desk.case")),
                (
                    "changed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"ordering": ["at", "id"]},
        ),
        migrations.AddConstraint(
            model_name="eventmark", constraint=models.UniqueConstraint(fields=("case", "event_id"), name="one_mark_an_event")
        ),
    ]
