"""The addresses of the course and of the training space."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.views import course, learning, scenarios, training, training_join

TRAINING_PAGES: tuple[URLPattern, ...] = (
    path("course/", course.contents, name="course"),
    path("course/<str:name>/", course.page, name="lesson"),
    path("join/", training_join.join_page, name="join"),
    path("training/", training.groups, name="training"),
    path("training/exercises/", scenarios.scenarios, name="scenarios"),
    path("training/exercises/<str:scenario>/", scenarios.edit, name="scenario-edit"),
    path("training/exercises/<str:scenario>/play/", scenarios.play, name="scenario-play"),
    path("training/groups/new/", training.group_new, name="training-group-new"),
    path("training/groups/<int:group_id>/", training.group_page, name="training-group"),
    path("training/groups/<int:group_id>/runs/", training.run_new, name="training-run-new"),
    path("training/groups/<int:group_id>/tests/<str:module>/<str:moment>/", training.test_page, name="training-test"),
    path("training/groups/<int:group_id>/certificates/<int:person_id>/", training.certificate_new, name="training-certificate-new"),
    path("training/groups/<int:group_id>/platforms/", learning.platforms, name="learning-platforms"),
    path("lti/login/", learning.login, name="lti-login"),
    path("lti/launch/", learning.launch, name="lti-launch"),
    path("lti/enter/", learning.enter, name="lti-enter"),
    path("lti/choose/", learning.choose, name="lti-choose"),
    path("lti/keys/", learning.keys, name="lti-keys"),
    path("training/certificates/<str:number>.<str:format_>", training.certificate, name="training-certificate"),
    path("training/runs/<int:run_id>/", training.run_page, name="training-run"),
    path("training/runs/<int:run_id>/do/<str:verb>/", training.run_action, name="training-action"),
    path("training/runs/<int:run_id>/returns/<str:pack>/", training.run_return, name="training-return"),
    path("training/runs/<int:run_id>/returns/<str:pack>/file/", training.run_return_file, name="training-return-file"),
    path("training/runs/<int:run_id>/marking/", training.marking, name="training-marking"),
)
