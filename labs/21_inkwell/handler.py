"""Inkwell: seven functions in one file, one behind each trigger. See README.md."""

import json
import os
from urllib.parse import unquote_plus

import boto3
from thumbnail import NotAPicture, shrink

PAPERS = ("A5", "A4", "A3")

# Make the clients here, once for each environment.


def shop(event, context):
    """HTTP API: place an order once, or show it to its customer."""
    ...


def publish(event, context):
    """Orders' stream: tell the bus what is placed and what is printed."""
    ...


def printer(event, context):
    """Print queue: print each job once, and report those that fail."""
    ...


def tell(event, context):
    """OrderPrinted on the bus: tell every tab that follows the order."""
    ...


def live(event, context):
    """WebSocket API: let tabs in, and let them follow an order."""
    ...


def thumbnail(event, context):
    """Uploaded photos: put a small one beside each."""
    ...


def pause(event, context):
    """Dead jobs' alarm: pause the shop, or open it again, and say so on the topic."""
    ...


# Helper functions, if you like.
