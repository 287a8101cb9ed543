"""The questions of the safety screen, in plain words (measurement specification C.1).

Basis: IFOMPT framework (Finucane et al. 2020, JOSPT 50:350), the GIRFT suspected cauda equina
pathway, NICE NG59. Yes or no, no score.
"""

from dataclasses import dataclass
from enum import IntEnum


class Block(IntEnum):
    """1: any yes means emergency help now. 2: any yes means see a clinician before exercising."""

    EMERGENCY = 1
    CLEARANCE = 2


@dataclass(frozen=True, kw_only=True)
class Question:
    """One yes/no question."""

    key: str
    block: Block
    text: str


BLOCK_1_LEAD = "Is any of this new or getting worse, especially in the last 14 days?"
BLOCK_2_LEAD = "Does any of this apply to you?"

_EMERGENCY = {
    "passing_urine": "Is it hard to start passing urine, can you no longer feel it pass, "
    "do you leak, or can you not go at all?",
    "saddle_numbness": "Do you have a numb or altered feeling around your genitals, back passage "
    "or inner thighs, even in a small area?",
    "bowel_control": "Can you no longer feel when your bowel is full, or have you lost control "
    "of your bowel?",
    "sexual_numbness": "With the back or leg pain, have you noticed new numbness during sex, or "
    "lost the feeling of erection or ejaculation?",
    "leg_weakness": "Is a leg, or are both legs, very weak or getting weaker, or does your foot "
    "drop when you walk?",
    "both_legs": "Do you have new pain or numbness in both legs?",
    "major_trauma": "Did it start after a serious accident or fall?",
    "tearing_pain": "Do you have a sudden, severe, tearing pain in your back or belly?",
    "chest_symptoms": "Do you get chest pain, faint, or become unusually breathless when you "
    "exercise?",
    "clot_signs": "Is one calf hot and swollen, or have you become breathless all of a sudden?",
}
_CLEARANCE = {
    "cancer_history": "Have you ever had cancer, and is the back or hip pain new?",
    "feeling_ill": "Have you lost weight without trying, or do you have fever, night sweats or a "
    "recent infection?",
    "infection_risk": "Do you inject drugs, or is your immune system weakened by an illness or "
    "medicine?",
    "night_pain": "Do you have constant pain at night that no position eases?",
    "age_first_episode": "Are you under 18, or over 60 with this kind of pain for the first time?",
    "fragile_bones": "Do you have osteoporosis, have you taken steroids for a long time, or do "
    "your bones break easily?",
    "bone_stress": "Do you have groin or hip pain and cannot hop or put weight on that leg?",
    "numbness_weakness": "Do you have new or increasing numbness or weakness anywhere?",
    "pregnancy": "Are you pregnant, or did you give birth less than 12 weeks ago?",
    "recent_surgery": "Have you had surgery recently?",
    "inflammatory": "Do you have an inflammatory joint disease, or are you stiff in the morning "
    "for more than 30 minutes?",
    "exertion_cramp": "Do you get leg cramp or buttock pain only when you exert yourself, and does "
    "it go when you stand still?",
}

QUESTIONS: tuple[Question, ...] = tuple(
    Question(key=key, block=block, text=text)
    for block, texts in ((Block.EMERGENCY, _EMERGENCY), (Block.CLEARANCE, _CLEARANCE))
    for key, text in texts.items()
)
KEYS: dict[Block, frozenset[str]] = {
    block: frozenset(q.key for q in QUESTIONS if q.block is block) for block in Block
}

EMERGENCY_TEXT = (
    "Stop and get urgent medical help. These signs can mean pressure on the nerves that control "
    "bladder and bowel. Do not wait for the app or for your next appointment. Call your local "
    "emergency number."
)
OTHER_EMERGENCY_TEXT = (
    "Stop and get urgent medical help. Do not wait for the app or for your next appointment. "
    "Call your local emergency number."
)
NOT_NERVE_KEYS = frozenset({"major_trauma", "tearing_pain", "chest_symptoms", "clot_signs"})
CLEARANCE_TEXT = (
    "Please see a clinician before you use the exercises. You can start once a professional "
    "has cleared you."
)
