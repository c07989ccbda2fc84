"""Use cases: who may do what with customers, cases, numbers, sessions, terms and consents. Storage comes through ports."""
