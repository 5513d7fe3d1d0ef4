"""What a learner's notebook imports: the lesson object, its exercises, and how their answers look.

How checks run is in `checks`, what they ask in `cloud`; nothing here knows a section by name.
"""
