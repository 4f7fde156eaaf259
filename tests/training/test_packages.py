"""The packages for learning platforms: whole, the same for the same course, and a unit that reports as cmi5 asks."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlparse

import pytest
from lxml import etree

from comity.training.teaching import cmi5, qti
from comity.training.teaching.course import Course
from comity.training.teaching.lesson_file import TEXT_LANGUAGES

COURSE = Course()
QUESTIONS = {name: question for module in COURSE.modules for name, question in module.questions}
ASI = {"q": qti.ITEM}
# the order of the children of an item in the schema of QTI 3 (section AssessmentItem)
ORDER = ["qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing", "qti-modal-feedback"]


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
@pytest.mark.parametrize("kind", [qti, cmi5])
def test_the_same_course_gives_the_same_bytes(kind: Any, language: str) -> None:
    assert kind.package(COURSE, language) == kind.package(Course(), language)


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_every_file_of_the_qti_package_stands_in_its_manifest_and_every_question_in_the_package(language: str) -> None:
    files = unpacked(qti.package(COURSE, language))
    manifest = etree.fromstring(files.pop("imsmanifest.xml"))
    resources = manifest.findall(".//{*}resource")
    assert {one.get("href") for one in resources} == set(files)
    identifiers = [one.get("identifier") for one in resources]
    assert len(set(identifiers)) == len(identifiers)
    assert {one.get("identifierref") for one in manifest.findall(".//{*}dependency")} <= set(identifiers)
    assert sum(name.startswith("items/") for name in files) == len(QUESTIONS)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_an_item_holds_its_question_and_scores_the_right_answer(name: str) -> None:
    question = QUESTIONS[name]
    root = etree.fromstring(qti.item(name, question, "ru"))
    tags = [etree.QName(one).localname for one in root]
    assert tags == sorted(tags, key=ORDER.index)
    assert set(tags) == set(ORDER)
    choices = root.findall(".//q:qti-simple-choice", ASI)
    assert [one.text for one in choices] == [one["ru"] for one in question.options]
    (right,) = root.findall(".//q:qti-correct-response/q:qti-value", ASI)
    assert choices[question.answer].get("identifier") == right.text
    assert root.findtext(".//q:qti-modal-feedback//q:p", namespaces=ASI) == question.why["ru"]
    declared = {one.get("identifier") for one in root.findall("q:qti-outcome-declaration", ASI)}
    assert {one.get("identifier") for one in root.findall(".//q:qti-set-outcome-value", ASI)} == declared


def test_a_test_of_a_module_asks_each_of_its_questions_once() -> None:
    files = unpacked(qti.package(COURSE, "en"))
    for module in COURSE.modules:
        references = [
            one.get("href") for one in etree.fromstring(files[f"tests/{module.plan.id}.xml"]).findall(".//{*}qti-assessment-item-ref")
        ]
        assert references == [f"../items/{qti.name_of(name)}.xml" for name, _ in module.questions]


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_the_course_structure_of_cmi5_names_every_lesson_once(language: str) -> None:
    files = unpacked(cmi5.package(COURSE, language))
    root = etree.fromstring(files["cmi5.xml"])
    assert etree.QName(root).namespace == cmi5.NAMESPACE
    units = root.findall(".//{*}au")
    assert [one.findtext("{*}url") for one in units] == [f"{lesson.plan.id}.html" for lesson in COURSE.lessons]
    assert {one.findtext("{*}url") for one in units} <= set(files)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)
    for one in units:
        assert [etree.QName(child).localname for child in one] == ["title", "description", "url"]
        assert 0 <= float(one.get("masteryScore") or -1) <= 1
        assert one.get("moveOn") == "CompletedOrPassed"


class _Platform(http.server.ThreadingHTTPServer):
    """A platform that launches a unit and keeps what it is told, as cmi5 describes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fetched = 0
        self.statements: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.is_over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Answers)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(http.server.BaseHTTPRequestHandler):
    server: _Platform

    def do_POST(self) -> None:
        self.server.fetched += 1
        self._json({"auth-token": "c2VjcmV0"})

    def do_GET(self) -> None:
        path = urlparse(self.path).path
        if path.startswith("/xapi/"):
            self.server.asked.append(path)
            assert self.headers["Authorization"] == "Basic c2VjcmV0"
            self._json(LAUNCH_DATA if path.endswith("/state") else {})
            return
        file = self.server.folder / path.lstrip("/")
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_bytes()
        self._send(content, "text/html" if path.endswith(".html") else "text/javascript" if path.endswith(".js") else "text/css")

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["X-Experience-API-Version"] == "1.0.3"
        assert parse_qs(urlparse(self.path).query)["statementId"] == [body["id"]]
        self.server.statements.append(body)
        if body["verb"]["id"].endswith("/terminated"):
            self.server.is_over.set()
        self.send_response(204)
        self.end_headers()

    def _json(self, document: dict[str, Any]) -> None:
        self._send(json.dumps(document).encode(), "application/json")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
LAUNCH_DATA = {
    "contextTemplate": {"extensions": {SESSION: "session-1"}, "contextActivities": {"grouping": [{"id": f"{cmi5.BASE}/en/L1.1"}]}},
    "launchMode": "Normal",
    "masteryScore": 0.6,
    "moveOn": "CompletedOrPassed",
}


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[_Platform]:
    for name, content in unpacked(cmi5.package(COURSE, "en")).items():
        (tmp_path / name).write_bytes(content)
    with _Platform(tmp_path) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield served
        served.shutdown()
        thread.join(10)


@pytest.mark.heavy
@pytest.mark.real_clock
@pytest.mark.parametrize("is_right", [True, False])
def test_a_unit_launched_by_a_platform_reports_as_cmi5_asks(platform: _Platform, is_right: bool) -> None:
    from playwright.sync_api import sync_playwright

    actor = {"objectType": "Agent", "account": {"homePage": "https://academy.example", "name": "17"}}
    query = {
        "endpoint": f"{platform.address}/xapi/",
        "fetch": f"{platform.address}/fetch",
        "actor": json.dumps(actor),
        "registration": "ec231277-b27b-4c15-8291-d29225b2b8f7",
        "activityId": "https://academy.example/a/1",
    }
    launch = f"{platform.address}/L1.1.html?" + "&".join(f"{key}={quote(value)}" for key, value in query.items())
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        with page.expect_response(lambda answer: "/statements" in answer.url):
            page.goto(launch)
        for number, question in enumerate(COURSE.lessons[0].file.head.quiz):
            chosen = question.answer if is_right else (question.answer + 1) % len(question.options)
            page.check(f'input[name="q{number}"][value="{chosen}"]')
        with page.expect_response(lambda answer: "/statements" in answer.url and "completed" in (answer.request.post_data or "")):
            page.click("#quiz button")
        page.goto(f"{platform.address}/L1.2.html")
        assert platform.is_over.wait(20), "the unit says that it ended when its page is left"
        browser.close()
    verbs = [one["verb"]["id"].rsplit("/", 1)[1] for one in platform.statements]
    assert verbs == ["initialized", "passed" if is_right else "failed", "completed", "terminated"]
    assert platform.fetched == 1, "the token is fetched once"
    assert platform.asked == ["/xapi/activities/state", "/xapi/agents/profile"]
    for one in platform.statements:
        categories = [each["id"].rsplit("/", 1)[1] for each in one["context"]["contextActivities"]["category"]]
        assert categories == (["cmi5", "moveon"] if one["verb"]["id"].endswith(("passed", "failed", "completed")) else ["cmi5"])
        assert one["context"]["registration"] == query["registration"]
        assert one["context"]["extensions"][SESSION] == "session-1"
        assert one["context"]["contextActivities"]["grouping"] == LAUNCH_DATA["contextTemplate"]["contextActivities"]["grouping"]  # type: ignore[index]
        assert one["actor"] == actor
        assert one["object"]["id"] == query["activityId"]
    judged = platform.statements[1]
    assert judged["result"]["success"] is is_right
    assert judged["result"]["score"]["scaled"] == (1 if is_right else 0)
    assert judged["context"]["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"] == 0.6
