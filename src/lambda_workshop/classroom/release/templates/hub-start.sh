#!/bin/sh
# A JupyterHub for the class on this machine. Its settings: deploy/jupyterhub/local/jupyterhub_config.py.
set -e
cd "$(dirname "$0")"
wheel=$(ls wheels/lambda_workshop-*.whl)
command -v npm >/dev/null || { echo "The hub's proxy needs Node.js 18 or newer with npm: https://nodejs.org" >&2; exit 1; }
if [ "$(cat .venv/.installed 2>/dev/null)" != "$wheel" ]; then
  "${PYTHON:-python3}" -m venv .venv
  .venv/bin/python -m pip --disable-pip-version-check install -q --prefer-binary -c constraints.txt \
    --upgrade "$wheel" -r deploy/jupyterhub/requirements.txt
  mkdir -p .venv/hub
  cp deploy/jupyterhub/local/package*.json .venv/hub
  npm ci --prefix .venv/hub --no-audit --no-fund --loglevel=error >/dev/null
  echo "$wheel" > .venv/.installed
fi
exec .venv/bin/jupyterhub --config deploy/jupyterhub/local/jupyterhub_config.py "$@"
