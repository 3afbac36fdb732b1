"""Trains the date translator and writes the files that are committed next to this script.

The network is the encoder-decoder of "Attention Is All You Need" (Vaswani et al., 2017), written out
below in the paper's order: embeddings and positions (3.4, 3.5), attention (3.2), feed-forward (3.3),
Add & Norm after each sublayer (3.1). It reads and writes single characters.

    python train.py                    # trains, exports, writes the test: 10 minutes on one core
    python train.py --steps 0          # exports an untrained network of the same shape
"""

import argparse
import itertools
import math
import pathlib
import random
import time

import numpy
import onnxruntime
import torch
from torch import nn
from torch.nn import functional

import dates

HERE = pathlib.Path(__file__).parent

WIDTH = 128  # d_model in the paper
HIDDEN = 256  # d_ff
HEADS = 4
LAYERS = 2
LONGEST = 64  # characters in a source or a target

BATCH = 128
PEAK_RATE = 2e-3
WARMUP = 400

PAD, START, END = 0, 1, 2
SPECIAL = ["<pad>", "<start>", "<end>"]
SPACE = "<space>"


# --- The network ----------------------------------------------------------------------------------


class Embedding(nn.Module):
    """A learned vector for each token, scaled, plus one for its position, made of sines and cosines."""

    def __init__(self, tokens):
        super().__init__()
        self.tokens = nn.Embedding(tokens, WIDTH)
        nn.init.normal_(self.tokens.weight, std=WIDTH**-0.5)
        position = torch.arange(LONGEST).unsqueeze(1)
        angle = position / 10000 ** (torch.arange(0, WIDTH, 2) / WIDTH)
        waves = torch.stack([angle.sin(), angle.cos()], dim=-1)
        self.register_buffer("positions", waves.reshape(LONGEST, WIDTH), persistent=False)

    def forward(self, tokens):
        return self.tokens(tokens) * math.sqrt(WIDTH) + self.positions[: tokens.shape[1]]


class Attention(nn.Module):
    """Each position of `x` asks, and takes what it needs from those positions of `y` that it may see."""

    def __init__(self):
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)

    def forward(self, x, y, hidden):
        query = split_heads(self.query(x))
        key = split_heads(self.key(y))
        value = split_heads(self.value(y))
        scores = query @ key.transpose(-2, -1) / math.sqrt(WIDTH // HEADS)
        weights = scores.masked_fill(hidden, -math.inf).softmax(dim=-1)
        return self.output(merge_heads(weights @ value))


def split_heads(x):
    """[batch, length, width] becomes [batch, heads, length, width / heads]."""
    batch, length, _ = x.shape
    return x.reshape(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)


def merge_heads(x):
    """The way back."""
    batch, _, length, _ = x.shape
    return x.transpose(1, 2).reshape(batch, length, WIDTH)


def hide_padding(source):
    """No query may see the padding behind a source that is shorter than the longest of its batch."""
    return (source == PAD)[:, None, None, :]


def hide_future(target):
    """No position of the target may see those after it: they are what it is to foretell."""
    position = torch.arange(target.shape[1], device=target.device)
    return position[None, :] > position[:, None]


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(WIDTH, HIDDEN)
        self.outer = nn.Linear(HIDDEN, WIDTH)

    def forward(self, x):
        return self.outer(self.inner(x).relu())


class EncoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.attention_norm = nn.LayerNorm(WIDTH)
        self.feed_forward = FeedForward()
        self.feed_forward_norm = nn.LayerNorm(WIDTH)

    def forward(self, x, padding):
        x = self.attention_norm(x + self.attention(x, x, padding))
        return self.feed_forward_norm(x + self.feed_forward(x))


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.attention_norm = nn.LayerNorm(WIDTH)
        self.cross_attention = Attention()
        self.cross_attention_norm = nn.LayerNorm(WIDTH)
        self.feed_forward = FeedForward()
        self.feed_forward_norm = nn.LayerNorm(WIDTH)

    def forward(self, x, memory, future, padding):
        x = self.attention_norm(x + self.attention(x, x, future))
        x = self.cross_attention_norm(x + self.cross_attention(x, memory, padding))
        return self.feed_forward_norm(x + self.feed_forward(x))


class Encoder(nn.Module):
    """Source tokens [batch, source] to memory [batch, source, width]."""

    def __init__(self, tokens):
        super().__init__()
        self.embedding = Embedding(tokens)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))

    def forward(self, source):
        padding = hide_padding(source)
        x = self.embedding(source)
        for layer in self.layers:
            x = layer(x, padding)
        return x


class Decoder(nn.Module):
    """Target tokens so far [batch, target] to the probabilities of each one's successor
    [batch, target, tokens]. It takes the source only for where its padding is."""

    def __init__(self, tokens):
        super().__init__()
        self.embedding = Embedding(tokens)
        self.layers = nn.ModuleList(DecoderLayer() for _ in range(LAYERS))
        self.vocabulary = nn.Linear(WIDTH, tokens)

    def logits(self, target, memory, source):
        future, padding = hide_future(target), hide_padding(source)
        x = self.embedding(target)
        for layer in self.layers:
            x = layer(x, memory, future, padding)
        return self.vocabulary(x)

    def forward(self, target, memory, source):
        return self.logits(target, memory, source).softmax(dim=-1)


class Translator(nn.Module):
    def __init__(self, tokens):
        super().__init__()
        self.encoder = Encoder(tokens)
        self.decoder = Decoder(tokens)


# --- Text and tokens ------------------------------------------------------------------------------


class Vocabulary:
    """The special tokens, then every character that any form of any date uses."""

    def __init__(self):
        # Two years, one of them written short, hold every digit, name and ending.
        days = [day for day in dates.all_dates() if day.year in (1988, 2076)]
        characters = set(map(str, range(10)))
        for day, (language, form) in itertools.product(days, dates.all_forms()):
            text = dates.write(day, language, form)
            characters.update(text + text.lower() + text.upper())
        self.tokens = SPECIAL + sorted(characters)
        self.ids = {token: id for id, token in enumerate(self.tokens)}

    def __len__(self):
        return len(self.tokens)

    def encode(self, text):
        return [self.ids[character] for character in text]

    def decode(self, ids):
        return "".join(self.tokens[id] for id in ids)

    def save(self, path):
        names = [SPACE if token == " " else token for token in self.tokens]
        path.write_text("".join(name + "\n" for name in names), encoding="utf-8")


def pad(rows):
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


# --- Training -------------------------------------------------------------------------------------


def batches(days, vocabulary, chance):
    """Endless (source, target) batches, each of sources of about the same length: padding is work."""
    while True:
        pairs = []
        for day in chance.choices(days, k=32 * BATCH):
            source = vocabulary.encode(dates.write_anyhow(day, chance))
            pairs.append((source, [START, *vocabulary.encode(dates.answer(day)), END]))
        pairs.sort(key=lambda pair: len(pair[0]))
        cut = [pairs[i : i + BATCH] for i in range(0, len(pairs), BATCH)]
        chance.shuffle(cut)
        for batch in cut:
            sources, targets = zip(*batch)
            yield pad(sources), pad(targets)


def rate(step, steps):
    """Up in a straight line while the norms settle, then down along a cosine to nothing."""
    if step < WARMUP:
        return PEAK_RATE * (step + 1) / WARMUP
    return PEAK_RATE * 0.5 * (1 + math.cos(math.pi * (step - WARMUP) / max(steps - WARMUP, 1)))


def train(model, steps, days, held_out, vocabulary, chance):
    optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
    begin, total = time.time(), 0.0
    for step, (source, target) in zip(range(steps), batches(days, vocabulary, chance)):
        memory = model.encoder(source)
        logits = model.decoder.logits(target[:, :-1], memory, source)
        loss = functional.cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten(), ignore_index=PAD)
        optimizer.param_groups[0]["lr"] = rate(step, steps)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
        if (step + 1) % 250 == 0:
            right = exact(model, held_out, vocabulary)
            print(
                f"step {step + 1}: loss {total / 250:.5f}, "
                f"{right:.1%} of the held-out dates right, {time.time() - begin:.0f} s",
                flush=True,
            )
            total = 0.0


@torch.no_grad()
def exact(model, rows, vocabulary):
    """The share of (text, answer) rows that greedy decoding gets right to the last character."""
    source = pad([vocabulary.encode(text) for text, _ in rows])
    memory = model.encoder(source)
    target = torch.full((len(rows), 1), START)
    for _ in range(len(dates.answer(dates.FIRST_DATE)) + 1):
        best = model.decoder.logits(target, memory, source)[:, -1:].argmax(dim=-1)
        target = torch.cat([target, best], dim=1)
    said = [vocabulary.decode(row[1:]) for row in target.tolist()]
    return sum(answer + SPECIAL[END] == text for text, (_, answer) in zip(said, rows)) / len(rows)


def write_rows(days, chance):
    """(text, answer) for each day, going through the forms in turn so that none is missed."""
    forms = itertools.cycle(dates.all_forms())
    rows = []
    for day in days:
        language, form = next((l, f) for l, f in forms if dates.can_write(day, f))
        rows.append((dates.write_freely(day, language, form, chance), dates.answer(day)))
    return rows


# --- Export ---------------------------------------------------------------------------------------


def export(model, folder):
    """Writes encoder.onnx and decoder.onnx; the three lengths stay open, under their names."""
    source, target = torch.ones(2, 5, dtype=torch.long), torch.ones(2, 3, dtype=torch.long)
    memory = model.encoder(source)
    names = {
        "source": {0: "batch", 1: "source"},
        "target": {0: "batch", 1: "target"},
        "memory": {0: "batch", 1: "source"},
        "probabilities": {0: "batch", 1: "target"},
    }
    for part, arguments, inputs, output in [
        (model.encoder, (source,), ["source"], "memory"),
        (model.decoder, (target, memory, source), ["target", "memory", "source"], "probabilities"),
    ]:
        torch.onnx.export(
            part,
            arguments,
            folder / f"{type(part).__name__.lower()}.onnx",
            input_names=inputs,
            output_names=[output],
            dynamic_axes={name: names[name] for name in [*inputs, output]},
            opset_version=17,
            dynamo=False,
        )


class Reference:
    """The exported pair in ONNX Runtime."""

    def __init__(self, folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.encoder = onnxruntime.InferenceSession(folder / "encoder.onnx", options)
        self.decoder = onnxruntime.InferenceSession(folder / "decoder.onnx", options)
        self.closest = 1.0  # the smallest lead that a chosen token had over the next best

    def translate(self, tokens):
        """Greedy decoding of one source; the answer ends with END unless it runs out of room."""
        source = numpy.array([tokens], dtype=numpy.int64)
        (memory,) = self.encoder.run(None, {"source": source})
        target = [START]
        while target[-1] != END and len(target) < LONGEST:
            so_far = numpy.array([target], dtype=numpy.int64)
            feeds = {"target": so_far, "memory": memory, "source": source}
            (probabilities,) = self.decoder.run(None, feeds)
            last = probabilities[0, -1]
            second, first = numpy.sort(last)[-2:]
            self.closest = min(self.closest, float(first - second))
            target.append(int(last.argmax()))
        return target[1:]


def write_test(path, rows, reference, vocabulary):
    """One line for each row: the text, the answer, and what ONNX Runtime says, to its <end>."""
    right, lines = 0, []
    for text, answer in rows:
        said = vocabulary.decode(reference.translate(vocabulary.encode(text)))
        right += said == answer + SPECIAL[END]
        lines.append(f"{text}\t{answer}\t{said}\n")
    path.write_text("".join(lines), encoding="utf-8")
    print(f"ONNX Runtime: {right} of {len(rows)} right; no choice closer than {reference.closest:.3f}")


def main():
    arguments = argparse.ArgumentParser(description="Trains and exports the date translator.")
    arguments.add_argument("--steps", type=int, default=5000, help="optimizer steps (default 5000)")
    arguments.add_argument("--out", type=pathlib.Path, default=HERE, help="folder of the results")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()

    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    vocabulary = Vocabulary()
    model = Translator(len(vocabulary))
    print(f"{len(dates.all_forms())} forms, {len(vocabulary)} tokens,", end=" ")
    print(f"{sum(weight.numel() for weight in model.parameters()):,} weights")

    # No date of these two sets is ever trained on, in any form.
    days = dates.all_dates()
    chance.shuffle(days)
    test, held_out, days = days[:1000], days[1000:1500], days[1500:]
    test, held_out = write_rows(test, chance), write_rows(held_out, chance)

    model.train()
    train(model, options.steps, days, held_out, vocabulary, chance)
    model.eval()

    options.out.mkdir(parents=True, exist_ok=True)
    vocabulary.save(options.out / "vocabulary.txt")
    export(model, options.out)
    write_test(options.out / "test_dates.tsv", test, Reference(options.out), vocabulary)


if __name__ == "__main__":
    main()
