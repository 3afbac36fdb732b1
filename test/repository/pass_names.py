#!/usr/bin/env python3
"""Checks that every pass has one name in four places: pass_names.py ROOT

`def FuseAttention`, FuseAttention.cpp, --toroid-fuse-attention,
test/passes/<Room>/fuse-attention.mlir; and that its description shows a
before `==>` after. A pass that is its whole room has as many tests there as it
likes. Prints what is missing and exits with 1 if something is.
"""

import pathlib
import re
import sys

PASS = re.compile(r'^def (\w+)\s*:\s*Pass<\s*"([^"]+)"(.*?)^}', re.MULTILINE | re.DOTALL)


def dashed(name: str) -> str:
    """FuseLayerNorm is fuse-layer-norm; ToLLVM is to-llvm."""
    return "-".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name)).lower()


def main(root: pathlib.Path) -> int:
    passes = 0
    complaints = []
    for definitions in sorted(root.glob("passes/*/Passes.td")):
        room = definitions.parent.name
        for name, flag, body in PASS.findall(definitions.read_text()):
            passes += 1
            words = dashed(name)
            wanted_flag = "toroid-" + words.removeprefix("toroid-")
            source = f"passes/{room}/{name}.cpp"
            tests = f"test/passes/{room}/{'*' if name == room else words}.mlir"
            for holds, wanted in [
                (flag == wanted_flag, f"its flag to be {wanted_flag}, not {flag}"),
                ((root / source).exists(), source),
                (any(root.glob(tests)), tests),
                ("==>" in body, "before `==>` after in its description"),
            ]:
                if not holds:
                    complaints.append(f"passes/{room}/Passes.td: {name} wants {wanted}")
    for text in complaints:
        print(text)
    print(f"{passes} passes, {len(complaints)} complaints")
    return 1 if complaints or not passes else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
