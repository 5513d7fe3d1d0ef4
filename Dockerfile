# JupyterLab with the course. docker-compose.yml runs it beside LocalStack; alone it uses the embedded backend:
# docker build -t lambda-workshop . && docker run --rm -p 127.0.0.1:8888:8888 lambda-workshop
ARG BASE_IMAGE=python:3.13-slim-bookworm

FROM ${BASE_IMAGE} AS wheel
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src src
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM ${BASE_IMAGE}

# bubblewrap: `workshop grade` confines submissions with it (in a container it needs --privileged).
# Debian keeps only the newest build of each version, so a pinned one would soon be gone.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap git \
    && rm -rf /var/lib/apt/lists/*

# Before the course itself: this layer changes with the versions only, and is nearly all there is to fetch.
WORKDIR /opt/lambda-workshop
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
      > requirements.txt \
    && python -m pip install --no-cache-dir --prefer-binary -c constraints.txt -r requirements.txt

COPY --from=wheel /wheels /opt/lambda-workshop/wheels
RUN python -m pip install --no-cache-dir --no-deps --no-index wheels/*.whl

# The folders are anybody's: compose may run this as the user whose number the checkout's files have.
RUN useradd --uid 1000 --create-home learner \
    && mkdir -p /home/learner/course /home/learner/state \
    && chmod -R 0777 /home/learner
ENV HOME=/home/learner \
    USER=learner \
    WORKSHOP_HOME=/home/learner/state \
    PYTHONDONTWRITEBYTECODE=1 \
    JUPYTER_PORT=8888
USER 1000
WORKDIR /home/learner/course
EXPOSE 8888

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"JUPYTER_PORT\"]}/api', timeout=4)"]

# Prints the link with its token. Only what the container publishes is reachable: compose publishes to 127.0.0.1.
CMD ["workshop", "lab", "--no-browser", "--ServerApp.ip=0.0.0.0"]
