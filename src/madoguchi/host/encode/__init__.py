"""From pixels to messages: what the viewer lacks, in as few bytes as are quick to make."""
