"""Facts about danger to life (ids `emergency.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Statement


@dataclass(frozen=True, slots=True)
class EmergencyFacts:
    """Facts about danger to life (ids `emergency.*`).

    Attributes:
        threatened: who is in danger.
        nature: danger of death or serious physical injury.
        imminence: why imminent, with times.
        data_averts: how this data averts the danger.
        why_not_ordinary: why ordinary process is too slow.
        supervisor_verified: out-of-band verification done.
        past_only: danger already over.
        process_follow_up: formal process to follow, by date.
    """

    threatened: str | None = None
    nature: str | None = None
    imminence: str | None = None
    data_averts: str | None = None
    why_not_ordinary: str | None = None
    supervisor_verified: Statement | None = None
    past_only: Statement | None = None
    process_follow_up: str | None = None
