#!/bin/sh
# Puts a backup back into the site of Docker Compose: sh deploy/compose-restore.sh FILE [KEYFILE] [--replace]
# [--secrets -], which prints the secrets that lay in the backup.
# Run it where docker-compose.yml lies. It stops what must stop, and starts it again whether the backup was taken or not:
# what could not be taken has changed nothing.
set -eu
file=$1
shift
key=
case ${1-} in
'' | --*) ;;
*)
    key=$1
    shift
    ;;
esac
test -r "$file"
test -z "$key" || test -r "$key"
docker compose stop web worker beat
trap 'docker compose up --detach' EXIT
docker compose up --detach --wait db redis
inside() {
    docker compose run --rm --no-deps --no-TTY web python manage.py restore - "$@"
}
if test -n "$key"; then
    { cat "$key"; echo; cat "$file"; } | inside --identity - "$@"
else
    inside "$@" <"$file"
fi
