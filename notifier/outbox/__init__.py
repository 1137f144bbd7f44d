"""The outbox: who is to be urged becomes urgings and messages in one transaction, and messages leave one by one. The front door."""

from notifier.outbox.daily import decide_and_queue, preview
from notifier.outbox.delivery import DeliveryReport, deliver_pending, recover, retry_failed
from notifier.outbox.immediate import (
    SendResult,
    queue_account_mail,
    queue_for_events,
    queue_for_new_events,
    send_test,
    urge_by_hand,
    urged_on,
)
from notifier.outbox.report import Entry, Line, RunReport
from notifier.outbox.valve import alarm, clear_alarm, hold, hold_reason, release_hold

__all__ = [
    "DeliveryReport",
    "Entry",
    "Line",
    "RunReport",
    "SendResult",
    "alarm",
    "clear_alarm",
    "decide_and_queue",
    "deliver_pending",
    "hold",
    "hold_reason",
    "preview",
    "queue_account_mail",
    "queue_for_events",
    "queue_for_new_events",
    "recover",
    "release_hold",
    "retry_failed",
    "send_test",
    "urge_by_hand",
    "urged_on",
]
