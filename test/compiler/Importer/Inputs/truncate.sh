#!/bin/sh
# truncate.sh TOOL MODEL COPY: imports every fourth prefix of MODEL, each of which
# has to give exit code 1 and one line that names COPY.
size=$(wc -c < "$2")
length=1
while [ $length -lt "$size" ]; do
  head -c $length "$2" > "$3"
  "$1" "$3" --compile-to=import -o "$3.mlir" 2> "$3.err"
  code=$?
  # A prefix that ends between two fields is a smaller model.
  if [ $code -eq 0 ]; then
    rm -f "$3.mlir"
  elif [ $code -ne 1 ] || [ "$(wc -l < "$3.err")" -ne 1 ] ||
       ! grep -q "error: .*$(basename "$3"): " "$3.err" || [ -e "$3.mlir" ]; then
    echo "at $length bytes: exit code $code"
    cat "$3.err"
    exit 1
  fi
  length=$((length + 4))
done
