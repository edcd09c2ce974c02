# The running site. Everything that only building needs (make, node, the compiler of translations, pip) stays in the
# first stage. Renovate moves the bases and their digests (renovate.json).
FROM python:3.13-slim-trixie@sha256:3dd7cc108ec1493442514f5c2a871af6af0ec31d768ff6e378a93340c3b3db5f AS build
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
COPY Makefile ./
COPY requirements/ requirements/
RUN make .venv/.runtime
RUN python -m venv --without-pip /opt/venv \
    && .venv/bin/python -m pip --python /opt/venv install --quiet --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY . .
# None of these commands has a database or a secret, so none can leave one in the image.
RUN make setup staticfiles/staticfiles.json \
    && rm -rf .venv node_modules assets requirements Makefile package.json package-lock.json \
    && find . -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.13-slim-trixie@sha256:3dd7cc108ec1493442514f5c2a871af6af0ec31d768ff6e378a93340c3b3db5f
ARG VERSION=0.2.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Aula-hjælp" \
      org.opencontainers.image.description="The helpdesk with which a Danish municipality supports its users of Aula" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# What `manage.py backup` and `restore` call: no older than the server in docker-compose.yml.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent helpdesk
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
# The tree belongs to root and is never written to; /tmp is all that the program writes.
ENV PATH=/opt/venv/bin:$PATH DATA_DIR=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'X-Forwarded-Proto': 'https'}), timeout=4)"]
CMD ["gunicorn", "--config", "python:helpdesk.gunicorn", "helpdesk.wsgi", "--bind", "0.0.0.0:8000"]
