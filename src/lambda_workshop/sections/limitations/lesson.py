# %% [markdown]
# # Limitations: what a function is not for
#
# A function is small, forgetful and in a hurry. Each of its limits has an error of its own, and a way around it.
#
# In this section you
#
# - carry a photo, which is **binary**, through JSON,
# - keep a count in a function that is **stateless**,
# - finish a long job in short **time**,
# - answer with more than the **size** of an answer,
# - and live with the **rest**.

# %%
from lambda_workshop import lesson

limitations = lesson("limitations")

# %% [markdown]
# ## The numbers
#
# <!-- quota table -->

# %% [markdown]
# ## Binary
#
# Events and answers are JSON, and JSON has no bytes. This function tries to return some. `role` makes its execution role, `deploy` puts its cell on Lambda:


# %%
def photo(event, context):
    return {"statusCode": 200, "body": b"\x89PNG"}


# %%
lam = limitations.session.client("lambda")
photo_role = limitations.role("inkwell-limitations-photo-role")
hello = limitations.deploy("inkwell-limitations-photo", photo, role=photo_role)
lam.invoke(FunctionName="inkwell-limitations-photo")["Payload"].read().decode()

# %% [markdown]
# So bytes travel as base64 text, with `isBase64Encoded` beside it. When that happens depends on the caller:
#
# | caller | photo in | photo out |
# |---|---|---|
# | REST API | base64 when its type is in `binaryMediaTypes` | decoded when you say so, and the first `Accept` type is in that list |
# | HTTP API | base64 unless it is text, such as JSON | decoded when you say `isBase64Encoded` |
# | Load balancer | base64 unless it is text, JSON, XML or JavaScript | decoded when you say so |
#
# Write a `handler` that hands a photo back. The event has `body` and `isBase64Encoded`. A body is a PNG when its bytes begin with `89 50 4E 47`, a JPEG when they begin with `FF D8 FF`, whatever its headers claim.
#
# For a photo return `statusCode` 200, the same bytes, and the headers `content-type` (`image/png` or `image/jpeg`) and `x-bytes`, the number of its bytes as text. For anything else return `statusCode` 415. The handler never raises.

# %% exercise="binary" role="answer"
### BEGIN SOLUTION
import base64

KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def handler(event, context):
    body = event.get("body") or ""
    try:
        data = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:
        data = b""
    kind = next((name for start, name in KINDS.items() if data.startswith(start)), None)
    if kind is None:
        return {"statusCode": 415, "body": "a PNG or a JPEG, please"}
    return {
        "statusCode": 200,
        "headers": {"content-type": kind, "x-bytes": str(len(data))},
        "isBase64Encoded": True,
        "body": base64.b64encode(data).decode(),
    }


### STARTER
# def handler(event, context):
#     """Hand a photo back; refuse anything else."""
#     ...
### END SOLUTION

# %% exercise="binary" role="check"
limitations.binary.check(handler)

# %% [markdown]
# Notice: base64 turns three bytes into four characters. 6 MB of JSON carry a photo of at most 4.5 MB.

# %% [markdown]
# ## Stateless
#
# Lambda runs a function in an *environment*, a process with your module loaded. It keeps one for a while (the next call is *warm*), and starts more when calls overlap (those are *cold*). A global lives in one of them:

# %%
visits = 0


def forgetful(event, context):
    global visits
    visits += 1
    return visits


# %%
from lambda_workshop.sections.limitations.panel import at_once

forgetful_role = limitations.role("inkwell-limitations-forgetful-role")
forgetful_arn = limitations.deploy("inkwell-limitations-forgetful", forgetful, role=forgetful_role)
at_once(limitations, "inkwell-limitations-forgetful", calls=6)

# %% [markdown]
# Put the count where all environments see it. (First cell: the function. Second: table, role, deployment.) `inkwell-limitations-counter` gets `{"page": "posters"}` and returns `{"page": "posters", "visits": 7}`: how often that page was seen, this call included. The table `inkwell-limitations-visits` has the key `page`. The function's role may do with this table what the function needs, and no more.
#
# Reading, adding one and writing back is not enough: two calls may read the same number. DynamoDB adds in one request.

# %% exercise="stateless" role="answer"
### BEGIN SOLUTION
import boto3

table = boto3.resource("dynamodb").Table("inkwell-limitations-visits")


def count(event, context):
    answer = table.update_item(
        Key={"page": event["page"]},
        UpdateExpression="ADD visits :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return {"page": event["page"], "visits": int(answer["Attributes"]["visits"])}


### STARTER
# import boto3
#
#
# def count(event, context):
#     """Count one more visit of the page, in DynamoDB."""
#     ...
### END SOLUTION

# %% exercise="stateless" role="answer"
### BEGIN SOLUTION
dynamodb = limitations.session.client("dynamodb")
try:
    dynamodb.create_table(
        TableName="inkwell-limitations-visits",
        KeySchema=[{"AttributeName": "page", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "page", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
except dynamodb.exceptions.ResourceInUseException:
    pass  # it is there from an earlier run of this cell
visits_arn = dynamodb.describe_table(TableName="inkwell-limitations-visits")["Table"]["TableArn"]

may_count = {"Action": "dynamodb:UpdateItem", "Resource": visits_arn}
counter_role = limitations.role("inkwell-limitations-counter-role", policies=[may_count])
counter = limitations.deploy("inkwell-limitations-counter", count, role=counter_role)
### STARTER
# # dynamodb = limitations.session.client("dynamodb")
# # dynamodb.create_table(TableName=..., KeySchema=..., AttributeDefinitions=..., BillingMode="PAY_PER_REQUEST")
# # limitations.role(..., policies=[...]) and limitations.deploy(...)
### END SOLUTION

# %% exercise="stateless" role="check"
limitations.stateless.check()

# %% [markdown]
# ## Time
#
# After its timeout a function is stopped, in the middle of a line if need be:

# %%
import threading


def slow(event, context):
    threading.Event().wait(5)


# %%
slow_role = limitations.role("inkwell-limitations-slow-role")
slow_arn = limitations.deploy("inkwell-limitations-slow", slow, role=slow_role, timeout=1)
lam.invoke(FunctionName="inkwell-limitations-slow")["Payload"].read().decode()

# %% [markdown]
# A function can look ahead: `context.get_remaining_time_in_millis()` tells how long it still has.
#
# A book has more pages than a call can render. Write the `job` so that it stops in time, and the next call carries on from there. It gets `{"pages": 900, "next": 0, "ink": 0}`, renders page after page from `next` on, and adds up the ink. When fewer than 300 ms are left it renders no more. It returns the same three numbers as they are now, and `done`.


# %% exercise="time" role="answer"
### BEGIN SOLUTION
def render(page):
    """Some work; returns the ink that the page takes."""
    return sum(range(20_000)) % 7 + page % 5


def job(event, context):
    page, ink = event["next"], event["ink"]
    while page < event["pages"] and context.get_remaining_time_in_millis() >= 300:
        ink += render(page)
        page += 1
    return {"pages": event["pages"], "next": page, "ink": ink, "done": page == event["pages"]}


### STARTER
# def render(page):
#     """Some work; returns the ink that the page takes."""
#     return sum(range(20_000)) % 7 + page % 5
#
#
# def job(event, context):
#     """Render as many pages as there is time for."""
#     ...
### END SOLUTION

# %% exercise="time" role="check"
limitations.time.check(job)

# %% [markdown]
# Who calls it again? A queue, a schedule, Step Functions, or the function itself. *Durable functions* save their place for you. And an API does not wait 900 s, but about 30.

# %% [markdown]
# ## Size
#
# Over 6 MB the caller gets an error, and no part of the answer:

# %%
from lambda_workshop.sections.limitations.panel import answer_of

answer_of(limitations, megabytes=6.5)

# %% [markdown]
# The way around it is a *claim check*: the answer goes to S3, and the caller gets a *presigned* address, which opens it for a while.
#
# `inkwell-limitations-album` gets `{"photos": 200}`. Up to 5,000,000 bytes of JSON it returns `{"photos": [...]}`. Above that it puts this JSON into the bucket and returns `{"url": ...}`: an address that anybody can open, for an hour at most. Two answers never share a key. The function's role may put and get objects of the bucket, and no more.

# %% exercise="size" role="answer"
### BEGIN SOLUTION
import json
import os
import uuid

import boto3

s3 = boto3.client("s3")


def album(event, context):
    photos = [{"photo": f"{number:06d}.jpg", "caption": "a print by Inkwell " * 4} for number in range(event["photos"])]
    text = json.dumps({"photos": photos})
    if len(text) <= 5_000_000:
        return {"photos": photos}
    place = {"Bucket": os.environ["BUCKET"], "Key": f"albums/{uuid.uuid4()}.json"}
    s3.put_object(**place, Body=text.encode(), ContentType="application/json")
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=900)}


### STARTER
# def album(event, context):
#     photos = [{"photo": f"{number:06d}.jpg", "caption": "a print by Inkwell " * 4} for number in range(event["photos"])]
#     ...
### END SOLUTION

# %% exercise="size" role="answer"
### BEGIN SOLUTION
account = limitations.session.client("sts").get_caller_identity()["Account"]
bucket = f"inkwell-limitations-{account}"
limitations.session.client("s3").create_bucket(Bucket=bucket)

objects = {"Action": ["s3:PutObject", "s3:GetObject"], "Resource": f"arn:aws:s3:::{bucket}/*"}
album_role = limitations.role("inkwell-limitations-album-role", policies=[objects])
album_arn = limitations.deploy(
    "inkwell-limitations-album", album, role=album_role, timeout=10, memory=512, environment={"BUCKET": bucket}
)
### STARTER
# account = limitations.session.client("sts").get_caller_identity()["Account"]
# bucket = f"inkwell-limitations-{account}"  # a bucket's name is unique in the world
# # limitations.session.client("s3").create_bucket(Bucket=bucket)
# # limitations.role(..., policies=[{"Action": [...], "Resource": f"arn:aws:s3:::{bucket}/*"}])
# # limitations.deploy(..., timeout=10, memory=512, environment={"BUCKET": bucket})
### END SOLUTION

# %% exercise="size" role="check"
limitations.size.check()

# %% [markdown]
# A request may have 6 MB too, an asynchronous event only 1 MB. A large upload goes to S3 first, by a presigned `put_object`, and the event carries its key.

# %% [markdown]
# ## The rest
#
# Ask for more than there is, and see what AWS says:

# %%
from lambda_workshop.sections.limitations.panel import trials

trials(limitations)

# %% [markdown]
# A colleague wants `inkwell-limitations-poster` with 20 minutes, 20 GB of memory, 20 GB in `/tmp`, and its price list of 5 KB in an environment variable. AWS refuses all four.
#
# Give it the largest timeout, memory and `/tmp` that AWS takes. Ship the price list as `prices.json` in its package. The plotter behind it has two pens: reserve a *concurrency* of 2, so that no more than two calls run at a time.

# %%
import json
import threading
from pathlib import Path


def poster(event, context):
    threading.Event().wait(event.get("seconds", 0))
    return json.loads(Path("prices.json").read_text())[event["paper"]]


# %% exercise="rest" role="answer"
### BEGIN SOLUTION
poster_role = limitations.role("inkwell-limitations-poster-role")
prices = {"prices.json": limitations.file("prices.json")}
name = "inkwell-limitations-poster"
limitations.deploy(name, poster, role=poster_role, timeout=900, memory=10240, files=prices)
lam.update_function_configuration(FunctionName=name, EphemeralStorage={"Size": 10240})
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
reserved = lam.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=2)
### STARTER
# # limitations.deploy(..., files={"prices.json": limitations.file("prices.json")})
# # lam.update_function_configuration(FunctionName=..., EphemeralStorage={"Size": ...})
# # lam.put_function_concurrency(FunctionName=..., ReservedConcurrentExecutions=...)
### END SOLUTION

# %% exercise="rest" role="check"
limitations.rest.check()

# %% [markdown]
# Drag the slider past 6 MB, and let calls overlap:

# %%
limitations.panel()

# %% [markdown]
# ## On real AWS
#
# - More memory brings more processor time, and so may make a call cheaper. Nothing here can show that.
# - A function gets at most 1,000 more environments every 10 seconds.
# - An answer that is streamed may have 200 MB.
# - A presigned address ends with the role's temporary credentials, whatever its `ExpiresIn`.
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
limitations.cleanup()

# %% [markdown]
# ## Recap
#
# - Bytes travel as base64, or by S3. State goes to a table, and is changed in one request.
# - Ask the context for the time that is left, and save your place.
# - Read the quotas before you design, and reserve concurrency where something behind you is small.
#
# <!-- next -->

# %%
limitations.progress()
