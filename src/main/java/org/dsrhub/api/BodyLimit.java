package org.dsrhub.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.dsrhub.intake.HttpProblem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * No body of the API is larger than {@link #LARGEST}, whether it says its length or not; one that brings documents not
 * larger than {@link #LARGEST_WITH_DOCUMENTS}, and evidence not larger than its properties say.
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

    private final EvidenceProperties evidence;

    BodyLimit(EvidenceProperties evidence) {
        this.evidence = evidence;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long largest = largest(request);
        if (request.getContentLengthLong() > largest) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            response.setContentType(HttpProblem.MEDIA_TYPE);
            response.getOutputStream()
                    .print("{\"type\":\"urn:dsr-hub:problem:body-too-large\",\"title\":\"The body is too large\","
                            + "\"status\":413,\"detail\":\"At most " + largest + " bytes.\"}");
            return;
        }
        chain.doFilter(new Limited(request, largest), response);
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
        private ServletInputStream stream;

        Limited(HttpServletRequest request, long largest) {
            super(request);
            this.largest = largest;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (stream == null) {
                stream = new Counted(super.getInputStream(), largest);
            }
            return stream;
        }
    }

    private static final class Counted extends ServletInputStream {
        private final ServletInputStream in;
        private final long largest;
        private long read;

        Counted(ServletInputStream in, long largest) {
            this.in = in;
            this.largest = largest;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int n) throws IOException {
            read += n;
            if (read > largest) {
                throw new TooLarge();
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
