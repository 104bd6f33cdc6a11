"""Monitoring: is the world still the one that the model learned, and is it still worth it?"""
