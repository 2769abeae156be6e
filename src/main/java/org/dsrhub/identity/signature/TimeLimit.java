package org.dsrhub.identity.signature;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Ends the wait, whatever becomes of the work. What counts is the processor time that a document costs: on a busy machine a
 * good signature takes longer and is no worse. Work that does not end when interrupted keeps its permit, so that such
 * documents never hold more than the permitted threads; while all are held nothing is worked on.
 */
final class TimeLimit {
    /** So many times the processor time may pass on the clock; the first of a kind, which loads what it needs, may cost it. */
    private static final int PATIENCE = 10;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long STEP = 10;

    private final Duration limit;
    private final Semaphore permits;
    private final Set<String> loaded = ConcurrentHashMap.newKeySet();

    TimeLimit(Duration limit, int permits) {
        this.limit = limit;
        this.permits = new Semaphore(permits, true);
    }

    /**
     * @param kind of the work
     * @throws Refused {@code too-costly}, {@code busy} where it had no chance, or what the work is refused for
     */
    <T> T run(String kind, Supplier<T> work) {
        Duration longest = limit.multipliedBy(PATIENCE);
        try {
            if (!permits.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused("busy");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread worker = new Thread(() -> attempt(kind, work, result), "signature");
        worker.setDaemon(true);
        worker.start();
        return await(worker, result, loaded.contains(kind) ? limit : longest, longest);
    }

    private <T> T await(Thread worker, CompletableFuture<T> result, Duration cost, Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        while (true) {
            try {
                return result.get(STEP, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (THREADS.getThreadCpuTime(worker.getId()) > cost.toNanos()) {
                    worker.interrupt();
                    throw new Refused("too-costly");
                }
                if (System.nanoTime() > until) {
                    worker.interrupt();
                    throw new Refused("busy");
                }
            } catch (InterruptedException e) {
                worker.interrupt();
                throw interrupted();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Refused refused) {
                    throw refused;
                }
                throw new Refused(e.getCause() instanceof VirtualMachineError ? "too-costly" : "unreadable");
            }
        }
    }

    private <T> void attempt(String kind, Supplier<T> work, CompletableFuture<T> result) {
        try {
            result.complete(work.get());
            loaded.add(kind);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            result.completeExceptionally(e);
        } finally {
            permits.release();
        }
    }

    private static Refused interrupted() {
        Thread.currentThread().interrupt();
        return new Refused("busy");
    }
}
