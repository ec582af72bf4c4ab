#!/bin/sh
# Builds the wheel, installs it with the locked requirements in an empty environment, and sees that
# `chapeau demo` serves the page and the API from a folder that holds nothing of the project.
set -eu
cd "$(dirname "$0")/.."
project=$PWD
make build

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT INT TERM
.venv/bin/python -m venv "$folder/env"
"$folder/env/bin/pip" install -q --require-hashes -r requirements.lock
"$folder/env/bin/pip" install -q --no-deps dist/*.whl

cd "$folder"
port=$(env/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
PATH="$folder/env/bin:/usr/bin:/bin"
mkdir -p var
chapeau migrate
chapeau demo --port "$port" --links-file links.json >demo.log 2>&1 &
server=$!
env/bin/python "$project/scripts/answers.py" "http://127.0.0.1:$port/api/health" "http://127.0.0.1:$port/" ||
  { cat demo.log; exit 1; }
grep -q '<script' <<PAGE || { echo 'The page is not in the wheel'; exit 1; }
$(env/bin/python -c "import urllib.request as u; print(u.urlopen('http://127.0.0.1:$port/').read().decode())")
PAGE
echo 'The wheel works by itself.'
