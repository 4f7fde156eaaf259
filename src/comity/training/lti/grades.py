"""Tell a platform the points of a run, when it is over and whenever a trainer has marked by hand."""

from __future__ import annotations

from comity.desk.models.learning import LearningResult
from comity.desk.models.training import TrainingRun
from comity.errors import ComityError
from comity.model.time import Clock, system_clock
from comity.text.messages import Messages
from comity.training.lti.services import SCORE_SCOPE, Score, send_score, token_for
from comity.training.space.marks import mark_run

_LONGEST = 300


def tell_platform(run: TrainingRun, clock: Clock = system_clock) -> LearningResult | None:
    """Send the points of a run that came from a platform; None where it did not, or nobody wants them.

    What goes wrong is kept beside the run and can be tried again; it never stands in the way of the marking.
    """
    found = LearningResult.objects.filter(run=run).exclude(line_item="").select_related("learner__platform", "learner__person").first()
    if found is None or run.state != "marked":
        return None
    platform, mark = found.learner.platform, mark_run(run)
    t = Messages(found.learner.person.language)
    words = t("{score} of {max} points ({percent} %)", score=f"{mark.total:g}", max=mark.of, percent=mark.percent)
    score = Score(found.learner.subject, mark.percent, words, is_final=not mark.open_points)
    try:
        token = token_for(platform.token_url, platform.client_id, SCORE_SCOPE, clock)
        send_score(found.line_item, token, score, clock())
    except ComityError as error:
        found.trouble = str(error)[:_LONGEST]
        found.save(update_fields=["trouble"])
        return found
    found.sent, found.sent_at, found.trouble = mark.percent, clock(), ""
    found.save(update_fields=["sent", "sent_at", "trouble"])
    return found
