package org.dsrhub.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a simulated system was asked: in all, at the same moment, and in each second. */
public final class CallCounter {
    private final AtomicLong calls = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger highest = new AtomicInteger();
    private final ConcurrentSkipListMap<Long, LongAdder> seconds = new ConcurrentSkipListMap<>();

    void enter() {
        calls.incrementAndGet();
        highest.accumulateAndGet(running.incrementAndGet(), Math::max);
        seconds.computeIfAbsent(System.currentTimeMillis() / 1000, second -> new LongAdder())
                .increment();
    }

    void leave() {
        running.decrementAndGet();
    }

    public long calls() {
        return calls.get();
    }

    public int maxConcurrent() {
        return highest.get();
    }

    /** Calls by second since 1970; seconds without a call are absent. */
    public Map<Long, Long> callsPerSecond() {
        Map<Long, Long> history = new TreeMap<>();
        seconds.forEach((second, count) -> history.put(second, count.sum()));
        return history;
    }

    /** The most calls that fell into any window of that many whole seconds. */
    public long maxCallsWithin(int windowSeconds) {
        Map<Long, Long> history = callsPerSecond();
        long most = 0;
        for (long start : history.keySet()) {
            long sum = 0;
            for (long second = start; second < start + windowSeconds; second++) {
                sum += history.getOrDefault(second, 0L);
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    public void reset() {
        calls.set(0);
        highest.set(running.get());
        seconds.clear();
    }
}
