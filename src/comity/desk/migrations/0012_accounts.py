"""One's own account: passkeys, the browsers signed in, leave to choose a password; the journal of one person's account by index."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    """Accounts."""

    dependencies: ClassVar = [("desk", "0011_learning_platforms")]
    operations: ClassVar = [
        migrations.AddField("person", "passkeys", models.JSONField(default=list)),
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("address", models.CharField(max_length=64)),
                ("agent", models.CharField(max_length=200)),
                ("person", models.ForeignKey(on_delete=deletion.CASCADE, related_name="open_sessions", to="desk.person")),
            ],
            options={"ordering": ["-seen_at"]},
        ),
        migrations.CreateModel(
            name="PasswordGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("ends_at", models.DateTimeField()),
                ("given_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="desk.person")),
                ("person", models.OneToOneField(on_delete=deletion.CASCADE, related_name="password_grant", to="desk.person")),
            ],
        ),
        migrations.AddIndex("journalentry", models.Index(fields=["subject", "-number"], name="journal_of_subject")),
    ]
