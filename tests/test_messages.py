"""The interface in Simplified Chinese: complete, with its placeholders, and on the pages."""

from __future__ import annotations

import re
import shutil

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.reloader import translation_file_changed

from tests import messages
from tests.conftest import REQUIRE
from tests.copywriting.conftest import shop  # noqa: F401

# %(name)s and %% of Python, {name} of texts' slots, tags of messages that hold markup
KEPT = re.compile(r"%\(\w+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|%%|\{\w+\}|</?\w+[^>]*>")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def entries(package):
    return list(polib.pofile(str(messages.catalogue(package))))


@pytest.fixture(scope="session")
def compiled():
    """The catalogues that Django reads, as the .po files are now."""
    for path in messages.compile_all():
        translation_file_changed(sender=None, file_path=path)


@pytest.fixture
def reader(compiled, admin_user):
    """A signed-in browser that asks for Simplified Chinese."""
    client = Client(headers={"accept-language": "zh-Hans,zh;q=0.9,en;q=0.5"})
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("package", messages.PACKAGES)
def test_every_message_of_the_code_is_translated(package):
    if not shutil.which("xgettext"):
        if REQUIRE:
            pytest.fail("GNU gettext is required (MARKETING_AI_REQUIRE_SERVICES=1)")
        pytest.skip("xgettext is not installed; apt-get install gettext")
    assert messages.waiting(package) == []


@pytest.mark.parametrize("package", messages.PACKAGES)
def test_every_message_in_the_catalogue_is_translated(package):
    assert messages.untranslated(entries(package)) == []


def test_empty_and_fuzzy_messages_are_named_with_why():
    found = messages.untranslated(
        [
            polib.POEntry(msgid="Yes", msgstr="是"),
            polib.POEntry(msgid="No", msgstr=""),
            polib.POEntry(msgid="Some", msgstr="全部", flags=["fuzzy"]),
            polib.POEntry(msgid="%(n)s row", msgid_plural="%(n)s rows", msgstr_plural={0: ""}),
            polib.POEntry(msgid="Gone", msgstr="", obsolete=True),
        ]
    )
    assert found == ["not translated: No", "fuzzy: Some", "not translated: %(n)s row"]


@pytest.mark.parametrize("package", messages.PACKAGES)
def test_a_translation_keeps_each_placeholder(package):
    wrong = []
    for entry in entries(package):
        # Chinese has one form, which stands for the plural
        source = entry.msgid_plural or entry.msgid
        for translation in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            if sorted(KEPT.findall(source)) != sorted(KEPT.findall(translation)):
                wrong.append((source, translation))
    assert wrong == []


@pytest.mark.parametrize("package", messages.PACKAGES)
def test_chinese_has_one_plural_form(package):
    catalogue = polib.pofile(str(messages.catalogue(package)))
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert {tuple(e.msgstr_plural) for e in catalogue if e.msgid_plural} == {(0,)}


def test_apps_agree_on_the_messages_they_share():
    # Django merges the catalogues: the first app's translation is shown by all
    known, other = (
        {(e.msgctxt, e.msgid): e.msgstr for e in entries(package)} for package in messages.PACKAGES
    )
    assert {key for key in known.keys() & other.keys() if known[key] != other[key]} == set()


def test_compiled_messages_are_those_of_the_catalogue(compiled):
    with override("zh-hans"):
        assert gettext("Review queue") == "审核队列"
        assert ngettext("%(n)s image", "%(n)s images", 1) == "%(n)s 张图片"
        assert ngettext("%(n)s image", "%(n)s images", 3) == "%(n)s 张图片"
    with override("en"):
        assert gettext("Review queue") == "Review queue"


def test_the_overview_speaks_the_readers_language(reader):
    answer = reader.get(reverse("admin:marketing_ai_copyvariant_overview"))
    html = answer.content.decode()
    assert answer["Content-Language"] == "zh-hans"
    assert "待审核草稿" in html
    assert "没有运行中的任务。" in html
    assert "Drafts to review" not in html


def test_the_confirm_page_speaks_the_readers_language(reader, shop):  # noqa: F811
    answer = reader.post(
        reverse("admin:shop_demo_product_changelist"),
        {
            "action": "marketing_generate_copy",
            "_selected_action": [shop.product().pk, shop.product("Bare Table", facts=[]).pk],
            "index": "0",
        },
    )
    html = answer.content.decode()
    assert "已选择 2 件商品。点击“开始”之前不会撰写任何内容。" in html
    assert "目标人群" in html
    assert "该商品没有可供撰写的事实" in html
    assert "What will happen" not in html


def test_an_error_of_the_api_comes_in_the_callers_language(reader):
    answer = reader.get(reverse("marketing_ai_api:job-detail", args=[0]))
    assert answer.status_code == 404
    assert CHINESE.search(answer.json()["message"])


def test_the_shop_speaks_the_visitors_language(compiled, db):
    html = Client().get("/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "演示店铺：这里不出售任何商品" in html
    assert "nothing here is sold" not in html
