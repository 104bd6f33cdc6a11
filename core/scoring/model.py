"""Saving, verifying and loading a model folder, and predicting with it."""

import hashlib
import json
import os
import platform
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .contract import ContractReport, check_contract
from .decision import acts_on, best_class, decision_columns, expected_gain, is_in_doubt
from .recipe import apply_recipe

MODEL_FILE = "model.skops"
RECIPE_FILE = "recipe.json"
CONTRACT_FILE = "contract.json"
MANIFEST_FILE = "manifest.json"
HASHED_FILES = (MODEL_FILE, RECIPE_FILE, CONTRACT_FILE)
UNSIGNED_KEYS = ("manifest_sha256", "version")
DECIDED_BY, BY_MODEL, BY_PERSON = "decided_by", "the model", "ask a person"
SAME_VERSION_LIBRARIES = ("scikit-learn", "lightgbm")

TRUSTED_TYPES: dict[str, str] = {
    "numpy.dtype": "Element type of fitted arrays in scalers and encoders; holds no code.",
    "sklearn.tree._tree.Tree": "Node arrays of forests; a malformed one can crash, so hashes come first.",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor": "Node arrays of one boosted tree.",
    "sklearn.calibration._CalibratedClassifier": "A fitted classifier with its calibration curves.",
    "sklearn.calibration._SigmoidCalibration": "Two fitted numbers of a sigmoid.",
    "sklearn.utils._bunch.Bunch": "Dictionary of named estimators inside a voting ensemble.",
    "collections.OrderedDict": "Evaluation scores that LightGBM keeps.",
    "lightgbm.basic.Booster": "LightGBM's trees, parsed from its own text format.",
    "lightgbm.sklearn.LGBMClassifier": "LightGBM's scikit-learn face, classification.",
    "lightgbm.sklearn.LGBMRegressor": "LightGBM's scikit-learn face, regression.",
}
"""Types beyond skops' own list that a model file may hold, each with the reason (skops 0.16, reviewed)."""


class ScoringError(ValueError):
    """A model or rows cannot be used; the text is meant for people."""


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


def load_model(folder: Path) -> "ScoringModel":
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


@dataclass(frozen=True)
class ScoringModel:
    """A loaded model with its manifest, recipe and contract. Safe to use from several threads."""

    pipeline: Any
    manifest: dict[str, Any]
    recipe: dict[str, Any]
    contract: dict[str, Any]

    @property
    def inputs(self) -> list[str]:
        """Raw columns that a row must carry: the features, then the amounts that only the decision needs."""
        features = [feature["name"] for feature in self.recipe["features"]]
        return list(dict.fromkeys([*features, *decision_columns(self.manifest.get("decision"))]))

    @property
    def input_contract(self) -> dict[str, Any]:
        """The contract's clauses on the input columns: at prediction the target is not there yet."""
        wanted = set(self.inputs)
        return self.contract | {"columns": [c for c in self.contract["columns"] if c["name"] in wanted]}

    def check(self, frame: pd.DataFrame) -> ContractReport:
        """Check raw rows against the contract of the input columns."""
        return check_contract(frame, self.input_contract)

    def scores(self, frame: pd.DataFrame) -> np.ndarray:
        """Return raw predictions of raw rows.

        Returns
        -------
        ndarray
            Binary: (n,) probability of the positive label, `labels[1]`. Multiclass: (n, k)
            probabilities in the order of the labels. Regression: (n,) values.
        """
        self._require_inputs(frame)
        labels = self.manifest["labels"]
        if frame.empty:
            shape = (0, len(labels)) if self.manifest["ml_task"] == "multiclass" else (0,)
            return np.zeros(shape)
        inputs = apply_recipe(frame, self.recipe)
        if self.manifest["ml_task"] == "regression":
            return np.asarray(self.pipeline.predict(inputs), dtype=float).reshape(len(frame))
        aligned = np.zeros((len(frame), len(labels)))
        aligned[:, np.asarray(self.pipeline.classes_, dtype=int)] = self.pipeline.predict_proba(inputs)
        return aligned[:, 1] if self.manifest["ml_task"] == "binary" else aligned

    def predict(self, frame: pd.DataFrame, is_period: bool = False) -> pd.DataFrame:
        """Return predictions of raw rows, on the same index.

        Parameters
        ----------
        is_period : bool
            True where the rows are all rows of a period: a capacity to act then holds among them.

        Returns
        -------
        DataFrame
            `prediction`: the label (binary: the positive one where the row is acted on), or the value.
            `probability` of the positive label (binary), or `probability_<label>` for each (multiclass).
            `expected_gain` of acting, in the manifest's currency, where amounts differ by row.
            `decided_by`: "the model", or "ask a person" near the threshold, where the manifest says so.
        """
        scores = self.scores(frame)
        if self.manifest["ml_task"] == "regression":
            return pd.DataFrame({"prediction": scores}, index=frame.index)
        labels = np.asarray(self.manifest["labels"], dtype=object)
        if self.manifest["ml_task"] == "binary":
            return self._decided(frame, scores, is_period)
        columns = {f"probability_{label}": scores[:, code] for code, label in enumerate(labels)}
        decided = labels[best_class(self.manifest.get("decision"), scores)]
        return pd.DataFrame({"prediction": decided} | columns, index=frame.index)

    def _decided(self, frame: pd.DataFrame, probability: np.ndarray, is_period: bool) -> pd.DataFrame:
        """The yes / no decision: from a probability on or, where amounts differ by row, from a gain on."""
        policy = self.manifest.get("decision") or {}
        labels = np.asarray(self.manifest["labels"], dtype=object)
        if not decision_columns(policy):
            acts = acts_on(probability, self.manifest["threshold"], policy, is_period)
            found = {"prediction": labels[acts.astype(int)], "probability": probability}
            return pd.DataFrame(found | self._decided_by(frame, probability), index=frame.index)
        gain = expected_gain(policy, probability, frame)
        acts = acts_on(gain, policy["least_gain"], policy, is_period)
        found = {"prediction": labels[acts.astype(int)], "probability": probability, "expected_gain": gain}
        return pd.DataFrame(found | self._decided_by(frame, probability), index=frame.index)

    def _decided_by(self, frame: pd.DataFrame, probability: np.ndarray) -> dict[str, np.ndarray]:
        """Who decides on each row; nothing where the model decides on all."""
        within, threshold = self.manifest.get("unsure_within"), self.manifest["threshold"]
        if within is None:
            return {}
        doubt = is_in_doubt(self.manifest.get("decision"), threshold, within, probability, frame)
        return {DECIDED_BY: np.where(doubt, BY_PERSON, BY_MODEL).astype(object)}

    def _require_inputs(self, frame: pd.DataFrame) -> None:
        missing = [name for name in self.inputs if name not in frame.columns]
        if missing:
            raise ScoringError(f"Missing column: {', '.join(missing)}. Add it to the rows, then try again.")


def doubtful_rows(predictions: pd.DataFrame) -> int | None:
    """Return how many predictions a person is asked about, or None where the model decides on all."""
    if DECIDED_BY not in predictions:
        return None
    return int((predictions[DECIDED_BY] == BY_PERSON).sum())


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
