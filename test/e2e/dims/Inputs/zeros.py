"""Writes an .npy file of zeros: zeros.py FILE i8|f4 DIM..."""

import math
import sys

path, kind, *dims = sys.argv[1:]
dims = tuple(map(int, dims))
header = f"{{'descr': '<{kind}', 'fortran_order': False, 'shape': {dims}, }}"
header = header.ljust(64 * ((len(header) + 10) // 64 + 1) - 11) + "\n"
with open(path, "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little"))
    file.write(header.encode() + bytes(int(kind[1:]) * math.prod(dims)))
