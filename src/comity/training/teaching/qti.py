"""Questions of the course as a QTI 3 package, for item banks and learning platforms.

One item a question, one test a module, and the manifest (1EdTech QTI 3.0: Assessment, Section and Item; content packaging profile).
Every answer shows the explanation as feedback. Nothing in it is fetched.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET  # only writes; nothing from elsewhere is parsed

from comity.training.teaching.course import Course, Module
from comity.training.teaching.lesson_file import LessonQuestion, told

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
ITEM_TYPE = "imsqti_item_xmlv3p0"
TEST_TYPE = "imsqti_test_xmlv3p0"
_EPOCH = (2026, 1, 1, 0, 0, 0)


def package(course: Course, language: str) -> bytes:
    """Write the package of a language; the same course gives the same bytes."""
    files = dict(_files(course, language))
    files["imsmanifest.xml"] = _manifest(course, language)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name])
    return out.getvalue()


def name_of(question: str) -> str:
    """Return the identifier of a question in QTI: letters, digits, hyphens (`L1.1/2` to `q-L1-1-2`)."""
    return "q-" + re.sub(r"[^A-Za-z0-9]", "-", question)


def _files(course: Course, language: str) -> Iterator[tuple[str, bytes]]:
    for module in course.modules:
        yield f"tests/{module.plan.id}.xml", _test(module, language)
        for name, question in module.questions:
            yield f"items/{name_of(name)}.xml", item(name, question, language)


def item(name: str, question: LessonQuestion, language: str) -> bytes:
    """Write one question as an item."""
    attributes = {"identifier": name_of(name), "title": name, "adaptive": "false", "time-dependent": "false", "xml:lang": language}
    root = ET.Element("qti-assessment-item", {"xmlns": ITEM, **attributes})
    response = _in(root, "qti-response-declaration", identifier="RESPONSE", cardinality="single", base_type="identifier")
    _in(_in(response, "qti-correct-response"), "qti-value").text = f"o{question.answer}"
    score = _in(root, "qti-outcome-declaration", identifier="SCORE", cardinality="single", base_type="float")
    _in(_in(score, "qti-default-value"), "qti-value").text = "0"
    _in(root, "qti-outcome-declaration", identifier="FEEDBACK", cardinality="single", base_type="identifier")
    body = _in(root, "qti-item-body")
    choice = _in(body, "qti-choice-interaction", response_identifier="RESPONSE", shuffle="true", max_choices="1")
    _in(choice, "qti-prompt").text = told(question.q, language)
    for number, option in enumerate(question.options):
        _in(choice, "qti-simple-choice", identifier=f"o{number}").text = told(option, language)
    _processing(root)
    feedback = _in(root, "qti-modal-feedback", outcome_identifier="FEEDBACK", show_hide="show", identifier="why")
    _in(_in(feedback, "qti-content-body"), "p").text = told(question.why, language)
    return _bytes(root)


def _processing(root: ET.Element) -> None:
    processing = _in(root, "qti-response-processing")
    condition = _in(processing, "qti-response-condition")
    right = _in(condition, "qti-response-if")
    match = _in(right, "qti-match")
    _in(match, "qti-variable", identifier="RESPONSE")
    _in(match, "qti-correct", identifier="RESPONSE")
    _set(right, "SCORE", "float", "1")
    _set(_in(condition, "qti-response-else"), "SCORE", "float", "0")
    _set(processing, "FEEDBACK", "identifier", "why")


def _set(parent: ET.Element, outcome: str, kind: str, value: str) -> None:
    _in(_in(parent, "qti-set-outcome-value", identifier=outcome), "qti-base-value", base_type=kind).text = value


def _test(module: Module, language: str) -> bytes:
    title = told(module.plan.title, language)
    root = ET.Element("qti-assessment-test", {"xmlns": ITEM, "identifier": module.plan.id, "title": title, "xml:lang": language})
    part = _in(root, "qti-test-part", identifier="part", navigation_mode="nonlinear", submission_mode="individual")
    section = _in(part, "qti-assessment-section", identifier="section", title=title, visible="true")
    _in(section, "qti-ordering", shuffle="true")
    for name, _ in module.questions:
        _in(section, "qti-assessment-item-ref", identifier=name_of(name), href=f"../items/{name_of(name)}.xml")
    return _bytes(root)


def _manifest(course: Course, language: str) -> bytes:
    root = ET.Element("manifest", {"xmlns": PACKAGE, "identifier": f"comity-course-{language}"})
    head = _in(root, "metadata")
    _in(head, "schema").text = "QTI Package"
    _in(head, "schemaversion").text = "3.0.0"
    _in(root, "organizations")
    resources = _in(root, "resources")
    for module in course.modules:
        test = _resource(resources, f"test-{module.plan.id}", TEST_TYPE, f"tests/{module.plan.id}.xml")
        for name, _ in module.questions:
            _in(test, "dependency", identifierref=f"res-{name_of(name)}")
    for module in course.modules:
        for name, _ in module.questions:
            _resource(resources, f"res-{name_of(name)}", ITEM_TYPE, f"items/{name_of(name)}.xml")
    return _bytes(root)


def _resource(parent: ET.Element, identifier: str, kind: str, href: str) -> ET.Element:
    found = _in(parent, "resource", identifier=identifier, type=kind, href=href)
    _in(found, "file", href=href)
    return found


def _in(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, {name.replace("_", "-"): value for name, value in attributes.items()})


def _bytes(root: ET.Element) -> bytes:
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
