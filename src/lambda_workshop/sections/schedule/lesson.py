# %% [markdown]
# # Schedule: the nightly report
#
# Every night Inkwell adds up what it sold. Nobody gets up for it: a schedule calls the function.
#
# In this section you
#
# - **predict** when a cron expression fires,
# - **wire** a rule and a schedule to a function, so that AWS lets both of them call it,
# - **mend** a bill that goes out twice every night.
#
# The section before this one is *Direct calls*. There a program calls, here a clock does.

# %%
from lambda_workshop import lesson

schedule = lesson("schedule")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: Two clocks that call one function
#     accDescr: A rule of EventBridge fires at its time in UTC and invokes the function asynchronously, because the function's resource policy lets it. EventBridge Scheduler fires at its time in any time zone, assumes the schedule's role and invokes the function asynchronously with that role's rights. Lambda queues the event and runs the function.
#     participant Rule as rule inkwell-schedule-nightly
#     participant Scheduler as schedule inkwell-schedule-weekly
#     participant Role as its role
#     participant Lambda as Lambda's queue
#     participant Report as inkwell-schedule-report
#     Note over Rule: 02:00 UTC
#     Rule->>Lambda: event, if the function's policy lets it
#     Note over Scheduler: Monday 07:30 in Prague
#     Scheduler->>Role: assumes
#     Scheduler->>Lambda: your input, with the role's rights
#     Lambda->>Report: the event, later again if it failed
# ```
#
# <!-- trigger table -->
#
# A **rule** is the older one, and legacy to AWS: `rate()` and `cron()`, always in UTC. **Scheduler** adds time zones, `at()` for one time only, start and end dates, and flexible windows. Take it for new schedules.
#
# A cron expression here has **six** fields: minutes, hours, day of the month, month, day of the week, year. One of the two days must be `?`. Sunday is 1.

# %% [markdown]
# ## Predict
#
# The print room is in Prague. A rule has the schedule `cron(30 7 ? * 2-6 *)`. When does it fire?
#
# - **a** At 07:30 in Prague, Monday to Friday.
# - **b** At 07:30 UTC, Monday to Friday: 08:30 in Prague in winter, 09:30 in summer.
# - **c** At 07:30 UTC, Tuesday to Saturday.
# - **d** Never. AWS refuses it, because cron has five fields.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
schedule.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A rule that fires every minute, and a function that prints its event.

# %%
import json


def show(event, context):
    print(json.dumps(event, indent=2))


# %%
lam, rules = schedule.session.client("lambda"), schedule.session.client("events")


def let_rule_call(function, rule_arn):
    """The permission that a rule needs; once is enough."""
    try:
        lam.add_permission(
            FunctionName=function,
            StatementId=rule_arn.rsplit("/", 1)[-1],
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=rule_arn,
        )
    except lam.exceptions.ResourceConflictException:
        pass  # the statement is there from an earlier run of this cell


hello = schedule.deploy("inkwell-schedule-hello", show, role=schedule.role("inkwell-schedule-hello-role"))
every_minute = rules.put_rule(Name="inkwell-schedule-hello", ScheduleExpression="rate(1 minute)")["RuleArn"]
let_rule_call("inkwell-schedule-hello", every_minute)
answer_of_put = rules.put_targets(Rule="inkwell-schedule-hello", Targets=[{"Id": "hello", "Arn": hello}])

# %% [markdown]
# In a minute it fires. Or now: the embedded backend can move the clock of one rule on to its next time, and says so. AWS cannot.

# %%
from lambda_workshop.sections.schedule.panel import fire

fire(schedule, every_minute)

# %%
schedule.logs("inkwell-schedule-hello", wait_for="detail", timeout=5)

# %% [markdown]
# Notice three fields:
#
# - `time` is when the rule fired, in UTC. A retry has the same `time`.
# - `resources` names the rule that called.
# - `detail` is empty here. Scheduler's own notification has `"{}"`, a string.
#
# The trap: `datetime.now()` in the function. An event that is retried after midnight would report another day.

# %% [markdown]
# ## Handle it
#
# Write the report function, `handler`. It gets one of three events:
#
# - a rule's event, or Scheduler's notification, with `time`: the report is `sales`, for the day **before** `time`, in UTC;
# - your own input of a schedule, with `time` and `report`, such as `{"report": "week", "time": "2026-11-30T06:30:00Z"}`: the same for that report;
# - a call by hand, with `day`, such as `{"day": "2026-11-20"}`: the report for that very day.
#
# Print one line, `report sales for 2026-11-22`, and return `{"report": "sales", "day": "2026-11-22"}`. Anything else fails: raise an error, and do not guess.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
from datetime import date, datetime, timedelta


def handler(event, context):
    if "day" in event:
        day = date.fromisoformat(event["day"])
    else:
        planned = datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
        day = planned.date() - timedelta(days=1)
    report = event.get("report", "sales")
    print(f"report {report} for {day}")
    return {"report": report, "day": str(day)}


### STARTER
# def handler(event, context):
#     """Name the report and the day that the event asks for."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
schedule.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Let two clocks call it:
#
# | name | what it must be |
# |---|---|
# | function `inkwell-schedule-report` | your handler |
# | rule `inkwell-schedule-nightly` | every night at 02:00 UTC; the function is its only target, and lets this rule call it |
# | role `inkwell-schedule-clock-role` | Scheduler may assume it; it may invoke this function and no other |
# | schedule `inkwell-schedule-weekly` | Mondays at 07:30 in Prague, some time within 15 minutes; at most 3 retries; the input `{"report": "week", "time": "<aws.scheduler.scheduled-time>"}` |
#
# First the function and the rule.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
report = schedule.deploy("inkwell-schedule-report", handler, role=schedule.role("inkwell-schedule-report-role"))

nightly = rules.put_rule(Name="inkwell-schedule-nightly", ScheduleExpression="cron(0 2 * * ? *)")["RuleArn"]
let_rule_call("inkwell-schedule-report", nightly)
put = rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[{"Id": "report", "Arn": report}])
### STARTER
# # report = schedule.deploy("inkwell-schedule-report", handler, role=schedule.role("inkwell-schedule-report-role"))
# # nightly = rules.put_rule(Name=..., ScheduleExpression=...)["RuleArn"]
# # let_rule_call(...) and rules.put_targets(...) as above.
### END SOLUTION

# %% [markdown]
# Then role and schedule. Scheduler fills in `<aws.scheduler.scheduled-time>` when it fires.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
clock = schedule.session.client("scheduler")
may_call = {"Action": "lambda:InvokeFunction", "Resource": report}
clock_role = schedule.role("inkwell-schedule-clock-role", policies=[may_call], service="scheduler")

weekly = {
    "Name": "inkwell-schedule-weekly",
    "ScheduleExpression": "cron(30 7 ? * MON *)",
    "ScheduleExpressionTimezone": "Europe/Prague",
    "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
    "Target": {
        "Arn": report,
        "RoleArn": clock_role,
        "Input": json.dumps({"report": "week", "time": "<aws.scheduler.scheduled-time>"}),
        "RetryPolicy": {"MaximumRetryAttempts": 3},
    },
}
try:
    clock.create_schedule(**weekly)
except clock.exceptions.ConflictException:
    clock.update_schedule(**weekly)
### STARTER
# # clock = schedule.session.client("scheduler")
# # clock_role = schedule.role("inkwell-schedule-clock-role", policies=[{...}], service="scheduler")
# # clock.create_schedule(Name=..., ScheduleExpression=..., ScheduleExpressionTimezone=..., FlexibleTimeWindow={...}, Target={...})
### END SOLUTION

# %% exercise="wire" role="check"
schedule.wire.check()

# %% [markdown]
# ## Watch it
#
# The cron trainer shows the next five times of an expression. Below it, let a night or a Monday come, and see the reports.

# %%
schedule.panel()

# %% [markdown]
# A cell can call the same:

# %%
from lambda_workshop.sections.schedule.panel import next_five, reports

next_five("cron(30 2 ? MAR SUN *)", zone="Europe/Prague")

# %%
reports(schedule)

# %% [markdown]
# Notice: the last Sunday of March is missing. Prague has no 02:30 then. On the last Sunday of October it has two, and Scheduler runs once.

# %% [markdown]
# ## Break it
#
# `inkwell-schedule-debug-billing` writes a bill for each night into the table `inkwell-schedule-debug-bills`. Since somebody modernised it last week, every night is billed twice.

# %% exercise="debug" role="setup"
schedule.debug.start()

# %%
schedule.logs("inkwell-schedule-debug-billing")

# %% [markdown]
# What is the cause?
#
# - **a** The function fails, so that Lambda tries again.
# - **b** Two clocks call it: the new schedule, and a rule that nobody removed.
# - **c** The flexible window lets the schedule fire at its start and at its end.
# - **d** The hour that autumn repeats fires the schedule twice.
#
# Name it, and leave one caller. AWS delivers *at least* once, so that is not enough: write the billing anew, so that a second event for the same night changes nothing. A bill is an item with `billId`, `night` (the date in `time`) and `cents`, which is 990. `TABLE` in the environment names the table.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "inkwell-schedule-debug-bills"))


def bill(event, context):
    night = event["time"][:10]
    item = {"billId": night, "night": night, "cents": 990}
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(billId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"{night} is billed already")


### STARTER
# def bill(event, context):
#     """Bill the night of the event, once."""
#     ...
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"

rules.disable_rule(Name="inkwell-schedule-debug-nightly")
lam.update_function_code(FunctionName="inkwell-schedule-debug-billing", ZipFile=schedule.package(bill))
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-schedule-debug-billing")
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # lam.update_function_code(FunctionName=..., ZipFile=schedule.package(bill)), then
# # lam.get_waiter("function_updated_v2").wait(FunctionName=...)
### END SOLUTION

# %% exercise="debug" role="check"
schedule.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Not to the second:** 02:00 is any time up to 02:00:59.
# - **Two layers of retries:** EventBridge's until Lambda takes the event, Lambda's for what your function raises.
# - **Overlap:** nothing waits for the last run. A run that takes longer than its period needs a reserved concurrency of 1, or a lock.
# - **Confused deputy:** a condition on `aws:SourceArn` in the role's trust must name the schedule *group*. With a schedule's ARN, AWS refuses the role.
# - **One time only:** an `at()` that is over stays and counts. `ActionAfterCompletion="DELETE"` removes it. The lab does this.
# - **Price:** Scheduler bills its invocations, Lambda its own.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   report:
#     handler: index.handler
#     events:
#       - schedule: cron(0 2 * * ? *)
#       - schedule:
#           method: scheduler
#           rate: [cron(30 7 ? * MON *)]
#           timezone: Europe/Prague
#           input:
#             report: week
#             time: <aws.scheduler.scheduled-time>
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Report:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Events:
#         Nightly:
#           Type: Schedule
#           Properties: {Schedule: cron(0 2 * * ? *)}
#         Weekly:
#           Type: ScheduleV2
#           Properties:
#             ScheduleExpression: cron(30 7 ? * MON *)
#             ScheduleExpressionTimezone: Europe/Prague
#             FlexibleTimeWindow: {Mode: FLEXIBLE, MaximumWindowInMinutes: 15}
#             RetryPolicy: {MaximumRetryAttempts: 3}
#             Input: '{"report": "week", "time": "<aws.scheduler.scheduled-time>"}'
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
schedule.cleanup()

# %% [markdown]
# ## Recap
#
# - A rule's cron is in UTC, has six fields and starts its week on Sunday. Scheduler knows time zones, and what daylight saving time does to them.
# - A rule needs the function's permission; a schedule needs a role that trusts Scheduler.
# - At least once means: the event's `time` is the key of the work, not the moment at which it runs.
#
# <!-- next -->

# %%
schedule.progress()
