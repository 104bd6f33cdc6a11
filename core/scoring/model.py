"""Saving, verifying and loading a model folder."""

import hashlib
import json
import os
import platform
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .predictions import doubtful_rows as doubtful_rows
from .scoring_model import ScoringError as ScoringError
from .scoring_model import ScoringModel as ScoringModel

MODEL_FILE = "model.skops"
RECIPE_FILE = "recipe.json"
CONTRACT_FILE = "contract.json"
MANIFEST_FILE = "manifest.json"
HASHED_FILES = (MODEL_FILE, RECIPE_FILE, CONTRACT_FILE)
UNSIGNED_KEYS = ("manifest_sha256", "version")
SAME_VERSION_LIBRARIES = ("scikit-learn", "lightgbm")

TRUSTED_TYPES: dict[str, str] = {
    "numpy.dtype": "Element type of fitted arrays in scalers and encoders; holds no code.",
    "sklearn.tree._tree.Tree": "Node arrays of forests; a malformed one can crash, so hashes come first.",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor": "Node arrays of one boosted tree.",
    "sklearn.model_selection._split.KFold": "Folds and seed of cross-fitted target means, numbers only.",
    "sklearn.calibration._CalibratedClassifier": "A fitted classifier with its calibration curves.",
    "sklearn.calibration._SigmoidCalibration": "Two fitted numbers of a sigmoid.",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer": "Step sizes and moments, numbers only.",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer": "Step size and velocities, numbers only.",
    "sklearn.utils._bunch.Bunch": "Dictionary of named estimators inside a voting ensemble.",
    "collections.OrderedDict": "Evaluation scores that LightGBM keeps.",
    "lightgbm.basic.Booster": "LightGBM's trees, parsed from its own text format.",
    "lightgbm.sklearn.LGBMClassifier": "LightGBM's scikit-learn face, classification.",
    "lightgbm.sklearn.LGBMRegressor": "LightGBM's scikit-learn face, regression.",
}
"""Types beyond skops' own list that a model file may hold, each with the reason (skops 0.16, reviewed)."""


class ModelDamaged(ScoringError):
    """A file of the model differs from the hash in its manifest."""


class ModelMismatch(ScoringError):
    """The model was saved with another version of a library."""


class UnknownType(ScoringError):
    """The model file holds a type outside `TRUSTED_TYPES`."""


def save_model(
    pipeline: Any, folder: Path, manifest: dict[str, Any], recipe: dict[str, Any], contract: dict[str, Any]
) -> dict[str, Any]:
    """Write a fitted pipeline and all that is needed to use it into `folder`.

    Files appear one by one through a rename, the manifest last: a folder without a matching manifest
    was never finished and does not load.

    Parameters
    ----------
    pipeline : fitted scikit-learn estimator
        Its input is the output of `apply_recipe`; its classes are codes into the manifest's labels.
    manifest : dict
        name, version, ml_task, target, labels (list or None), threshold (binary, 0 to 1), metric, features;
        decision (optional): what `decision.py` beside this file needs where the threshold does not say all.
        unsure_within (optional, binary): distance from the threshold within which a person decides.

    Returns
    -------
    dict
        The manifest as written: with "libraries" (versions), "files" (SHA-256 by file name) and
        "manifest_sha256" (of the manifest without it and without "version", stamped at release).

    Raises
    ------
    UnknownType
        When the pipeline holds a type that `load_model` would refuse.
    """
    import skops.io

    model = skops.io.dumps(pipeline, compression=zipfile.ZIP_DEFLATED)
    extra_types = _refuse_unknown_types(model)
    contents = {MODEL_FILE: model, RECIPE_FILE: _as_json(recipe), CONTRACT_FILE: _as_json(contract)}
    written = manifest | {
        "libraries": library_versions(
            uses_lightgbm=any(name.startswith("lightgbm.") for name in extra_types)
        ),
        "files": {name: sha256(content) for name, content in contents.items()},
    }
    written["manifest_sha256"] = _manifest_hash(written)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (contents | {MANIFEST_FILE: _as_json(written)}).items():
        _write_atomically(folder / name, content)
    return written


def load_model(folder: Path) -> ScoringModel:
    """Load a model folder, after checking every file's hash, the library versions and the types inside.

    Raises
    ------
    ModelDamaged
        A file is missing, unreadable or differs from its manifest. Nothing of it is loaded.
    ModelMismatch
        scikit-learn or LightGBM here is not the version that saved the model.
    UnknownType
        The model file holds a type outside `TRUSTED_TYPES`.
    """
    import skops.io

    folder = Path(folder)
    manifest = _read_manifest(folder)
    contents = {name: _verified(folder / name, manifest["files"].get(name)) for name in HASHED_FILES}
    _refuse_other_versions(manifest["libraries"])
    _refuse_unknown_types(contents[MODEL_FILE])
    pipeline = skops.io.loads(contents[MODEL_FILE], trusted=list(TRUSTED_TYPES))
    return ScoringModel(
        pipeline, manifest, json.loads(contents[RECIPE_FILE]), json.loads(contents[CONTRACT_FILE])
    )


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def library_versions(uses_lightgbm: bool) -> dict[str, str]:
    """Return the running versions of Python and of the libraries that a model depends on."""
    names = ["numpy", "pandas", "scipy", "scikit-learn", "skops", *(["lightgbm"] if uses_lightgbm else [])]
    return {"python": platform.python_version()} | {name: version(name) for name in names}


def _refuse_unknown_types(model: bytes) -> list[str]:
    import skops.io

    found: list[str] = skops.io.get_untrusted_types(data=model)
    unknown = [name for name in found if name not in TRUSTED_TYPES]
    if unknown:
        raise UnknownType(f"Unknown type {', '.join(unknown)} in {MODEL_FILE}; not loaded.")
    return found


def _refuse_other_versions(saved: dict[str, str]) -> None:
    for name in SAME_VERSION_LIBRARIES:
        if name in saved and saved[name] != _running(name):
            raise ModelMismatch(
                f"Saved with {name} {saved[name]}, running {_running(name)}. "
                f"Install {name}=={saved[name]}, or train the model again."
            )


def _running(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_bytes())
        intact = _manifest_hash(manifest) == manifest["manifest_sha256"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelDamaged(f"{MANIFEST_FILE} is missing or cannot be read; not loaded.") from error
    if not intact:
        raise ModelDamaged(f"{MANIFEST_FILE} differs from its own hash; the model is not loaded.")
    return manifest


def _manifest_hash(manifest: dict[str, Any]) -> str:
    return sha256(_as_json({key: manifest[key] for key in manifest if key not in UNSIGNED_KEYS}))


def _verified(path: Path, expected: str | None) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelDamaged(f"{path.name} is missing; the model is not loaded.") from error
    if sha256(content) != expected:
        raise ModelDamaged(f"{path.name} differs from its manifest; the model is not loaded.")
    return content


def _as_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False).encode()


def _write_atomically(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    with open(unfinished, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
