#!/bin/sh
# Serves the page at http://127.0.0.1:5173 and the API behind it, each reloading when edited.
set -eu
cd "$(dirname "$0")/.."
mkdir -p var
export CHAPEAU_PUBLIC_URL="${CHAPEAU_PUBLIC_URL:-http://127.0.0.1:5173}"
export CHAPEAU_LOG_LEVEL="${CHAPEAU_LOG_LEVEL:-DEBUG}"

.venv/bin/chapeau migrate
.venv/bin/uvicorn app.main:create_app --factory --reload --reload-dir app \
  --host 127.0.0.1 --port 8000 --ws websockets-sansio &
server=$!
trap 'kill "$server" 2>/dev/null' EXIT INT TERM
PATH="$PWD/.venv/bin:$PATH" npm --prefix frontend run dev -- --host 127.0.0.1 --port 5173 --strictPort
