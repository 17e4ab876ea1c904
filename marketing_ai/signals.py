"""Public signals: where a shop hooks in.

All are sent after the commit, with `robust=True`: a receiver that fails is logged
and breaks neither the shop's request nor the worker.

| signal | sender | arguments |
| --- | --- | --- |
| `copy_drafted` | CopyVariant | `variants` (list), `job` |
| `copy_approved` | CopyVariant | `variant`, `actor` |
| `copy_discarded` | CopyVariant | `variant`, `actor`, `reason` |
| `copy_published` | CopyVariant | `variant`, `publication`, `actor` |
| `copy_undone` | CopyVariant | `publication`, `actor` |
| `job_finished` | Job | `job` |
| `review_analysed` | Review | `reviews` (list of pks), `model` |
| `insight_changed` | ReviewInsight | `product_pks` (list) |
| `trend_alert` | TrendAlert | `alert` |
| `budget_exceeded` | Budget | `budget`, `feature`, `needed` (tokens), `actor` |
"""

from django.dispatch import Signal

copy_drafted = Signal()
copy_approved = Signal()
copy_discarded = Signal()
copy_published = Signal()
copy_undone = Signal()
job_finished = Signal()
review_analysed = Signal()
insight_changed = Signal()
trend_alert = Signal()
budget_exceeded = Signal()
