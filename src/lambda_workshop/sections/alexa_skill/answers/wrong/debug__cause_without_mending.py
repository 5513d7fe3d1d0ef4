"""expect: the session is over after the first answer (SKILL)

Names the cause and leaves the skill as it is.
"""

cause = "b"
