package org.dsrhub.api;

import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 with a time limit for all headers of a request together. Its own connection timeout begins anew with each
 * byte, so that a caller who sends one every few seconds keeps a connection for as long as it likes. Tomcat makes it by its
 * class name.
 */
public final class TimedHttp extends Http11NioProtocol {
    private static final long SWEEP_MILLIS = 500;

    private final Map<SocketWrapperBase<NioChannel>, Begun> begun = new WeakHashMap<>();
    private volatile long headersWithin = Duration.ofSeconds(20).toNanos();
    private ScheduledExecutorService sweeper;

    /** @param since when its headers were first seen unfinished, {@link System#nanoTime} */
    private record Begun(Object processor, long since) {}

    void headersWithin(Duration limit) {
        headersWithin = limit.toNanos();
    }

    @Override
    public void start() throws Exception {
        super.start();
        sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "http-headers");
            thread.setDaemon(true);
            return thread;
        });
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (sweeper != null) {
            sweeper.shutdownNow();
        }
        super.stop();
    }

    /** Between two bytes of unfinished headers a connection keeps its processor, and only then, or while it is asynchronous. */
    private void sweep() {
        for (SocketWrapperBase<NioChannel> socket : getEndpoint().getConnections()) {
            Object current = socket.getCurrentProcessor();
            if (!(current instanceof Processor processor) || processor.isAsync() || processor.isUpgrade()) {
                begun.remove(socket);
                continue;
            }
            Begun known = begun.get(socket);
            if (known == null || known.processor() != current) {
                begun.put(socket, new Begun(current, System.nanoTime()));
            } else if (System.nanoTime() - known.since() > headersWithin) {
                begun.remove(socket);
                socket.close();
            }
        }
    }
}
