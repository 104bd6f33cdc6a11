"""A loaded model: checks raw rows against its contract and predicts them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from .compiled.json_rows import JsonReader, ReadRows, json_reader
from .compiled.scorer import Scorer, make_scorer
from .contract import ContractReport, check_contract
from .decision import decision_columns
from .inputs import Inputs
from .predictions import Predictions, ScoredRows, predicted
from .protection import protected_rows
from .recipe import read_inputs
from .rows import failure_texts, require_columns, rows_frame

NO_AMOUNTS = pd.DataFrame()


class ScoringError(ValueError):
    """A model or rows cannot be used; the text is meant for people."""


@dataclass(frozen=True)
class ScoringModel:
    """A loaded model with its manifest, recipe and contract. Safe to use from several threads."""

    pipeline: Any
    manifest: dict[str, Any]
    recipe: dict[str, Any]
    contract: dict[str, Any]

    @cached_property
    def scorer(self) -> Scorer:
        """The pipeline compiled into lookups where that can be done; made once, when first needed."""
        return make_scorer(self.pipeline, self.recipe, self.manifest["ml_task"])

    @property
    def answers_by(self) -> str:
        """How the model answers, in words: by lookups, or why the pipeline answers itself."""
        return self.scorer.reason or "lookups read off the pipeline"

    @cached_property
    def _reader(self) -> JsonReader | None:
        amounts = decision_columns(self.manifest.get("decision"))
        return json_reader(self.input_contract, self.recipe, amounts)

    @cached_property
    def inputs(self) -> list[str]:
        """Raw columns that a row must carry: the features, then the amounts that only the decision needs."""
        features = [feature["name"] for feature in self.recipe["features"]]
        return list(dict.fromkeys([*features, *decision_columns(self.manifest.get("decision"))]))

    @property
    def protection(self) -> list[dict[str, Any]]:
        """Actions of the privacy plan on these columns, without any key; see `protection.py` beside this file."""
        return list(self.manifest.get("protection") or [])

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
        return self._scores(read_inputs(frame, self.recipe))

    def pipeline_scores(self, frame: pd.DataFrame) -> np.ndarray:
        """Return `scores` as the pipeline itself gives them, without lookups: what they are proven against."""
        self._require_inputs(frame)
        return self._scores(read_inputs(frame, self.recipe), self.scorer.plain(self.pipeline))

    def _scores(self, inputs: Inputs, scorer: Scorer | None = None) -> np.ndarray:
        answer = scorer or self.scorer
        task, labels = self.manifest["ml_task"], self.manifest["labels"]
        if task == "regression":
            return answer(inputs) if len(inputs) else np.zeros(0)
        aligned = np.zeros((len(inputs), len(labels)))
        if len(inputs):
            aligned[:, np.asarray(self.pipeline.classes_, dtype=int)] = answer(inputs)
        return aligned[:, 1] if task == "binary" else aligned

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
        return pd.DataFrame(self._predicted(self.scores(frame), frame, is_period), index=frame.index)

    def predict_rows(self, rows: list[dict[str, Any]]) -> ScoredRows:
        """Check and score rows of JSON: what `check` and `predict` say of them, without a frame in between.

        Parameters
        ----------
        rows : list of dict
            Each names every input column; None stands for a missing value.

        Raises
        ------
        BadRows
            A row is not an object, lacks a column, holds a list or an object in one, or a raw value where
            the privacy plan put a code.
        """
        require_columns(rows, self.inputs)
        rows = protected_rows(rows, self.protection)
        read = self._reader.read(rows) if self._reader else None
        if read is None:
            frame = rows_frame(rows, self.inputs, self.input_contract)
            report, amounts = self.check(frame), frame
        else:
            report, amounts = read.report, self._amounts(read)
        if not report.passed:
            return ScoredRows(report)
        scores = self.scores(frame) if read is None else self._scores(read.inputs)
        return ScoredRows(report, scores, self._predicted(scores, amounts))

    def predict_row(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the prediction of one row of JSON that meets the contract.

        Raises
        ------
        ScoringError
            The contract refuses the row; warnings do not.
        BadRows
            As `predict_rows`.
        """
        scored = self.predict_rows([row])
        if scored.predictions is None:
            raise ScoringError(" ".join(failure_texts(scored.report, "error")))
        return scored.records()[0]

    def _amounts(self, read: ReadRows) -> pd.DataFrame:
        names = decision_columns(self.manifest.get("decision"))
        return pd.DataFrame({name: read.numbers[name] for name in names}) if names else NO_AMOUNTS

    def _predicted(self, scores: np.ndarray, amounts: pd.DataFrame, is_period: bool = False) -> Predictions:
        return predicted(self.manifest, scores, amounts, is_period)

    def _require_inputs(self, frame: pd.DataFrame) -> None:
        missing = [name for name in self.inputs if name not in frame.columns]
        if missing:
            raise ScoringError(f"Missing column: {', '.join(missing)}. Add it to the rows, then try again.")
