# %% [markdown]
# # Start here: the map of the course
#
# Inkwell is a small online print shop: photos in, prints out. In each section, one more thing in the shop calls a Lambda
# function. Everything runs on your machine. There is no account, no token and no cost.
#
# Run this cell with Shift+Enter. It opens the section and shows its *backend*: the program on your machine that answers
# as AWS would.

# %%
from lambda_workshop import lesson

start = lesson("start")

# %% [markdown]
# If the line *Backend* shows a problem, ask the doctor. It says what is missing, and which command gets it. In a
# terminal it is `workshop doctor`.

# %%
from lambda_workshop.sections.start.panel import doctor

doctor()

# %% [markdown]
# ## Question 0
#
# Every exercise has the same calls: `hint()`, `check()` and `solution()`. Try them all on this one: it costs nothing.
#
# Inkwell's first function prints the word *hello*, once for each event. How many events has it had when the log says
# *hello hello hello*?
#
# - **a** None. Functions do not talk.
# - **b** Three.
# - **c** One, from a very excited customer.
#
# Run the next cell for a hint. Run it again for the second one, and the third.

# %%
start.warmup.hint()

# %% [markdown]
# Put your answer in place of `None`, as text: `"a"`, `"b"` or `"c"`. Then run this cell and the next one.

# %% exercise="warmup" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b" or "c"
### END SOLUTION

# %% exercise="warmup" role="check"
start.warmup.check(answer)

# %% [markdown]
# A check says *Passed*, *Not yet*, *Not attempted*, *Blocked* (a step before it has to pass first) or *Could not check*,
# which is never your mistake.
#
# The solution opens once you have passed, seen all three hints, or failed three times.

# %%
start.warmup.solution()

# %% [markdown]
# ## The map
#
# Your progress, section by section and skill by skill. Each cell opens the notebook at that place. A section takes about
# 45 minutes. Begin with *Limitations* and *Direct calls*, then take the others in any order.

# %%
start.panel()

# %% [markdown]
# ## Words and calls that come back
#
# | word | what it means |
# |---|---|
# | function, handler | your code on Lambda, and the part that is called: `handler(event, context)` |
# | event | the data that the handler gets, as JSON |
# | trigger | what makes Lambda run a function: a service, and its wiring |
# | push, poll | the service calls Lambda, or Lambda fetches from the service |
# | sync | the caller waits for the answer |
# | async | Lambda queues the event, and runs the function later |
# | batch | one call brings many records |
# | ARN | the full name of a thing on AWS |
# | execution role | what the function may do |
# | resource policy | who may call the function |
# | dead-letter queue | where an event goes when it has failed for good |
#
# A lesson's object, here `start`, helps. `.session.client("sqs")` is a boto3 client for the backend. `.role()` makes an
# execution role, `.logs()` shows what a function printed. `.deploy()` packs the handler's whole cell, so its imports
# belong there. Help on one of them:

# %%
help(start.deploy)

# %% [markdown]
# ## Every trigger in one table
#
# What you learn in each section, to come back to. Sort it by any column. AWS's newer pages call these functions *event
# functions*: a new name, and the same functions.

# %%
from lambda_workshop.sections.start.panel import sortable_triggers, triggers

sortable_triggers()

# %% [markdown]
# The same as a call. Its table stays when the notebook is closed.

# %%
triggers(sort_by="Push or poll")

# %% [markdown]
# ## Clean up
#
# Every section ends with this. It lists what it removed, and looks again.

# %%
start.cleanup()

# %% [markdown]
# <!-- next -->
#
# <!-- further reading -->

# %%
start.progress()
