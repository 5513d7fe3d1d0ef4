"""Alexa: a custom skill that is talked to, and a smart home whose devices are switched.

Both invoke the deployed function as Amazon does. The interaction model, the requests and the answers live here;
permissions and invocations are in the folder above.
"""

from lambda_workshop.simulators.alexa.interaction_model import InteractionModel, ModelRefused
from lambda_workshop.simulators.alexa.skill import Conversation
from lambda_workshop.simulators.alexa.smart_home import Answered, Shown, SmartHome
from lambda_workshop.simulators.alexa.turns import Exchange, Turn

__all__ = [
    "Answered",
    "Conversation",
    "Exchange",
    "InteractionModel",
    "ModelRefused",
    "Shown",
    "SmartHome",
    "Turn",
]
