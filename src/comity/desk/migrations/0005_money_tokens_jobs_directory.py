"""Victims and sums, keys for programs, jobs, changes of the directory."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0004_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("ending", models.CharField(max_length=4)),
                ("scopes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Victim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("added_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="victims", to="desk.case")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MoneyEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fate", models.CharField(max_length=16)),
                ("amount", models.CharField(max_length=64)),
                ("currency", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("rate", models.CharField(blank=True, default="", max_length=64)),
                ("rate_currency", models.CharField(blank=True, default="", max_length=12)),
                ("rate_on", models.DateField(blank=True, null=True)),
                ("rate_source", models.CharField(blank=True, default="", max_length=500)),
                ("reference", models.CharField(blank=True, default="", max_length=200)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("entered_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                ("struck_reason", models.CharField(blank=True, default="", max_length=300)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="money", to="desk.case")),
                (
                    "entered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="money", to="desk.lead"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="money", to="desk.evidencerequest"
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "victim",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="money", to="desk.victim"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ContactCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("object_id", models.CharField(max_length=100)),
                ("contact", models.CharField(max_length=500)),
                ("holds", models.BooleanField()),
                ("how", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["kind", "object_id", "-at"], name="check_of_contact")],
            },
        ),
        migrations.CreateModel(
            name="DirectoryChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("object_id", models.CharField(max_length=100)),
                ("field", models.CharField(max_length=120)),
                ("before", models.TextField(blank=True, default="")),
                ("value", models.TextField()),
                ("source", models.CharField(max_length=500)),
                ("as_of", models.DateField()),
                ("state", models.CharField(default="proposed", max_length=16)),
                ("reason", models.TextField(blank=True, default="")),
                ("proposed_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["kind", "object_id", "state"], name="change_of_entry")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("language", models.CharField(default="en", max_length=16)),
                ("order", models.JSONField(default=dict)),
                ("state", models.CharField(default="queued", max_length=16)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("telling", models.CharField(blank=True, default="", max_length=300)),
                ("result", models.JSONField(default=dict)),
                ("trouble", models.TextField(blank=True, default="")),
                ("kept", models.TextField(blank=True, default="")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="jobs", to="desk.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "id"], name="job_by_state")],
            },
        ),
        migrations.AddConstraint(
            model_name="victim",
            constraint=models.UniqueConstraint(fields=("case", "name"), name="one_victim_of_a_name"),
        ),
        migrations.AddIndex(
            model_name="moneyentry",
            index=models.Index(fields=["case", "fate"], name="money_of_case"),
        ),
    ]
