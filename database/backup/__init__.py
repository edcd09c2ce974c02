"""The whole site in one file, and back: what the commands `backup` and `restore` are made of.

The file is a tar, in this order: `manifest.json` (what is in it), `secrets.json` (what the database alone is worth
little without), the database in parts of sixteen megabytes (`database/000000` …), `end`. Encrypted it is an age file
around that tar. All of it streams: no copy of PostgreSQL's data lies on a disk in between.
"""
