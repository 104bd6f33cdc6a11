"""An environment of its own for each product that `automl.py` compares, made when first asked for."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".peers"
REQUIREMENTS = {
    "autogluon": ["autogluon.tabular[lightgbm,catboost,xgboost,fastai]==1.6.3", "pyarrow"],
    "flaml": ["flaml[automl]==2.7.0", "pyarrow"],
    "mljar": ["mljar-supervised==1.3.2", "pyarrow"],
    "h2o": ["h2o==3.46.0.12", "pandas", "pyarrow"],
}
"""What each product needs; H2O needs Java on the path too."""


def python_of(peer: str) -> str:
    """Return the Python that runs a peer: this one, or one in an environment made for it.

    Raises CalledProcessError when the product cannot be installed.
    """
    product = peer.split("_")[0]
    if product not in REQUIREMENTS:
        return sys.executable
    folder = FOLDER / product
    python, done = folder / "bin" / "python", folder / "done"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *REQUIREMENTS[product]], check=True)
        done.touch()
    return str(python)
