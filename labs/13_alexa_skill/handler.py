"""The print skill: called by Alexa with each thing that a customer says to it."""

import os

import boto3

SKILL = os.environ["SKILL"]


def handler(event, context):
    """Answer one request of Alexa's."""
    ...
