"""The scoring service: one model over HTTP, the same module beside the app and in every package."""

import argparse
import json
import math
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from .model import ScoringModel, doubtful_rows, load_model
from .rows import BadRows, failure_texts

MAX_BODY_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
ROUTES = {
    "GET /health": "whether the service is up, and which version answers",
    "GET /model": "what the model needs and how it decides",
    "POST /predict": 'send {"rows": [{"column": value, ...}, ...]}, get one prediction a row',
}


class Refused(Exception):
    """A request that is answered with a status and a plain sentence."""

    def __init__(self, status: int, detail: str, errors: list[str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors or []


def create_app(folder: Path) -> FastAPI:
    """Return the service for the model in `folder`, which is verified and loaded once, here.

    GET /model says in "answers_by" whether lookups answer or, and why, the pipeline itself.
    Routes: GET / (names the others), GET /health, GET /model, POST /predict with {"rows": [{column: value}]}.
    Refusals are JSON, {"detail": sentence, "errors": [sentence]}: 413 for a body over 5 MB or more than
    10,000 rows, 422 for anything that cannot be scored.

    Raises
    ------
    ScoringError
        The model folder is damaged, from other library versions, or holds an unknown type.
    """
    model = load_model(Path(folder))
    answers_by = model.answers_by
    app = FastAPI(title=str(model.manifest["name"]), docs_url=None, redoc_url=None)

    @app.exception_handler(Refused)
    async def refuse(_: Request, refused: Refused) -> JSONResponse:
        return JSONResponse({"detail": refused.detail, "errors": refused.errors}, refused.status)

    @app.exception_handler(Exception)
    async def fail(_: Request, __: Exception) -> JSONResponse:
        return JSONResponse({"detail": "These rows could not be scored.", "errors": []}, 500)

    @app.get("/")
    async def hint() -> dict[str, Any]:
        return {"model": model.manifest["name"], "routes": ROUTES}

    @app.get("/health")
    async def health() -> dict[str, Any]:
        return {"status": "ok", "model": model.manifest["name"], "version": model.manifest["version"]}

    @app.get("/model")
    async def about() -> dict[str, Any]:
        shown = {key: value for key, value in model.manifest.items() if key != "files"}
        return shown | {"answers_by": answers_by}

    @app.post("/predict")
    async def predict(request: Request) -> dict[str, Any]:
        rows = parse_rows(await read_body(request))
        return await run_in_threadpool(answer, model, rows)

    return app


async def read_body(request: Request) -> bytes:
    """Return the request's body, refusing it (413) as soon as it passes `MAX_BODY_BYTES`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refused(413, "The request is larger than 5 MB. Send fewer rows at a time.")
    return bytes(body)


def parse_rows(body: bytes) -> list[dict[str, Any]]:
    """Return the rows of a JSON body; only finite numbers are accepted."""
    try:
        content = json.loads(body, parse_constant=_not_finite, parse_float=_finite, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, BadRows) else "The request is not valid JSON."
        raise Refused(422, reason) from error
    rows = content.get("rows") if isinstance(content, dict) else None
    if not isinstance(rows, list) or not rows:
        raise Refused(422, 'Send {"rows": [{"column": value, ...}, ...]} with at least one row.')
    if len(rows) > MAX_ROWS:
        raise Refused(413, f"{len(rows):,} rows are too many. Send at most {MAX_ROWS:,} at a time.")
    return rows


def answer(model: ScoringModel, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Check rows against the contract, score them, and return the response body."""
    try:
        scored = model.predict_rows(rows)
    except BadRows as error:
        raise Refused(422, str(error)) from error
    if scored.predictions is None:
        raise Refused(422, scored.report.summary, failure_texts(scored.report, "error"))
    doubtful = doubtful_rows(scored.predictions)
    return {
        "model": model.manifest["name"],
        "version": model.manifest["version"],
        "predictions": scored.records(),
        **({} if doubtful is None else {"ask_a_person": doubtful}),
        "warnings": failure_texts(scored.report, "warning"),
    }


def main(arguments: list[str] | None = None) -> None:
    """Serve a model folder with uvicorn, on this machine only unless told otherwise."""
    import uvicorn

    parser = argparse.ArgumentParser(description="Serve one model over HTTP.")
    parser.add_argument("--model", type=Path, default=Path("model"), help="folder of the model")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    uvicorn.run(create_app(options.model), host=options.host, port=options.port, log_level="warning")


def _not_finite(text: str) -> float:
    raise BadRows(f"{text} is not a number that JSON allows. Send null where the value is missing.")


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _not_finite(text[:40])


def _integer(text: str) -> int | float:
    return int(text) if len(text) < 300 else _finite(text)


if __name__ == "__main__":
    main()
