# One image, one process, one SQLite file under /data. scripts/try_dockerfile.py runs these same
# commands in clean folders where no container engine is at hand.

FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make build
RUN python -m venv /opt/chapeau
RUN /opt/chapeau/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
RUN /opt/chapeau/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home chapeau && install -d -o chapeau /data
COPY --from=build /opt/chapeau /opt/chapeau
ENV PATH=/opt/chapeau/bin:$PATH
ENV PYTHONUNBUFFERED=1
ENV CHAPEAU_DATABASE_URL=sqlite+aiosqlite:////data/chapeau.db
WORKDIR /data
USER chapeau
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/health', timeout=4)"
CMD chapeau migrate && exec chapeau serve --host 0.0.0.0 --port 8000
