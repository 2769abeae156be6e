package org.dsrhub.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dsrhub.ledger.CompletionWriter.Finished;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Gathers completions and writes them in batches. One that cannot be written holds up no other. */
final class Completer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Completer.class);

    /** Told once for each completion, whatever became of it. */
    interface Settled {
        void accept(Finished finished, boolean counted);
    }

    private final CompletionWriter writer;
    private final EngineProperties properties;
    private final Settled settled;
    private final BlockingQueue<Finished> queue = new LinkedBlockingQueue<>();
    private volatile boolean stopping;

    Completer(CompletionWriter writer, EngineProperties properties, Settled settled) {
        this.writer = writer;
        this.properties = properties;
        this.settled = settled;
    }

    void add(Finished finished) {
        queue.add(finished);
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping || !queue.isEmpty()) {
            try {
                List<Finished> batch = gather();
                if (!batch.isEmpty()) {
                    write(batch);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error(
                        "completions lost, their leases will expire: {}",
                        e.getClass().getSimpleName());
            }
        }
    }

    private List<Finished> gather() throws InterruptedException {
        List<Finished> batch = new ArrayList<>();
        Finished first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
            return batch;
        }
        batch.add(first);
        long until = System.nanoTime() + properties.linger().toNanos();
        while (batch.size() < properties.batch()) {
            queue.drainTo(batch, properties.batch() - batch.size());
            long left = until - System.nanoTime();
            Finished next =
                    batch.size() < properties.batch() && left > 0 ? queue.poll(left, TimeUnit.NANOSECONDS) : null;
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private void write(List<Finished> batch) throws InterruptedException {
        // Without a heartbeat the leases are over after that time; the tasks run again then.
        long giveUp = System.nanoTime() + properties.lease().toNanos() * 2;
        for (int attempt = 1; ; attempt++) {
            try {
                tell(batch, writer.write(batch));
                return;
            } catch (RuntimeException e) {
                boolean again = away(e) || e instanceof PessimisticLockingFailureException && attempt <= 3;
                if (!again) {
                    oneByOne(batch, e);
                    return;
                }
                if (System.nanoTime() > giveUp || stopping && attempt > 3) {
                    LOG.warn("{} completions given up, the database is away", batch.size());
                    tell(batch, batch.stream().map(any -> false).toList());
                    return;
                }
                Thread.sleep(Math.min(1000, 20L << Math.min(attempt, 6)));
            }
        }
    }

    private void oneByOne(List<Finished> batch, RuntimeException e) throws InterruptedException {
        if (batch.size() > 1) {
            for (Finished finished : batch) {
                write(List.of(finished));
            }
            return;
        }
        Finished finished = batch.get(0);
        Lease lease = finished.lease();
        String reason = "completion-not-written: " + e.getClass().getSimpleName();
        LOG.warn("task {} of {}: {}", lease.taskId(), lease.queue(), reason);
        if (finished.completion().reason() != null
                && finished.completion().reason().startsWith("completion-not-written")) {
            settled.accept(finished, false);
            return;
        }
        write(List.of(new Finished(lease, Completion.retry(reason, null), true)));
    }

    private void tell(List<Finished> batch, List<Boolean> counted) {
        for (int i = 0; i < batch.size(); i++) {
            settled.accept(batch.get(i), counted.get(i));
        }
    }

    static boolean away(RuntimeException e) {
        return e instanceof DataAccessResourceFailureException
                || e instanceof CannotCreateTransactionException
                || e instanceof TransientDataAccessResourceException
                || e instanceof QueryTimeoutException
                || e instanceof TransactionSystemException;
    }
}
