"""accounts: how a person is told of what is new."""

import shapes
from alembic import op

revision = "0012"
down_revision = "0011"

TABLE = """
CREATE TABLE notification_settings (
    person_id uuid NOT NULL,
    sound text NOT NULL,
    banners boolean NOT NULL,
    content boolean NOT NULL,
    mentions_through boolean NOT NULL,
    quiet_on boolean NOT NULL,
    quiet_days bigint[] NOT NULL,
    quiet_start bigint NOT NULL,
    quiet_end bigint NOT NULL,
    quiet_zone text NOT NULL,
    quiet_until timestamptz,
    changed_at timestamptz NOT NULL,
    CONSTRAINT pk_notification_settings PRIMARY KEY (person_id),
    CONSTRAINT fk_notification_settings_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT ck_notification_settings_sound CHECK (sound IN ('bell', 'chime', 'wood', 'none')),
    CONSTRAINT ck_notification_settings_quiet CHECK (
        quiet_start BETWEEN 0 AND 1439 AND quiet_end BETWEEN 0 AND 1439 AND quiet_start <> quiet_end
        AND quiet_days <@ '{1,2,3,4,5,6,7}'::bigint[]
    )
)
"""


def upgrade() -> None:
    op.execute(TABLE)
    # The sign-in worker hands out and erases what is held about a person.
    shapes.person("notification_settings", grants="SELECT, INSERT, UPDATE", workers={"tocsin_signin": "SELECT, DELETE"})
