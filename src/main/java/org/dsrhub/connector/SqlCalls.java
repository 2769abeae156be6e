package org.dsrhub.connector;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The steps of a route that talks SQL. */
@Component("sql-calls")
public class SqlCalls {
    private static final int DEPTH = 20;
    /** Class of SQLSTATE. */
    private static final String NOT_AUTHORISED = "28";

    /** Takes the rows of the question at hand, one at a time, and lets go of the connection. */
    public void rows(Reply reply, Iterator<Map<String, Object>> rows, Exchange exchange) throws IOException {
        try {
            while (rows.hasNext()) {
                reply.add(new LinkedHashMap<>(rows.next()), Sink.MediaSource.NONE);
            }
        } finally {
            letGo(exchange);
        }
    }

    /** Adds what a command that anonymises sets its fields to. */
    public void bind(Reply reply, Map<String, Object> headers) {
        headers.putAll(reply.getCall().bindings());
    }

    /**
     * Camel keeps connection and rows until the exchange, which is the whole task, is done; a task that asks more often
     * than the pool has connections would wait for itself.
     */
    private static void letGo(Exchange exchange) {
        Exchange question = new DefaultExchange(exchange.getContext());
        exchange.getUnitOfWork()
                .handoverSynchronization(
                        question, open -> open.getClass().getName().startsWith("org.apache.camel.component.jdbc."));
        UnitOfWorkHelper.doneSynchronizations(
                question, question.getExchangeExtension().handoverCompletions());
    }

    /** Throws what a person has to see to as a {@link Problem}, and everything else as it is, to be tried again. */
    public void explain(Exception thrown) throws Exception {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(NOT_AUTHORISED)) {
                throw new Problem(
                        "login-refused",
                        "the database refuses the hub's account; renew the properties behind 'username' and 'password', then"
                                + " retry");
            }
        }
        throw thrown;
    }

    /** The command at hand has run; a row that was gone before is gone too. */
    public void done(Reply reply) {
        reply.carriedOut();
    }
}
