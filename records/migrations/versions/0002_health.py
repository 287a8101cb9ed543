"""Symptoms, questionnaires, safety screens, notes, events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "symptoms",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("leg_now", sa.Integer(), nullable=True),
        sa.Column("leg_worst", sa.Integer(), nullable=True),
        sa.Column("buttock_now", sa.Integer(), nullable=True),
        sa.Column("buttock_worst", sa.Integer(), nullable=True),
        sa.Column("back_now", sa.Integer(), nullable=True),
        sa.Column("back_worst", sa.Integer(), nullable=True),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("worse", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_symptoms_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_symptoms"),
    )
    op.create_index("ix_symptoms_person_id_at", "symptoms", ["person_id", "at"], unique=False)
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_questionnaires_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_questionnaires"),
    )
    op.create_index(
        "ix_questionnaires_person_id_at", "questionnaires", ["person_id", "at"], unique=False
    )
    op.create_table(
        "screens",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("yes", JSON, nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_screens_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_screens"),
    )
    op.create_index("ix_screens_person_id_at", "screens", ["person_id", "at"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_notes_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_person_id_at", "notes", ["person_id", "at"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_events_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_person_id_at", "events", ["person_id", "at"], unique=False)


def downgrade() -> None:
    """Drop the tables with what is in them."""
    op.drop_table("events")
    op.drop_table("notes")
    op.drop_table("screens")
    op.drop_table("questionnaires")
    op.drop_table("symptoms")
