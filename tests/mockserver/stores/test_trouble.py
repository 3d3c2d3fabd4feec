"""A store that cannot be used says so: when it is opened, and when it cannot keep what it is given."""

import os
import resource
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from mockserver.app import create_app, services_of
from mockserver.core.store_error import StoreError
from mockserver.settings import Settings, SettingsError
from mockserver.stores.durable.schema import REVISIONS, metadata
from mockserver.stores.durable.upgrade import revision_of, upgrade
from mockserver.stores.postgresql import PostgresqlDatabase
from mockserver.stores.sqlite import SqliteDatabase

NOBODY = 65_534


def refusal(store):
    with pytest.raises(SettingsError) as caught:
        create_app(Settings(store=store))
    return str(caught.value)


@pytest.fixture
def database(durable):
    kind = SqliteDatabase if durable.startswith("sqlite") else PostgresqlDatabase
    made: Any = kind(durable)
    yield made
    made.close()


def change(database, *statements):
    connection = database.begin(wait=True)
    for statement in statements:
        connection.exec_driver_sql(statement)
    database.end(connection, commit=True)


class TestOpening:
    def test_a_file_that_is_no_database(self, tmp_path):
        file = tmp_path / "notes.txt"
        file.write_text("not a database at all, but long enough to have a header of its own" * 20)

        assert refusal(f"sqlite:///{file}") == f"store: the store sqlite:///{file}: file is not a database"
        assert file.read_text().startswith("not a database at all")

    def test_a_folder_that_is_not_there(self, tmp_path):
        assert "there is no folder" in refusal(f"sqlite:///{tmp_path}/no/worlds.db")

    @pytest.mark.parametrize("address", ["sqlite:", "sqlite://x", "sqlite:///"])
    def test_an_address_without_a_file(self, address):
        assert "write sqlite:///FILE" in refusal(address)

    @pytest.mark.parametrize("address", ["tape", "memory:", "mysql://me:hush@there/x", "postgresql"])
    def test_an_address_of_no_store(self, address):
        said = refusal(address)

        assert "hush" not in said
        assert "known: memory, sqlite:///FILE" in said or "write postgresql://" in said

    def test_a_database_that_nobody_serves(self):
        said = refusal("postgresql://me:hush@127.0.0.1:1/x")

        assert said.startswith("store: the store postgresql://me:***@127.0.0.1:1/x: connection")
        assert "hush" not in said

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else for a while")
    def test_a_file_that_may_only_be_read(self, tmp_path):
        for folder in (tmp_path, *tmp_path.parents[:3]):
            folder.chmod(0o755)
        file = tmp_path / "worlds.db"
        services_of(create_app(Settings(store=f"sqlite:///{file}"))).close()
        before = file.read_bytes()
        os.seteuid(NOBODY)
        try:
            said = refusal(f"sqlite:///{file}")
        finally:
            os.seteuid(0)

        assert "readonly" in said or "unable to open" in said
        assert file.read_bytes() == before

    def test_an_extra_that_is_not_installed(self, monkeypatch):
        for name in ("mockserver.stores.sqlite", "mockserver.stores.postgresql"):
            monkeypatch.setitem(sys.modules, name, None)

        assert "pip install 'klingmock[sqlite]'" in refusal("sqlite:///x.db")
        assert "pip install 'klingmock[postgresql]'" in refusal("postgresql://x/y")


class TestSchema:
    def test_the_migrations_make_the_tables_that_the_store_uses(self, database):
        connection = database.begin(wait=True)
        upgrade(connection)

        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        database.end(connection, commit=True)

        assert differences == []

    def test_an_older_schema_is_brought_up_to_date_and_keeps_its_worlds(self, database, durable):
        connection = database.begin(wait=True)
        upgrade(connection, to=REVISIONS[0])
        database.end(connection, commit=True)
        change(
            database,
            "INSERT INTO worlds (id, version, tasks_at, deliveries_at, sendings_at, head, settings, faults, "
            "\"window\", tally) VALUES ('a', 0, 0, 0, 0, '', '', '', '', '')",
        )

        services = services_of(create_app(Settings(store=durable)))

        assert services.store.ids() == ("a",)
        services.close()
        with database.reading() as connection:
            assert revision_of(connection) == REVISIONS[-1]

    def test_a_newer_schema_is_left_alone(self, database, durable):
        services_of(create_app(Settings(store=durable))).close()
        change(database, "UPDATE alembic_version SET version_num = '9999'")

        assert "a newer klingmock wrote it (schema 9999, this one knows 0003); use that one" in refusal(durable)
        with database.reading() as connection:
            assert revision_of(connection) == "9999"

    def test_the_database_of_somebody_else_is_left_alone(self, database, durable):
        change(database, "CREATE TABLE invoices (number INTEGER)")

        assert "holds tables that are not klingmock's, such as 'invoices'" in refusal(durable)

    def test_servers_that_start_at_once_on_an_empty_database_wait_for_the_first(self, postgresql):
        first, other = PostgresqlDatabase(postgresql), PostgresqlDatabase(postgresql)
        connection = first.begin(wait=True)
        assert connection is not None
        first.hold_schema(connection)
        upgrade(connection)
        with ThreadPoolExecutor() as threads:
            second = threads.submit(lambda: create_app(Settings(store=postgresql)))
            waiting = (
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            while not second.done():
                with other.reading() as look:
                    if look.exec_driver_sql(waiting).scalar():
                        break
            first.end(connection, commit=True)
            services_of(second.result()).close()
        first.close()
        other.close()


class TestKeeping:
    def test_a_full_disk_is_said_and_nothing_is_half_there(self, make_client, tmp_path):
        file = tmp_path / "worlds.db"
        client = make_client(store=f"sqlite:///{file}")
        kept = client.create()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "worlds.db-wal").stat().st_size, hard))
        try:
            answers = [client.generate(prompt="x" * 2000) for _ in range(3)]
            control = client.put("/_mock/world", json={"seed": 3})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        assert [answer.status_code for answer in answers] == [503] * 3
        assert answers[0].json["error"]["code"] == "service_unavailable"
        assert answers[0].headers["Retry-After"] == "1"
        assert (control.status_code, control.mimetype) == (503, "application/problem+json")
        assert {one["kind"] for one in client.get("/_mock/accidents").json["accidents"]} == {"StoreError"}
        assert [task["id"] for task in client.get("/v1/tasks").json["data"]] == [kept]
        more = client.create()
        services_of(client.app).close()
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM tasks").fetchone() == (2,)
        connection.close()
        again = make_client(store=f"sqlite:///{file}")
        assert {task["id"] for task in again.get("/v1/tasks").json["data"]} == {kept, more}
        services_of(again.app).close()

    def test_what_raises_leaves_no_trace(self, make_client, durable):
        client = make_client(store=durable)
        client.create()
        store, world = client.services.store, client.get("/_mock/worlds").json["worlds"][0]["id"]

        def fail():
            with store.by_id(world) as found:
                found.tasks.clear()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()

        assert client.get("/v1/tasks").json["total"] == 1
        client.services.close()

    def test_a_commit_that_fails_is_an_error_and_leaves_no_trace(self, make_client, durable, monkeypatch):
        client = make_client(store=durable)
        client.create()
        database = client.services.store.database

        def fails(connection, statements):
            database.end(connection, commit=False)
            raise StoreError("gone")

        monkeypatch.setattr(database, "keep", fails)
        assert client.generate().status_code == 503
        monkeypatch.undo()

        assert client.get("/v1/tasks").json["total"] == 1
        assert client.ledger()["reserved"] == "27"
        client.services.close()

    @pytest.mark.parametrize("when", ["BEFORE INSERT ON tasks", "AFTER INSERT ON tasks DEFERRABLE INITIALLY DEFERRED"])
    def test_what_postgresql_refuses_is_said_and_leaves_no_trace(self, make_client, postgresql, when):
        client = make_client(store=postgresql)
        client.create()
        database = client.services.store.database
        change(
            database,
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$",
            f"CREATE {'CONSTRAINT ' * ('AFTER' in when)}TRIGGER late {when} FOR EACH ROW EXECUTE FUNCTION refuse()",
        )

        assert client.generate().status_code == 503
        assert client.get("/_mock/accidents").json["accidents"][-1]["message"].endswith("no room")
        assert client.get("/v1/tasks").json["total"] == 1

        change(database, "DROP TRIGGER late ON tasks")
        assert client.generate().status_code == 200
        assert client.get("/v1/tasks").json["total"] == 2
        client.services.close()

    def test_a_database_that_comes_back_is_used_again(self, make_client, postgresql):
        client = make_client(store=postgresql)
        client.create()
        with psycopg.connect(postgresql, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'klingmock' AND datname = current_database()"
            )

        assert client.generate().status_code == 503
        assert client.generate().status_code == 200
        assert client.get("/v1/tasks").json["total"] == 2
        client.services.close()

    def test_a_connection_that_breaks_before_the_commit_is_used_no_more(self, make_client, postgresql):
        client = make_client(store=postgresql)
        client.create()
        store, world = client.services.store, client.get("/_mock/worlds").json["worlds"][0]["id"]

        def cut():
            with store.by_id(world) as found, psycopg.connect(postgresql, autocommit=True) as other:
                found.tally.dropped += 1
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'klingmock' "
                    "AND datname = current_database() AND state = 'idle in transaction'"
                )

        with pytest.raises(StoreError):
            cut()

        assert client.generate().status_code == 200
        with store.by_id(world) as found:
            assert found.tally.dropped == 0
        client.services.close()
