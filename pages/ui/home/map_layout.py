"""Where the rings, steps and labels of the lifecycle map lie: one wide and one tall layout."""

from dataclasses import dataclass
from math import acos, cos, degrees, radians, sin

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A step's place on its ring.

    Attributes
    ----------
    angle : float
        Degrees clockwise from three o'clock.
    dx, dy : float
        Offset of the label from the centre of the step's circle.
    anchor : str
        SVG text-anchor of the label.
    """

    angle: float
    dx: float
    dy: float
    anchor: str


@dataclass(frozen=True)
class Layout:
    """One drawing of the map; lengths in units of the view box.

    Attributes
    ----------
    centres : tuple of (x, y)
        Centres of the three rings, in stage order.
    axis : float
        Direction from one centre to the next, in degrees: 0 to the right, 90 downwards.
    feedback : str
        SVG path of the arrow from Monitor back to Design.
    captions : tuple of (x, y)
        One place for each line of the arrow's caption.
    """

    name: str
    width: int
    height: int
    radius: float
    node: float
    centres: tuple[Point, Point, Point]
    axis: float
    places: dict[str, Place]
    feedback: str
    captions: tuple[Point, ...]
    stage_size: int

    @property
    def spacing(self) -> float:
        """Distance between neighbouring centres."""
        (x0, y0), (x1, y1) = self.centres[:2]
        return ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5

    @property
    def crossing(self) -> float:
        """Angle between the axis and the points where two rings cross, in degrees."""
        return degrees(acos(self.spacing / 2 / self.radius))

    def point(self, ring: int, angle: float) -> Point:
        """Return the point of a ring at an angle."""
        x, y = self.centres[ring]
        return x + self.radius * cos(radians(angle)), y + self.radius * sin(radians(angle))

    def arc(self, ring: int, start: float, end: float) -> str:
        """Return the SVG path along a ring from one angle to another, clockwise, under 180 degrees."""
        (x0, y0), (x1, y1) = self.point(ring, start), self.point(ring, end)
        return f"M{x0:.1f} {y0:.1f}A{self.radius:g} {self.radius:g} 0 0 1 {x1:.1f} {y1:.1f}"


WIDE = Layout(
    name="wide",
    width=920,
    height=424,
    radius=125,
    node=18,
    centres=((255, 190), (460, 190), (665, 190)),
    axis=0,
    places={
        "business": Place(124, -28, 12, "end"),
        "data": Place(180, -30, 5, "end"),
        "solution": Place(236, -28, -2, "end"),
        "quality": Place(243, 24, -30, "end"),
        "proof": Place(297, -24, -30, "start"),
        "train": Place(63, -24, 42, "start"),
        "compare": Place(117, 24, 42, "end"),
        "test": Place(-70, 26, -10, "start"),
        "release": Place(-23, 30, 2, "start"),
        "predict": Place(23, 30, 8, "start"),
        "monitor": Place(70, 28, 18, "start"),
    },
    feedback="M694 338 C 640 420 290 420 194 324",
    captions=((444, 416),),
    stage_size=20,
)

TALL = Layout(
    name="tall",
    width=372,
    height=640,
    radius=98,
    node=16,
    centres=((118, 116), (118, 286), (118, 456)),
    axis=90,
    places={
        "business": Place(-52, 26, 2, "start"),
        "data": Place(-15, 26, 5, "start"),
        "solution": Place(22, 26, 7, "start"),
        "quality": Place(-41, 26, 2, "start"),
        "proof": Place(-14, 26, 4, "start"),
        "train": Place(12, 26, 6, "start"),
        "compare": Place(38, 26, 9, "start"),
        "test": Place(-35, 26, 2, "start"),
        "release": Place(-6, 26, 5, "start"),
        "predict": Place(24, 26, 6, "start"),
        "monitor": Place(56, 26, 9, "start"),
    },
    feedback="M166 562 C 140 606 6 596 6 500 L 6 190 C 6 168 8 158 15 147",
    captions=((186, 614), (186, 632)),
    stage_size=17,
)
