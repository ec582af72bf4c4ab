#!/bin/sh
# Prints the path of a Chromium for the browser tests, having installed one where none is found.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$1" >&2; }

find_browser() {
  for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
    found=$(command -v "$name" 2>/dev/null) || continue
    "$found" --version >/dev/null 2>&1 || continue
    echo "$found"
    return
  done
  playwright_browser
}

playwright_browser() {
  .venv/bin/python - <<'PY'
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
print(path) if Path(path).exists() else sys.exit(1)
PY
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

from_apt() {
  command -v apt-get >/dev/null 2>&1 || return 1
  as_root true 2>/dev/null || return 1
  say "Installing Chromium for the browser tests with apt-get"
  as_root apt-get update -q >&2 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium >&2
}

from_playwright() {
  say "Installing Chromium for the browser tests with Playwright"
  if [ "$(id -u)" = 0 ]; then
    .venv/bin/playwright install --with-deps chromium >&2 && return
  fi
  .venv/bin/playwright install chromium >&2
}

find_browser && exit
from_apt && find_browser && exit
from_playwright && find_browser && exit
say 'The browser tests need Chromium and it could not be installed here.'
say 'Install it, or name it: CHROMIUM=/path/to/chromium make test. `make check` does without.'
exit 1
