# Build from the repository's root: docker build -f cluster/image/llm.Dockerfile -t fynq-llm:0.1.0 .
# vLLM wants another FastAPI than fynq has, so it gets an image of its own; fynq is not in it.
FROM python:3.11-slim
# KubeRay's probes run bash and wget inside the container; vLLM compiles kernels when it starts.
RUN apt-get update \
    && apt-get install -y --no-install-recommends bash wget ca-certificates gcc g++ \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 1000 fynq \
    && useradd --uid 1000 --gid 1000 --create-home --shell /bin/bash fynq \
    && install -d -o 1000 -g 1000 /models
RUN python -m venv /opt/llm && /opt/llm/bin/pip install --no-cache-dir 'ray[llm]==2.60.0'
ENV PATH=/opt/llm/bin:$PATH \
    HF_HOME=/models \
    RAYLLM_ENABLE_REQUEST_PROMPT_LOGS=0 \
    RAY_USAGE_STATS_ENABLED=0 \
    VLLM_NO_USAGE_STATS=1 \
    TOKENIZERS_PARALLELISM=false \
    PYTHONUNBUFFERED=1
USER 1000:1000
