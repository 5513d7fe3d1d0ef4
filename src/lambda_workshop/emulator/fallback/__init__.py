"""The way to MiniStack, for what has no implementation of ours.

Nothing else in the emulator is to know how MiniStack is built."""
