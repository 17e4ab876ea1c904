"""The encoder: its file, its tokens, its arithmetic against transformers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.inference import encoder_file, lora, reader
from marketing_ai.inference.encoder import Encoder
from marketing_ai.inference.encoder_file import EncoderFile
from marketing_ai.inference.tokens import MOST_CHARACTERS, EncoderTokenizer
from marketing_ai.inference.windows import MOST_WINDOWS, batches, windows

from .tiny_encoder import TinyFile, write_encoder_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyFile:
    return write_encoder_file(tmp_path_factory.mktemp("file") / "tiny.bin")


@pytest.fixture(scope="module")
def base(tiny: TinyFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The converted directory."""
    directory = tmp_path_factory.mktemp("base")
    encoder_file.convert(tiny.path, directory)
    return directory


@pytest.fixture(scope="module")
def tokenizer(base: Path, tiny: TinyFile) -> EncoderTokenizer:
    return EncoderTokenizer(base / "tokenizer.json", tiny.shape)


# --- the file


def test_the_file_gives_back_what_was_written(tiny: TinyFile) -> None:
    file = EncoderFile(tiny.path)
    assert file.shape == tiny.shape
    assert file.pieces() == tiny.pieces
    assert file.character_map == {0xFF21: "ab", 7: ""}
    for name, shape in tiny.shape.tensors():
        np.testing.assert_array_equal(file.tensor(name, shape), tiny.tensors[name])


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda raw: b"XXXX" + raw[4:], "does not begin with E5S1"),
        (lambda raw: raw[:4] + b"\x09" + raw[5:], "format version 9"),
        (lambda raw: raw[:50], "does not begin"),
        (lambda raw: raw[:3000], "ends at byte 3000"),
        (lambda raw: raw[:-4000], "ends at byte"),
        (lambda raw: raw[:8] + b"\xff\xff\xff\xff" + raw[12:], "sizes that cannot be"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(
    tiny: TinyFile, tmp_path: Path, damage: Any, said: str
) -> None:
    path = tmp_path / "damaged.bin"
    path.write_bytes(damage(tiny.path.read_bytes()))
    with pytest.raises(ValueError, match=said):
        encoder_file.convert(path, tmp_path)


# --- tokens


def test_tokens_point_at_their_places_in_the_text(tokenizer: EncoderTokenizer) -> None:
    text = "the battery  was great, 电池很好"
    (tokens,) = tokenizer.encode([text])
    assert [text[s:e] for s, e in tokens.offsets] == [
        "the", "battery", "was", "great", ",", "", "电", "池", "很", "好"
    ]  # fmt: skip
    assert tokens.front[0] == 0
    assert tokens.n_unknown == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀",
        "👨‍👩‍👧 great 👍🏽",
        "a\0b",
        "bad \ud800 good",
        "\ufeffgreat\u202e",
        "很好～～",
        "ＡＢＣ great ㍿ﾊﾞ",
        "é e\u0301 great",
        "great" * 50,
        "x" * 3000,
    ],
)
def test_any_text_gives_offsets_inside_it_in_order(tokenizer: EncoderTokenizer, text: str) -> None:
    (tokens,) = tokenizer.encode([text])
    assert len(tokens.ids) == len(tokens.offsets)
    last = 0
    for start, end in tokens.offsets:
        assert 0 <= start <= end <= len(text)
        assert start >= last or end >= last
        last = max(last, end)


def test_typed_control_tokens_stay_text(tokenizer: EncoderTokenizer) -> None:
    for typed in ("</s>", "<s>", "<pad>", "<mask>", "<unk>"):
        (tokens,) = tokenizer.encode([f"great {typed} bad"])
        control = {0, 1, 2, len(json.loads(tokenizer._tokenizer.to_str())["model"]["vocab"]) - 1}
        assert not control & set(tokens.ids), typed
        place = len("great ")
        assert [(s, e) for s, e in tokens.offsets if place <= s < place + len(typed)]


def test_the_full_width_tilde_is_kept_as_it_is(tokenizer: EncoderTokenizer) -> None:
    wide, narrow = tokenizer.encode(["很好\uff5e", "很好~"])
    assert wide.n_unknown == narrow.n_unknown == 0
    assert wide.ids != narrow.ids


def test_what_is_in_no_piece_is_counted(tokenizer: EncoderTokenizer) -> None:
    (tokens,) = tokenizer.encode(["great ж great ۞"])
    assert tokens.n_unknown == 2


def test_a_text_is_read_up_to_the_bound(tokenizer: EncoderTokenizer) -> None:
    (tokens,) = tokenizer.encode(["good " * (MOST_CHARACTERS // 5 + 100)])
    assert tokens.offsets[-1][1] <= MOST_CHARACTERS


# --- windows and batches


@pytest.mark.parametrize("n", [0, 1, 29, 30, 31, 55, 56, 57, 100, 999])
def test_every_token_belongs_to_exactly_one_window(n: int) -> None:
    found = windows(n, size=30, overlap=6)
    owned = [i for w in found for i in range(w.own_start, w.own_end)]
    assert owned == list(range(n))
    for window in found:
        assert window.end - window.start <= 30
        assert window.start <= window.own_start <= window.own_end <= window.end
    assert (len(found) == 1) == (n <= 30)


def test_an_endless_text_has_a_bounded_number_of_windows() -> None:
    assert len(windows(10**6, size=30, overlap=6)) == MOST_WINDOWS


def test_batches_hold_every_text_once_within_their_bound() -> None:
    lengths = [5, 300, 7, 7, 90, 1, 40, 5]
    found = list(batches(lengths, most_tokens=100))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or sum(lengths[i] for i in batch) <= 100


# --- arithmetic


def bert(directory: Path, shape: Any) -> Any:
    """The same weights in transformers' own class."""
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    state = load_file(directory / "model.safetensors")
    config = BertConfig(
        vocab_size=shape.vocab,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=shape.positions,
        type_vocab_size=2,
        layer_norm_eps=shape.eps,
        hidden_act="gelu",
        attn_implementation="eager",
    )
    net = BertModel(config, add_pooling_layer=False).eval()
    e = "embeddings."
    names = {
        f"{e}word_embeddings.weight": "emb.word",
        f"{e}position_embeddings.weight": "emb.pos",
        f"{e}token_type_embeddings.weight": "emb.type",
        f"{e}LayerNorm.weight": "emb.ln.w",
        f"{e}LayerNorm.bias": "emb.ln.b",
    }
    parts = {
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }
    for n in range(shape.layers):
        for theirs, ours in parts.items():
            for long, short in (("weight", "w"), ("bias", "b")):
                names[f"encoder.layer.{n}.{theirs}.{long}"] = f"l{n}.{ours}.{short}"
    net.load_state_dict({k: state[v].float() for k, v in names.items()}, strict=True)
    return net


def by_transformers(net: Any, ids: list[int]) -> torch.Tensor:
    with torch.inference_mode():
        found: torch.Tensor = net(input_ids=torch.tensor([ids])).last_hidden_state[0]
        return found


def test_states_equal_those_of_transformers(base: Path, tiny: TinyFile) -> None:
    net = bert(base, tiny.shape)
    encoder = Encoder(base, dtype=torch.float32)
    rows = [[0, 5, 6, 7, 2], [0, 9, 2], [0, 11, 2], [0, *range(4, 90), 2]]
    with torch.inference_mode():
        states = encoder(rows).split([len(row) for row in rows])
    for row, found in zip(rows, states, strict=True):
        torch.testing.assert_close(found, by_transformers(net, row), atol=2e-5, rtol=1e-4)


def test_bfloat16_stays_near_float32(base: Path) -> None:
    rows = [[0, *range(4, 60), 2]]
    with torch.inference_mode():
        exact = Encoder(base, dtype=torch.float32)(rows)
        near = Encoder(base, dtype=torch.bfloat16)(rows).float()
    assert torch.nn.functional.cosine_similarity(exact, near).min() > 0.99


def test_a_text_reads_the_same_in_any_batch(base: Path) -> None:
    encoder = Encoder(base, dtype=torch.float32)
    row = [0, 8, 12, 30, 2]
    with torch.inference_mode():
        alone = encoder([row])
        among = encoder([[0, 2], row, row, [0, *range(4, 100), 2]])
    torch.testing.assert_close(among[2 : 2 + len(row)], alone, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(among[7 : 7 + len(row)], alone, atol=1e-5, rtol=1e-5)


def test_the_way_with_gradients_gives_the_same_states(base: Path) -> None:
    encoder = Encoder(base, dtype=torch.float32)
    rows = [[0, 8, 12, 30, 2], [0, 5, 2]]
    plain = encoder(rows)
    x = encoder.embed(rows).requires_grad_()
    torch.testing.assert_close(encoder.run(x, [5, 3]), plain, atol=1e-5, rtol=1e-5)


def random_adapter(shape: Any) -> torch.nn.ModuleDict:
    torch.manual_seed(1)
    modules = lora.make(shape, rank=3, layers=range(1, shape.layers))
    for name, parameter in modules.named_parameters():
        if name.endswith("b"):
            torch.nn.init.normal_(parameter, std=0.1)
    return modules


def test_a_merged_adapter_reads_as_one_kept_apart(base: Path, tiny: TinyFile) -> None:
    adapter = lora.by_matrix(random_adapter(tiny.shape))
    rows = [[0, 8, 12, 30, 2], [0, 5, 2]]
    with torch.inference_mode():
        merged = Encoder(base, dtype=torch.float32, lora=adapter)(rows)
        apart = Encoder(base, dtype=torch.float32, lora=adapter, merge=False)(rows)
        without = Encoder(base, dtype=torch.float32)(rows)
    torch.testing.assert_close(merged, apart, atol=2e-5, rtol=1e-4)
    assert not torch.allclose(merged, without, atol=1e-2)


def test_a_new_adapter_changes_nothing(base: Path, tiny: TinyFile) -> None:
    fresh = lora.by_matrix(lora.make(tiny.shape, rank=4, layers=range(3)))
    rows = [[0, 8, 12, 30, 2]]
    with torch.inference_mode():
        changed = Encoder(base, dtype=torch.float32, lora=fresh)(rows)
        torch.testing.assert_close(changed, Encoder(base, dtype=torch.float32)(rows))


# --- the real file, where it was pulled


@pytest.fixture(scope="module")
def real() -> Path:
    try:
        return reader.base_directory()
    except ModelUnavailable as error:
        pytest.skip(f"the encoder was not pulled: {error.sentence}")


@pytest.mark.model
def test_the_real_encoder_reads_as_transformers_does(real: Path) -> None:
    encoder = Encoder(real, dtype=torch.float32)
    tokens = EncoderTokenizer(real / "tokenizer.json", encoder.shape)
    net = bert(real, encoder.shape)
    texts = ["Great sound, but the strap broke.", "很好用，物流快～", "👍", ""]
    rows = [[*t.front, *t.ids, 2] for t in tokens.encode(texts)]
    with torch.inference_mode():
        found = encoder(rows).split([len(row) for row in rows])
    for row, states in zip(rows, found, strict=True):
        torch.testing.assert_close(states, by_transformers(net, row), atol=2e-4, rtol=1e-3)


@pytest.mark.model
def test_the_real_tokenizer_gives_the_ids_of_xlm_r(real: Path) -> None:
    shape = Encoder(real, dtype=torch.float32).shape
    (tokens,) = EncoderTokenizer(real / "tokenizer.json", shape).encode(["how much protein"])
    # ids of the XLM-R vocabulary, the prefix "query: " in front
    assert [*tokens.front, *tokens.ids] == [0, 41, 1294, 12, 3642, 5045, 21308]
