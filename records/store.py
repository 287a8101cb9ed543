"""The records in words of the domain: everything the other layers can ask of the memory."""

from records.analyses import Analyses
from records.backup import Backup
from records.health import Health
from records.people import People
from records.portable import Portable
from records.training import Training


class Records(People, Training, Health, Analyses, Portable, Backup):
    """All verbs: people, training, health, analyses, export and deletion, back-up.

    ``with Records.open() as records: records.save_symptoms(actor, person_id, entry)``. Verbs on a
    person take who asks (`Actor`) and raise `NotAllowed` unless it is their own data or a
    clinician's patient. Each verb is one transaction: done as a whole or not at all.
    """
