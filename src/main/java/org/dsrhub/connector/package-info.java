/** The backing systems: connector files, the routes made of them, questions out and replies in. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"request", "decision", "identity", "vault", "ledger", "datacontroller"})
package org.dsrhub.connector;
