"""Section 09: a photo arrives in a bucket, and a function makes its thumbnail.

`thumbnail.py` travels to the cloud with the function; everything else stays here.
"""
