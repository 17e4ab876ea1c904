"""The request log keeps numbers, no text unless told so, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from marketing_ai.governance import budgets, log
from marketing_ai.governance.models import CallStatus, InferenceLog
from tests.governance.conftest import request, reserve


@pytest.mark.parametrize("keep", [False, True])
def test_prompt_and_answer_are_kept_only_when_the_shop_says_so(db, settings, keep):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "LOG_PROMPTS": keep}
    budgets.settle(
        reserve(), prompt_tokens=1, completion_tokens=1, prompt="Write of oak.", answer="Oak."
    )
    call = InferenceLog.objects.get()
    assert (call.prompt, call.answer) == (("Write of oak.", "Oak.") if keep else ("", ""))


def test_a_call_that_was_not_made_is_logged_with_the_reason(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        log.record_skipped([(request(object_pk=str(i)), "no_facts") for i in range(20)])
    row = InferenceLog.objects.first()
    assert (row.status, row.error_code, row.reserved_tokens) == ("skipped", "no_facts", 0)


def aged(days, status=CallStatus.SETTLED, n=1):
    rows = InferenceLog.objects.bulk_create(
        InferenceLog(feature="copywriting", status=status) for _ in range(n)
    )
    InferenceLog.objects.filter(pk__in=[row.pk for row in rows]).update(
        created=timezone.now() - timedelta(days=days)
    )


def test_old_rows_go_and_young_and_waiting_ones_stay(db, settings, capsys):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "LOG_RETENTION_DAYS": 30}
    for status in CallStatus:
        aged(31, status)
        aged(29, status)
    call_command("marketing_ai_prune")
    assert "4 rows" in capsys.readouterr().out
    left = InferenceLog.objects.filter(created__lt=timezone.now() - timedelta(days=30))
    assert [row.status for row in left] == [CallStatus.RESERVED]
    assert InferenceLog.objects.count() == 6


def test_rows_are_deleted_in_batches_with_a_rest_in_between(db):
    aged(400, n=25)
    rests = []
    n = log.prune(now=timezone.now(), batch=10, pause_s=0.5, sleep=rests.append)
    assert (n, rests) == (25, [0.5, 0.5, 0.5])


def test_pruning_reads_the_index(db):
    query = InferenceLog.objects.filter(status="settled", created__lt=timezone.now())
    from django.db import connection

    plan = query.order_by("created").values_list("pk")[:10].explain()
    if connection.vendor == "sqlite":
        assert "mai_call_prune" in plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("options", [{"batch": 0}, {"days": -1}])
def test_the_command_refuses_senseless_numbers(db, options):
    with pytest.raises(CommandError):
        call_command("marketing_ai_prune", **options)
