"""What a trial was made from, by version: what the tracker and the study keep beside its figures."""

from core.lifecycle.staleness import History

KINDS = ("charter", "dataset", "roles", "solution", "contract", "recipe")


def used_versions(history: History) -> dict[str, str]:
    """Return version and content hash of every record that a training rests on, as texts.

    Returns
    -------
    dict
        `<kind>_version` and `<kind>_hash` of the newest record of each kind that there is.
    """
    found = ((kind, history.latest(kind)) for kind in KINDS)
    return {
        name: text
        for kind, record in found
        if record is not None
        for name, text in (
            (f"{kind}_version", str(record.version)),
            (f"{kind}_hash", record.content_hash),
        )
    }
