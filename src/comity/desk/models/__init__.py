"""What the register holds, one file a subject."""

from comity.desk.models.api_token import ApiToken
from comity.desk.models.appointment import Appointment
from comity.desk.models.approval import ApprovalMark
from comity.desk.models.calendar_feed import CalendarFeed
from comity.desk.models.case import Case, CaseMember
from comity.desk.models.clock import RunningClock
from comity.desk.models.comment import Comment
from comity.desk.models.delivery import Delivery
from comity.desk.models.directory_change import ContactCheck, DirectoryChange
from comity.desk.models.dispatch import Dispatch
from comity.desk.models.evidence import EventMark, SourceZone
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.models.incoming import IncomingCheck, IncomingRequest, ReplyLetter
from comity.desk.models.job import Job
from comity.desk.models.journal_entry import JournalEntry, JournalHead
from comity.desk.models.lead import Lead
from comity.desk.models.learning import LearningLaunch, LearningPerson, LearningPlatform, LearningResult
from comity.desk.models.money import MoneyEntry, Victim
from comity.desk.models.open_session import OpenSession
from comity.desk.models.outcome import Outcome
from comity.desk.models.password_grant import PasswordGrant
from comity.desk.models.person import Person
from comity.desk.models.safeguard_answer import SafeguardAnswer
from comity.desk.models.search_document import SearchDocument
from comity.desk.models.sign_in import SignInAttempt
from comity.desk.models.stored_file import StoredFile
from comity.desk.models.training import QuizSitting, TrainingCertificate, TrainingGroup, TrainingMember, TrainingMove, TrainingRun
from comity.desk.models.unit import Unit

__all__ = [
    "ApiToken",
    "Appointment",
    "ApprovalMark",
    "CalendarFeed",
    "Case",
    "CaseMember",
    "Comment",
    "ContactCheck",
    "Delivery",
    "DirectoryChange",
    "Dispatch",
    "EventMark",
    "EvidenceRequest",
    "IncomingCheck",
    "IncomingRequest",
    "Job",
    "JournalEntry",
    "JournalHead",
    "Lead",
    "LearningLaunch",
    "LearningPerson",
    "LearningPlatform",
    "LearningResult",
    "MoneyEntry",
    "OpenSession",
    "Outcome",
    "PasswordGrant",
    "Person",
    "QuizSitting",
    "ReplyLetter",
    "RequestVersion",
    "RunningClock",
    "SafeguardAnswer",
    "SearchDocument",
    "SignInAttempt",
    "SourceZone",
    "StoredFile",
    "TrainingCertificate",
    "TrainingGroup",
    "TrainingMember",
    "TrainingMove",
    "TrainingRun",
    "Unit",
    "Victim",
]
