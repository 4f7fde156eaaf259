"""The register as it was first: persons, units, cases, leads, requests, clocks, outcomes, journal."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("login", models.CharField(max_length=150, unique=True)),
                ("full_name", models.CharField(max_length=200)),
                ("language", models.CharField(blank=True, default="", max_length=16)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                ("is_active", models.BooleanField(default=True)),
                ("sealed_totp", models.TextField(blank=True, default="")),
                ("totp_counter", models.BigIntegerField(default=0)),
                ("recovery_digests", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=comity.model.time.system_clock)),
            ],
            options={
                "ordering": ("full_name",),
            },
        ),
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("state", models.CharField(max_length=2)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                ("created_at", models.DateTimeField(default=comity.model.time.system_clock)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("state", models.CharField(default="open", max_length=16)),
                ("zone", models.CharField(max_length=64)),
                ("training", models.BooleanField(default=False)),
                ("particulars", models.JSONField(default=dict)),
                ("lock", models.PositiveIntegerField(default=1)),
                ("opened_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("changed_at", models.DateTimeField(default=comity.model.time.system_clock)),
                (
                    "opened_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("-changed_at",),
            },
        ),
        migrations.CreateModel(
            name="CaseMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=32)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("since", models.DateTimeField(default=comity.model.time.system_clock)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="desk.case")),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("since",),
            },
        ),
        migrations.AddField(
            model_name="case",
            name="members",
            field=models.ManyToManyField(related_name="cases", through="desk.CaseMember", to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name="EvidenceRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("occasion", models.CharField(max_length=300)),
                ("instrument", models.CharField(max_length=64)),
                ("addressee", models.CharField(max_length=300)),
                ("addressee_id", models.CharField(blank=True, default="", max_length=100)),
                ("channel", models.CharField(blank=True, default="", max_length=32)),
                ("category", models.CharField(blank=True, default="", max_length=32)),
                ("language", models.CharField(max_length=16)),
                ("state", models.CharField(default="draft", max_length=16)),
                ("draft", models.TextField()),
                ("unread", models.JSONField(default=dict)),
                ("lock", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("changed_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("sent", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="requests", to="desk.case")),
                (
                    "changed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("action", models.CharField(max_length=64)),
                ("subject", models.CharField(blank=True, default="", max_length=100)),
                ("words", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("case", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="journal", to="desk.case")),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="found", max_length=16)),
                ("kind", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=500)),
                ("verdict", models.CharField(default="unsure", max_length=16)),
                ("reason", models.TextField(blank=True, default="")),
                ("notes", models.JSONField(default=list)),
                ("entry", models.JSONField(default=dict)),
                ("wanted", models.JSONField(default=list)),
                ("source", models.CharField(blank=True, default="", max_length=300)),
                ("source_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("around", models.TextField(blank=True, default="")),
                ("added_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="leads", to="desk.case")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=64)),
                ("on", models.DateField()),
                ("reference", models.CharField(blank=True, default="", max_length=200)),
                ("words", models.TextField(blank=True, default="")),
                ("filed_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("filed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "request",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="desk.evidencerequest"),
                ),
            ],
            options={
                "ordering": ("-on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="RequestVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("draft", models.TextField()),
                ("is_fixed", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("fields", models.JSONField(default=list)),
                ("begun_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("saved_at", models.DateTimeField(default=comity.model.time.system_clock)),
                (
                    "request",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="desk.evidencerequest"),
                ),
                ("saved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="RunningClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=64)),
                ("due", models.DateField()),
                ("starts_from", models.CharField(blank=True, default="", max_length=200)),
                ("basis", models.CharField(default="computed", max_length=16)),
                ("source", models.CharField(blank=True, default="", max_length=500)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("set_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="clocks", to="desk.case")),
                (
                    "request",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="clocks", to="desk.evidencerequest"
                    ),
                ),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ("due",),
            },
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("login_digest", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
            ],
            options={
                "indexes": [models.Index(fields=["login_digest", "at"], name="attempt_by_name")],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="desk.unit"),
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=32)),
                ("since", models.DateTimeField(default=comity.model.time.system_clock)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="desk.unit")),
            ],
            options={
                "ordering": ("unit", "role"),
            },
        ),
        migrations.AddConstraint(
            model_name="casemember",
            constraint=models.UniqueConstraint(fields=("case", "person", "role"), name="one_membership"),
        ),
        migrations.AddIndex(
            model_name="evidencerequest",
            index=models.Index(fields=["state", "-changed_at"], name="request_by_change"),
        ),
        migrations.AddConstraint(
            model_name="evidencerequest",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="one_number_in_a_case"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["case", "-number"], name="journal_of_case"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["case", "state"], name="lead_of_case"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["value"], name="lead_value"),
        ),
        migrations.AddConstraint(
            model_name="requestversion",
            constraint=models.UniqueConstraint(fields=("request", "number"), name="one_number_in_a_request"),
        ),
        migrations.AddIndex(
            model_name="runningclock",
            index=models.Index(fields=["case", "stopped_at", "due"], name="clock_by_due"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "-changed_at"], name="case_by_change"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("unit", "number"), name="one_number_in_a_unit"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(fields=("person", "unit", "role"), name="one_appointment"),
        ),
    ]
