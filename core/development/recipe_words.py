"""A recipe in plain words: what a model sees of each column."""

from typing import Any

from core.scoring.recipe import Recipe, place_inputs

IN_WORDS = {
    "number": "its number",
    "date": "year, month, day, weekday, hour, and days since 1970",
    "boolean": "yes or no",
    "category": "which of its values it is",
    "text": "its words",
}
MEANS = "the target's mean for each of {:,} values"
WORDS = "its words"
DISTANCES = "together: distances to 20 places where rows are many"


def recipe_words(recipe: Recipe) -> list[dict[str, str]]:
    """Return what a model sees of each column, places on a map last.

    Returns
    -------
    list of {"column": str, "the model sees": str}
    """
    rows = [{"column": feature["name"], "the model sees": _seen(feature)} for feature in recipe["features"]]
    places = [
        {"column": f"{north}, {east}", "the model sees": DISTANCES} for north, east in place_inputs(recipe)
    ]
    return rows + places


def _seen(feature: dict[str, Any]) -> str:
    told = [IN_WORDS[feature["kind"]]]
    if feature.get("values"):
        told.append(MEANS.format(feature["values"]))
    if feature.get("words") and feature["kind"] != "text":
        told.append(WORDS)
    return "; ".join(told)
