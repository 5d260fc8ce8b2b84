"""Every error of the project in one tree; each branch says who must act.

KhetenError
├── PersonMustAct          what was sent cannot be used; the person is told what to do instead
│   └── Refused            this person may not do this
├── CoordinatorMustAct     a form or a plan is wrong
│   └── FormProblems       (core.forms.problems) with sheet and row
└── OperatorMustAct        a setting, the disk, the database or the channel is wrong
    ├── SettingProblem     the start stops with one line and exit 78
    └── StorageProblem     nothing can be written at present
"""


class KhetenError(Exception):
    """Anything this project raises on purpose."""


class PersonMustAct(KhetenError):
    """What was sent cannot be used as it is."""


class Refused(PersonMustAct):
    """This person may not do this to that thing."""


class CoordinatorMustAct(KhetenError):
    """A form or a plan is wrong and a coordinator can mend it."""


class OperatorMustAct(KhetenError):
    """The bot's surroundings are wrong and only its operator can mend them."""


class SettingProblem(OperatorMustAct):
    """A setting is missing or wrong; the message is one line that says which and why."""


class StorageProblem(OperatorMustAct):
    """The database cannot be written at present; nothing was changed."""
