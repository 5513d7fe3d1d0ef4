"""expect: a detour by S3 costs time and money

Three photos by way of S3.
"""
### INSTEAD OF
    if len(text) <= 5_000_000:
        return {"photos": photos}
### THIS
