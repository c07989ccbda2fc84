"""The JSON API of docs/protocol.md, section 5: for the customer's program and for the operator's page."""
