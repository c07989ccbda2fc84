"""The browser's session: its cookies, its tokens, who is behind it."""
