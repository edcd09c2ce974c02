#!/bin/sh
# Backs up the site of Docker Compose, while it runs: sh deploy/compose-backup.sh FILE [--recipient age1…]
# Run it where docker-compose.yml lies. The file bears its name only once it is whole.
set -eu
umask 077
file=$1
shift
mkdir -p "$(dirname "$file")"
unfinished=$(mktemp "$file.XXXXXX.unfinished")
trap 'rm -f "$unfinished"' EXIT
docker compose run --rm --no-deps --no-TTY web python manage.py backup - "$@" >"$unfinished"
mv "$unfinished" "$file"
