"""A model folder: what is loaded is exactly what was saved, or nothing is loaded."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import FunctionTransformer

from core.scoring import model as scoring
from core.scoring.model import ModelDamaged, ModelMismatch, ScoringError, UnknownType, load_model, save_model
from core.scoring.recipe import apply_recipe
from tests.unit.scoring.model_folders import CONTRACT, LABELS, RECIPE, raw_rows, saved_model

TASKS = ["binary", "multiclass", "regression"]


@pytest.fixture(scope="module", params=TASKS)
def task_folder(request, tmp_path_factory):
    """A saved linear model for each task."""
    return request.param, saved_model(tmp_path_factory.mktemp("models") / request.param, request.param)


@pytest.fixture
def folder(tmp_path):
    """A saved binary model."""
    return saved_model(tmp_path / "model")


@pytest.mark.parametrize("ml_task", ["binary", "regression"])
@pytest.mark.parametrize("learner", ["extra_trees", "hist_gradient", "lightgbm"])
def test_every_learner_reloads_to_the_same_predictions(tmp_path, learner, ml_task):
    model = load_model(saved_model(tmp_path / "model", ml_task, learner))
    inputs = apply_recipe(raw_rows(seed=5), RECIPE)
    fresh = model.pipeline
    expected = fresh.predict(inputs) if ml_task == "regression" else fresh.predict_proba(inputs)[:, 1]
    again = load_model(tmp_path / "model").scores(raw_rows(seed=5))
    assert np.array_equal(again, expected)
    assert ("lightgbm" in model.manifest["libraries"]) == (learner == "lightgbm")


def test_predictions_keep_index_and_shape(task_folder):
    ml_task, path = task_folder
    rows = raw_rows(20, seed=3).set_index(pd.Index(range(100, 120)))
    predictions = load_model(path).predict(rows)
    labels = LABELS[ml_task] or []
    columns = {
        "binary": ["prediction", "probability"],
        "multiclass": ["prediction", *(f"probability_{label}" for label in labels)],
        "regression": ["prediction"],
    }[ml_task]
    assert list(predictions) == columns
    assert predictions.index.equals(rows.index)
    if labels:
        assert set(predictions["prediction"]) <= set(labels)


def test_the_threshold_decides_and_equality_counts_as_yes(folder):
    model = load_model(folder)
    probabilities = model.scores(raw_rows())
    predictions = model.predict(raw_rows())
    assert (predictions["prediction"] == np.where(probabilities >= 0.3, "Yes", "No")).all()
    exact = scoring.ScoringModel(
        model.pipeline, model.manifest | {"threshold": float(probabilities[0])}, model.recipe, model.contract
    )
    assert exact.predict(raw_rows())["prediction"].iloc[0] == "Yes"


def test_the_most_probable_label_is_predicted_and_probabilities_sum_to_one(tmp_path):
    predictions = load_model(saved_model(tmp_path / "m", "multiclass")).predict(raw_rows())
    probabilities = predictions.drop(columns="prediction")
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert (probabilities.idxmax(axis=1) == "probability_" + predictions["prediction"]).all()


def test_labels_that_training_never_saw_get_probability_zero(tmp_path):
    model = load_model(saved_model(tmp_path / "m", "multiclass"))
    labels = ["never seen", *model.manifest["labels"]]
    model.pipeline.named_steps["model"].classes_ = np.array([1, 2, 3])
    wider = scoring.ScoringModel(
        model.pipeline, model.manifest | {"labels": labels}, model.recipe, model.contract
    )
    scores = wider.scores(raw_rows())
    assert scores.shape == (200, 4) and not scores[:, 0].any() and np.allclose(scores.sum(axis=1), 1)


def test_no_rows_give_no_predictions(task_folder):
    assert len(load_model(task_folder[1]).predict(raw_rows(1).iloc[:0])) == 0


def test_a_missing_column_is_named(folder):
    with pytest.raises(ScoringError, match="Missing column: plan"):
        load_model(folder).predict(raw_rows(3).drop(columns="plan"))


def test_extra_columns_and_their_order_do_not_matter(folder):
    model = load_model(folder)
    shuffled = raw_rows(30)[["joined", "plan", "tenure", "paperless"]].assign(extra="=1+1")
    assert np.array_equal(model.scores(shuffled), model.scores(raw_rows(30)))


def test_rows_are_checked_against_the_contract_of_the_inputs(folder):
    model = load_model(folder)
    assert model.check(raw_rows(30)).passed
    assert not model.check(raw_rows(30).drop(columns="plan")).passed


@pytest.mark.parametrize("name", ["model.skops", "recipe.json", "contract.json", "manifest.json"])
def test_any_flipped_bit_is_refused_before_loading(folder, name, monkeypatch):
    import skops.io

    monkeypatch.setattr(skops.io, "loads", lambda *_, **__: pytest.fail("loaded"))
    original = (folder / name).read_bytes()
    for position in np.random.default_rng(0).integers(0, len(original), 25):
        content = bytearray(original)
        content[position] ^= 1
        (folder / name).write_bytes(content)
        with pytest.raises(ModelDamaged, match=f"{name} (differs|is missing or cannot be read)|model.skops"):
            load_model(folder)


@pytest.mark.parametrize("name", ["model.skops", "recipe.json", "contract.json", "manifest.json"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelDamaged, match=f"{name} is missing"):
        load_model(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b'{"files": 3, "libraries": []}'])
def test_a_manifest_that_is_none_is_refused(folder, content):
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"manifest\.json"):
        load_model(folder)


def test_the_version_is_stamped_at_release_without_breaking_the_manifest(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"version": 4}))
    assert load_model(folder).manifest["version"] == 4
    (folder / "manifest.json").write_text(json.dumps(manifest | {"threshold": 0.9}))
    with pytest.raises(ModelDamaged):
        load_model(folder)


@pytest.mark.parametrize("library", ["scikit-learn", "lightgbm"])
def test_another_version_of_a_library_is_refused_naming_both(tmp_path, monkeypatch, library):
    path = saved_model(tmp_path / "model", learner="lightgbm")
    running = scoring.version(library)
    monkeypatch.setattr(scoring, "version", lambda name: "0.0.1" if name == library else "1")
    monkeypatch.setattr(scoring, "SAME_VERSION_LIBRARIES", (library,))
    with pytest.raises(ModelMismatch, match=f"Saved with {library} {running}, running 0.0.1"):
        load_model(path)


def test_a_type_outside_the_list_is_neither_saved_nor_loaded(folder, monkeypatch):
    manifest = json.loads((folder / "manifest.json").read_text())
    with pytest.raises(UnknownType, match="system"):
        save_model(hostile(), folder.parent / "other", manifest, RECIPE, CONTRACT)
    assert not (folder.parent / "other").exists()
    trusted = monkeypatch.setattr(scoring, "_refuse_unknown_types", lambda _: []) or scoring
    trusted.save_model(hostile(), folder.parent / "other", manifest, RECIPE, CONTRACT)
    monkeypatch.undo()
    with pytest.raises(UnknownType, match=r"Unknown type .*system.*not loaded"):
        load_model(folder.parent / "other")


def hostile() -> FunctionTransformer:
    """A transformer that would run a command."""
    import os

    return FunctionTransformer(os.system)


def test_every_trusted_type_has_a_reason_and_no_function_is_among_them():
    for name, reason in scoring.TRUSTED_TYPES.items():
        assert len(reason) > 10
        assert name.rsplit(".", 1)[1].lstrip("_")[0].isupper() or name == "numpy.dtype"


def test_an_interrupted_save_does_not_load(folder, monkeypatch):
    real = scoring._write_atomically
    manifest = json.loads((folder / "manifest.json").read_text())

    def die_at_manifest(path, content):
        if path.name == "manifest.json":
            raise KeyboardInterrupt
        real(path, content)

    monkeypatch.setattr(scoring, "_write_atomically", die_at_manifest)
    pipeline = load_model(folder).pipeline
    with pytest.raises(KeyboardInterrupt):
        save_model(pipeline, folder.parent / "half", manifest, RECIPE, CONTRACT)
    with pytest.raises(ModelDamaged):
        load_model(folder.parent / "half")
