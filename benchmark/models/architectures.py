"""The models of the benchmark: architectures of Hugging Face `transformers` at
their full size, with random weights that are the same on each run.

Nothing is downloaded. Each entry of ARCHITECTURES says how to build the module,
what goes in and what comes out, and what ONNX Runtime's transformer optimizer
is told about it.
"""

import dataclasses
import pathlib
import sys
from typing import Callable

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "test" / "e2e"))

import onnx_export as exports
import torch
import transformers
from fixtures.decoders import cache_of

BATCH = {0: "batch"}
SEQUENCE = {0: "batch", 1: "sequence"}


@dataclasses.dataclass
class Architecture:
    # Takes the attention implementation, gives the module.
    build: Callable
    # Takes a random generator and the sizes of a shape, gives arrays by name.
    inputs: Callable
    outputs: list
    # Where none is asked for.
    shape: tuple
    # Dims that a dynamic export leaves open, by input or output name.
    axes: dict
    # Of ONNX Runtime's transformer optimizer.
    optimizer: dict
    # What is exported by default; PyTorch itself always runs "sdpa".
    attention: str = "sdpa"


def make(architecture, attention="sdpa"):
    """The module with its weights, which depend on the architecture alone."""
    exports.seed(1)
    module = architecture.build(attention).eval()
    with torch.no_grad():
        for parameter in module.parameters():
            # Biases and normalization weights start as zeros and ones.
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.02)
    return module


def make_inputs(architecture, shape):
    return architecture.inputs(np.random.default_rng(2), *shape)


#===-- what goes in ----------------------------------------------------------===#


def tokens(generator, batch, sequence, vocabulary):
    return generator.integers(0, vocabulary, (batch, sequence), dtype=np.int64)


def padding_mask(batch, sequence):
    """An eighth of each row is padding, as in a typical batch."""
    mask = np.ones((batch, sequence), np.int64)
    mask[:, sequence - sequence // 8 :] = 0
    return mask


def text(vocabulary, types=False):
    def inputs(generator, batch, sequence):
        result = {
            "input_ids": tokens(generator, batch, sequence, vocabulary),
            "attention_mask": padding_mask(batch, sequence),
        }
        if types:
            result["token_type_ids"] = np.zeros((batch, sequence), np.int64)
        return result

    return inputs


def normal(*sizes):
    """Numbers, as images and spectrograms are."""

    def inputs(name):
        return lambda generator, batch: {
            name: generator.standard_normal((batch, *sizes), np.float32)
        }

    return inputs


#===-- encoders --------------------------------------------------------------===#


def bert(layers=12, hidden=768, heads=12, positions=512, *, shape):
    def build(attention):
        return transformers.BertModel(
            transformers.BertConfig(
                hidden_size=hidden,
                num_hidden_layers=layers,
                num_attention_heads=heads,
                intermediate_size=4 * hidden,
                max_position_embeddings=positions,
                initializer_range=0.05 if hidden < 1024 else 0.02,
                attn_implementation=attention,
            )
        )

    outputs = {"last_hidden_state": SEQUENCE, "pooler_output": BATCH}
    inputs = ("input_ids", "attention_mask", "token_type_ids")
    return Architecture(
        build,
        text(30522, types=True),
        list(outputs),
        shape,
        dict.fromkeys(inputs, SEQUENCE) | outputs,
        dict(model_type="bert", num_heads=heads, hidden_size=hidden),
    )


def distilbert(attention):
    return transformers.DistilBertModel(
        transformers.DistilBertConfig(attn_implementation=attention)
    )


def vit(attention):
    return transformers.ViTModel(
        transformers.ViTConfig(attn_implementation=attention)
    )


class T5Encoder(torch.nn.Module):
    """T5-small's; spelled-out attention, which is all that its bias allows in
    some versions of transformers."""

    def __init__(self):
        super().__init__()
        self.encoder = transformers.T5EncoderModel(
            transformers.T5Config(
                d_model=512, d_kv=64, d_ff=2048, num_layers=6, num_heads=8
            )
        )

    def forward(self, input_ids, attention_mask):
        return self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state


class WhisperEncoder(torch.nn.Module):
    """Whisper-tiny's: 30 seconds of sound, 80 frequencies."""

    def __init__(self, attention):
        super().__init__()
        config = transformers.WhisperConfig(
            d_model=384,
            encoder_layers=4,
            encoder_attention_heads=6,
            encoder_ffn_dim=1536,
            decoder_layers=1,
            attn_implementation=attention,
        )
        self.encoder = transformers.WhisperModel(config).get_encoder()

    def forward(self, input_features):
        return self.encoder(input_features).last_hidden_state


#===-- decoders --------------------------------------------------------------===#


class Decoder(torch.nn.Module):
    """What a generation takes: the logits of the last token, and the keys and
    values of all. Past ones are inputs; a prefill has none."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask=None, position_ids=None, **past):
        options = dict(use_cache=True, logits_to_keep=1)
        if past:
            keys = [value for name, value in past.items() if name.endswith("key")]
            values = [v for name, v in past.items() if name.endswith("value")]
            options["past_key_values"] = cache_of(list(zip(keys, values)))
        if attention_mask is not None:
            options["attention_mask"] = attention_mask
        if position_ids is not None:
            options["position_ids"] = position_ids
        result = self.model(input_ids=input_ids, **options)
        layers = result.past_key_values.layers
        return (result.logits,) + tuple(
            tensor for layer in layers for tensor in (layer.keys, layer.values)
        )


def cache_names(prefix, layers):
    return [
        f"{prefix}_{layer}_{kind}"
        for layer in range(layers)
        for kind in ("key", "value")
    ]


def decoder(
    build, vocabulary, layers, heads, width, prefill, step, optimizer, attention="sdpa"
):
    """The prefill, and the step of one token after some."""

    def of_prefill(generator, batch, sequence):
        return {"input_ids": tokens(generator, batch, sequence, vocabulary)}

    def of_step(generator, batch, past):
        inputs = {
            "input_ids": tokens(generator, batch, 1, vocabulary),
            "attention_mask": np.ones((batch, past + 1), np.int64),
            "position_ids": np.full((batch, 1), past, np.int64),
        }
        for name in cache_names("past", layers):
            sizes = (batch, heads, past, width)
            inputs[name] = generator.standard_normal(sizes, np.float32)
        return inputs

    outputs = ["logits", *cache_names("present", layers)]
    present = dict.fromkeys(cache_names("present", layers), {0: "batch", 2: "sequence"})
    total = dict.fromkeys(cache_names("present", layers), {0: "batch", 2: "past + 1"})
    past = dict.fromkeys(cache_names("past", layers), {0: "batch", 2: "past"})
    mask = {"attention_mask": {0: "batch", 1: "past + 1"}, "position_ids": BATCH}
    whole = lambda attention: Decoder(build(attention))
    return (
        Architecture(
            whole,
            of_prefill,
            outputs,
            prefill,
            {"input_ids": SEQUENCE, "logits": BATCH} | present,
            optimizer,
            attention=attention,
        ),
        Architecture(
            whole,
            of_step,
            outputs,
            step,
            {"input_ids": BATCH, "logits": BATCH} | mask | past | total,
            optimizer,
        ),
    )


def gpt2(attention):
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(attn_implementation=attention)
    )


def llama(attention):
    """0.4 billion weights: grouped queries, rotary positions, SwiGLU."""
    return transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=32000,
            hidden_size=896,
            intermediate_size=4864,
            num_hidden_layers=24,
            num_attention_heads=14,
            num_key_value_heads=2,
            max_position_embeddings=2048,
            attn_implementation=attention,
        )
    )


gpt2_prefill, gpt2_step = decoder(
    gpt2, 50257, 12, 12, 64, (1, 512), (1, 512),
    dict(model_type="gpt2", num_heads=12, hidden_size=768),
)  # fmt: skip
llama_prefill, llama_step = decoder(
    llama, 32000, 24, 2, 64, (1, 256), (1, 512),
    dict(model_type="gpt2", num_heads=14, hidden_size=896),
    # The TorchScript exporter has no grouped queries in SDPA without a mask.
    attention="eager",
)  # fmt: skip


#===-- all -------------------------------------------------------------------===#

LAST = {"last_hidden_state": SEQUENCE}
TEXT = {"input_ids": SEQUENCE, "attention_mask": SEQUENCE} | LAST

ARCHITECTURES = {
    "bert-base": bert(shape=(1, 128)),
    "bert-large": bert(24, 1024, 16, shape=(1, 384)),
    "bert-2-layers": bert(2, positions=2048, shape=(1, 2048)),
    "distilbert": Architecture(
        distilbert,
        text(30522),
        ["last_hidden_state"],
        (1, 128),
        TEXT,
        dict(model_type="bert", num_heads=12, hidden_size=768),
    ),
    "minilm": bert(6, 384, shape=(1, 128)),
    "vit": Architecture(
        vit,
        normal(3, 224, 224)("pixel_values"),
        ["last_hidden_state", "pooler_output"],
        (1,),
        {"pixel_values": BATCH, "last_hidden_state": BATCH, "pooler_output": BATCH},
        dict(model_type="vit", num_heads=12, hidden_size=768),
    ),
    "gpt2": gpt2_prefill,
    "gpt2-step": gpt2_step,
    "llama": llama_prefill,
    "llama-step": llama_step,
    "t5-encoder": Architecture(
        lambda attention: T5Encoder(),
        text(32128),
        ["last_hidden_state"],
        (1, 512),
        TEXT,
        dict(model_type="t5", num_heads=8, hidden_size=512),
    ),
    "whisper-encoder": Architecture(
        WhisperEncoder,
        normal(80, 3000)("input_features"),
        ["last_hidden_state"],
        (1,),
        {"input_features": BATCH, "last_hidden_state": BATCH},
        dict(model_type="bart", num_heads=6, hidden_size=384),
    ),
}
