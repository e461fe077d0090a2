"""Imports every model in one place, so that migrations see the complete metadata."""

from fsp.models.account import Account, ApiToken, LoginLink, WebSession
from fsp.models.alert import Alert
from fsp.models.alert_channel import AlertChannel
from fsp.models.alert_delivery import AlertDelivery
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.models.alert_silence import AlertSilence
from fsp.models.alert_watch import AlertWatch
from fsp.models.artifact import Artifact
from fsp.models.audit_entry import AuditEntry
from fsp.models.batch import Batch
from fsp.models.bulk_operation import BulkItem, BulkOperation
from fsp.models.calendar_feed import CalendarFeed
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.deploy_mark import DeployMark
from fsp.models.destination import Destination, DestinationUpload
from fsp.models.draft_run import DraftRun
from fsp.models.idempotency_key import IdempotencyKey
from fsp.models.import_report import ImportReport
from fsp.models.import_upload import ImportUpload
from fsp.models.installation import Installation
from fsp.models.item import Item, Revision
from fsp.models.item_event import ItemEvent
from fsp.models.item_name import ItemName
from fsp.models.job_history import JobHistory, JobLabel
from fsp.models.job_metrics import JobMetrics
from fsp.models.job_request import JobRequest
from fsp.models.media import Media
from fsp.models.model_request import ModelRequest, ModelSpending, ProjectBudget
from fsp.models.performance_baseline import PerformanceBaseline
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.models.publishing_slot import PublishingSlot
from fsp.models.redirect import Redirect
from fsp.models.report_subscription import ReportMail, ReportSubscription
from fsp.models.review import Review, ReviewDecision
from fsp.models.schedule_pause import SchedulePause
from fsp.models.schedule_sighting import ScheduleSighting
from fsp.models.service_metrics import ServiceMetrics
from fsp.models.share_link import ShareLink
from fsp.models.site_change import SiteChange
from fsp.models.tag_address import TagAddress
from fsp.models.working_copy import WorkingCopy

ALL_MODELS = (
    Account,
    Alert,
    AlertChannel,
    AlertDelivery,
    AlertEvaluation,
    AlertNotice,
    AlertNoticeEntry,
    AlertSilence,
    AlertWatch,
    ApiToken,
    Artifact,
    AuditEntry,
    Batch,
    BulkItem,
    BulkOperation,
    CalendarFeed,
    DeadLetterQueue,
    DeployMark,
    Destination,
    DestinationUpload,
    DraftRun,
    IdempotencyKey,
    ImportReport,
    ImportUpload,
    Installation,
    Item,
    ItemEvent,
    ItemName,
    JobHistory,
    JobLabel,
    JobMetrics,
    JobRequest,
    LoginLink,
    Media,
    ModelRequest,
    ModelSpending,
    PerformanceBaseline,
    Project,
    ProjectBudget,
    Publication,
    PublishingSlot,
    Redirect,
    ReportMail,
    ReportSubscription,
    Review,
    ReviewDecision,
    Revision,
    SchedulePause,
    ScheduleSighting,
    ServiceMetrics,
    ShareLink,
    SiteChange,
    TagAddress,
    WebSession,
    WorkingCopy,
)
