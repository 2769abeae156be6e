package org.dsrhub.connector;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The steps of a route that talks SQL. */
@Component("sql-calls")
public class SqlCalls {

    /** Takes the rows of the question at hand, one at a time, and lets go of the connection. */
    public void rows(Reply reply, Iterator<Map<String, Object>> rows) throws IOException {
        try {
            while (rows.hasNext()) {
                reply.add(new LinkedHashMap<>(rows.next()), Sink.MediaSource.NONE);
            }
        } finally {
            if (rows instanceof Closeable closeable) {
                closeable.close();
            }
        }
    }

    /** Adds what a command that anonymises sets its fields to. */
    public void bind(Reply reply, Map<String, Object> headers) {
        headers.putAll(reply.getCall().bindings());
    }

    /** The command at hand has run; a row that was gone before is gone too. */
    public void done(Reply reply) {
        reply.carriedOut();
    }
}
