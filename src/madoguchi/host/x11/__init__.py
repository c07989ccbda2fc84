"""What the X11 backends of capture, inject and guard share. Nothing else in the program knows X11."""
