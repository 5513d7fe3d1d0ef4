"""The built-in intents and slot types of Alexa that the simulator knows.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/standard-built-in-intents.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/slot-type-reference.html
"""

from __future__ import annotations

from collections.abc import Mapping

UTTERANCES: Mapping[str, tuple[str, ...]] = {
    "AMAZON.CancelIntent": ("cancel", "never mind", "forget it", "cancel that"),
    "AMAZON.HelpIntent": ("help", "help me", "can you help me", "i need help"),
    "AMAZON.LoopOffIntent": ("loop off",),
    "AMAZON.LoopOnIntent": ("loop on", "loop", "keep playing this"),
    "AMAZON.NavigateHomeIntent": ("go home", "home", "navigate home", "go to my home page"),
    "AMAZON.NextIntent": ("next", "skip", "skip forward"),
    "AMAZON.NoIntent": ("no", "no thanks", "nope", "no thank you"),
    "AMAZON.PauseIntent": ("pause", "pause that"),
    "AMAZON.PreviousIntent": ("previous", "go back", "skip back", "back up"),
    "AMAZON.RepeatIntent": ("repeat", "say that again", "repeat that"),
    "AMAZON.ResumeIntent": ("resume", "continue", "keep going"),
    "AMAZON.ShuffleOffIntent": ("stop shuffling", "shuffle off", "turn off shuffle"),
    "AMAZON.ShuffleOnIntent": ("shuffle", "shuffle on", "shuffle the music", "shuffle mode"),
    "AMAZON.StartOverIntent": ("start over", "restart", "start again"),
    "AMAZON.StopIntent": ("stop", "off", "shut up", "please stop", "stop it"),
    "AMAZON.YesIntent": ("yes", "yes please", "yeah", "yep", "sure", "ok", "okay"),
}
"""What people say for the intents that have words of their own."""

FALLBACK = "AMAZON.FallbackIntent"
STOP_WORDS = frozenset({"exit", "quit"})
"""These end the session in Alexa itself: the skill gets SessionEndedRequest with USER_INITIATED and no intent."""

OTHER_INTENTS = frozenset(
    {
        FALLBACK,
        "AMAZON.MoreIntent",
        "AMAZON.NavigateSettingsIntent",
        "AMAZON.PageDownIntent",
        "AMAZON.PageUpIntent",
        "AMAZON.ScrollDownIntent",
        "AMAZON.ScrollLeftIntent",
        "AMAZON.ScrollRightIntent",
        "AMAZON.ScrollUpIntent",
        "AMAZON.SelectIntent",
        "AMAZON.ReadItemsIntent",
        "AMAZON.RepeatSectionIntent",
    }
)
"""Built-in intents that a model may have and no sentence reaches here."""

NUMBER = "AMAZON.NUMBER"
FOUR_DIGITS = "AMAZON.FOUR_DIGIT_NUMBER"
DATE = "AMAZON.DATE"
ORDINAL = "AMAZON.Ordinal"
SEARCH_QUERY = "AMAZON.SearchQuery"
UNDERSTOOD = frozenset({NUMBER, FOUR_DIGITS, DATE, ORDINAL, SEARCH_QUERY})

NOT_UNDERSTOOD = frozenset({"AMAZON.TIME", "AMAZON.DURATION", "AMAZON.PhoneNumber"})
"""Real types whose grammar the simulator has not."""

LISTS = frozenset(
    {
        "AMAZON.Actor",
        "AMAZON.AggregateRating",
        "AMAZON.Airline",
        "AMAZON.Airport",
        "AMAZON.Animal",
        "AMAZON.Artist",
        "AMAZON.Athlete",
        "AMAZON.Author",
        "AMAZON.Book",
        "AMAZON.City",
        "AMAZON.Color",
        "AMAZON.Corporation",
        "AMAZON.Country",
        "AMAZON.CreativeWorkType",
        "AMAZON.DayOfWeek",
        "AMAZON.Dessert",
        "AMAZON.DeviceType",
        "AMAZON.Drink",
        "AMAZON.EducationalOrganization",
        "AMAZON.EventType",
        "AMAZON.FirstName",
        "AMAZON.Food",
        "AMAZON.FoodEstablishment",
        "AMAZON.Game",
        "AMAZON.Genre",
        "AMAZON.Landform",
        "AMAZON.Language",
        "AMAZON.LocalBusiness",
        "AMAZON.Month",
        "AMAZON.Movie",
        "AMAZON.MovieSeries",
        "AMAZON.MusicAlbum",
        "AMAZON.MusicGroup",
        "AMAZON.Musician",
        "AMAZON.MusicRecording",
        "AMAZON.Organization",
        "AMAZON.Person",
        "AMAZON.PostalAddress",
        "AMAZON.Professional",
        "AMAZON.RadioChannel",
        "AMAZON.Region",
        "AMAZON.RelativePosition",
        "AMAZON.Residence",
        "AMAZON.Room",
        "AMAZON.Season",
        "AMAZON.Service",
        "AMAZON.SocialMediaPlatform",
        "AMAZON.SoftwareApplication",
        "AMAZON.SoftwareGame",
        "AMAZON.SportsTeam",
        "AMAZON.StreetAddress",
        "AMAZON.StreetName",
        "AMAZON.TVEpisode",
        "AMAZON.TVSeason",
        "AMAZON.TVSeries",
        "AMAZON.US_CITY",
        "AMAZON.US_FIRST_NAME",
        "AMAZON.US_STATE",
        "AMAZON.VideoGame",
        "AMAZON.VisualModeTrigger",
        "AMAZON.WeatherCondition",
        "AMAZON.WrittenCreativeWorkType",
    }
)
"""Open lists of Amazon's: the simulator takes what is said, up to five words, and resolves nothing."""
