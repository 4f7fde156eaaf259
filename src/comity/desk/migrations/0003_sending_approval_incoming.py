"""What leaves in packs, ways of approval, requests from abroad, comments, calendars."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_journal_is_written_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidencerequest",
            name="follows",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="followed_by", to="desk.evidencerequest"
            ),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="follows_as",
            field=models.CharField(blank=True, default="", max_length=32),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="other_language",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="other_texts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="path",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="step",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="outcome",
            name="received",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="requestversion",
            name="other_texts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="runningclock",
            name="limit",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="runningclock",
            name="starts_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="runningclock",
            name="stopped_as",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="runningclock",
            name="stopped_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="ApprovalMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveIntegerField()),
                ("role", models.CharField(max_length=32)),
                ("decision", models.CharField(max_length=16)),
                ("reason", models.TextField(blank=True, default="")),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "request",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="desk.evidencerequest"),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_digest", models.CharField(max_length=64, unique=True)),
                ("with_numbers", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="feeds", to="desk.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="feeds", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(blank=True, default="", max_length=120)),
                ("words", models.TextField()),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "request",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="desk.evidencerequest"),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="IncomingRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="registered", max_length=16)),
                ("kind", models.CharField(default="request", max_length=16)),
                ("instrument", models.CharField(blank=True, default="", max_length=64)),
                ("urgency", models.CharField(default="routine", max_length=16)),
                ("from_state", models.CharField(blank=True, default="", max_length=2)),
                ("sender", models.CharField(max_length=300)),
                ("sender_id", models.CharField(blank=True, default="", max_length=100)),
                ("via", models.CharField(max_length=32)),
                ("reference", models.CharField(blank=True, default="", max_length=200)),
                ("received_at", models.DateTimeField()),
                ("text", models.TextField(blank=True, default="")),
                ("read", models.JSONField(default=dict)),
                ("measure", models.JSONField(default=list)),
                ("custody", models.JSONField(default=list)),
                ("lock", models.PositiveIntegerField(default=1)),
                ("registered_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("changed_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="incoming", to="desk.case")),
                (
                    "registered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="incoming", to="desk.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="IncomingCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=16)),
                ("item", models.CharField(max_length=80)),
                ("verdict", models.CharField(max_length=16)),
                ("reason", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "incoming",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="desk.incomingrequest"),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("media", models.CharField(max_length=120)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("kept_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("kept_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="ReplyLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=16)),
                ("text", models.TextField()),
                ("outcome", models.CharField(blank=True, default="", max_length=64)),
                ("at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("sent_on", models.DateField(blank=True, null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "incoming",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="desk.incomingrequest"),
                ),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.storedfile")),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="incomingrequest",
            name="letter",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.storedfile"
            ),
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(default="request", max_length=16)),
                ("way", models.CharField(max_length=16)),
                ("version", models.PositiveIntegerField()),
                ("recipient", models.CharField(blank=True, default="", max_length=500)),
                ("files", models.JSONField(default=list)),
                ("slip", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("sent_on", models.DateField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, default="", max_length=200)),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "request",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="dispatches", to="desk.evidencerequest"),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("pack", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.storedfile")),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.AddField(
            model_name="outcome",
            name="file",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.storedfile"
            ),
        ),
        migrations.AddIndex(
            model_name="incomingrequest",
            index=models.Index(fields=["state", "-received_at"], name="incoming_by_arrival"),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(fields=("request", "number"), name="one_pack_number_in_a_request"),
        ),
    ]
