# %% [markdown]
# # S3: a photo arrives
#
# A customer of Inkwell uploads a photo. A function makes its thumbnail, before anybody asks for it.
#
# In this section you
#
# - **predict** what a key looks like in the event,
# - **wire** a bucket to a function, so that only photos call it and AWS accepts the wiring,
# - **mend** a function that calls itself through its own bucket.
#
# The section before this one is *DynamoDB*: a stream is read, a bucket calls.

# %%
from lambda_workshop import lesson

s3 = lesson("s3")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The way from a photo to its thumbnail
#     accDescr: The customer puts a photo into the bucket. S3 stores it, answers, and then calls the function asynchronously with an event that names the object. The function reads the photo from the bucket and writes the thumbnail under another prefix. No rule matches that prefix, so nothing more happens.
#     participant Customer
#     participant Bucket as inkwell-s3-photos
#     participant Lambda as Lambda's queue
#     participant Function as inkwell-s3-thumbnailer
#     Customer->>Bucket: PutObject photos/cat.png
#     Bucket-->>Customer: 200, stored
#     Bucket->>Lambda: event, asynchronous
#     Lambda->>Function: the event
#     Function->>Bucket: GetObject photos/cat.png
#     Function->>Bucket: PutObject thumbnails/cat.png
#     Note over Bucket: no rule for thumbnails/
# ```
#
# <!-- trigger table -->
#
# The event names the object. It never carries the bytes: the function fetches them with the rights of its **role**.
# Whether S3 may call the function is in the function's **resource policy**. These are two different permissions.

# %% [markdown]
# ## Predict
#
# A customer uploads `photos/My photo+1.png`. What is `event["Records"][0]["s3"]["object"]["key"]`?
#
# - **a** `photos/My photo+1.png`
# - **b** `photos/My+photo%2B1.png`
# - **c** `My photo+1.png`: the prefix is in a field of its own.
# - **d** There is no key: the event carries the photo as base64.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
s3.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function prints the event that it receives.

# %%
import json


def show(event, context):
    print(json.dumps(event, indent=2))


# %%
storage, lam = s3.session.client("s3"), s3.session.client("lambda")
account = s3.session.client("sts").get_caller_identity()["Account"]
hello = f"inkwell-s3-hello-{account}"  # by default no two accounts can have the same bucket name

storage.create_bucket(Bucket=hello)
hello_arn = s3.deploy("inkwell-s3-hello", show, role=s3.role("inkwell-s3-hello-role"))


def allow(function, bucket):
    """Let this bucket, and no other account's bucket of that name, invoke the function."""
    try:
        lam.remove_permission(FunctionName=function, StatementId="photos")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="photos", Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com", SourceArn=f"arn:aws:s3:::{bucket}", SourceAccount=account,
    )  # fmt: skip


# %%
allow("inkwell-s3-hello", hello)
rule = {"LambdaFunctionArn": hello_arn, "Events": ["s3:ObjectCreated:*"]}
storage.put_bucket_notification_configuration(
    Bucket=hello, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
)
storage.put_object(Bucket=hello, Key="photos/My photo+1.png", Body=b"not really a photo")

s3.logs("inkwell-s3-hello", wait_for="ObjectCreated")

# %% [markdown]
# Notice three fields:
#
# - `s3.object.key` is URL-encoded. Decode it with `urllib.parse.unquote_plus`.
# - `eventName` has no `s3:` in front: `ObjectCreated:Put`. A large upload says `CompleteMultipartUpload`.
# - `s3.object.sequencer` orders two events of the *same* key. They may arrive in the wrong order.
#
# The trap: tests with names such as `cat.png` pass without decoding. The first customer with a space in a file name
# gets no thumbnail, and an error that says *NoSuchKey* or *AccessDenied*.

# %% [markdown]
# ## Handle it
#
# Before a thumbnail is drawn, something must say which ones to draw. Write that planner. It returns a list with one entry for
# each photo of the event:
#
# ```python
# {"bucket": "...", "photo": "photos/My photo+1.png", "thumbnail": "thumbnails/My photo+1.png", "version": None}
# ```
#
# - A photo is an object that was **created**, under `photos/`, whose name ends in `.png` or `.PNG`, and not empty.
# - What follows `photos/` stays as it is, folders included.
# - `version` is the object's `versionId` where the bucket keeps versions, and `None` where it does not.
# - Everything else in the event is left out. Nothing raises.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
from urllib.parse import unquote_plus


def handler(event, context):
    plan = []
    for record in event["Records"]:
        stored = record["s3"]["object"]
        key = unquote_plus(stored["key"])
        wanted = key.startswith("photos/") and key.lower().endswith(".png")
        if not (record["eventName"].startswith("ObjectCreated:") and wanted and stored["size"] > 0):
            continue
        plan.append(
            {
                "bucket": record["s3"]["bucket"]["name"],
                "photo": key,
                "thumbnail": "thumbnails/" + key.removeprefix("photos/"),
                "version": stored.get("versionId"),
            }
        )
    return plan


### STARTER
# def handler(event, context):
#     """Return what thumbnails to make: bucket, photo, thumbnail, version."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
s3.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Build the real thing. `thumbnail.py` is given: `shrink(png, size)` returns a smaller PNG. Write the function that uses it.
#
# | name | what it must be |
# |---|---|
# | bucket `inkwell-s3-photos-` and your account number | calls the function for created objects under `photos/` that end in `.png` |
# | role `inkwell-s3-thumbnailer-role` | may read below `photos/` and write below `thumbnails/`, and nothing more of S3 |
# | function `inkwell-s3-thumbnailer` | writes `thumbnails/NAME.png`, at most 64 pixels wide and high; timeout 10 seconds |
#
# First the function. `thumbnail` exists in its package only, so the import stands inside.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
import boto3
from urllib.parse import unquote_plus

bucket_client = boto3.client("s3")


def thumbnailer(event, context):
    from thumbnail import shrink

    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        photo = bucket_client.get_object(Bucket=bucket, Key=key)["Body"].read()
        target = "thumbnails/" + key.removeprefix("photos/")
        bucket_client.put_object(Bucket=bucket, Key=target, Body=shrink(photo, 64), ContentType="image/png")
        print(f"made {target}")


### STARTER
# import boto3
# from urllib.parse import unquote_plus
#
#
# def thumbnailer(event, context):
#     """For each record: get the photo, shrink it, put the thumbnail."""
#     ...
### END SOLUTION

# %% [markdown]
# Then the bucket, the role and the permission. Last the notification: S3 tests it at once, and refuses a function that it
# may not call.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
photos = f"inkwell-s3-photos-{account}"
storage.create_bucket(Bucket=photos)

rights = [
    {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{photos}/photos/*"},
    {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{photos}/thumbnails/*"},
]
role = s3.role("inkwell-s3-thumbnailer-role", policies=rights)
helper = {"thumbnail.py": s3.file("thumbnail.py")}
arn = s3.deploy("inkwell-s3-thumbnailer", thumbnailer, role=role, timeout=10, memory=256, files=helper)
allow("inkwell-s3-thumbnailer", photos)

rules = [{"Name": "prefix", "Value": "photos/"}, {"Name": "suffix", "Value": ".png"}]
rule = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
stored = storage.put_bucket_notification_configuration(
    Bucket=photos, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
)
### STARTER
# photos = f"inkwell-s3-photos-{account}"
# # rights = [{"Action": ..., "Resource": ...}, ...]
# # role = s3.role("inkwell-s3-thumbnailer-role", policies=rights)
# # files={"thumbnail.py": s3.file("thumbnail.py")} puts the given file into the package.
### END SOLUTION

# %% exercise="wire" role="check"
s3.wire.check()

# %% [markdown]
# ## Watch it
#
# Drop a picture into the bucket, or take one that is drawn on the spot, and see its thumbnail.

# %%
s3.panel()

# %% [markdown]
# The same as calls:

# %%
from lambda_workshop.sections.s3.panel import sample_picture, thumbnail_of, upload

upload(s3, "My cat + me.png", sample_picture("stripes"))

# %%
thumbnail_of(s3, "My cat + me.png")

# %%
s3.timeline()

# %% [markdown]
# ## Break it
#
# A colleague stamps every photo with the shop's name. The function `inkwell-s3-debug-stamper` reads a photo from the
# bucket `inkwell-s3-debug-` and your account, and writes it back with `stamped-` before its name. Its environment
# variable `TARGET` is the prefix that it writes to. One photo was uploaded.

# %% exercise="debug" role="setup"
s3.debug.start()

# %%
s3.logs("inkwell-s3-debug-stamper", wait_for="emergency brake")

# %% [markdown]
# The brake in the code stopped it. On AWS the bill would have been the first to notice. What is the cause?
#
# - **a** S3 delivers each event at least once, so the function sees every photo many times.
# - **b** What the function writes matches the rule that calls it.
# - **c** The function fails, and Lambda tries again.
# - **d** The customer uploads again because there is no answer.
#
# Name it, and mend it: photos come in under `in/`, stamped ones go out under `out/`. The code stays as it is.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"

stamper = "inkwell-s3-debug-stamper"
lam.update_function_configuration(FunctionName=stamper, Environment={"Variables": {"TARGET": "out/"}})
lam.get_waiter("function_updated_v2").wait(FunctionName=stamper)

desk = f"inkwell-s3-debug-{account}"
found = storage.get_bucket_notification_configuration(Bucket=desk)["LambdaFunctionConfigurations"]
found[0]["Filter"] = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}
stored = storage.put_bucket_notification_configuration(
    Bucket=desk, NotificationConfiguration={"LambdaFunctionConfigurations": found}
)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # lam.update_function_configuration(FunctionName=..., Environment={"Variables": {...}})
# # storage.get_bucket_notification_configuration(Bucket=...) gives what put_... takes.
### END SOLUTION

# %% exercise="debug" role="check"
s3.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Refused:** a notification to a function that S3 may not invoke, and two rules for the same event that overlap.
# - **Missing:** without `s3:ListBucket`, a key that does not exist answers *AccessDenied*, not *NoSuchKey*.
# - **Twice and out of order:** make the work repeatable, and compare `sequencer` before you overwrite something newer.
# - **EventBridge instead:** switch it on for the bucket, and rules match on the size, on a pattern of the key, or on who wrote
#   it, with several targets and a replay. It costs per event; a notification does not.
# - **Layers:** real thumbnails use a library such as Pillow, in a layer that is built for Lambda's Linux.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   thumbnailer:
#     handler: index.thumbnailer
#     timeout: 10
#     events:
#       - s3:
#           bucket: inkwell-s3-photos
#           event: s3:ObjectCreated:*
#           rules:
#             - prefix: photos/
#             - suffix: .png
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Photos:
#     Type: AWS::S3::Bucket
#   Thumbnailer:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.thumbnailer
#       Runtime: python3.13
#       Timeout: 10
#       Events:
#         Photo:
#           Type: S3
#           Properties:
#             Bucket: !Ref Photos
#             Events: s3:ObjectCreated:*
#             Filter:
#               S3Key:
#                 Rules:
#                   - {Name: prefix, Value: photos/}
#                   - {Name: suffix, Value: .png}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
s3.cleanup()

# %% [markdown]
# ## Recap
#
# - The event names the object with a URL-encoded key. Decode it, then fetch the bytes.
# - S3 needs a permission with the bucket's ARN and your account; the function's role needs its own for the objects.
# - Write where no rule looks: another prefix with a filter, or another bucket.
#
# <!-- next -->

# %%
s3.progress()
