/** The truth in PostgreSQL: requests, tasks, items, holds, audit, and the engine that leases work from it. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"request", "decision", "identity", "vault"})
package org.dsrhub.ledger;
