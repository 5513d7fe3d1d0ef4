"""The lab of this section."""
