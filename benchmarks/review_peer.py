"""The peer of `analyse_reviews`: a Celery task a review that calls two transformers pipelines.

Same weights as ours: the encoder with the adapter merged in, and the same heads on top.
"""

from __future__ import annotations

from typing import Any

CLASSES = ("negative", "neutral", "positive")
PREFIX = "query: "


class Peer:
    """Two pipelines on the reader's own weights, and tables of its own."""

    def __init__(self, ours: Any) -> None:
        """ours: the loaded `ReaderModel`."""
        import torch
        from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
        from transformers.pipelines import TextClassificationPipeline, TokenClassificationPipeline

        self.ours = ours
        shape = ours.shape
        config = BertConfig(
            vocab_size=shape.vocab,
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.intermediate,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.token_types,
            layer_norm_eps=shape.eps,
            pad_token_id=shape.pad,
            id2label=dict(enumerate(CLASSES)),
        )
        bert = BertModel(config, add_pooling_layer=False)
        bert.load_state_dict(_weights_of(ours), strict=False)
        bert = bert.to(ours.dtype).eval()
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(ours._base / "tokenizer.json"),
            bos_token="<s>",
            eos_token="</s>",
            pad_token="<pad>",
            unk_token="<unk>",
            model_max_length=512,
        )
        from tokenizers.processors import TemplateProcessing

        tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
            single="<s> $A </s>", special_tokens=[("<s>", shape.bos), ("</s>", shape.eos)]
        )
        polarity, terms = _models(config, bert, ours)
        self.polarity = TextClassificationPipeline(
            model=polarity, tokenizer=tokenizer, device="cpu", top_k=None
        )
        self.terms = _aspect_pipeline(TokenClassificationPipeline)(
            model=terms, tokenizer=tokenizer, device="cpu", ours=ours
        )
        self.torch = torch
        self.task = self._make_task()

    def read(self, text: str) -> tuple[str, float, float, list[tuple[int, int, str]]]:
        """Label, polarity −1…1, confidence, and (start, end, label) of each aspect."""
        given = PREFIX + text
        with self.torch.inference_mode():
            found = self.polarity(given, truncation=True)
            aspects = self.terms(given)
        scores = {one["label"]: one["score"] for one in _flat(found)}
        weight = self.ours.settings.neutral_weight
        label = max(scores, key=lambda k: scores[k] * (weight if k == "neutral" else 1.0))
        return label, scores["positive"] - scores["negative"], scores[label], aspects

    def create_tables(self) -> None:
        """What the peer writes to."""
        from django.db import connection

        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        with connection.cursor() as cursor:
            for statement in (
                f"CREATE TABLE peer_review (id {key} PRIMARY KEY, product_id bigint, text text, "
                "label varchar(8), polarity double precision, confidence double precision)",
                f"CREATE TABLE peer_aspect (id {key} PRIMARY KEY, review_id bigint, "
                "start_at integer, end_at integer, term varchar(120), label varchar(8))",
                "CREATE INDEX peer_aspect_review ON peer_aspect (review_id)",
                "CREATE TABLE peer_tally (product_id bigint, what varchar(120), "
                "label varchar(8), n integer, PRIMARY KEY (product_id, what, label))",
            ):
                cursor.execute(statement)

    def fill(self, rows: list[tuple[int, str]]) -> list[int]:
        """The rows (product, text), unread; their keys."""
        from django.db import connection

        with connection.cursor() as cursor:
            for table in ("peer_review", "peer_aspect", "peer_tally"):
                cursor.execute(f"DELETE FROM {table}")
            cursor.executemany(
                "INSERT INTO peer_review (id, product_id, text) VALUES (%s, %s, %s)",
                [(i, *row) for i, row in enumerate(rows)],
            )
        return list(range(len(rows)))

    def labels(self) -> list[str]:
        """What was stored, in the order of the rows."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT label FROM peer_review ORDER BY id")
            return [label for (label,) in cursor.fetchall()]

    def _make_task(self) -> Any:
        from celery import shared_task
        from django.db import connection, transaction

        @shared_task(name="benchmark.peer", ignore_result=True)
        def analyse(pk: int) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT product_id, text FROM peer_review WHERE id = %s", [pk])
                product, text = cursor.fetchone()
                label, polarity, confidence, aspects = self.read(text)
                with transaction.atomic():
                    cursor.execute(
                        "UPDATE peer_review SET label = %s, polarity = %s, confidence = %s "
                        "WHERE id = %s",
                        [label, polarity, confidence, pk],
                    )
                    cursor.execute("DELETE FROM peer_aspect WHERE review_id = %s", [pk])
                    terms = [(text[s:e][:120].lower(), what) for s, e, what in aspects]
                    if aspects:
                        cursor.executemany(
                            "INSERT INTO peer_aspect (review_id, start_at, end_at, term, label) "
                            "VALUES (%s, %s, %s, %s, %s)",
                            [(pk, s, e, text[s:e][:120], what) for s, e, what in aspects],
                        )
                    for what in [("", label), *sorted(set(terms))]:
                        cursor.execute(
                            "INSERT INTO peer_tally (product_id, what, label, n) "
                            "VALUES (%s, %s, %s, 1) ON CONFLICT (product_id, what, label) "
                            "DO UPDATE SET n = peer_tally.n + 1",
                            [product, *what],
                        )

        return analyse


def _flat(found: list[Any]) -> list[dict[str, Any]]:
    """One text's scores, however deep this version of the pipeline nests them."""
    return found[0] if isinstance(found[0], list) else found


def _weights_of(ours: Any) -> dict[str, Any]:
    """The encoder's tensors, adapter merged in, by the names of `transformers.BertModel`."""
    from safetensors import safe_open

    with safe_open(ours._base / "model.safetensors", framework="pt") as file:
        raw = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    found = {
        "embeddings.word_embeddings.weight": raw["emb.word"],
        "embeddings.position_embeddings.weight": raw["emb.pos"],
        "embeddings.token_type_embeddings.weight": raw["emb.type"],
        "embeddings.LayerNorm.weight": raw["emb.ln.w"],
        "embeddings.LayerNorm.bias": raw["emb.ln.b"],
    }
    for n, layer in enumerate(ours.encoder.layers):
        at = f"encoder.layer.{n}."
        matrices = {"attention.output.dense": layer.ao, "intermediate.dense": layer.fi}
        matrices["output.dense"] = layer.fo
        parts = zip(
            ("query", "key", "value"), layer.qkv.weight.chunk(3), layer.qkv.bias.chunk(3),
            strict=True,
        )  # fmt: skip
        for name, weight, bias in parts:
            found[f"{at}attention.self.{name}.weight"] = weight
            found[f"{at}attention.self.{name}.bias"] = bias
        for name, matrix in matrices.items():
            found[f"{at}{name}.weight"], found[f"{at}{name}.bias"] = matrix.weight, matrix.bias
        for name, norm in (("attention.output", layer.aln), ("output", layer.oln)):
            found[f"{at}{name}.LayerNorm.weight"] = norm.weight
            found[f"{at}{name}.LayerNorm.bias"] = norm.bias
    return found


def _models(config: Any, bert: Any, ours: Any) -> tuple[Any, Any]:
    """The two models that the pipelines call; they share the encoder's memory."""
    import torch
    from transformers import BertPreTrainedModel
    from transformers.modeling_outputs import SequenceClassifierOutput, TokenClassifierOutput

    heads, settings = ours.heads, ours.settings

    # the names that the pipelines look for
    class BertForSequenceClassification(BertPreTrainedModel):
        def __init__(self) -> None:
            super().__init__(config)
            self.bert = bert

        def forward(self, input_ids: Any, attention_mask: Any = None, **kwargs: Any) -> Any:
            states = self.bert(input_ids, attention_mask=attention_mask)[0][0].float()
            n = len(states)
            pool = heads.pool(states, torch.zeros(n, dtype=torch.long), torch.ones(n), 1)
            logits, _opinion = heads.read_text(pool)
            logits = logits / settings.temperature + torch.tensor(settings.shift)
            return SequenceClassifierOutput(logits=logits)

    class BertForTokenClassification(BertPreTrainedModel):
        def __init__(self) -> None:
            super().__init__(config)
            self.bert = bert

        def forward(self, input_ids: Any, attention_mask: Any = None, **kwargs: Any) -> Any:
            states = self.bert(input_ids, attention_mask=attention_mask)[0].float()
            return TokenClassifierOutput(logits=heads.read_tags(states), hidden_states=(states,))

    return BertForSequenceClassification().eval(), BertForTokenClassification().eval()


def _aspect_pipeline(base: Any) -> Any:
    """Token classification whose terms get their polarity from their pooled states."""
    import torch

    from marketing_ai.inference import spans

    class Aspects(base):
        def __init__(self, *args: Any, ours: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.ours = ours

        def _sanitize_parameters(self, **kwargs: Any) -> Any:
            return {}, {}, {}

        def preprocess(self, text: str, **kwargs: Any) -> Any:
            encoded = self.tokenizer(
                text, return_tensors="pt", truncation=True, return_offsets_mapping=True
            )
            offsets = encoded.pop("offset_mapping")
            yield {"text": text, "offsets": offsets, "is_last": True, **encoded}

        def _forward(self, given: Any, **kwargs: Any) -> Any:
            kept = {name: given.pop(name) for name in ("text", "offsets", "is_last")}
            return {**kept, "out": self.model(**given)}

        def postprocess(self, windows: Any, **kwargs: Any) -> Any:
            (given,) = windows  # no text is longer than one
            shift = len(PREFIX)
            states = given["out"].hidden_states[0][0]
            tags = torch.softmax(given["out"].logits[0], dim=1).tolist()
            text = given["text"][shift:]
            places = [
                (i, _own(text, s - shift, e - shift))
                for i, (s, e) in enumerate(given["offsets"][0].tolist())
                if e > shift
            ]
            rows, offsets = [i for i, _place in places], [place for _i, place in places]
            heads, settings = self.ours.heads, self.ours.settings
            n = len(states)
            pool = heads.pool(states, torch.zeros(n, dtype=torch.long), torch.ones(n), 1)
            found = []
            for start, end, _score in spans.find_spans(
                text, offsets, [tags[i] for i in rows], threshold=settings.threshold
            ):
                inside = [rows[i] for i in spans.tokens_of(offsets, start, end)]
                if not inside:
                    continue
                logits = heads.read_spans(
                    states,
                    torch.tensor(inside),
                    torch.zeros(len(inside), dtype=torch.long),
                    torch.zeros(1, dtype=torch.long),
                    pool,
                )[0] + torch.tensor(settings.span_shift)
                label = CLASSES[int(logits.argmax())]
                found.append((start, end, label))
            return found

    return Aspects


def _own(text: str, start: int, end: int) -> tuple[int, int]:
    start = max(start, 0)
    while start < end and text[start].isspace():
        start += 1
    return start, end
