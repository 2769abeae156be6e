/** How requests come in: the polled mailbox and the portal. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"request", "identity", "vault", "ledger", "datacontroller", "connector", "answer"})
package org.dsrhub.intake;
