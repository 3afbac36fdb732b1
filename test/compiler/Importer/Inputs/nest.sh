#!/bin/sh
# Prints a model whose input is a sequence of sequences of ... 80 times.
levels=80
printf 'ir_version: 8 graph { input { name: "x" type {'
i=0; while [ $i -lt $levels ]; do printf ' sequence_type { elem_type {'; i=$((i + 1)); done
printf ' tensor_type { elem_type: 1 }'
i=0; while [ $i -lt $levels ]; do printf ' } }'; i=$((i + 1)); done
printf ' } } }\n'
