#!/bin/sh
# Sets up the course beside this file, once, and opens it: `sh start.sh`. Others: `sh start.sh ready`, `sh start.sh submit`.
set -e
cd "$(dirname "$0")"
wheel=$(ls wheels/lambda_workshop-*.whl)
if [ "$(cat .venv/.installed 2>/dev/null)" != "$wheel" ]; then
  for python in "${PYTHON:-}" python3.12 python3.13 python3.11 python3; do
    if [ -n "$python" ] && "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      found=$python
      break
    fi
  done
  if [ -z "${found:-}" ]; then
    echo "The course needs Python 3.11, 3.12 or 3.13. Name one: PYTHON=python3.12 sh start.sh" >&2
    exit 1
  fi
  echo "Installing the course (once) ..."
  "$found" -m venv .venv || { echo "No virtual environment could be made. Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
  .venv/bin/python -m pip --disable-pip-version-check install -q --prefer-binary -c constraints.txt --upgrade "$wheel"
  echo "$wheel" > .venv/.installed
fi
case "${1:-lab}" in
  ready) shift; exec .venv/bin/workshop class ready "$@" ;;
  submit) shift; exec .venv/bin/workshop submit "$@" ;;
  lab) exec .venv/bin/workshop lab ;;
  *) exec .venv/bin/workshop "$@" ;;
esac
