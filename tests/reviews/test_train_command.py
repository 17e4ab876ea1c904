"""`marketing_train`: what is held back, compared, recorded, and taken into use."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from marketing_ai.governance.models import TrainingRun
from marketing_ai.inference import reader, reader_training
from marketing_ai.reviews import comparison, evaluate, training, tuning
from marketing_ai.reviews.labelled import Labelled
from tests.reviews.reading import WordReader, learn, write_adapter

pytest.importorskip("sklearn")
pytestmark = pytest.mark.django_db

GOOD = [
    "great",
    "lovely",
    "sturdy",
    "perfect",
    "superb",
    "bright",
    "cosy",
    "smart",
    "crisp",
    "gentle",
]
BAD = [
    "awful",
    "broken",
    "flimsy",
    "ugly",
    "noisy",
    "leaky",
    "rusty",
    "scratchy",
    "dull",
    "useless",
]
THINGS = ["kettle", "lamp", "shirt", "pan", "chair", "clock", "brush", "phone", "table", "rug"]


@pytest.fixture
def shop(tmp_path, monkeypatch, settings):
    """A shop with a cache of its own and a shipped adapter that knows two words."""
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CACHE_DIR": str(tmp_path / "cache")}
    shipped = write_adapter(tmp_path / "shipped", words=[("great", 1), ("awful", -1)])
    monkeypatch.setattr(reader, "SHIPPED", shipped)
    monkeypatch.setattr(reader, "base_directory", lambda: tmp_path)
    monkeypatch.setattr(reader_training, "train_reader", learn)
    for module in (comparison, evaluate, tuning):
        monkeypatch.setattr(
            module, "load_reader", lambda where=None: WordReader(where or reader.active_directory())
        )
    own = [
        Labelled(
            text=f"A {word} item, number {i}.",
            polarity=p,
            spans=None,
            language="en",
            group=f"{word} {i}",
            source="corpus",
        )
        for word, p in (("great", 2), ("awful", 0))
        for i in range(20)
    ]
    monkeypatch.setattr(training, "corpus_rows", lambda: own)
    return tmp_path


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def reviews(path, *, n=600, words=(GOOD, BAD), seed=1):
    """A shop's reviews: one telling word each, so that learning the words is all there is."""
    rng = random.Random(seed)
    rows = []
    for i in range(n):
        good = rng.random() < 0.6
        word, thing = rng.choice(words[0] if good else words[1]), rng.choice(THINGS)
        rows.append(
            {"body": f"The {thing} {i} is {word} for us.", "mark": 5 if good else 1, "sku": i % 60}
        )
    return write(path, rows)


def train(*args, **options):
    out = io.StringIO()
    call_command("marketing_train", *args, stdout=out, stderr=io.StringIO(), **options)
    return json.loads(out.getvalue().splitlines()[-1])


COLUMNS = ["--text", "body", "--stars", "mark", "--group", "sku", "--json"]


def test_a_better_adapter_is_taken_into_use_and_recorded(shop):
    out = shop / "new"
    path = reviews(shop / "own.csv")
    # scikit-learn learns these words as well, so the rule "better than both" is tried apart
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "_baseline", lambda kind, parts: {})
        result = train("sentiment", "--data", str(path), "--out", str(out), *COLUMNS)
    assert result["promoted"], result["reason"]
    held = result["metrics"]["trained"]["own"]
    assert held["macro_f1"] > result["metrics"]["shipped"]["own"]["macro_f1"]
    assert {"n", "macro_f1", "accuracy", "ece", "unknown_share"} <= held.keys()
    run = TrainingRun.objects.get()
    assert (run.status, run.promoted, run.seed, run.model) == ("done", True, 0, result["model"])
    assert run.data[0]["rows"] == 600
    assert len(run.data_sha256) == len(run.model_sha256) == 64
    assert run.parameters["epochs"] == 3
    assert run.metrics["trained"]["own"] == held
    assert run.duration_s is not None
    assert reader.reader_label() == result["model"]
    assert WordReader(reader.active_directory()).words["sturdy"] == 1
    card = (reader.active_directory() / "card.md").read_text()
    assert "own.csv" in card
    assert "kettle" not in card  # no shopper's text
    train_out = io.StringIO()
    call_command("marketing_train", "withdraw", stdout=train_out)
    assert reader.active_directory() == reader.SHIPPED


def test_what_is_no_better_than_tfidf_is_not_taken_into_use(shop):
    path = reviews(shop / "own.csv")
    result = train("sentiment", "--data", str(path), "--out", str(shop / "new"), *COLUMNS)
    tfidf = result["metrics"]["tfidf"]["own"]["macro_f1"]
    assert tfidf >= result["metrics"]["trained"]["own"]["macro_f1"]
    assert not result["promoted"]
    assert "TF-IDF" in result["reason"]
    assert reader.active_directory() == reader.SHIPPED
    assert not TrainingRun.objects.get().promoted


@pytest.mark.parametrize(
    ("change", "better", "said"),
    [
        ({}, True, "Better than all"),
        ({"shipped": {"own": {"macro_f1": 0.9}}}, False, "shipped"),
        ({"tfidf": {"own": {"macro_f1": 0.9}}}, False, "TF-IDF"),
        ({"in_use": {"own": {"macro_f1": 0.95}}}, False, "in use"),
        ({"shipped": {"own": {"macro_f1": 0.8}, "own_texts": {"macro_f1": 0.9}}}, False, "lost"),
        ({"shipped": {"own": {"macro_f1": 0.8}, "own_texts": {"macro_f1": 0.81}}}, True, ""),
    ],
)
def test_only_what_beats_every_other_is_better(change, better, said):
    figures = {
        "trained": {"own": {"macro_f1": 0.9}, "own_texts": {"macro_f1": 0.8}},
        "shipped": {"own": {"macro_f1": 0.85}},
        "tfidf": {"own": {"macro_f1": 0.8}},
        **change,
    }
    found, reason = comparison.verdict("sentiment", figures)
    assert (found, said in reason) == (better, True)


def test_terms_are_compared_by_polarity_and_by_what_is_found():
    figures = {
        "trained": {"own": {"polarity_macro_f1": 0.7, "extraction_f1": 0.5}},
        "shipped": {"own": {"polarity_macro_f1": 0.6, "extraction_f1": 0.6}},
        "tfidf": {"own": {"polarity_macro_f1": 0.6}},
    }
    assert not comparison.verdict("aspects", figures)[0]
    figures["trained"]["own"]["extraction_f1"] = 0.65
    assert comparison.verdict("aspects", figures)[0]


def test_a_product_is_never_on_both_sides(shop, monkeypatch):
    seen = {}
    divide = training.divide

    def spy(request, files):
        seen["parts"] = divide(request, files)
        return seen["parts"]

    monkeypatch.setattr(training, "divide", spy)
    path = reviews(shop / "own.csv")
    train("sentiment", "--data", str(path), "--out", str(shop / "new"), *COLUMNS)
    parts = seen["parts"]
    held = {row.group for row in parts.held["own"]}
    assert held
    assert not held & {row.group for row in (*parts.trained, *parts.tune)}
    assert not {r.group for r in parts.trained} & {r.group for r in parts.tune}


def test_terms_of_a_shop_are_trained_on(shop):
    rng = random.Random(4)
    rows = []
    for i in range(400):
        word = rng.choice(GOOD + BAD)
        thing = rng.choice(THINGS)
        text = f"Number {i}: its {thing} is {word}."
        rows.append(
            {"text": text, "aspect": thing, "start": text.index(thing),
             "polarity": "positive" if word in GOOD else "negative"}
        )  # fmt: skip
    path = write(shop / "terms.csv", rows)
    result = train(
        "aspects", "--data", str(path), "--out", str(shop / "new"), "--language", "en", "--json"
    )
    figures = result["metrics"]
    assert figures["trained"]["terms"]["polarity_macro_f1"] > 0.9
    assert figures["trained"]["terms"]["extraction_f1"] > 0.9
    assert figures["shipped"]["terms"]["extraction_f1"] == 0
    assert "polarity_macro_f1" in figures["tfidf"]["terms"]


def test_a_stopped_training_goes_on_with_the_same_row(shop, monkeypatch):
    path = reviews(shop / "own.csv")
    args = ["sentiment", "--data", str(path), "--out", str(shop / "new"), *COLUMNS]

    def stopped(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(reader_training, "train_reader", stopped)
    with pytest.raises(CommandError, match="--resume"):
        train(*args)
    run = TrainingRun.objects.get()
    assert (run.status, run.promoted) == ("failed", False)
    monkeypatch.setattr(reader_training, "train_reader", learn)
    with pytest.raises(CommandError, match="not empty"):
        train(*args)
    with pytest.raises(CommandError, match="another training"):
        train(*args, "--resume", "--seed", "8")
    result = train(*args, "--resume")
    assert result["run"] == run.pk
    assert TrainingRun.objects.get().status == "done"


def test_the_same_files_and_seed_give_the_same_figures(shop):
    path = reviews(shop / "own.csv")
    first, second, other = (
        train("sentiment", "--data", str(path), "--out", str(shop / name), *COLUMNS, "--seed", seed)
        for name, seed in (("a", "1"), ("b", "1"), ("c", "2"))
    )
    assert first["metrics"] == second["metrics"]
    assert first["metrics"]["tfidf"] != other["metrics"]["tfidf"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["sentiment"], "--data"),
        (["sentiment", "--data", "missing.csv", "--out", "o"], "is no file"),
        (["sentiment", "--data", "OWN", "--out", "o"], "--stars"),
        (["sentiment", "--data", "OWN", "--out", "o", "--stars", "nope"], "lacks the columns"),
        (["sentiment", "--data", "OWN", "--out", "o", "--label", "x", "--label-map", "a=b"],
         "--label-map"),
        (["sentiment", "--data", "OWN", "--out", "o", "--stars", "mark", "--hold-back", "0.9"],
         "--hold-back"),
        (["sentiment", "--data", "OWN", "--out", "o", "--stars", "mark", "--epochs", "0"],
         "--epochs"),
        (["aspects", "--data", "OWN", "--out", "o"], "lacks the columns"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out_is_said_before_anything_is_written(
    shop, args, said, monkeypatch
):
    monkeypatch.chdir(shop)
    path = reviews(shop / "own.csv", n=20)
    with pytest.raises(CommandError, match=said):
        call_command("marketing_train", *[str(path) if a == "OWN" else a for a in args])
    assert not TrainingRun.objects.exists()
    assert not (shop / "o").exists()


def test_an_output_that_is_a_file_and_a_checkpoint_of_another_run_are_refused(shop, monkeypatch):
    path = reviews(shop / "own.csv")
    (shop / "file").write_text("x")
    with pytest.raises(CommandError, match="is no directory"):
        train("sentiment", "--data", str(path), "--out", str(shop / "file"), *COLUMNS)

    def other(*_args, **_options):
        raise ValueError("checkpoint.safetensors is of another run")

    monkeypatch.setattr(reader_training, "train_reader", other)
    with pytest.raises(CommandError, match="of another run"):
        train("sentiment", "--data", str(path), "--out", str(shop / "new"), *COLUMNS)
    assert TrainingRun.objects.get().status == "failed"


def test_too_few_rows_and_one_label_are_refused(shop):
    few = reviews(shop / "few.csv", n=50)
    with pytest.raises(CommandError, match="rows are left"):
        train("sentiment", "--data", str(few), "--out", str(shop / "new"), *COLUMNS)
    one = reviews(shop / "one.csv", words=(GOOD, GOOD))
    with one.open(encoding="utf-8", newline="") as file:
        rows = [{**row, "mark": 5} for row in csv.DictReader(file)]
    write(one, rows)
    with pytest.raises(CommandError, match="same label"):
        train("sentiment", "--data", str(one), "--out", str(shop / "new"), *COLUMNS)
    assert not TrainingRun.objects.exists()


def test_without_the_extras_it_says_what_to_install(shop, monkeypatch):
    path = reviews(shop / "own.csv")
    args = ["sentiment", "--data", str(path), "--out", str(shop / "new"), *COLUMNS]
    monkeypatch.setattr("marketing_ai.governance.wandb.find_spec", lambda name: None)
    with pytest.raises(CommandError, match=r"marketing-ai\[wandb\]"):
        train(*args, "--wandb", "shop")
    monkeypatch.setattr("marketing_ai.reviews.baseline.find_spec", lambda name: None)
    with pytest.raises(CommandError, match=r"marketing-ai\[train\]"):
        train(*args)
    assert not (shop / "new").exists()


def test_figures_go_to_weights_and_biases_and_no_text(shop, monkeypatch):
    sent = []

    class Run:
        def log(self, figures):
            sent.append(figures)

        def finish(self):
            sent.append("finished")

    class Wandb:
        @staticmethod
        def init(**given):
            sent.append(given)
            return Run()

    monkeypatch.setitem(__import__("sys").modules, "wandb", Wandb)
    monkeypatch.setattr("marketing_ai.governance.wandb.find_spec", lambda name: object())
    path = reviews(shop / "own.csv")
    train("sentiment", "--data", str(path), "--out", str(shop / "new"), *COLUMNS, "--wandb", "p")
    given, figures, last = sent
    assert given["project"] == "p"
    assert figures["trained/own/macro_f1"] > 0
    assert last == "finished"
    assert "kettle" not in repr(sent)
    assert "own.csv" not in repr(given)


def test_an_adapter_in_use_must_be_beaten_too(shop):
    from marketing_ai.reviews.promotion import promote

    perfect = write_adapter(shop / "perfect", words=[(w, 1) for w in GOOD] + [(w, -1) for w in BAD])
    promote(perfect)
    path = reviews(shop / "own.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "_baseline", lambda kind, parts: {})
        result = train("sentiment", "--data", str(path), "--out", str(shop / "new"), *COLUMNS)
    assert not result["promoted"]
    assert "in use" in result["reason"]
    assert reader.reader_label() == reader.reader_label(perfect)


def test_settings_of_the_cache_are_honoured(shop):
    with override_settings(MARKETING_AI={"CACHE_DIR": str(shop / "elsewhere")}):
        assert str(reader.promoted_directory()).startswith(str(shop / "elsewhere"))


def test_shipped_weights_come_from_data_that_may_be_shipped(shop, monkeypatch):
    from marketing_ai.reviews import shipped

    monkeypatch.setitem(shipped.WEIGHTS, "corpus_en", 1.0)
    path = write(
        shop / "amazon_phone_sentences.csv",
        [
            {"sentence": f"The {thing} {i} is {word}.", "label": int(word in GOOD)}
            for i, (thing, word) in enumerate((t, w) for t in THINGS for w in GOOD + BAD)
        ],
    )
    result = train("reader", "--data", str(path), "--out", str(shop / "new"), "--json")
    assert not result["promoted"]
    assert result["metrics"]["trained"]["amazon_phone_sentences"]["macro_f1"] > 0.9
    assert reader.active_directory() == reader.SHIPPED
    assert TrainingRun.objects.get().kind == "reader"
    assert "may be redistributed" in (shop / "new" / "card.md").read_text()


@pytest.mark.parametrize("name", ["waimai_10k_zh.csv", "absa_en.csv", "own.csv"])
def test_other_data_is_refused_for_shipped_weights(shop, name):
    path = write(shop / name, [{"label": 1, "review_text": "好吃"}])
    with pytest.raises(CommandError, match="may not enter shipped weights"):
        train("reader", "--data", str(path), "--out", str(shop / "new"), "--json")
    assert not (shop / "new").exists()
    assert not TrainingRun.objects.exists()
