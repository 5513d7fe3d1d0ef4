"""expect: SetBrightness {} for

Catches its own errors only.
"""
### INSTEAD OF
    except Exception as error:
        print(f"failed: {type(error).__name__}")
        kind, message = "INTERNAL_ERROR", "see the log"
### THIS
