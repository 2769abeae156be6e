package org.dsrhub.ledger;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One queue of the ledger. It can be consumed only: work is enqueued by completions and by the ledger's beans. */
final class LedgerEndpoint extends DefaultEndpoint {
    private final Engine engine;
    private final String queue;
    private final int concurrency;

    LedgerEndpoint(String uri, LedgerComponent component, Engine engine, String queue, int concurrency) {
        super(uri, component);
        this.engine = engine;
        this.queue = queue;
        this.concurrency = concurrency;
    }

    String queue() {
        return queue;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("ledger:" + queue + " can be consumed only; enqueue by a Completion");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        LedgerConsumer consumer = new LedgerConsumer(this, processor, engine, concurrency);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isSingleton() {
        return true;
    }
}
