"""Every request of a client first comes here: who may ask, whose it is, and which service answers it.

What a service answers stands in `services/`."""
