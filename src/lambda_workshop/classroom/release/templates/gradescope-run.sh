#!/usr/bin/env bash
# Runs for each submission; without a results.json Gradescope says that the autograder failed, and nobody gets a 0.
root=${AUTOGRADER:-/autograder}
exec "$root/source/.venv/bin/workshop" class gradescope --class "$root/source/class.toml" --root "$root"
