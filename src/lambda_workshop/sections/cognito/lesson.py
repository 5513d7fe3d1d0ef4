# %% [markdown]
# # Cognito: who may be a customer
#
# Inkwell's customers sign up with an email address. A *user pool* keeps their accounts, sends codes and issues tokens. Your function has its say at each step.
#
# In this section you
#
# - **predict** when a trigger fires again,
# - **write** one handler for three triggers, and let a pool, and only this pool, call it,
# - **mend** a pool that lets nobody in.
#
# The section before this one is *CloudFront*. There a function changes requests on their way; here it decides about people.

# %%
from lambda_workshop import lesson

cognito = lesson("cognito")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a new customer through the user pool
#     accDescr: The customer signs up. Cognito calls the function with PreSignUp, which may refuse, and with CustomMessage, which words the mail. The customer gives back the code, signs in, and Cognito calls the function with TokenGeneration, which adds claims to the token.
#     participant Customer
#     participant Pool as inkwell-cognito-customers
#     participant Rules as inkwell-cognito-rules
#     Customer->>Pool: SignUp
#     Pool->>Rules: PreSignUp_SignUp
#     Rules-->>Pool: the event, or an error
#     Pool->>Rules: CustomMessage_SignUp
#     Rules-->>Pool: the event with the mail's text
#     Customer->>Pool: ConfirmSignUp with the code
#     Customer->>Pool: InitiateAuth
#     Pool->>Rules: TokenGeneration_Authentication
#     Rules-->>Pool: the event with claims
#     Pool-->>Customer: tokens
# ```
#
# <!-- trigger table -->
#
# Further triggers: PostConfirmation, PreAuthentication, PostAuthentication, UserMigration, and three for challenges of your own. The lab has them. A newer one, InboundFederation, sees what another identity provider says about a user.

# %% [markdown]
# ## Predict
#
# PostConfirmation fires when somebody is confirmed. Its handler puts a record for each new customer into a table: `{"id": ..., "points": 0}`. A year later a customer forgets her password, and confirms a new one with a code. What becomes of her record?
#
# - **a** Nothing. The trigger fires once in a customer's life.
# - **b** It is written again, and her points are gone.
# - **c** Cognito refuses the new password, as the customer exists already.
# - **d** The trigger fires, and has no `userAttributes` then.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
cognito.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function prints every event that it gets, and lets everybody pass: it returns the event.

# %%
import json


def show(event, context):
    print(json.dumps(event, indent=2))
    return event


# %%
lam, idp = cognito.session.client("lambda"), cognito.session.client("cognito-idp")


def fresh_pool(name, **settings):
    """A new pool with its app; one of the same name goes first, so that the cell can run again."""
    for old in idp.list_user_pools(MaxResults=60)["UserPools"]:
        if old["Name"] == name:
            idp.delete_user_pool(UserPoolId=old["Id"])
    return idp.create_user_pool(PoolName=name, AutoVerifiedAttributes=["email"], **settings)["UserPool"]


hello = cognito.deploy("inkwell-cognito-hello", show, role=cognito.role("inkwell-cognito-hello-role"))
pool = fresh_pool("inkwell-cognito-hello", LambdaConfig={"PreSignUp": hello})
may_call = lam.add_permission(
    FunctionName="inkwell-cognito-hello", StatementId=pool["Id"], Action="lambda:InvokeFunction",
    Principal="cognito-idp.amazonaws.com", SourceArn=pool["Arn"],
)  # fmt: skip

# %%
app = idp.create_user_pool_client(UserPoolId=pool["Id"], ClientName="inkwell-cognito-hello")["UserPoolClient"]
signed_up = idp.sign_up(
    ClientId=app["ClientId"], Username="ada", Password="Tulips-and-1-press",
    UserAttributes=[{"Name": "email", "Value": "ada@paper.example"}],
    ClientMetadata={"campaign": "spring"},
)  # fmt: skip
cognito.logs("inkwell-cognito-hello", wait_for="PreSignUp_SignUp")

# %% [markdown]
# Notice three fields:
#
# - `triggerSource` says which trigger it is, and why it fired.
# - `request.userAttributes` are strings, all of them: `email_verified` is `"true"` in later triggers, never `true`.
# - `response` is yours to fill in. Its booleans are real booleans.
#
# The trap: `clientMetadata` comes from the caller, and anybody can call. Never decide by it. The professional's trap, which only AWS shows: `update_user_pool` resets every setting that you do not name again.

# %% [markdown]
# ## Handle it
#
# Write one handler for three triggers. The environment variable `REFUSED` holds a JSON list of domains.
#
# | trigger source | what to do |
# |---|---|
# | `PreSignUp_SignUp` | Raise an error for an address in a domain of `REFUSED`. For `inkwell.example`, the staff: `autoConfirmUser` and `autoVerifyEmail`. |
# | `CustomMessage_SignUp` | `emailSubject`, and an `emailMessage` with the customer's `name`, if there is one, and `codeParameter` |
# | begins with `TokenGeneration_` | the claim `tier`: `staff` for a **verified** address of the staff, else `customer` |
# | all others | leave the event as it is |
#
# Compare whole domains, and ignore upper and lower case. Always return the event. Claims go into `response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {...}}`.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json
import os

REFUSED = json.loads(os.environ.get("REFUSED", "[]"))


def handler(event, context):
    source, request, response = event["triggerSource"], event["request"], event["response"]
    person = request["userAttributes"]
    domain = person.get("email", "").rpartition("@")[2].lower()
    print(source)
    if source == "PreSignUp_SignUp":
        if domain in REFUSED:
            raise ValueError(f"We take no addresses of {domain}")
        if domain == "inkwell.example":
            response |= {"autoConfirmUser": True, "autoVerifyEmail": True}
    elif source == "CustomMessage_SignUp":
        response["emailSubject"] = "Welcome to Inkwell"
        response["emailMessage"] = f"Hello {person.get('name', '')}! Your code is {request['codeParameter']}."
    elif source.startswith("TokenGeneration_"):
        proven = domain == "inkwell.example" and person.get("email_verified") == "true"
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
    return event


### STARTER
# import json
# import os
#
# REFUSED = json.loads(os.environ.get("REFUSED", "[]"))  # set where the function runs, not in this notebook
#
#
# def handler(event, context):
#     """Judge, word or mark, by the trigger source, and return the event."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
cognito.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# | name | what it must be |
# |---|---|
# | function `inkwell-cognito-rules` | your handler; a timeout of at most 5 seconds; at least one domain in `REFUSED` |
# | user pool `inkwell-cognito-customers` | verifies `email`; PreSignUp, CustomMessage and PreTokenGeneration call the function |
# | app client `inkwell-cognito-shop` | without a secret; customers sign in with their password |
# | the function's permission | this pool may call it, and no other |
#
# The check signs up people of its own, reads their mail, and removes them.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
role, refused = cognito.role("inkwell-cognito-rules-role"), {"REFUSED": json.dumps(["throwaway.example"])}
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused)

customers = fresh_pool(
    "inkwell-cognito-customers",
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules, "PreTokenGeneration": rules},
)
may_call = lam.add_permission(
    FunctionName="inkwell-cognito-rules", StatementId=customers["Id"], Action="lambda:InvokeFunction",
    Principal="cognito-idp.amazonaws.com", SourceArn=customers["Arn"],
)  # fmt: skip
shop = idp.create_user_pool_client(
    UserPoolId=customers["Id"],
    ClientName="inkwell-cognito-shop",
    ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
)["UserPoolClient"]
### STARTER
# # rules = cognito.deploy("inkwell-cognito-rules", handler, role=cognito.role("..."), environment={"REFUSED": ...})
# # customers = fresh_pool("inkwell-cognito-customers", LambdaConfig={...}), then lam.add_permission(...) as above
# # idp.create_user_pool_client(UserPoolId=..., ClientName=..., ExplicitAuthFlows=["ALLOW_...", ...])
### END SOLUTION

# %% exercise="wire" role="check"
cognito.wire.check()

# %% [markdown]
# ## Watch it
#
# A sign-up form, with your rules behind it. Try addresses of `paper.example`, `throwaway.example` and `inkwell.example`.

# %%
cognito.panel()

# %%
from lambda_workshop.sections.cognito.panel import join

join(cognito, "ada@paper.example", name="Ada Byron")

# %% [markdown]
# The token opens an HTTP API, whose JWT authorizer knows the pool. The function behind it finds your claim:

# %%
from lambda_workshop.sections.cognito.door import open_door

open_door(cognito, "grace@inkwell.example")

# %%
cognito.timeline()

# %% [markdown]
# ## Break it
#
# Inkwell's partners have a pool of their own. Since its function was changed, nobody can sign up.

# %% exercise="debug" role="setup"
cognito.debug.start()

# %%
from lambda_workshop.sections.cognito.broken import WELCOME, try_it

print(WELCOME)
try_it(cognito)

# %%
cognito.logs("inkwell-cognito-debug-welcome")

# %% [markdown]
# What is the cause?
#
# - **a** Cognito may not call the function.
# - **b** The handler returns nothing.
# - **c** The function takes longer than five seconds.
# - **d** The passwords are too weak for the pool.
#
# Mend the code of `inkwell-cognito-debug-welcome`, until the partner's people get in as well. In the second cell set `cause` to its letter, and deploy.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import os


def welcome(event, context):
    domain = event["request"]["userAttributes"]["email"].rpartition("@")[2]
    print(event["triggerSource"], "from", domain)
    if domain == os.environ["PARTNER"]:
        event["response"]["autoConfirmUser"] = True
        event["response"]["autoVerifyEmail"] = True
    return event


### STARTER
# # Copy the code from above into this cell, and mend it: `import os` and `def welcome(...)`.
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
lam.update_function_code(FunctionName="inkwell-cognito-debug-welcome", ZipFile=cognito.package(welcome))
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-cognito-debug-welcome")
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # lam.update_function_code(FunctionName="inkwell-cognito-debug-welcome", ZipFile=cognito.package(welcome))
### END SOLUTION

# %% exercise="debug" role="check"
cognito.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Five seconds:** a function that starts slowly is tried again while it still runs. Keep triggers small and idempotent.
# - **Refused:** without the permission, callers get `AccessDeniedException` in the pool's error. The console adds it, CloudFormation does not.
# - **Your words are public:** the text of an exception goes to whoever calls.
# - **Tokens are kept:** a claim stays in a token until it expires. Version 1 of PreTokenGeneration changes the ID token; access tokens need version 2, which the cheapest plan does not have.
# - **Mail:** nothing leaves this machine. Here a mailbox keeps every message.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   rules:
#     handler: index.handler
#     timeout: 5
#     events:
#       - cognitoUserPool: {pool: inkwell-cognito-customers, trigger: PreSignUp}
#       - cognitoUserPool: {pool: inkwell-cognito-customers, trigger: CustomMessage}
#       - cognitoUserPool: {pool: inkwell-cognito-customers, trigger: PreTokenGeneration}
# ```
#
# A pool that is there already needs `existing: true`.
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Customers:
#     Type: AWS::Cognito::UserPool
#     Properties:
#       AutoVerifiedAttributes: [email]
#   Rules:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Timeout: 5
#       Events:
#         People:
#           Type: Cognito
#           Properties:
#             UserPool: !Ref Customers
#             Trigger: [PreSignUp, CustomMessage, PreTokenGeneration]
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
cognito.cleanup()

# %% [markdown]
# ## Recap
#
# - `triggerSource` says why a trigger fires. The same trigger fires for several reasons.
# - A handler returns the whole event, in every branch, with real booleans in `response`.
# - A pool names its function, and the function's policy names the pool.
#
# <!-- next -->

# %%
cognito.progress()
