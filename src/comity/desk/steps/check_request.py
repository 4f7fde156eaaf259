"""Check a request: what the linter says of it, each finding with the field that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from comity.desk.bench import workbench
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import value_of
from comity.desk.steps.field_texts import WRONG, key_of_finding, place_of
from comity.drafting.fields import request_fields
from comity.model.category import ChannelKind
from comity.model.finding import Finding, Severity
from comity.model.request.evidence_request import EvidenceRequest as RequestValue


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in the form.

    Attributes:
        finding: the finding.
        key: key of the field it is about; None for one about no field.
    """

    finding: Finding
    key: str | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check says.

    Attributes:
        remarks: the findings, the gravest first.
        unread: key of a field to why what was typed there cannot be read.
    """

    remarks: tuple[Remark, ...]
    unread: dict[str, str]

    def count(self, severity: str) -> int:
        """Count the findings of one severity that stand."""
        return sum(one.finding.severity.value == severity and one.finding.overridden_by is None for one in self.remarks)

    @property
    def blocks(self) -> int:
        """How many things keep the request from being submitted."""
        return self.count(Severity.BLOCK.value) + len(self.unread)

    @property
    def standing(self) -> int:
        """How many things would have it refused or delayed for long."""
        return self.blocks + self.count(Severity.ERROR.value)


def check_request(worker: Worker, request: EvidenceRequest) -> CheckResult:
    """Check a request as it stands."""
    worker.demand("request.see", request=request)
    return check_value(worker, value_of(request), request.unread)


def check_value(worker: Worker, value: RequestValue, unread: dict[str, str]) -> CheckResult:
    """Check a draft that need not be kept anywhere."""
    findings = workbench(worker.language).linter.lint(value, language=worker.facts_language)
    remarks = tuple(Remark(finding, key_of_finding(finding.where)) for finding in findings)
    return CheckResult(remarks, {key: _why(worker, key) for key in unread})


def is_grave(request: EvidenceRequest) -> bool:
    """Tell whether a second person has to approve: an emergency, or a block that was let pass."""
    value = value_of(request)
    return request.channel == ChannelKind.EMERGENCY or bool(value.overrides)


def _why(worker: Worker, key: str) -> str:
    place = place_of(key)
    kind = request_fields()[place.fact].kind if place is not None else None
    return worker.t(WRONG[kind]) if kind in WRONG else worker.t("this cannot be read")
