"""What can be done with copy: request, generate, check, edit, approve, publish, undo."""

from marketing_ai.copywriting.services.calendar import calendar
from marketing_ai.copywriting.services.campaign import (
    TRANSITIONS,
    add_products,
    back_to_draft,
    end,
    go_live,
    request_campaign_copy,
    start_review,
)
from marketing_ai.copywriting.services.generate import GenerateHandler
from marketing_ai.copywriting.services.publish import PublishHandler, publish, publish_many
from marketing_ai.copywriting.services.reading import sweep_unread
from marketing_ai.copywriting.services.request import estimate_copy, request_copy
from marketing_ai.copywriting.services.review import (
    add_fact,
    approve,
    approve_many,
    check,
    discard,
    edit_text,
    paste_text,
    reopen,
    retry,
    target_hash,
)
from marketing_ai.copywriting.services.templates import (
    activate_template,
    deactivate_template,
    save_template,
)
from marketing_ai.copywriting.services.undo import (
    UndoHandler,
    can_undo_job,
    history,
    live_publication,
    undo,
    undo_job,
)
from marketing_ai.copywriting.services.values import (
    KEEP,
    CalendarEntry,
    CopyEstimate,
    Engine,
    HistoryEntry,
    Outcome,
    Skipped,
)
from marketing_ai.copywriting.serving import ServedText, served_texts
from marketing_ai.jobs.runner import on_sweep, register

__all__ = [
    "KEEP",
    "TRANSITIONS",
    "CalendarEntry",
    "CopyEstimate",
    "Engine",
    "GenerateHandler",
    "HistoryEntry",
    "Outcome",
    "PublishHandler",
    "ServedText",
    "Skipped",
    "UndoHandler",
    "activate_template",
    "add_fact",
    "add_products",
    "approve",
    "approve_many",
    "back_to_draft",
    "calendar",
    "can_undo_job",
    "check",
    "connect",
    "deactivate_template",
    "discard",
    "edit_text",
    "end",
    "estimate_copy",
    "go_live",
    "history",
    "live_publication",
    "paste_text",
    "publish",
    "publish_many",
    "reopen",
    "request_campaign_copy",
    "request_copy",
    "retry",
    "save_template",
    "served_texts",
    "start_review",
    "target_hash",
    "undo",
    "undo_job",
]


def connect() -> None:
    """Register what the slice does for jobs and sweeps; called once from the app's `ready()`."""
    for handler in (GenerateHandler(), PublishHandler(), UndoHandler()):
        register(handler)
    on_sweep("copywriting", sweep_unread)
