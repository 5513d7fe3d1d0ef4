"""stub"""


def send_jobs(lesson, good=3, poison=1):
    return None


def whereabouts(lesson):
    return None


def panel(lesson):
    return None
