"""Reads that share a transaction."""

import sqlite3
from contextlib import closing

from flask import Flask
from sqlalchemy import text

from fsp.stores import db, end_reading, reading
from tests.counted_reads import counted_reads


def test_reads_of_a_block_share_one_transaction_that_locks_nothing(core: Flask) -> None:
    with counted_reads() as reads:
        with reading():
            for _ in range(2):
                db.session.execute(text("SELECT 1"))
                end_reading()
            with closing(sqlite3.connect(db.engine.url.database or "", timeout=0)) as other:
                other.execute("CREATE TABLE written (x)")
        db.session.execute(text("SELECT 2"))

    assert reads.statements == ["SELECT 1", "SELECT 1", "BEGIN IMMEDIATE", "SELECT 2"]
