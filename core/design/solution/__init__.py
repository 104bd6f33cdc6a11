"""Solution design: how it will be used, safely."""
