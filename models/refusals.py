"""The normal ways to say no. The message is one Chinese sentence for the person who asked."""


class Refusal(Exception):  # noqa: N818  (a refusal is no error of ours)
    """A request that cannot be met as it stands; nothing was written."""


class NotFound(Refusal):
    """What was named does not exist here."""


class NotYours(Refusal):
    """It exists, but this person may not do that to it."""


class WrongState(Refusal):
    """It cannot be done from where the matter stands now."""


class BadList(Refusal):
    """The file is no duty list that can be read."""


class BadEvidence(Refusal):
    """What was handed in cannot be taken as evidence."""


class BadSetting(Refusal):
    """A setting is missing or cannot be used."""


class Busy(Refusal):
    """Another process holds what is needed."""


class BadLog(Refusal):
    """The log cannot be continued or checked as it stands."""
