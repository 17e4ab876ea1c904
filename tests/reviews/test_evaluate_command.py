"""`marketing_evaluate`: its last line, its figures, and what it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from marketing_ai.governance.evaluation import Evaluation, evaluations, register
from marketing_ai.reviews import evaluate
from tests.reviews.reading import WordReader, write_adapter
from tests.reviews.test_datasets import term, write_csv

pytest.importorskip("py3langid")


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A reader that knows great (1), bad (-1) and finds "screen" and "屏幕"."""
    directory = write_adapter(
        tmp_path / "model",
        words=[("great", 1), ("good", 1), ("bad", -1), ("差", -1)],
        terms=["screen", "屏幕"],
    )
    monkeypatch.setattr(evaluate, "load_reader", lambda where=None: WordReader(where or directory))
    return directory


def measure(*args):
    out = io.StringIO()
    call_command("marketing_evaluate", *args, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_sentiment_prints_the_agreed_object(tmp_path, model):
    phone = write_csv(
        tmp_path / "amazon_phone_sentences.csv.gz",
        [{"sentence": s, "label": y} for s, y in
         [("The sound is great.", 1), ("It is a bad phone.", 0), ("muy bueno", 1),
          ("The call was great and not loud.", 0)]],
    )  # fmt: skip
    womens = write_csv(
        tmp_path / "womens_clothing_reviews.csv",
        [{"product_id": i, "rating": r, "title": "", "review_text": t} for i, (t, r) in
         enumerate([("A great dress", 5), ("It is a dress", 3), ("bad seams", 1)])],
    )  # fmt: skip
    result = measure("sentiment", "--data", str(phone), str(womens))
    assert result["name"] == "sentiment"
    first = result["files"]["amazon_phone_sentences"]
    # right: 1 and 2; unknown: 3 (Spanish); wrong: 4
    assert (first["n"], first["accuracy"], first["unknown_share"]) == (4, 0.5, 0.25)
    # negative: 1 of 2 found, 1 given; positive: 1 of 2 found, 2 given
    assert first["macro_f1"] == pytest.approx((2 / 3 + 1 / 2) / 2, abs=1e-4)
    # the two classes renormalised: 0.85 / 0.9, and an even one for the Spanish text, unknown
    # rows counting with the model's raw probability
    sure = 0.85 / 0.9
    assert first["ece"] == pytest.approx((3 * abs(sure - 2 / 3) + 0.5) / 4, abs=1e-4)
    assert result["files"]["womens_clothing_reviews"]["macro_f1"] == 1.0


def test_aspects_are_measured_by_sentence_and_by_row(tmp_path, model):
    path = write_csv(
        tmp_path / "absa_en.csv",
        [
            term("great screen and battery", "screen", 6),
            term("great screen  and battery", "battery", 18),
            term("bad screen", "screen", 4, "negative"),
            term("bad fan", "fan", 4, "negative", "restaurant14"),
        ],
    )
    figures = measure("aspects", "--data", str(path))["files"]["absa_en"]
    assert (figures["n"], figures["polarity_macro_f1"]) == (4, 1.0)
    # gold: screen, battery | screen | fan; found: screen | screen | nothing
    assert figures["extraction_f1"] == pytest.approx(2 * 2 / (4 + 2), abs=1e-4)
    assert figures["extraction_f1_laptop14"] == pytest.approx(2 * 2 / (3 + 2), abs=1e-4)


def test_of_the_chinese_sets_only_one_labels_all_terms(tmp_path, model):
    path = write_csv(
        tmp_path / "absa_zh.csv",
        [
            term("屏 幕 差", "屏 幕", 0, "negative", "zh_shampoo"),
            term("屏幕和电池差", "电池", 3, "negative", "zh_phone"),
            term("屏幕差", "屏幕", 0, "negative", "zh_phone"),
        ],
    )
    figures = measure("aspects", "--data", str(path))["files"]["absa_zh"]
    assert figures["extraction_f1"] == 1.0  # zh_shampoo alone
    assert figures["extraction_recall"] == 0.5  # zh_phone
    assert figures["polarity_macro_f1"] == 1.0


def test_unknown_stands_at_the_top_and_needs_no_file(model):
    result = measure("unknown")
    assert (result["n_unreadable"], result["n_clear"]) == (300, 300)
    assert result["unknown_right_other"] >= 0.98
    assert result["unknown_right_question"] < 1  # this reader hears an opinion in everything
    assert 0 <= result["unknown_wrong"] <= 0.02
    assert "files" not in result


def test_another_directory_can_be_measured(tmp_path, model):
    deaf = write_adapter(tmp_path / "deaf")
    phone = write_csv(
        tmp_path / "amazon_phone_sentences.csv",
        [{"sentence": f"The sound is {w}.", "label": y} for w, y in (("great", 1), ("bad", 0))],
    )
    assert (
        measure("sentiment", "--data", str(phone))["files"]["amazon_phone_sentences"]["accuracy"]
        == 1.0
    )
    assert (
        measure("sentiment", "--data", str(phone), "--model", str(deaf))["files"][
            "amazon_phone_sentences"
        ]["accuracy"]
        == 0.5
    )


def test_a_limit_reads_the_first_rows(tmp_path, model):
    phone = write_csv(
        tmp_path / "amazon_phone_sentences.csv",
        [{"sentence": f"great {i}", "label": 1} for i in range(9)],
    )
    assert (
        measure("sentiment", "--data", str(phone), "--limit", "4")["files"][
            "amazon_phone_sentences"
        ]["n"]
        == 4
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["sentiment"], "--data"),
        (["sentiment", "--data", "no.csv"], "no.csv is no file"),
        (["sentiment", "--data", "SOME", "--limit", "0"], "--limit"),
        (["sentiment", "--data", "SOME", "--model", "nowhere"], "nowhere is no directory"),
        (["sentiment", "--data", "SOME"], "lacks the columns"),
        (["nonsense"], "invalid choice"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_the_reason(tmp_path, model, args, said):
    some = tmp_path / "waimai_10k_zh.csv"
    some.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match=said):
        call_command("marketing_evaluate", *[str(some) if arg == "SOME" else arg for arg in args])


def test_a_model_that_is_missing_names_the_line_that_repairs_it(tmp_path, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CACHE_DIR": str(tmp_path)}
    phone = write_csv(tmp_path / "amazon_phone_sentences.csv", [{"sentence": "great", "label": 1}])
    with pytest.raises(CommandError, match=r"manage\.py marketing_"):
        call_command("marketing_evaluate", "sentiment", "--data", str(phone))


def test_another_slice_can_add_a_name():
    register(Evaluation(name="answer", help="x", run=lambda r: {"n": 42}, needs_data=False))
    try:
        assert measure("answer") == {"name": "answer", "n": 42}
    finally:
        from marketing_ai.governance import evaluation

        evaluation._EVALUATIONS.pop("answer")
    assert {"sentiment", "aspects", "unknown"} <= evaluations().keys()


def test_without_json_the_figures_are_for_people(tmp_path, model):
    phone = write_csv(tmp_path / "amazon_phone_sentences.csv", [{"sentence": "great", "label": 1}])
    out = io.StringIO()
    call_command("marketing_evaluate", "sentiment", "--data", str(phone), stdout=out)
    assert "amazon_phone_sentences" in out.getvalue()
    assert "{" not in out.getvalue()


@pytest.mark.parametrize(
    ("named", "path"), [(None, None), ("", None), ("dummy", None), ("/var/reader", "/var/reader")]
)
def test_without_a_model_the_one_in_use_is_measured(settings, named, path):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_READER": named}
    assert evaluate.in_use() == (None if path is None else Path(path))


@pytest.mark.model
def test_with_the_default_settings_the_shipped_adapter_is_measured(settings, capsys):
    ours = {key: value for key, value in settings.MARKETING_AI.items() if key != "REVIEW_READER"}
    settings.MARKETING_AI = ours
    call_command("marketing_evaluate", "unknown", "--limit", "40", "--json")
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["unknown_right"] >= 0.9
    assert figures["unknown_wrong"] <= 0.05
