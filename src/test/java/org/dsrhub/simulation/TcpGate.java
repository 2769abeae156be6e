package org.dsrhub.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A port in front of a server that the simulation did not write (PostgreSQL, SFTP, mail): it can cut all connections,
 * refuse new ones and add latency.
 */
public final class TcpGate implements AutoCloseable {
    private final int target;
    private final ServerSocket listening;
    private final ExecutorService workers;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final LongAdder roundTrips = new LongAdder();
    private volatile boolean down;
    private volatile Duration latency = Duration.ZERO;
    private volatile long cutAfter = Long.MAX_VALUE;

    public TcpGate(String name, int target) {
        this(name, target, null);
    }

    /** @param tls who answers at the gate, by TLS; null where bytes pass as they come */
    public TcpGate(String name, int target, TlsParty tls) {
        this.target = target;
        workers = Workers.executor(name);
        try {
            listening = tls == null ? new ServerSocket(0, 200, InetAddress.getLoopbackAddress()) : tls.listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Workers.daemons(name + "-gate").newThread(this::accept).start();
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** How many connections were opened so far. */
    public long connections() {
        return connections.get();
    }

    /** How often a client spoke after the server had: what each conversation waits for. */
    public long roundTrips() {
        return roundTrips.sum();
    }

    /** Cuts what is open and hangs up on whoever comes, until told otherwise. */
    public void down(boolean value) {
        down = value;
        if (value) {
            open.forEach(TcpGate::quietly);
        }
    }

    /** Added before each piece of data that a client sends. */
    public void latency(Duration value) {
        latency = value;
    }

    /** Cuts each connection that is opened from now on once the server has sent so many bytes. */
    public void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (down) {
                    quietly(client);
                } else {
                    connections.incrementAndGet();
                    join(client);
                }
            } catch (IOException closedOrTargetAway) {
                // the next client tries again
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            quietly(client);
            throw e;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        AtomicBoolean clientsTurn = new AtomicBoolean(true);
        workers.execute(() -> copy(client, server, true, clientsTurn));
        workers.execute(() -> copy(server, client, false, clientsTurn));
    }

    private void copy(Socket from, Socket to, boolean fromClient, AtomicBoolean clientsTurn) {
        byte[] buffer = new byte[32 * 1024];
        long left = fromClient ? Long.MAX_VALUE : cutAfter;
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (fromClient && !latency.isZero()) {
                    Thread.sleep(latency.toMillis());
                }
                if (clientsTurn.compareAndSet(fromClient, !fromClient) && fromClient) {
                    roundTrips.increment();
                }
                out.write(buffer, 0, (int) Math.min(n, left));
                left -= n;
                if (left <= 0) {
                    return;
                }
            }
        } catch (IOException hungUp) {
            // as connections end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // nothing is left to do
        }
    }

    @Override
    public void close() {
        down(true);
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workers.shutdownNow();
    }
}
