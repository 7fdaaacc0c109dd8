# The reference server: docker build -t sdpsig . && docker run --network host sdpsig
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY sdpsig sdpsig
RUN python -m venv /opt/sdpsig \
    && /opt/sdpsig/bin/pip install --no-cache-dir '.[server,aiortc,metrics]'

FROM python:3.13-slim
COPY --from=build /opt/sdpsig /opt/sdpsig
ENV PATH=/opt/sdpsig/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SDPSIG_HOST=0.0.0.0 \
    SDPSIG_PORT=8080
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD [ \
    "python", "-c", \
    "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"SDPSIG_PORT\"]}/healthz', timeout=2)" \
    ]
ENTRYPOINT ["sdpsig", "serve"]
