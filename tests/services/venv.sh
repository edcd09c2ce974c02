#!/bin/sh
# Debian keeps the venv module in a package of its own.
set -e
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing python3-venv …"
  apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
else
  echo "Python's venv module is missing: install the package python3-venv." >&2
  exit 1
fi
