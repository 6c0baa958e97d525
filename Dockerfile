# The playground in one container: `docker build -t decision-boundary-playground .`
ARG BASE_IMAGE=python:3.13-slim

# Stage 1: everything from requirements in a virtual environment, without what no server needs.
FROM ${BASE_IMAGE} AS packages
WORKDIR /build
COPY requirements.txt requirements-cluster.txt deploy/constraints.txt deploy/slim.py ./
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
      --requirement requirements-cluster.txt --constraint constraints.txt \
 && python3 slim.py /opt/venv

# Stage 2: the packages and the application, owned by root and written to by nobody.
FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="Decision Boundary Playground" \
      org.opencontainers.image.description="Watch a neural network learn, in the browser." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
RUN useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin playground
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY .streamlit/ .streamlit/
COPY datasets/ datasets/
COPY playground/ playground/
COPY app.py deploy/healthcheck.py ./
# With a read-only root nobody could keep the compiled modules at run time.
RUN /opt/venv/bin/python -m compileall -q /app
# Two arenas of malloc: what many threads have let go goes back to the system sooner.
ENV PATH=/opt/venv/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    PYTHONPATH=/app \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    STREAMLIT_BROWSER_SERVER_ADDRESS=localhost
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s --retries=3 \
  CMD ["python", "-I", "healthcheck.py"]
CMD ["streamlit", "run", "app.py", "--server.port", "8501", "--server.address", "0.0.0.0"]
