package org.dsrhub.ledger;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;

/** Serves its queue while its route is started; stopped or suspended, its tasks wait. */
final class LedgerConsumer extends DefaultConsumer implements Suspendable {
    private final LedgerEndpoint endpoint;
    private final Engine engine;
    private final int concurrency;
    private Engine.Registration registration;

    LedgerConsumer(LedgerEndpoint endpoint, Processor processor, Engine engine, int concurrency) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.engine = engine;
        this.concurrency = concurrency;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        register();
    }

    @Override
    protected void doStop() throws Exception {
        deregister();
        super.doStop();
    }

    @Override
    protected void doSuspend() throws Exception {
        deregister();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        register();
    }

    private synchronized void register() {
        if (registration == null) {
            registration = engine.register(endpoint.queue(), concurrency, this::work);
        }
    }

    private synchronized void deregister() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    private Completion work(Lease lease) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(lease);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            Object body = exchange.getMessage().getBody();
            return body instanceof Completion completion ? completion : null;
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
