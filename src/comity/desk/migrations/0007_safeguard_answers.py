"""Answers to the questions on rights."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_training")]

    operations = [
        migrations.CreateModel(
            name="SafeguardAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("safeguard", models.CharField(max_length=64)),
                ("answer", models.CharField(max_length=16)),
                ("words", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="safeguard_answers", to="desk.evidencerequest"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]
