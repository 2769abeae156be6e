package org.dsrhub.ledger;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.springframework.stereotype.Component;

/** {@code ledger:<queue>?concurrency=8}: a route that starts with it does the tasks of one system or stage. */
@Component("ledger")
final class LedgerComponent extends DefaultComponent {
    private final Engine engine;

    LedgerComponent(Engine engine) {
        this.engine = engine;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        int concurrency = getAndRemoveParameter(parameters, "concurrency", int.class, 8);
        return new LedgerEndpoint(uri, this, engine, remaining, concurrency);
    }
}
