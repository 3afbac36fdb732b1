#!/bin/sh
# Prints a model with 40 functions, each of which calls the next one twice.
cat <<'TEXT'
ir_version: 8
opset_import { version: 17 }
graph {
  node { op_type: "F0" input: "x" output: "y" }
  input { name: "x" type { tensor_type { elem_type: 1 shape { } } } }
}
TEXT
i=0
while [ $i -lt 40 ]; do
  next=F$((i + 1))
  [ $i -lt 39 ] || next=Neg
  cat <<TEXT
functions { name: "F$i" input: "a" output: "c"
  node { op_type: "$next" input: "a" output: "b" }
  node { op_type: "$next" input: "b" output: "c" } }
TEXT
  i=$((i + 1))
done
