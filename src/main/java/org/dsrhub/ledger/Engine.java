package org.dsrhub.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dsrhub.ledger.CompletionWriter.Finished;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.VaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Leases work from PostgreSQL for all queues that routes of this node serve, runs it, and hands in what came of it. One a
 * node; nodes are identical.
 */
final class Engine implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final WorkTable work;
    private final CompletionWriter writer;
    private final Wakeup wakeup;
    private final LedgerMetrics metrics;
    private final EngineProperties properties;

    private final Map<String, Registration> registrations = new ConcurrentHashMap<>();
    /** By task and attempt: a task may be leased again before the record of the attempt before is gone. */
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private final Semaphore signal = new Semaphore(0);
    private Semaphore permits;
    private Completer completer;
    private ExecutorService workers;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean hungry;
    private volatile boolean active;
    private volatile CountDownLatch ended;

    Engine(WorkTable work, CompletionWriter writer, Wakeup wakeup, LedgerMetrics metrics, EngineProperties properties) {
        this.work = work;
        this.writer = writer;
        this.wakeup = wakeup;
        this.metrics = metrics;
        this.properties = properties;
        wakeup.onWork(signal::release);
    }

    /** A queue that this node takes work of, until it is closed. What runs by then runs on. */
    final class Registration implements AutoCloseable {
        private final String queue;
        private final int concurrency;
        private final Worker worker;
        private final AtomicInteger busy = new AtomicInteger();

        private Registration(String queue, int concurrency, Worker worker) {
            this.queue = queue;
            this.concurrency = concurrency;
            this.worker = worker;
        }

        @Override
        public void close() {
            registrations.remove(queue, this);
        }
    }

    private record Running(Lease lease, Registration registration) {}

    /**
     * @param concurrency tasks of the queue at once on this node
     * @throws IllegalStateException where the node serves the queue already
     */
    Registration register(String queue, int concurrency, Worker worker) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency of ledger:" + queue + " must be at least 1");
        }
        Registration registration = new Registration(queue, concurrency, worker);
        if (registrations.putIfAbsent(queue, registration) != null) {
            throw new IllegalStateException("two routes of this node consume ledger:" + queue + "; remove one");
        }
        signal.release();
        return registration;
    }

    @Override
    public synchronized void start() {
        if (active) {
            return;
        }
        active = true;
        ended = new CountDownLatch(1);
        permits = new Semaphore(properties.permits());
        completer = new Completer(writer, properties, this::settled);
        workers = Workers.create(properties.permits());
        wakeup.start();
        thread("ledger-taker", this::take);
        thread("ledger-completer", completer);
        thread("ledger-heartbeat", () -> every(properties.lease().dividedBy(3), () -> work.heartbeat(leases())));
        thread("ledger-sweeper", () -> every(properties.poll(), work::sweep));
        thread("ledger-gauges", () -> every(properties.gaugePeriod(), () -> metrics.open(work.openByQueue())));
    }

    /** Takes no more, gives running tasks a moment, and gives back what is not done by then. */
    @Override
    public synchronized void stop() {
        if (!active) {
            return;
        }
        active = false;
        ended.countDown();
        signal.release();
        awaitIdle(properties.stopWait());
        completer.stop();
        for (Thread thread : threads) {
            if (!thread.getName().equals("ledger-completer")) {
                thread.interrupt();
            }
        }
        for (Thread thread : threads) {
            join(thread);
        }
        threads.clear();
        workers.shutdownNow();
        try {
            work.giveBack(leases());
        } catch (RuntimeException e) {
            LOG.warn("leases not given back, they will expire: {}", e.getClass().getSimpleName());
        }
        running.clear();
        wakeup.stop();
    }

    @Override
    public boolean isRunning() {
        return active;
    }

    /** Before Camel's routes at start, after them at stop. */
    @Override
    public int getPhase() {
        return 1000;
    }

    private void take() {
        int failures = 0;
        while (active) {
            Duration wait = properties.poll();
            try {
                wait = takeOnce();
                failures = 0;
            } catch (RuntimeException e) {
                failures++;
                wait = Duration.ofMillis(Math.min(5000, 50L << Math.min(failures, 7)));
                LOG.warn("no work taken: {}; next try in {} ms", e.getClass().getSimpleName(), wait.toMillis());
                pause(wait);
                continue;
            }
            pause(properties.takeInterval());
            try {
                signal.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
                signal.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return how long to wait for a signal before the next look */
    private Duration takeOnce() {
        Map<String, Integer> free = new HashMap<>();
        for (Registration registration : registrations.values()) {
            int room = registration.concurrency - registration.busy.get();
            if (room > 0) {
                free.put(registration.queue, room);
            }
        }
        hungry = true; // whoever finishes from here on wakes the taker
        int room = permits.availablePermits();
        if (free.isEmpty() || room == 0) {
            return properties.poll();
        }
        WorkTable.Take take = work.take(free, room);
        if (!take.leases().isEmpty()) {
            metrics.leased(take.leases().size());
        }
        List<Lease> orphans = new ArrayList<>();
        for (Lease lease : take.leases()) {
            Registration registration = registrations.get(lease.queue());
            if (registration == null) {
                orphans.add(lease); // its route was stopped meanwhile
            } else {
                dispatch(lease, registration);
            }
        }
        work.giveBack(orphans);
        if (!take.leases().isEmpty()) {
            return Duration.ofMillis(1);
        }
        if (take.more()) {
            return properties.hungryPoll();
        }
        hungry = false;
        Duration next = take.nextDue();
        return next == null || next.compareTo(properties.poll()) > 0 ? properties.poll() : next;
    }

    private void dispatch(Lease lease, Registration registration) {
        permits.acquireUninterruptibly();
        registration.busy.incrementAndGet();
        Running task = new Running(lease, registration);
        running.put(key(lease), task);
        workers.execute(() -> run(task));
    }

    private void run(Running task) {
        Lease lease = task.lease;
        Finished finished;
        try {
            Completion completion = task.registration.worker.work(lease);
            finished = completion != null
                    ? new Finished(lease, completion, false)
                    : new Finished(lease, withoutCompletion(lease), true);
        } catch (Throwable e) {
            finished = new Finished(lease, failed(lease, e), true);
        }
        task.registration.busy.decrementAndGet();
        completer.add(finished);
        if (hungry) {
            signal.release();
        }
    }

    private static Completion withoutCompletion(Lease lease) {
        LOG.error("task {} of {}: route-without-completion", lease.taskId(), lease.queue());
        return Completion.as(
                TaskState.FAILED,
                "route-without-completion: end the route with a Completion as its body, then retry the task");
    }

    /** Messages stay out: they may quote the data that the task was about. */
    private static Completion failed(Lease lease, Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof Problem problem) {
                LOG.warn("task {} of {} failed: {}", lease.taskId(), lease.queue(), problem.code());
                return Completion.as(TaskState.FAILED, problem.getMessage());
            }
        }
        String reason = reason(thrown);
        LOG.info(
                "task {} of {}, attempt {}: {}, will be tried again",
                lease.taskId(),
                lease.queue(),
                lease.attempt(),
                reason);
        return Completion.retry(reason, null);
    }

    /** The vault's message says what to do and quotes nothing. */
    private static String reason(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof VaultException vault) {
                return vault.getMessage();
            }
        }
        return thrown.getClass().getSimpleName();
    }

    private Collection<Lease> leases() {
        return running.values().stream().map(Running::lease).toList();
    }

    private void settled(Finished finished, boolean counted) {
        Lease lease = finished.lease();
        if (running.remove(key(lease)) != null) {
            permits.release();
            synchronized (running) {
                running.notifyAll();
            }
        }
        metrics.finished(lease.queue(), counted ? finished.completion().state().name() : "LOST");
        if (hungry) {
            signal.release();
        }
    }

    private static String key(Lease lease) {
        return lease.taskId() + "/" + lease.attempt();
    }

    private void every(Duration period, Runnable step) {
        while (active) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.debug(
                        "{} put off: {}",
                        Thread.currentThread().getName(),
                        e.getClass().getSimpleName());
            }
            pause(period);
        }
    }

    private void thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Ends early where the engine stops. */
    private void pause(Duration time) {
        try {
            ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitIdle(Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        synchronized (running) {
            try {
                for (long left = longest.toMillis();
                        left > 0 && !running.isEmpty();
                        left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
                    running.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
