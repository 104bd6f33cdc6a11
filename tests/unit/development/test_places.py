"""Places on a map: found by name and values, and distances that a released model takes as the pipeline does."""

import numpy as np
import pandas as pd
import pytest
import skops.io

from core.deployment.package.plain_data import write_cells
from core.deployment.package.plain_script import PlainReading, plain_script
from core.design.data.columns import Column, ColumnKind
from core.design.data.places import coordinates, places
from core.design.data.reading.conform import describe_columns
from core.design.solution.constraints import Constraints
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.development.automl.estimator import TrefoilRegressor
from core.development.automl.learners import LEARNERS, predict_with, recipe_params, refit
from core.development.automl.preparations import CENTRES, build_preparation
from core.development.recipe_of_table import recipe_of
from core.development.splits import split_holdout
from core.development.table import LearningTable, learning_table, take
from core.scoring.compiled.scorer import difference, make_scorer
from core.scoring.model import TRUSTED_TYPES
from core.scoring.recipe import Recipe, place_inputs, read_inputs
from core.scoring.scoring_model import ScoringModel

QUICK = [code for code in LEARNERS if code not in ("neural_network", "wide_network")]
BY_CHANCE = SplitPlan(strategy=SplitStrategy.RANDOM, seed=3)


def houses(n_rows: int = 500, seed: int = 0) -> pd.DataFrame:
    """Prices that fall with the distance to one of three towns; some houses are not on the map."""
    rng = np.random.default_rng(seed)
    north, east = rng.uniform(47, 52, n_rows), rng.uniform(6, 14, n_rows)
    towns = np.array([[48.1, 11.6], [50.1, 8.7], [51.3, 12.4]])
    away = np.hypot(north[:, None] - towns[:, 0], east[:, None] - towns[:, 1]).min(axis=1)
    rooms = rng.integers(1, 7, n_rows)
    price = 100 * np.exp(-2 * away**2) + 3 * rooms + rng.normal(size=n_rows)
    frame = pd.DataFrame({"lat": north, "lon": east, "rooms": rooms, "price": price})
    return frame.mask(rng.random(frame.shape) < np.array([0.04, 0.04, 0.0, 0.0]))


def table_of(frame: pd.DataFrame, **changes: object) -> tuple[LearningTable, Recipe, SolutionDesign]:
    """The learning table of houses."""
    fields: dict = {
        "ml_task": "regression",
        "task_reason": "",
        "target": "price",
        "metric": "rmse",
        "split": BY_CHANCE,
    }
    design = SolutionDesign(**(fields | {"features": ("lat", "lon", "rooms")} | changes))
    recipe, _ = recipe_of(lambda names: frame[names], describe_columns(frame), design)
    return learning_table(frame, design, recipe), recipe, design


def numbers(*names: str) -> list[Column]:
    """Columns of numbers."""
    return [Column(name=name, kind=ColumnKind.NUMBER, missing=0, distinct=500) for name in names]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Latitude", "Longitude"), [("Latitude", "Longitude")]),
        (("lng", "lat"), [("lat", "lng")]),
        (
            ("pickup_lat", "dropoff_lat", "pickup_long", "dropoff_long"),
            [("pickup_lat", "pickup_long"), ("dropoff_lat", "dropoff_long")],
        ),
        (("pickup_lat", "dropoff_long"), []),
        (("platitude", "longitudinal"), []),
        (("lat", "height"), []),
    ],
)
def test_coordinates_are_found_by_their_names(names, expected) -> None:
    assert coordinates(numbers(*names)) == expected


def test_metres_and_few_points_are_no_places() -> None:
    frame = houses()
    columns = numbers("lat", "lon")
    assert places(frame, columns) == [("lat", "lon")]
    assert places(frame.assign(lat=100_000 * frame["lat"]), columns) == []
    assert places(frame.assign(lon=frame["lon"].round()), columns) == []
    assert places(frame.assign(lon=np.nan), columns) == []


def test_a_place_needs_both_of_its_coordinates_free_among_the_features() -> None:
    assert place_inputs(table_of(houses())[1]) == [["lat", "lon"]]
    assert place_inputs(table_of(houses(), features=("lat", "rooms"))[1]) == []
    bound = Constraints(monotone={"lat": 1})
    assert place_inputs(table_of(houses(), constraints=bound)[1]) == []


@pytest.mark.parametrize("learner", QUICK)
def test_a_released_model_takes_distances_as_the_pipeline_does(learner: str) -> None:
    table, recipe, _ = table_of(houses())
    rounds = LEARNERS[learner].rounds
    pipeline = refit(learner, {rounds: 8} if rounds else {}, table, recipe, 0)
    stored = skops.io.loads(skops.io.dumps(pipeline), trusted=TRUSTED_TYPES)
    inputs = read_inputs(houses(90, seed=4), recipe)
    scorer = make_scorer(stored, recipe, "regression")
    assert scorer.reason is None
    assert difference(scorer(inputs), scorer.plain(pipeline)(inputs)) <= 1e-12
    alone = np.concatenate([scorer(inputs.part(at, at + 1)) for at in range(len(inputs))])
    assert difference(alone, scorer(inputs)) <= 1e-12


def test_a_direction_is_kept_beside_distances() -> None:
    table, recipe, _ = table_of(houses(), constraints=Constraints(monotone={"rooms": 1}))
    directions = recipe_params("lightgbm", recipe)["monotone_constraints"]
    width = build_preparation("coded", recipe, "regression").fit_transform(table.X, table.y).shape[1]
    assert len(directions) == width == 3 + CENTRES
    model = refit("lightgbm", {"n_estimators": 20}, table, recipe, 0)
    more = table.X.assign(rooms=table.X["rooms"] + 1)
    assert (
        predict_with(model, more, "regression") >= predict_with(model, table.X, "regression") - 1e-9
    ).all()


def test_distances_tell_what_coordinates_alone_do_not() -> None:
    learn, new = houses(900), houses(900, seed=1).dropna()
    names = ["lat", "lon", "rooms"]

    def error(renamed: dict[str, str]) -> float:
        model = TrefoilRegressor(n_trials=1, random_state=0)
        model.fit(learn[names].rename(columns=renamed), learn["price"])
        apart = new["price"] - model.predict(new[names].rename(columns=renamed))
        return float(np.sqrt((apart**2).mean()))

    assert error({}) < 0.8 * error({"lat": "a", "lon": "b"})


def test_the_printed_script_takes_the_same_distances(tmp_path) -> None:
    data = houses()
    table, recipe, design = table_of(data)
    train = take(table, split_holdout(table, BY_CHANCE)[0])
    pipeline = refit("lightgbm", {"n_estimators": 8}, train, recipe, 7)
    manifest = {"name": "Houses", "ml_task": "regression", "target": "price", "labels": None}
    kinds = {column.name: column.kind.value for column in describe_columns(data)}
    scope: dict = {"__name__": "reproduce"}
    model = ScoringModel(pipeline, manifest, recipe, {"columns": []})
    exec(compile(plain_script(model, kinds, design.split, PlainReading()), "reproduce.py", "exec"), scope)
    others = houses(80, seed=6)
    write_cells(data, tmp_path / "data.csv", PlainReading())
    write_cells(others, tmp_path / "rows.csv", PlainReading())
    again = scope["train"](scope["read_table"](tmp_path / "data.csv"))
    found = scope["predict"](again, scope["read_table"](tmp_path / "rows.csv"))["value"].to_numpy()
    expected = predict_with(pipeline, learning_table(others, design, recipe).X, "regression")
    assert np.abs(found - expected).max() < 1e-9
