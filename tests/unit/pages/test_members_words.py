"""How an ensemble is named: its members by weight, the starts of one member together."""

from pages.ui.development.trials import members_words


def test_members_are_named_once_with_all_their_votes() -> None:
    members = [
        {"trial": 2, "learner": "neural_network", "weight": 0.25},
        {"trial": 2, "learner": "neural_network", "weight": 0.25, "start": 1},
        {"trial": 4, "learner": "lightgbm", "weight": 0.5},
    ]
    assert (
        members_words({"params": {"members": members}})
        == "50% Neural network 2 from 2 starts + 50% LightGBM 4"
    )
    assert members_words({"params": {"alpha": 1}}) == ""
