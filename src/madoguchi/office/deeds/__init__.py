"""Who did what: one line for each act of a person of the provider, never changed. Article: 8.1"""
