#!/bin/sh
# exits.sh N COMMAND...: passes when the command ends with exit code N.
expected=$1
shift
"$@"
code=$?
if [ "$code" != "$expected" ]; then
  echo "exit code $code, expected $expected: $*" >&2
  exit 1
fi
