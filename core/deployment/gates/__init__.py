"""Gates: declared conditions that a candidate must meet before anyone may release it."""

from core.deployment.gates.evidence import Evidence
from core.deployment.gates.requirement import requirement_gates
from core.deployment.gates.run import overall, run_gates
from core.deployment.gates.standing import STANDING
from core.deployment.gates.verdict import CANNOT_TELL, FAIL, PASS, Finding, Gate

__all__ = [
    "CANNOT_TELL",
    "FAIL",
    "PASS",
    "STANDING",
    "Evidence",
    "Finding",
    "Gate",
    "overall",
    "requirement_gates",
    "run_gates",
]
