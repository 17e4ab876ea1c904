"""Many callers at once, each in a thread with its own connection."""

from __future__ import annotations

import threading

from django.db import connection, connections


def at_once(n, call, *, rounds=1):
    """Call `call(i)` in `n` threads that start together; what they returned.

    On a server with few connections they share them: still far more at once than workers.
    """
    gate = threading.Barrier(n)
    places = threading.BoundedSemaphore(_connections(n))
    out, lock = [], threading.Lock()

    def one(i):
        gate.wait()
        with places:
            try:
                for _ in range(rounds):
                    result = call(i)
                    with lock:
                        out.append(result)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(out) == n * rounds, "a caller broke off"
    return out


def _connections(n):
    if connection.vendor != "postgresql":
        return n
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        return max(10, min(n, int(cursor.fetchone()[0]) // 2))
