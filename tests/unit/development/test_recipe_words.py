"""A recipe in plain words."""

from core.development.recipe_words import recipe_words


def test_each_column_and_place_is_told_in_words() -> None:
    recipe = {
        "features": [
            {"name": "size", "kind": "number"},
            {"name": "title", "kind": "category", "values": 1_400, "words": True},
            {"name": "mail", "kind": "text", "words": True},
        ],
        "places": [["lat", "lon"]],
    }
    assert [tuple(row.values()) for row in recipe_words(recipe)] == [
        ("size", "its number"),
        ("title", "which of its values it is; the target's mean for each of 1,400 values; its words"),
        ("mail", "its words"),
        ("lat, lon", "together: distances to 20 places where rows are many"),
    ]
