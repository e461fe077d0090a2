# FSP in one image. Everything in one container:  docker run -p 127.0.0.1:8000:8000 -v fsp:/data fsp
# One part each, beside your own Redis and PostgreSQL:  docker run -e REDIS_URL=… -e DATABASE_URL=… fsp fsp worker
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /build \
    && deploy/install /build/bin runtime \
    && /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .
RUN python -m venv /opt/fsp \
    && /opt/fsp/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt \
    && /opt/fsp/bin/pip install --no-cache-dir --no-deps --no-index /wheels/*.whl

FROM python:3.11-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin fsp \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/fsp /opt/fsp
# Who can reach a container is decided by the ports that are published.
ENV PATH=/opt/fsp/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FSP_DATA_DIR=/data \
    FSP_HOST=0.0.0.0 \
    FSP_ALLOW_DIRECT_ACCESS=yes
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/api/health?quick=true', timeout=4)"]
CMD ["fsp", "up"]
