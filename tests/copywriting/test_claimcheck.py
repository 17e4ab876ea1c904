"""Rules and the checker's reading together; texts that wait for a worker's reading."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from marketing_ai.copywriting import claimcheck, services
from marketing_ai.copywriting import tasks as copy_tasks
from marketing_ai.copywriting.models import CopyVariant
from marketing_ai.copywriting.services import ledger, reading
from marketing_ai.exceptions import ClaimsUnread, ModelUnavailable, OpenClaims
from marketing_ai.grounding.facts import Fact
from marketing_ai.inference.checker import ClaimSpan
from marketing_ai.jobs.services import sweep

GOOD = "The Merlow Table is made of oak."
HIDDEN = "The Merlow Table is made of oak. It has a ledge for a tired cat."
FACTS = (Fact(name="Material", value="oak"),)


class FakeChecker:
    """Doubts one phrase wherever it stands, unless the facts hold it; knows what it was asked."""

    def __init__(self, doubted="ledge for a tired cat"):
        self.doubted, self.asked = doubted, []

    def read(self, questions):
        self.asked += questions
        found = []
        for question in questions:
            at = question.text.find(self.doubted)
            carried = self.doubted in question.facts
            found.append(
                []
                if at < 0
                else [
                    ClaimSpan(
                        start=at,
                        end=at + len(self.doubted),
                        claim=0.99,
                        unsupported=0.02 if carried else 0.97,
                    )
                ]
            )
        return found


@pytest.fixture
def checker(settings, monkeypatch):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CLAIM_CHECKER": None}
    fake = FakeChecker()
    monkeypatch.setattr(claimcheck, "label", lambda: "checker@fake")
    monkeypatch.setattr(claimcheck, "load", lambda: fake)
    return fake


def span(text, words, unsupported):
    at = text.index(words)
    return ClaimSpan(start=at, end=at + len(words), claim=0.9, unsupported=unsupported)


def test_what_the_checker_doubts_is_open_beside_what_the_rules_find():
    report = claimcheck.check(
        HIDDEN, FACTS, language="en", reading=[span(HIDDEN, "ledge for a tired cat", 0.9)]
    )
    assert [(c.text, c.supported) for c in report.claims] == [
        ("oak", True),
        ("ledge for a tired cat", False),
    ]
    assert report.open[0].reason


def test_the_checker_clears_a_paraphrase_and_no_number():
    text = "A hollow core. It holds 3 l and is dishwasher safe."
    facts = (*FACTS, Fact(name="Care", value="may go in the dishwasher"))
    plain = claimcheck.check(text, facts, language="en").open
    assert {"3 l"} <= {claim.text for claim in plain}
    reading = [span(text, words, 0.01) for words in ("3 l", "dishwasher safe")]
    cleared = claimcheck.check(text, facts, language="en", reading=reading).open
    assert [claim.text for claim in cleared] == ["3 l"]


def test_words_that_hardly_claim_anything_are_left_alone():
    doubt = [ClaimSpan(start=0, end=3, claim=0.5, unsupported=0.99)]
    assert claimcheck.check("Joy for all.", FACTS, language="en", reading=doubt).clean


def test_without_a_reading_the_rules_speak_alone():
    report = claimcheck.check(HIDDEN, FACTS, language="en")
    assert [c.text for c in report.claims] == ["oak"]


def test_a_reading_survives_the_row():
    found = [span(HIDDEN, "oak", 0.1), span(HIDDEN, "ledge", 0.9)]
    assert claimcheck.from_json(claimcheck.to_json(found)) == found


def test_the_key_is_of_text_facts_name_and_checker(checker, monkeypatch):
    keys = {
        claimcheck.key(GOOD, FACTS, title="A"),
        claimcheck.key(HIDDEN, FACTS, title="A"),
        claimcheck.key(GOOD, (), title="A"),
        claimcheck.key(GOOD, FACTS, title="B"),
    }
    monkeypatch.setattr(claimcheck, "label", lambda: "checker@next")
    keys.add(claimcheck.key(GOOD, FACTS, title="A"))
    assert len(keys) == 5


def test_a_draft_is_written_with_what_the_checker_read(shop, answers, work, checker):
    answers(" is made of oak and is 52 cm high.")
    job = work(services.request_copy(products=[shop.product()]))
    variants = CopyVariant.objects.filter(job=job)
    assert variants and all(variant.reading_of for variant in variants)
    assert all("oak" in question.facts for question in checker.asked)


def test_a_pasted_text_waits_for_a_worker_and_cannot_be_approved_before(shop, checker):
    variant = shop.draft(shop.product(), HIDDEN)
    assert (variant.reading_of, variant.blocked) == ("", False)
    with pytest.raises(ClaimsUnread):
        services.approve(variant, actor=None)
    copy_tasks.read_claims(variant.pk)
    variant.refresh_from_db()
    assert variant.reading_of
    assert [c.text for c in variant.claims.filter(supported=False)] == ["ledge for a tired cat"]
    with pytest.raises(OpenClaims):
        services.approve(variant, actor=None)


def test_the_added_fact_carries_the_claim_after_the_next_reading(shop, checker):
    variant = shop.draft(shop.product(), HIDDEN)
    copy_tasks.read_claims(variant.pk)
    variant.refresh_from_db()
    services.add_fact(variant, name="Extra", value="ledge for a tired cat", actor=None)
    assert variant.reading_of == ""  # the facts are others now
    copy_tasks.read_claims(variant.pk)
    variant.refresh_from_db()
    assert services.approve(variant, actor=None).state == "approved"


def test_what_was_read_once_is_not_read_again(shop, checker):
    variant = shop.draft(shop.product(), GOOD)
    copy_tasks.read_claims(variant.pk)
    variant.refresh_from_db()
    n = len(checker.asked)
    services.check(variant)
    assert services.approve(variant, actor=None).state == "approved"
    assert len(checker.asked) == n


def test_the_message_goes_out_after_the_commit_and_the_sweep_sends_it_again(
    shop, checker, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(reading, "ask_to_read", sent.append)
    monkeypatch.setattr(ledger, "ask_to_read", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        variant = shop.draft(shop.product(), GOOD)
    assert sent == [variant.pk]
    sweep(now=timezone.now())
    assert sent == [variant.pk, variant.pk]
    copy_tasks.read_claims(variant.pk)
    sweep(now=timezone.now())
    assert len(sent) == 2


def test_no_transaction_is_open_while_the_checker_reads_and_an_edit_meanwhile_wins(
    transactional_db, shop, checker, monkeypatch
):
    variant = shop.draft(shop.product(), HIDDEN)
    read = checker.read

    def read_slowly(questions):
        assert not connection.in_atomic_block
        CopyVariant.objects.filter(pk=variant.pk).update(text=GOOD)
        return read(questions)

    monkeypatch.setattr(checker, "read", read_slowly)
    assert ledger.read_waiting([variant.pk], checker=checker) == 0
    variant.refresh_from_db()
    assert (variant.text, variant.reading_of) == (GOOD, "")


def test_a_checker_that_cannot_be_loaded_leaves_texts_waiting_and_says_so(
    shop, settings, monkeypatch, answers, work, caplog
):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CLAIM_CHECKER": None}
    monkeypatch.setattr(claimcheck, "label", lambda: "checker@fake")

    def missing():
        raise ModelUnavailable(model="checker", reason="gone", repair="bring it")

    monkeypatch.setattr(claimcheck, "load", missing)
    answers(" is made of oak and is 52 cm high.")
    job = work(services.request_copy(products=[shop.product()]))
    assert {v.reading_of for v in CopyVariant.objects.filter(job=job)} == {""}
    assert "checker" in caplog.text


def test_rules_alone_need_no_reading(shop):
    variant = shop.draft(shop.product(), HIDDEN)
    assert variant.reading_of == claimcheck.RULES
    assert services.approve(variant, actor=None).state == "approved"
    assert not reading.waiting()
