"""Use cases of Deployment: test, release, predict and monitor."""
