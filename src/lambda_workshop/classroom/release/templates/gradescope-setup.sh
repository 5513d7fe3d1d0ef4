#!/usr/bin/env bash
# Runs once, as root, when the autograder's image is built.
set -euo pipefail
source=${AUTOGRADER:-/autograder}/source
for python in python3.12 python3.13 python3.11 python3; do
  if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    found=$python
    break
  fi
done
if [ -z "${found:-}" ] || ! "$found" -c 'import ensurepip' 2>/dev/null; then
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-venv bubblewrap
  found=${found:-python3}
elif ! command -v bwrap >/dev/null; then
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends bubblewrap
fi
"$found" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || {
  echo "Choose Ubuntu 24.04 as the autograder's base image: its Python is 3.12." >&2
  exit 1
}
"$found" -m venv "$source/.venv"
"$source/.venv/bin/python" -m pip --disable-pip-version-check install -q --prefer-binary \
  -c "$source/constraints.txt" "$source"/wheels/*.whl
