# %% [markdown]
# # Start here: the map of the course
#
# Inkwell is a small online print shop: photos in, prints out. In each section, one more thing in the shop calls a Lambda
# function. Everything runs on your machine. There is no account, no token and no cost.
#
# Run this cell with Shift+Enter. It opens the section and tells what it runs on.

# %%
from lambda_workshop import lesson

start = lesson("start")

# %% [markdown]
# If the line *Backend* tells of trouble, ask the doctor. It says what is missing, and the command that gets it. In a
# terminal it is `workshop doctor`.

# %%
from lambda_workshop.sections.start.panel import doctor

doctor()

# %% [markdown]
# ## Question 0
#
# Every exercise has the same calls. Try them all on this one: it costs nothing.
#
# Inkwell's first function prints the word *hello*, once for each event. How many events has it had when the log says
# *hello hello hello*?
#
# - **a** None. Functions do not talk.
# - **b** Three.
# - **c** One, from a very excited customer.

# %%
start.warmup.hint()

# %% exercise="warmup" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b" or "c"
### END SOLUTION

# %% exercise="warmup" role="check"
start.warmup.check(answer)

# %% [markdown]
# A check says *Passed*, *Not yet*, *Not attempted* or *Could not check*. The last one is never your mistake.
#
# The solution opens once you have passed, seen all three hints, or failed three times.

# %%
start.warmup.solution()

# %% [markdown]
# ## The map
#
# Your progress, section by section and skill by skill. Each cell opens the notebook at that place. A section takes about
# 45 minutes. Take them in any order.

# %%
start.panel()

# %% [markdown]
# ## Every trigger in one table
#
# What you learn in each section, to come back to. Sort it by any column.

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
