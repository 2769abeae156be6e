package org.dsrhub.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Between the hub and the mail server: hands the whole mail on and, while armed, breaks before the server's 250. */
final class BreakableProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger breaks = new AtomicInteger();

    BreakableProxy(int target) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void breakNext() {
        breaks.incrementAndGet();
    }

    boolean armed() {
        return breaks.get() > 0;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                boolean[] ended = new boolean[1];
                start(() -> pump(client, server, ended, false));
                start(() -> pump(server, client, ended, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean[] ended, boolean replies) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65536];
            StringBuilder tail = new StringBuilder();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (replies && ended[0] && breaks.get() > 0) {
                    breaks.decrementAndGet();
                    return;
                }
                if (!replies) {
                    tail.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                    ended[0] = tail.toString().endsWith("\r\n.\r\n");
                    tail.delete(0, Math.max(0, tail.length() - 5));
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // The other side went away; so does this one.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
