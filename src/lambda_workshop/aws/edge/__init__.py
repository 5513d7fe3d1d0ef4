"""What Lambda@Edge allows: at which event which function may stand, and which headers it may touch."""
