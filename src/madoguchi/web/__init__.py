"""The office over HTTP: pages for people and the API for the two ends."""
