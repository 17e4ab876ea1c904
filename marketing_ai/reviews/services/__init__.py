"""What can be done with reviews: have them read, correct readings, see the numbers."""

from marketing_ai.reviews.services.correct import correct_polarity, mark_aspect
from marketing_ai.reviews.services.drain import DrainReport, drain_pending, drain_until

__all__ = ["DrainReport", "correct_polarity", "drain_pending", "drain_until", "mark_aspect"]
