"""The emulator as a process: its server, its supervisor, and the handle by which a kernel finds and starts it.

No behaviour of AWS stands here."""
