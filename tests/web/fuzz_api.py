"""Hold every call of the HTTP interface against its own document: `python -m tests.web.fuzz_api`.

Makes a register with an investigator, a head of unit and some work in COMITY_DATA, and sends what schemathesis makes of the document:
values that fit and values that do not. An answer of 5xx, or one that the document does not announce, ends the run with exit code 1.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")


def main() -> int:
    """Run; return the exit code."""
    from comity.desk.service import configure, prepare

    configure(Path(os.environ["COMITY_DATA"]))
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    prepare()
    import schemathesis
    from django.core.wsgi import get_wsgi_application
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import settings as hypothesis_settings
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import status_code_conformance

    from comity.desk.pace import Pace
    from comity.desk.rights.roles import Role
    from comity.web.api import keys
    from tests.desk.office import Office, submittable_draft
    from tests.web.test_api import key_of

    keys.OF_A_KEY = Pace(at_once=10**9, a_second=1)  # what is looked for here is not how fast one may ask
    office = Office.open()
    case = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD)
    office.lead(case)
    office.request(case, draft=submittable_draft())
    office.request(case, "sent", draft=submittable_draft())
    case.clocks.create(kind="bring_back", due="2026-12-01", set_by=case.opened_by)
    secret = key_of(office, office.person("both", office.nine, Role.INVESTIGATOR, Role.UNIT_HEAD))
    case.memberships.create(person=office.nine.appointments.filter(person__login="both")[0].person, role=Role.INVESTIGATOR)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=get_wsgi_application(), headers={"Host": "localhost"})
    bounds = hypothesis_settings(
        max_examples=int(os.environ.get("COMITY_SCHEMA_EXAMPLES", "6")),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    held, failed = 0, []
    for result in schema.get_all_operations():
        operation = result.ok()
        count = 0

        @bounds
        @given(made=operation.as_strategy())
        def hold(made: schemathesis.Case) -> None:
            nonlocal count
            count += 1
            made.headers = {**(made.headers or {}), "Authorization": f"Bearer {secret}", "Host": "localhost"}
            answer = made.call()
            made.validate_response(answer, checks=[not_a_server_error, status_code_conformance])

        try:
            hold()
        except Exception as error:  # noqa: BLE001 - every finding of the judge is told
            failed.append(f"{operation.label}: {error}")
        held += count
    sys.stdout.write(f"{held} calls held\n" + "\n".join(failed) + "\n")
    return 1 if failed or not held else 0


if __name__ == "__main__":
    sys.exit(main())
