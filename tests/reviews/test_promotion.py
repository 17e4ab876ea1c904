"""Taking an adapter into use: whole, repeatable, and back again."""

from __future__ import annotations

import threading

import pytest

from marketing_ai.exceptions import TrainingRefused
from marketing_ai.inference import reader
from marketing_ai.reviews.promotion import promote, withdraw
from tests.reviews.reading import write_adapter


@pytest.fixture
def cache(tmp_path, settings, monkeypatch):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "CACHE_DIR": str(tmp_path / "cache")}
    monkeypatch.setattr(reader, "SHIPPED", write_adapter(tmp_path / "shipped"))
    return tmp_path


def test_the_promoted_adapter_is_read_until_it_is_withdrawn(cache):
    assert reader.active_directory() == reader.SHIPPED
    one, two = (write_adapter(cache / n, words=[(n, 1)]) for n in ("one", "two"))
    for adapter in (one, two, one):
        promote(adapter)
        assert reader.reader_label() == reader.reader_label(adapter)
    assert withdraw()
    assert reader.active_directory() == reader.SHIPPED
    assert not withdraw()


def test_the_directory_that_was_trained_in_may_go(cache):
    import shutil

    one = write_adapter(cache / "one", words=[("one", 1)])
    label = reader.reader_label(one)
    promote(one)
    shutil.rmtree(one)
    assert reader.reader_label() == label


def test_an_incomplete_adapter_is_refused_and_the_one_in_use_stays(cache):
    promote(write_adapter(cache / "one", words=[("one", 1)]))
    before = reader.reader_label()
    half = write_adapter(cache / "half")
    (half / "adapter.safetensors").unlink()
    with pytest.raises(TrainingRefused, match=r"adapter\.safetensors"):
        promote(half)
    assert reader.reader_label() == before


def test_an_adapter_put_there_by_hand_is_kept(cache):
    by_hand = write_adapter(reader.promoted_directory(), words=[("hand", 1)])
    assert reader.active_directory() == by_hand
    promote(write_adapter(cache / "one", words=[("one", 1)]))
    [kept] = by_hand.parent.glob("reader-before-*")
    assert (kept / "config.json").is_file()


def test_readers_see_one_adapter_or_the_other_and_never_none(cache):
    adapters = [write_adapter(cache / str(i), words=[(str(i), 1)]) for i in range(2)]
    wanted = {reader.reader_label(adapter) for adapter in adapters}
    promote(adapters[0])
    stop = threading.Event()
    seen: set[str] = set()

    def look():
        while not stop.is_set():
            seen.add(reader.reader_label(reader.active_directory().resolve()))

    watcher = threading.Thread(target=look)
    watcher.start()
    for i in range(200):
        promote(adapters[i % 2])
    stop.set()
    watcher.join()
    assert seen <= wanted
    assert len(seen) == 2
