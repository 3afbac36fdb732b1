"""What is timed, and what is to be reached.

A case is a model at a shape. Its targets are ratios (a peer's median over
ours, so more is better) and shares of what the machine can do: of its fused
multiply-adds where `limit` is "flops", of its memory's speed where it is
"read".
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Case:
    # A key of models/architectures.py.
    model: str
    shape: tuple
    # Against ONNX Runtime, against the best peer, of the machine's limit.
    ort: float = 0
    best: float = 0
    share: float = 0
    limit: str = "flops"
    # Nobody needs the half of the scores that a causal mask hides.
    causal: bool = False
    # Keep weights in this file, which other cases use too. BERT-base 1×128 is
    # one file, as exporters write it: compiling it has targets of its own.
    shared: str = ""
    # Of a build with open dims: the case that is its static build.
    static: str = ""
    # Of a file that the command line names, which has no targets.
    path: object = None

    @property
    def size(self):
        return "x".join(map(str, self.shape))

    @property
    def name(self):
        if self.path:
            return self.path.stem
        return f"{self.model}{'-dynamic' if self.static else ''}-{self.size}"

    @property
    def file(self):
        """The model's name; one with open dims serves all shapes."""
        return f"{self.model}-dynamic" if self.static else self.name


DENSE = dict(ort=1.25, best=1.05, share=0.88)
LONG = dict(ort=1.3, best=1.05, share=0.85)
SMALL = dict(ort=1.3, best=1.05, share=0.75)
STREAMED = dict(ort=1.0, best=1.0, share=0.92, limit="read")
BERT = dict(shared="bert-base")

CASES = (
    Case("bert-base", (1, 128), **DENSE),
    Case("bert-base", (1, 512), **LONG, **BERT),
    Case("bert-base", (8, 128), **DENSE, **BERT),
    Case("bert-base", (1, 1), **STREAMED, **BERT),
    Case("bert-base", (1, 128), static="bert-base-1x128", **BERT),
    Case("bert-base", (1, 512), static="bert-base-1x512", **BERT),
    Case("bert-large", (1, 384), **DENSE),
    Case("bert-2-layers", (1, 2048), ort=1.5, best=1.1, share=0.8),
    Case("distilbert", (1, 128), **SMALL),
    Case("minilm", (1, 128), **SMALL, shared="minilm"),
    Case("minilm", (32, 64), **SMALL, shared="minilm"),
    Case("vit", (1,), **DENSE),
    Case("gpt2", (1, 512), **LONG, causal=True, shared="gpt2"),
    Case("gpt2-step", (1, 512), **STREAMED, shared="gpt2"),
    Case("llama", (1, 256), causal=True, shared="llama"),
    Case("llama-step", (1, 512), **STREAMED, shared="llama"),
    Case("t5-encoder", (1, 512), **SMALL),
    Case("whisper-encoder", (1,), **SMALL),
)

# A build with open dims, against the static one.
DYNAMIC = 0.95

# What is measured of the compiler and of the program, on this case.
COMPILED = "bert-base-1x128"
# Peak resident memory over the size of the weights.
MEMORY = 1.15
COMPILE_SECONDS = 8
# Peak resident memory of compiling over the model's size.
COMPILE_MEMORY = 2
PROGRAM_BYTES = 2_000_000
START_MILLISECONDS = 10
