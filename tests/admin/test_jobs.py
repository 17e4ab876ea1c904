"""The job's page and its buttons."""

from __future__ import annotations

from django.urls import reverse

from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyState
from marketing_ai.jobs.models import Job, JobRowError, JobState


def request_copy(*products, **fields):
    return services.request_copy(products=[p.pk for p in products], actor=None, **fields)


def test_the_page_counts_rows_and_lists_failed_ones_with_what_to_do(shop, browser, work):
    job = work(request_copy(shop.product(), shop.product("Bare Table", facts=[])))
    html = browser.get(job.get_admin_url()).content.decode()
    assert "2</span> of 2 rows" in html
    assert "Bare Table" in html
    assert "Add attributes to the product" in html
    assert "Review " in html
    assert "data-job-progress" not in html  # nothing to follow any more


def test_a_running_job_is_followed_with_and_without_scripts(shop, browser, page):
    job = request_copy(shop.product())
    html = browser.get(job.get_admin_url()).content.decode()
    assert f'data-job-progress="{page("job_progress", job.pk)}"' in html
    assert '<noscript><meta http-equiv="refresh"' in html
    answer = browser.get(page("job_progress", job.pk))
    assert "no-store" in answer["Cache-Control"]
    assert answer.json() | {"open": True, "total": 1, "finished": 0, "state": "queued"} == (
        answer.json()
    )


def test_cancelling_takes_a_post(shop, browser, page):
    job = request_copy(shop.product())
    assert browser.get(page("job_cancel", job.pk)).status_code == 405
    browser.post(page("job_cancel", job.pk))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_failed_rows_run_again_as_a_job_of_their_own(shop, browser, page, work):
    bad = shop.product("Bare Table", facts=[])
    job = work(request_copy(shop.product(), bad))
    answer = browser.post(page("job_rerun", job.pk))
    again = Job.objects.latest("pk")
    assert answer["Location"] == again.get_admin_url()
    assert (again.rerun_of, again.total) == (job, 1)


def test_publishing_by_a_job_is_undone_by_one_button(shop, browser, page, work):
    variant = services.approve(shop.draft(shop.product()), actor=None)
    job = work(services.publish_many([variant], actor=None))
    assert "Undo this job" in browser.get(job.get_admin_url()).content.decode()
    browser.post(page("job_undo", job.pk))
    work(Job.objects.latest("pk"))
    variant.refresh_from_db()
    assert variant.state == CopyState.APPROVED


def test_errors_come_in_pages(shop, browser):
    job = request_copy(shop.product())
    JobRowError.objects.bulk_create(
        JobRowError(job=job, item=str(n), label=f"row-{n}-", code="no_facts", message="No facts")
        for n in range(60)
    )
    first = browser.get(job.get_admin_url()).content.decode()
    third = browser.get(f"{job.get_admin_url()}?errors=3").content.decode()
    assert "row-0-" in first
    assert "row-59-" not in first
    assert "row-59-" in third


def test_a_job_of_another_store_does_not_exist(shop, sign_in, page):
    job = request_copy(shop.product(store="south"))
    client = sign_in(shop.user("generate_copy", groups=["store:north"]))
    assert client.get(job.get_admin_url())["Location"] == reverse("admin:index")
    assert client.get(page("job_progress", job.pk)).status_code == 404
    client.post(page("job_cancel", job.pk))
    job.refresh_from_db()
    assert job.is_open
    assert f"#{job.pk}" not in client.get(page("job_changelist")).content.decode()


def test_someone_who_only_looks_sees_no_button_and_may_not_press_one(shop, sign_in, page):
    job = request_copy(shop.product())
    client = sign_in(shop.user("view_marketing"))
    assert "Cancel the job" not in client.get(job.get_admin_url()).content.decode()
    client.post(page("job_cancel", job.pk))
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
