"""The people around a model: who decides, who knows, who uses it and who runs it."""

from enum import StrEnum

from core.design.frozen import Frozen


class Part(StrEnum):
    """What a person has to do with the project."""

    SPONSOR = "sponsor"
    DOMAIN_EXPERT = "domain expert"
    END_USER = "end user"
    IT = "IT"
    ANALYST = "analyst"


class Person(Frozen):
    """One person, and what they contributed."""

    name: str
    part: Part
    contribution: str = ""


class People(Frozen):
    """Payload of a `people` record."""

    people: tuple[Person, ...] = ()

    def missing(self) -> tuple[Part, ...]:
        """Return the parts that nobody plays yet, without the analyst's own."""
        present = {person.part for person in self.people}
        return tuple(part for part in Part if part not in present and part is not Part.ANALYST)
