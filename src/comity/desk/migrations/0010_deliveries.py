"""What was delivered in answer to requests, with its receipt from the vault."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comity.model.time


class Migration(migrations.Migration):
    """Adds the table of deliveries."""

    dependencies = [("desk", "0009_evidence")]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("by", models.CharField(max_length=300)),
                ("channel", models.CharField(max_length=32)),
                ("reference", models.CharField(blank=True, default="", max_length=200)),
                ("received_on", models.DateField()),
                ("receipt", models.CharField(max_length=32)),
                ("entry", models.PositiveBigIntegerField()),
                ("items", models.JSONField(default=list)),
                ("skipped", models.JSONField(default=list)),
                ("checks", models.JSONField(default=list)),
                ("checkpoint", models.TextField()),
                ("taken_at", models.DateTimeField(default=comity.model.time.system_clock)),
                ("letter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.storedfile")),
                ("paper", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.storedfile")),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="desk.outcome",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="desk.evidencerequest",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("request", "number"), name="one_delivery_number_in_a_request"),
                    models.UniqueConstraint(fields=("request", "receipt"), name="one_receipt_in_a_request"),
                ],
            },
        ),
    ]
