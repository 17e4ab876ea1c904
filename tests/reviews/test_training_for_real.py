"""The whole way of `marketing_train` with a real, tiny encoder: train, calibrate, read again."""

from __future__ import annotations

import csv
import io
import itertools
import json
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

pytest.importorskip("torch")
pytest.importorskip("sklearn")
pytest.importorskip("py3langid")

from marketing_ai.inference import encoder_file, reader
from marketing_ai.inference.reader import load_reader
from marketing_ai.reviews import training
from marketing_ai.reviews.labelled import Labelled
from tests.inference.tiny_encoder import write_encoder_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

GOOD, BAD = ("great", "good", "love"), ("bad", "awful", "hate")
PLACES = ("battery", "screen", "strap", "sound", "price", "box")


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("base")
    tiny = write_encoder_file(directory / "tiny.bin")
    encoder_file.convert(tiny.path, directory)
    return directory


@pytest.fixture
def bench(tmp_path, base, monkeypatch, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CACHE_DIR": str(tmp_path / "cache")}
    monkeypatch.setattr(reader, "base_directory", lambda: base)
    monkeypatch.setattr(reader, "SHIPPED", tmp_path / "none")
    own = [
        Labelled(
            text=f"the {place} is {word}",
            polarity=2 if word in GOOD else 0,
            spans=((4, 4 + len(place), 2 if word in GOOD else 0),),
            language="en",
            group=f"{place} {word}",
            source="corpus",
        )
        for place in PLACES
        for word in GOOD + BAD
    ]
    monkeypatch.setattr(training, "corpus_rows", lambda: own)
    return tmp_path


def rows():
    ways = (
        "the {p} is {w}",
        "this {p} is very {w}",
        "my {p} was {w} and {w}",
        "{w} {p} of the box",
    )
    for i, (way, place, word) in enumerate(itertools.product(ways, PLACES, GOOD + BAD)):
        text = way.format(p=place, w=word)
        yield {
            "text": text,
            "stars": 5 if word in GOOD else 1,
            "n": i,
            "aspect": place,
            "start": text.index(place),
            "polarity": "positive" if word in GOOD else "negative",
        }


def run(kind, bench, *options):
    path = bench / "own.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(
            file, fieldnames=["text", "stars", "n", "aspect", "start", "polarity"]
        )
        writer.writeheader()
        writer.writerows(rows())
    out = io.StringIO()
    call_command(
        "marketing_train",
        kind,
        "--data",
        str(path),
        "--out",
        str(bench / kind),
        "--language",
        "en",
        "--threads",
        "1",
        "--hold-back",
        "0.25",
        "--json",
        *options,
        stdout=out,
        stderr=io.StringIO(),
    )
    return json.loads(out.getvalue().splitlines()[-1])


def test_stars_teach_polarity_and_the_adapter_can_be_read_again(bench):
    result = run(
        "sentiment", bench, "--stars", "stars", "--epochs", "12", "--learning-rate", "0.003"
    )
    assert result["metrics"]["trained"]["own"]["macro_f1"] > 0.9
    loaded = load_reader(bench / "sentiment")
    assert loaded.label == result["model"]
    good, bad = loaded.read(["the screen is great", "the screen is awful"])
    assert good.probabilities[2] > bad.probabilities[2]
    config = json.loads((bench / "sentiment" / "config.json").read_text())
    assert len(config["shift"]) == 3
    assert abs(sum(config["shift"])) < 1e-6


def test_terms_teach_places_and_their_polarity(bench):
    result = run("aspects", bench, "--epochs", "12", "--learning-rate", "0.003")
    figures = result["metrics"]["trained"]["own"]
    assert figures["polarity_macro_f1"] > 0.9
    assert figures["extraction_f1"] > 0.8
