"""Training that counts trials instead of seconds: what the same seed found, it finds again."""

import json

import pandas as pd
import pytest

from core.__main__ import main


def found(folder, seed: int, capsys) -> dict:
    home = folder / f"home{len(list(folder.iterdir()))}"
    words = ["autopilot", folder / "t.csv", "--target", "target", "--trials", 3, "--seed", seed, "--json"]
    assert main([str(word) for word in [*words, "--home", home]]) == 0
    return json.loads(capsys.readouterr().out)


def test_counted_trials_find_the_same_model_again(tumours: pd.DataFrame, tmp_path, capsys) -> None:
    tumours.iloc[:, -6:].to_csv(tmp_path / "t.csv", index=False)
    first, again = found(tmp_path, 5, capsys), found(tmp_path, 5, capsys)
    assert first["n_trials"] == 3
    assert first["budget_s"] == 86_400
    assert first["trials"] in (3, 4)  # an ensemble of them may be one more
    for name in ("trials", "winner", "threshold", "holdout_score", "holdout_interval", "values"):
        assert first[name] == again[name]


@pytest.mark.parametrize("count", ["0", "301", "2.5", "many"])
def test_a_number_of_trials_that_makes_no_sense_is_refused(count: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["autopilot", "t.csv", "--target", "target", "--trials", count])
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("trefoil: argument --trials: ")
    assert error.count("\n") == 1
