"""Binds a book in as many calls as it takes: called with the book's id until it is done."""

import os
import re

import boto3

def handler(event, context):
    """Bind as many pages as there is time for; return how far the book is."""
    ...
