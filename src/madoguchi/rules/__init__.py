"""The provider's rules as pure functions: values in, values or refusals out."""
