package org.dsrhub.simulation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Threads of the simulators: virtual where the JVM has them, else a pool of daemons. */
final class Workers {
    private Workers() {}

    static ExecutorService executor(String name) {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException olderJvm) {
            return Executors.newCachedThreadPool(daemons(name));
        }
    }

    static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, "simulated-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
