"""People, what was prescribed and what was done."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_programmes_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_programmes"),
    )
    op.create_index("ix_programmes_person_id_at", "programmes", ["person_id", "at"], unique=False)
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("see_clinician", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_changes_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_person_id_at", "changes", ["person_id", "at"], unique=False)
    op.create_table(
        "sets",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("reps_prescribed", sa.Integer(), nullable=False),
        sa.Column("hold_prescribed_s", sa.Double(), nullable=True),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("manual_reps", sa.Integer(), nullable=False),
        sa.Column("software_version", sa.String(), nullable=False),
        sa.Column("model_sha256", sa.String(), nullable=False),
        sa.Column("parameters", JSON, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("form_score", sa.Double(), nullable=True),
        sa.Column("scored", sa.Boolean(), nullable=False),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("felt_at", sa.String(), nullable=True),
        sa.Column("local_pain", sa.Integer(), nullable=True),
        sa.Column("leg_rise", sa.Integer(), nullable=True),
        sa.Column("eased", sa.String(), nullable=True),
        sa.Column("stop_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_sets_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sets"),
    )
    op.create_index(
        "ix_sets_person_id_started_at", "sets", ["person_id", "started_at"], unique=False
    )
    op.create_table(
        "reps",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("peak_s", sa.Double(), nullable=True),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.Column("peak_deg", sa.Double(), nullable=True),
        sa.Column("rom_deg", sa.Double(), nullable=True),
        sa.Column("hold_s", sa.Double(), nullable=True),
        sa.Column("up_s", sa.Double(), nullable=True),
        sa.Column("down_s", sa.Double(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_reps_set_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("set_id", "number", name="pk_reps"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "faults",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("rep_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.Column("worst", sa.Double(), nullable=True),
        sa.Column("worst_s", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["sets.id"], name="fk_faults_set_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("set_id", "rep_number", "place", name="pk_faults"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unlocks",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("clinician_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_unlocks_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_unlocks"),
    )
    op.create_index("ix_unlocks_person_id", "unlocks", ["person_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["people.id"], name="fk_audit_patient_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_patient_id", "audit", ["patient_id"], unique=False)


def downgrade() -> None:
    """Drop the tables with what is in them."""
    op.drop_table("audit")
    op.drop_table("unlocks")
    op.drop_table("faults")
    op.drop_table("reps")
    op.drop_table("sets")
    op.drop_table("changes")
    op.drop_table("programmes")
    op.drop_table("people")
