"""Running analyses, raw landmarks, checksums of files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "analyses",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("measures", JSON, nullable=False),
        sa.Column("curves", JSON, nullable=False),
        sa.Column("parameters", JSON, nullable=False),
        sa.Column("software_version", sa.String(), nullable=False),
        sa.Column("model_sha256", sa.String(), nullable=False),
        sa.Column("source_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_analyses_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_analyses"),
    )
    op.create_index("ix_analyses_person_id_at", "analyses", ["person_id", "at"], unique=False)
    op.create_table(
        "landmarks",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=True),
        sa.Column("analysis_id", sa.Integer(), nullable=True),
        sa.Column("npz", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analyses.id"], name="fk_landmarks_analysis_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_landmarks_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["sets.id"], name="fk_landmarks_set_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_landmarks"),
    )
    op.create_index("ix_landmarks_analysis_id", "landmarks", ["analysis_id"], unique=False)
    op.create_index("ix_landmarks_person_id", "landmarks", ["person_id"], unique=False)
    op.create_index("ix_landmarks_set_id", "landmarks", ["set_id"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_files_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_person_id_sha256", "files", ["person_id", "sha256"], unique=True)


def downgrade() -> None:
    """Drop the tables with what is in them."""
    op.drop_table("files")
    op.drop_table("landmarks")
    op.drop_table("analyses")
