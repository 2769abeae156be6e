package org.dsrhub.connector;

import org.apache.camel.CamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/**
 * What holds for every route: a failure goes back to whom the message came from (the ledger tries again, a poll leaves the
 * file), and no error handler prints what a message held.
 */
@Component
class RouteRules implements CamelContextConfiguration {
    @Override
    public void beforeApplicationStart(CamelContext context) {
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        context.setMessageHistory(false);
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        // nothing more
    }
}
