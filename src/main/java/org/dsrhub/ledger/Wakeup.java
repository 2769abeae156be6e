package org.dsrhub.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Says that there is due work: to the own node in memory, to the others by one coalesced {@code NOTIFY} outside of
 * business transactions (inside them it serialises all commits). A wake-up may be lost; the engine polls as well.
 */
final class Wakeup {
    private static final Logger LOG = LoggerFactory.getLogger(Wakeup.class);
    private static final String CHANNEL = "dsr_work";
    private static final int LISTEN_MILLIS = 200;

    private final DataSource dataSource;
    private final Duration notifyDelay;
    private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();
    private final Semaphore toSend = new Semaphore(0);
    private volatile boolean running;
    private volatile CountDownLatch ended;
    private volatile int ownBackend;
    private Thread sender;
    private Thread listener;

    Wakeup(DataSource dataSource, Duration notifyDelay) {
        this.dataSource = dataSource;
        this.notifyDelay = notifyDelay;
    }

    void onWork(Runnable sleeper) {
        sleepers.add(sleeper);
    }

    void now() {
        wakeOwn();
        toSend.release();
    }

    /** After the commit of the transaction of this thread; at once where there is none. */
    void afterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            now();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                now();
            }
        });
    }

    void start() {
        ended = new CountDownLatch(1);
        running = true;
        sender = daemon("ledger-notify", this::send);
        listener = daemon("ledger-listen", this::listen);
    }

    void stop() {
        running = false;
        ended.countDown();
        toSend.release();
        join(sender);
        join(listener);
    }

    private void wakeOwn() {
        sleepers.forEach(Runnable::run);
    }

    private void send() {
        connected(connection -> {
            ownBackend = connection.unwrap(PGConnection.class).getBackendPID();
            while (running) {
                // Idle connections are checked now and then, so that a dead one is not found by the first wake-up.
                if (!toSend.tryAcquire(10, TimeUnit.SECONDS)) {
                    execute(connection, "select 1");
                    continue;
                }
                ended.await(
                        notifyDelay.toMillis(), TimeUnit.MILLISECONDS); // what was given back at the end is told too
                toSend.drainPermits();
                execute(connection, "notify " + CHANNEL);
            }
        });
    }

    private void listen() {
        connected(connection -> {
            execute(connection, "listen " + CHANNEL);
            // What was notified while nobody listened.
            wakeOwn();
            PGConnection notifications = connection.unwrap(PGConnection.class);
            while (running) {
                PGNotification[] received = notifications.getNotifications(LISTEN_MILLIS);
                if (received == null || received.length == 0) {
                    continue;
                }
                for (PGNotification notification : received) {
                    if (notification.getPID() != ownBackend) {
                        wakeOwn();
                        break;
                    }
                }
            }
            execute(connection, "unlisten " + CHANNEL); // it goes back to the pool
        });
    }

    private interface Session {
        void run(Connection connection) throws SQLException, InterruptedException;
    }

    /** Runs the session on a connection of its own in autocommit, and again on a new one where it breaks. */
    private void connected(Session session) {
        while (running) {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                session.run(connection);
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (running) {
                    LOG.debug(
                            "wake-up connection lost, polling until it is back: {}",
                            e.getClass().getSimpleName());
                }
            }
            pause();
        }
    }

    private void pause() {
        if (running) {
            try {
                ended.await(500, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                running = false;
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(2L * LISTEN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
