package org.dsrhub.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.dsrhub.intake.HttpProblem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * No body is larger than {@link #LARGEST}, whether it says its length or not; one that brings documents not larger than
 * {@link #LARGEST_WITH_DOCUMENTS}, and evidence not larger than its properties say. None may take for ever either: what comes
 * slower than {@link HttpProperties} allow is cut off, also where nobody reads it because the call was refused before.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {
    static final long LARGEST = 512 * 1024;
    static final long LARGEST_WITH_DOCUMENTS = 1024L * 1024 * 1024;

    /** The body grew over the limit while it was read. */
    static final class TooLarge extends IOException {
        TooLarge() {
            super("the body is too large");
        }
    }

    /** The body came so slowly that the hub waits no longer. */
    static final class TooSlow extends IOException {
        TooSlow() {
            super("the body comes too slowly");
        }
    }

    private final EvidenceProperties evidence;
    private final HttpProperties http;

    BodyLimit(EvidenceProperties evidence, HttpProperties http) {
        this.evidence = evidence;
        this.http = http;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long largest = largest(request);
        if (request.getContentLengthLong() > largest) {
            refuse(response, largest);
            return;
        }
        Limited limited = new Limited(request, largest, http);
        chain.doFilter(limited, response);
        if (!request.isAsyncStarted() && limited.unread()) {
            // Tomcat would read the rest without a limit of time.
            response.flushBuffer();
            limited.drain();
        }
    }

    static void refuse(HttpServletResponse response, long largest) throws IOException {
        response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        response.setContentType(HttpProblem.MEDIA_TYPE);
        response.getOutputStream()
                .print("{\"type\":\"urn:dsr-hub:problem:body-too-large\",\"title\":\"The body is too large\","
                        + "\"status\":413,\"detail\":\"At most " + largest + " bytes.\"}");
    }

    static BufferedReader reader(HttpServletRequest request) throws IOException {
        String encoding = request.getCharacterEncoding();
        return new BufferedReader(new InputStreamReader(
                request.getInputStream(), encoding == null ? StandardCharsets.UTF_8.name() : encoding));
    }

    private long largest(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return LARGEST;
        }
        String path = request.getRequestURI();
        return path.endsWith("/evidence")
                ? evidence.call()
                : path.endsWith("/answer") ? LARGEST_WITH_DOCUMENTS : LARGEST;
    }

    private static final class Limited extends HttpServletRequestWrapper {
        private final long largest;
        private final HttpProperties http;
        private Counted stream;

        Limited(HttpServletRequest request, long largest, HttpProperties http) {
            super(request);
            this.largest = largest;
            this.http = http;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (stream == null) {
                stream = new Counted(getRequest(), largest, http);
            }
            return stream;
        }

        /** The limits hold for whoever reads characters too. */
        @Override
        public BufferedReader getReader() throws IOException {
            return reader(this);
        }

        boolean unread() {
            long length = getContentLengthLong();
            boolean body = length > 0 || length < 0 && getHeader("Transfer-Encoding") != null;
            return body && (stream == null || !stream.ended && stream.read != length);
        }

        void drain() throws IOException {
            getInputStream();
            byte[] away = new byte[8192];
            try {
                while (stream.read(away, 0, away.length) >= 0) {
                    // only to be rid of it
                }
            } catch (IOException e) {
                HttpDoor.hangUp(getRequest());
            }
        }
    }

    private static final class Counted extends ServletInputStream {
        private final ServletRequest request;
        private final ServletInputStream in;
        private final long largest;
        private final HttpProperties http;
        private long read;
        private long waited;
        private boolean ended;

        Counted(ServletRequest request, long largest, HttpProperties http) throws IOException {
            this.request = request;
            this.in = request.getInputStream();
            this.largest = largest;
            this.http = http;
        }

        @Override
        public int read() throws IOException {
            long since = System.nanoTime();
            int b = in.read();
            count(b < 0 ? -1 : 1, since);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long since = System.nanoTime();
            int n = in.read(bytes, offset, length);
            count(n, since);
            return n;
        }

        private void count(int n, long since) throws IOException {
            ended |= n < 0;
            read += Math.max(n, 0);
            waited += System.nanoTime() - since;
            if (read > largest) {
                throw new TooLarge();
            }
            long over = waited - http.bodyGrace().toNanos();
            if (!ended
                    && over > 0
                    && read < over / 1_000_000_000.0 * http.bodyRate().toBytes()) {
                HttpDoor.hangUp(request);
                throw new TooSlow();
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
