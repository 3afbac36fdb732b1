"""Prints Loop nodes, each the body of the one before: deep_loops.py steady|open DEPTH"""

import sys

kind, depth = sys.argv[1], int(sys.argv[2])

print("func.func @deep(%n: tensor<i64>, %x: tensor<2xf32>, %open: tensor<i1>) -> tensor<2xf32> {")
print("  %none = onnx.none : none")
value = "%x"
for level in range(depth):
    print(
        f'%r{level} = onnx.node "Loop"(%n, %none, {value}) '
        '{opset = 17 : i64, region_names = ["body"]} '
        ": (tensor<i64>, none, tensor<2xf32>) -> tensor<2xf32> {"
    )
    print(f"^bb0(%i{level}: tensor<i64>, %go{level}: tensor<i1>, %a{level}: tensor<2xf32>):")
    value = f"%a{level}"
print(
    f'%e = onnx.node "Exp"({value}) {{opset = 17 : i64}} '
    ": (tensor<2xf32>) -> tensor<2xf32>"
)
result = "%e"
for level in reversed(range(depth)):
    condition = f"%go{level}" if kind == "steady" else "%open"
    print(f"onnx.yield {condition}, {result} : tensor<i1>, tensor<2xf32>\n}}")
    result = f"%r{level}"
print(f"  return {result} : tensor<2xf32>\n}}")
