package org.dsrhub.connector;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts how often a file was left for the next poll. In memory: a restart only begins the count anew. */
final class Patience {
    private static final int MOST_FILES = 10_000;

    private final int limit;
    private final Map<String, Integer> polls = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_FILES;
        }
    };

    Patience(int limit) {
        this.limit = limit;
    }

    /** @return whether it has been left often enough */
    synchronized boolean isOver(String file) {
        if (polls.merge(file, 1, Integer::sum) < limit) {
            return false;
        }
        polls.remove(file);
        return true;
    }

    synchronized void forget(String file) {
        polls.remove(file);
    }
}
