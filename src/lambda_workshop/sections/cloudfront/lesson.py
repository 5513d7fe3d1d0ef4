# %% [markdown]
# # CloudFront: the shop at the edge
#
# Inkwell's pages are in a bucket. CloudFront keeps copies near the customers, at the *edge*. A function there redirects, tries a new home page on some, and adds security headers.
#
# In this section you
#
# - **predict** which functions run when a page comes from the cache,
# - **write** one function for four events, and **wire** it to a distribution and a private bucket as AWS would accept it,
# - **mend** a site that answers 502 although its function succeeds.
#
# The section before this one is *EventBridge*.

# %%
from lambda_workshop import lesson

cloudfront = lesson("cloudfront")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a request through the edge
#     accDescr: A viewer's request meets the viewer-request function, then the cache. On a hit the cached response goes back through the viewer-response function. On a miss the request goes through the origin-request function to the bucket, and the bucket's answer goes through the origin-response function into the cache, and then through the viewer-response function to the viewer.
#     participant Viewer
#     participant Edge as CloudFront
#     participant Cache
#     participant Bucket as Origin
#     Viewer->>Edge: GET /prints/
#     Note over Edge: viewer-request
#     Edge->>Cache: is it there?
#     opt a miss
#         Note over Edge: origin-request
#         Edge->>Bucket: GET /prints/index.html
#         Bucket-->>Edge: 200
#         Note over Edge: origin-response
#         Edge->>Cache: keep it
#     end
#     Note over Edge: viewer-response
#     Edge-->>Viewer: 200, X-Cache
# ```
#
# <!-- trigger table -->
#
# A *distribution* is one site's configuration, with a function, or none, at each of four events. A request function returns the **request**, and CloudFront goes on with it; or a **response**, and the way ends there. A response function returns the response.

# %% [markdown]
# ## Predict
#
# A distribution has a function at each of the four events. The page `/prints/` is in the cache and fresh. A customer asks for it. Which functions run?
#
# - **a** All four, in order.
# - **b** None. The cache answers.
# - **c** Those at viewer-request and viewer-response.
# - **d** Those at origin-request and origin-response.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "c"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
cloudfront.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function prints its event. At *origin-request* it answers in the bucket's place.

# %%
import json


def show(event, context):
    cf = event["Records"][0]["cf"]
    print(json.dumps(cf, indent=2))
    if cf["config"]["eventType"] == "origin-request":
        return {"status": "200", "body": "Hello from the edge"}
    return cf["request"]


# %% [markdown]
# Its role trusts two services. CloudFront takes a **numbered version** only, so you publish one.

# %%
lam, iam, s3, cf = (cloudfront.session.client(name) for name in ("lambda", "iam", "s3", "cloudfront"))

both = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]
allow = {"Effect": "Allow", "Principal": {"Service": both}, "Action": "sts:AssumeRole"}
trust = json.dumps({"Version": "2012-10-17", "Statement": [allow]})

hello_role = cloudfront.role("inkwell-cloudfront-hello-role")
iam.update_assume_role_policy(RoleName="inkwell-cloudfront-hello-role", PolicyDocument=trust)
cloudfront.deploy("inkwell-cloudfront-hello", show, role=hello_role)
hello = lam.publish_version(FunctionName="inkwell-cloudfront-hello")["FunctionArn"]
print(hello)

# %% [markdown]
# The bucket is private. An *origin access control* lets CloudFront sign its requests to it.

# %%
account = cloudfront.session.client("sts").get_caller_identity()["Account"]
bucket = f"inkwell-cloudfront-{account}"
s3.create_bucket(Bucket=bucket)
for key in ("index.html", "b/index.html", "prints/index.html"):
    s3.put_object(Bucket=bucket, Key=key, Body=f"<h1>Inkwell: {key}</h1>", ContentType="text/html")

signing = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}
known = cf.list_origin_access_controls()["OriginAccessControlList"].get("Items", [])
access = next((item["Id"] for item in known if item["Name"] == "inkwell-cloudfront-access"), None)
if access is None:
    wanted = {"Name": "inkwell-cloudfront-access", **signing}
    access = cf.create_origin_access_control(OriginAccessControlConfig=wanted)["OriginAccessControl"]["Id"]

origin = {
    "Id": "site",
    "DomainName": f"{bucket}.s3.us-east-1.amazonaws.com",
    "S3OriginConfig": {"OriginAccessIdentity": ""},
    "OriginAccessControlId": access,
}

# %% [markdown]
# Two functions save repetition: a distribution is made once, and then updated.

# %%
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"


def at(**events):
    items = [{"EventType": event.replace("_", "-"), "LambdaFunctionARN": arn} for event, arn in events.items()]
    return {"Quantity": len(items), "Items": items}


def distribute(comment, behaviour):
    config = {"Origins": {"Quantity": 1, "Items": [origin]}, "DefaultCacheBehavior": behaviour}
    listed = cf.list_distributions()["DistributionList"].get("Items", [])
    found = next((item["Id"] for item in listed if item["Comment"] == comment), None)
    if found is None:
        wanted = {"CallerReference": comment, "Comment": comment, "Enabled": True, **config}
        return cf.create_distribution(DistributionConfig=wanted)["Distribution"]["Id"]
    now = cf.get_distribution_config(Id=found)
    cf.update_distribution(Id=found, IfMatch=now["ETag"], DistributionConfig=now["DistributionConfig"] | config)
    return found


# %%
from lambda_workshop.sections.cloudfront.panel import visit
from lambda_workshop.simulators.edge import Edge

hello_behaviour = {
    "TargetOriginId": "site",
    "ViewerProtocolPolicy": "redirect-to-https",
    "CachePolicyId": CACHING_OPTIMIZED,
    "LambdaFunctionAssociations": at(viewer_request=hello, origin_request=hello),
}
hello_edge = Edge.of(cloudfront.session, distribute("inkwell-cloudfront-hello", hello_behaviour))
visit(hello_edge, "/hello")

# %%
visit(hello_edge, "/hello")

# %%
cloudfront.logs("inkwell-cloudfront-hello", wait_for="origin-request")

# %% [markdown]
# `Edge` is this course's edge location: it serves a real distribution's configuration. Notice three fields:
#
# - `config.eventType` says where you are.
# - `headers` maps a **lower-case** name to a **list** of `{"key", "value"}`.
# - `origin` is there at origin events only: at origin-request a function may replace it, and `host` with it. `body` needs *Include body*.
#
# The trap: this is not API Gateway. It is `status`, not `statusCode`, and headers are lists. Anything else is a 502.

# %% [markdown]
# ## Handle it
#
# Write one function for all four events:
#
# | event | what it does |
# |---|---|
# | viewer-request | answers `/sale`, and no other path, with `302` to `/prints/` |
# | viewer-request | for `/` with the cookie `variant=b`: the path becomes `/b/` |
# | origin-request | a path that ends in `/` gets `index.html` appended: a bucket has no folders |
# | origin-response | `403` and `404` become `404` with an HTML body that says `no such page` |
# | viewer-response | adds `strict-transport-security: max-age=63072000` and `x-content-type-options: nosniff` |
#
# All else goes on unchanged. Cookies look like `basket=4711; variant=b`.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
SECURE = {"strict-transport-security": "max-age=63072000", "x-content-type-options": "nosniff"}


def handler(event, context):
    cf = event["Records"][0]["cf"]
    kind, request, response = cf["config"]["eventType"], cf["request"], cf.get("response")
    if kind == "viewer-request":
        if request["uri"] == "/sale":
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
        lines = [item["value"] for item in request["headers"].get("cookie", [])]
        cookies = [cookie.strip() for line in lines for cookie in line.split(";")]
        if request["uri"] == "/" and "variant=b" in cookies:
            request["uri"] = "/b/"
    elif kind == "origin-request" and request["uri"].endswith("/"):
        request["uri"] += "index.html"
    elif kind == "origin-response" and response["status"] in ("403", "404"):
        response.update(status="404", statusDescription="Not Found", body="<h1>There is no such page</h1>")
        response["headers"]["content-type"] = [{"key": "Content-Type", "value": "text/html"}]
    elif kind == "viewer-response":
        for name, value in SECURE.items():
            response["headers"][name] = [{"key": name, "value": value}]
    return response or request


### STARTER
# def handler(event, context):
#     """Return the request or the response that CloudFront goes on with."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
cloudfront.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Put your function in front of the bucket from above:
#
# | name | what it must be |
# |---|---|
# | role `inkwell-cloudfront-edge-role` | trusted by Lambda and by its edge |
# | function `inkwell-cloudfront-edge` | your handler, no environment variables, a published version |
# | distribution with the comment `inkwell-cloudfront-site` | the version at all four events; HTTP is redirected to HTTPS; `CACHING_OPTIMIZED` |
# | policy of the bucket | this distribution, and no other, may read the objects |

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
role = cloudfront.role("inkwell-cloudfront-edge-role")
iam.update_assume_role_policy(RoleName="inkwell-cloudfront-edge-role", PolicyDocument=trust)
cloudfront.deploy("inkwell-cloudfront-edge", handler, role=role)
version = lam.publish_version(FunctionName="inkwell-cloudfront-edge")["FunctionArn"]
print(version)
### STARTER
# # role = cloudfront.role("inkwell-cloudfront-edge-role"), and its trust policy as above.
# # cloudfront.deploy("inkwell-cloudfront-edge", handler, role=role)
# # lam.publish_version(FunctionName=...) gives the "FunctionArn" with the number.
### END SOLUTION

# %% [markdown]
# Then the distribution, and the bucket's policy. The service is `cloudfront.amazonaws.com`. The condition key `AWS:SourceArn` is the distribution's ARN.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
behaviour = {
    "TargetOriginId": "site",
    "ViewerProtocolPolicy": "redirect-to-https",
    "CachePolicyId": CACHING_OPTIMIZED,
    "LambdaFunctionAssociations": at(
        viewer_request=version, origin_request=version, origin_response=version, viewer_response=version
    ),
}
site = distribute("inkwell-cloudfront-site", behaviour)
may_read = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudfront.amazonaws.com"},
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{bucket}/*",
    "Condition": {"StringEquals": {"AWS:SourceArn": cf.get_distribution(Id=site)["Distribution"]["ARN"]}},
}
s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [may_read]}))
print(site)
### STARTER
# # site = distribute("inkwell-cloudfront-site", {...})
# # s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(...))
### END SOLUTION

# %% exercise="wire" role="check"
cloudfront.wire.check()

# %% [markdown]
# ## Watch it
#
# Send requests, and follow each through the hooks. Ask twice for a page: two functions fall silent. Change the variant: the path changes *before* the cache is asked, so both home pages are cached, without a cookie in the key.

# %%
cloudfront.panel()

# %% [markdown]
# Or by a cell:

# %%
from lambda_workshop.sections.cloudfront.panel import open_site

edge = open_site(cloudfront)
visit(edge, "/", variant="b")

# %%
visit(edge, "/no/such/page")

# %% [markdown]
# Notice the 404: it has no security headers. When the origin answers with 400 or more, no viewer-response function runs. Headers for error pages belong at *origin-response*.

# %%
cloudfront.timeline()

# %% [markdown]
# ## Break it
#
# A colleague measures the two home pages. Her function, `inkwell-cloudfront-debug-edge`, tells each browser its variant in a header. Since then every page of the distribution `inkwell-cloudfront-debug` is a 502.

# %% exercise="debug" role="setup"
cloudfront.debug.start()

# %%
visit(open_site(cloudfront, "inkwell-cloudfront-debug"), "/")

# %%
print(cloudfront.file("counter.py"))
cloudfront.logs("inkwell-cloudfront-debug-edge")

# %% [markdown]
# The log has no error. What is the cause?
#
# - **a** CloudFront wants header names as people write them, with capitals.
# - **b** The function adds a header whose name CloudFront keeps for itself.
# - **c** The header is not in the cache policy, so that CloudFront may not send it.
# - **d** At viewer-response no header may be added any more.
#
# Set `cause` to its letter, and mend the function: call the header `X-Shop-Variant`. Keep the rest as it is.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
from lambda_workshop.cloud.functions import zip_of

cause = "b"

name = "inkwell-cloudfront-debug-edge"
code = cloudfront.file("counter.py").replace("x-edge-", "x-shop-").replace("X-Edge-", "X-Shop-")
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": code}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
mended = lam.publish_version(FunctionName=name)["FunctionArn"]

listed = cf.list_distributions()["DistributionList"]["Items"]
broken = next(item["Id"] for item in listed if item["Comment"] == "inkwell-cloudfront-debug")
now = cf.get_distribution_config(Id=broken)
config = now["DistributionConfig"]
config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = at(viewer_response=mended)
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)["Distribution"]["Status"]
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # zip_of({"index.py": text}) from lambda_workshop.cloud.functions makes a zip file with this text in it.
# # cf.get_distribution_config(Id=...) gives the configuration and the ETag that cf.update_distribution wants.
### END SOLUTION

# %% exercise="debug" role="check"
cloudfront.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Slow to change:** a change takes minutes to reach all edge locations.
# - **Far logs:** a log is in the Region where the function ran, as `/aws/lambda/us-east-1.NAME`.
# - **Hard to delete:** the copies go some hours after the last association. Until then the version stays.
# - **Not allowed:** environment variables, VPCs, layers, dead-letter queues, arm64, images.
# - **CloudFront Functions** are the lighter kind: JavaScript, viewer events only, under a millisecond, 10 KB of code, no network, no body. Redirects, headers and this A/B test belong there. You need Lambda@Edge for Python, the network, the body and the origin events.
# - **Headers only?** A response headers policy adds them without code.
#
# Latency and price cannot be seen here.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# provider:
#   name: aws
#   region: us-east-1
#   runtime: python3.13
# functions:
#   edge:
#     handler: index.handler
#     memorySize: 128
#     timeout: 3
#     events:
#       - cloudFront:
#           eventType: viewer-request
#           origin: s3://inkwell-site.s3.amazonaws.com
#       - cloudFront:
#           eventType: origin-request
#           origin: s3://inkwell-site.s3.amazonaws.com
#       - cloudFront:
#           eventType: origin-response
#           origin: s3://inkwell-site.s3.amazonaws.com
#       - cloudFront:
#           eventType: viewer-response
#           origin: s3://inkwell-site.s3.amazonaws.com
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Edge:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       AutoPublishAlias: live
#       AssumeRolePolicyDocument:
#         Version: "2012-10-17"
#         Statement:
#           - Effect: Allow
#             Principal: {Service: [lambda.amazonaws.com, edgelambda.amazonaws.com]}
#             Action: sts:AssumeRole
#   Site:
#     Type: AWS::CloudFront::Distribution
#     Properties:
#       DistributionConfig:
#         Enabled: true
#         Origins:
#           - Id: site
#             DomainName: !GetAtt Pages.RegionalDomainName
#             S3OriginConfig: {OriginAccessIdentity: ""}
#             OriginAccessControlId: !GetAtt Access.Id
#         DefaultCacheBehavior:
#           TargetOriginId: site
#           ViewerProtocolPolicy: redirect-to-https
#           CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
#           LambdaFunctionAssociations:
#             - {EventType: viewer-request, LambdaFunctionARN: !Ref Edge.Version}
#             - {EventType: origin-request, LambdaFunctionARN: !Ref Edge.Version}
#             - {EventType: origin-response, LambdaFunctionARN: !Ref Edge.Version}
#             - {EventType: viewer-response, LambdaFunctionARN: !Ref Edge.Version}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
cloudfront.cleanup()

# %% [markdown]
# ## Recap
#
# - Viewer functions run for every request, origin functions only when the cache has nothing.
# - A numbered version in us-east-1, a role that trusts two services, and a bucket that trusts one distribution.
# - A function that succeeds can still give a 502: CloudFront judges its answer, header by header.
#
# <!-- next -->

# %%
cloudfront.progress()
