"""The pool of the shop's partners, which lets nobody in: put in place, and tried as people try it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambda_workshop.cloud import Cloud, cleanup, deploying, functions
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.cognito.customers import Person, Pool, domain, find, forget, person, said, sign_up

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

ROOM = "inkwell-cognito-debug"
POOL, CLIENT, FUNCTION, ROLE = f"{ROOM}-partners", f"{ROOM}-app", f"{ROOM}-welcome", f"{ROOM}-role"

WELCOME = """\
import os


def welcome(event, context):
    domain = event["request"]["userAttributes"]["email"].rpartition("@")[2]
    print(event["triggerSource"], "from", domain)
    if domain == os.environ["PARTNER"]:
        event["response"]["autoConfirmUser"] = "true"
        event["response"]["autoVerifyEmail"] = "true"
"""


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Make the pool and its function, permitted as they should be, and let somebody sign up in vain."""
    cleanup.remove(cloud, (ROOM,), ("lambda", "cognito-idp", "iam", "logs"))
    random, idp = Random(), cloud.client("cognito-idp")
    partner = domain(random)
    arn = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"index.py": WELCOME}),
        handler="index.welcome",
        role_arn=deploying.role(cloud, ROLE),
        environment={"PARTNER": partner},
    )
    made = idp.create_user_pool(PoolName=POOL, AutoVerifiedAttributes=["email"], LambdaConfig={"PreSignUp": arn})
    pool_id, pool_arn = made["UserPool"]["Id"], made["UserPool"]["Arn"]
    idp.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName=CLIENT,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="pool",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=pool_arn,
    )
    pool = find(cloud, POOL, CLIENT)
    assert pool is not None
    return [
        ("user pool", f"{POOL}, with the trigger PreSignUp"),
        ("function", f"{FUNCTION}: confirms people of `{partner}` at once, as its variable PARTNER says"),
        ("what people see", _tried(cloud, pool, person(random, domain(random)))),
    ]


def try_it(lesson: Lesson) -> Output:
    """Sign somebody up, and somebody of the partner's; both are removed again. Shows what they see."""
    pool = find(lesson.cloud, POOL, CLIENT)
    function = functions.find(lesson.cloud, FUNCTION)
    if pool is None or function is None:
        return Output("There is nothing to try: `cognito.debug.start()` makes it.")
    random = Random()
    people = (person(random, domain(random)), person(random, function.environment.get("PARTNER", "nobody.example")))
    rows = [(who.email, _tried(lesson.cloud, pool, who)) for who in people]
    return Output(Table("Signing up", ("Who", "What they see"), rows))


def _tried(cloud: Cloud, pool: Pool, who: Person) -> str:
    try:
        answer = sign_up(cloud, pool, who)
    except ClientError as error:
        return said(error)
    forget(cloud, pool, who)
    return "welcome" if answer["UserConfirmed"] else "a code is on its way"
