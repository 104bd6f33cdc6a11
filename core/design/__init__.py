"""Design: what the decision is worth, what the data holds, how the model will be used."""
